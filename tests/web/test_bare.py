"""Serving needs only the packages of the extras `web` and `mcp`."""

import subprocess
import sys

import pytest

PIPELINE = (
    "prefect",
    "httpx",
    "selectolax",
    "protego",
    "platformdirs",
    "pydantic_settings",
    "filelock",
    "yaml",
)
WITHOUT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import {modules}
"""


@pytest.mark.parametrize(
    ("modules", "absent"),
    [
        ("web.app, web.static_site", PIPELINE),
        (
            "web.mcp_server, warehouse.cases.price_case, warehouse.pricing.price",
            (*PIPELINE, "polars", "fastapi"),
        ),
    ],
)
def test_it_imports_without_the_pipeline(modules: str, absent: tuple[str, ...]) -> None:
    code = WITHOUT.format(modules=modules, absent=set(absent))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
