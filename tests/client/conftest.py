"""The bundled sample, published once for the tests of the client."""

from pathlib import Path

import pytest

from tests.warehouse.sample import publish_sample


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CMSFEES_HOME with one published snapshot, of the bundled sample."""
    home = tmp_path_factory.mktemp("client-sample")
    publish_sample(home)
    return home
