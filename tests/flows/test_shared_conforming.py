"""Conforming through object storage: workers without access to the data root."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from flows.orchestration.parameters import wanted
from flows.pipeline import pipeline
from flows.pipeline.conforming import conform_all
from flows.pipeline.executors import LocalExecutor, TaskResult
from sources.archive.shared_store import NotInStore, SharedStore
from sources.archive.store import Archive
from tests.flows.conftest import Walking
from tests.warehouse.object_storage import object_storage

STORE = "s3://bucket/cmsfees"
NEWEST = wanted(series=("pfs-rvu", "opps", "asc"))

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with object_storage() as found:
        for name, value in found.items():
            monkeypatch.setenv(name, value)
        yield


@dataclass(frozen=True)
class Elsewhere(LocalExecutor):
    """Does the work while the data root is out of sight, as on another machine."""

    done: list[str] = field(default_factory=list)

    def on_workers(
        self, step: str, function: Callable[[Any], Any], items: Sequence[Any]
    ) -> Iterator[TaskResult]:
        for item in items:
            home = item.root.parent
            hidden = home.rename(home.with_name("out-of-sight"))
            try:
                function(item)
            finally:
                hidden.rename(home)
            self.done.append(str(item))
            yield TaskResult(item, None, 0.0)


def conformed(home: Path) -> dict[str, str]:
    """What lies conformed in the data root: each folder's list of files with their SHA-256s."""
    return {path.parent.name: path.read_text("utf-8") for path in home.glob("conformed/*/*/files.json")}


def test_workers_that_share_no_folder_give_the_same_files(walking: Walking, tmp_path: Path) -> None:
    """A second time nothing is conformed again."""
    elsewhere = Elsewhere()
    home = tmp_path / "home"
    with walking("refresh") as context:
        pipeline.refresh(context, NEWEST)
        here = conformed(home)
        assert len(here) == 3
        settings = context.settings.model_copy(update={"store": STORE})
        shared = replace(context, settings=settings, executor=elsewhere)
        revisions = Archive(settings.archive).revisions()
        for _ in range(2):
            shutil.rmtree(home / "conformed")
            assert conform_all(shared, revisions).broken == {}
            assert conformed(home) == here
            assert len(elsewhere.done) == 3


class OtherVersion(LocalExecutor):
    """Does the work as workers whose code names the folders otherwise than the run expects."""

    def on_workers(
        self, step: str, function: Callable[[Any], Any], items: Sequence[Any]
    ) -> Iterator[TaskResult]:
        return super().on_workers(step, function, [replace(item, folder="other") for item in items])


@pytest.mark.parametrize("store", ["", STORE])
def test_workers_of_another_version_are_named(walking: Walking, tmp_path: Path, store: str) -> None:
    """With a shared folder or without, no release is taken for conformed and each says what to do."""
    with walking("refresh") as context:
        pipeline.refresh(context, NEWEST)
        settings = context.settings.model_copy(update={"store": store})
        revisions = Archive(settings.archive).revisions()
        shutil.rmtree(tmp_path / "home" / "conformed")
        found = conform_all(replace(context, settings=settings, executor=OtherVersion()), revisions)
    assert found.revisions == []
    assert len(found.broken) == 3
    for reason in found.broken.values():
        assert "expected other: its version of cmsfees differs from the run's. To do: install" in reason


def test_an_object_no_machine_uploaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotInStore, match=r"s3://bucket/cmsfees has no archive/none\.zip"):
        SharedStore(STORE).fetch(tmp_path, "archive/none.zip")
