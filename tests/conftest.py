"""Fixtures shared by all rooms."""

import os
from pathlib import Path

import pytest

REAL_FILES = Path(os.environ.get("CMSFEES_REAL_FILES", Path(__file__).parents[2] / "shared" / "cms"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if REAL_FILES.is_dir():
        return
    absent = pytest.mark.skip(reason="no copy of CMS's own files beside the project")
    for item in items:
        if item.get_closest_marker("real"):
            item.add_marker(absent)


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder that holds `site/` (and `earlier/`), CMS's own files at their paths on the site."""
    return REAL_FILES
