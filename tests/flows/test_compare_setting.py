"""CMSFEES_COMPARE selects the renderings of a table that are read when a zip is conformed."""

from pathlib import Path

import polars as pl
import pytest
from pydantic import ValidationError

from flows.pipeline.conform_job import ConformJob
from flows.pipeline.conforming import conform
from sources.settings import Settings
from tests.transforms.test_conformed import MEMBERS, RELEASE, posted


@pytest.mark.parametrize(("compare", "state"), [("none", "unread"), ("cheap", "whole"), ("all", "whole")])
def test_renderings_are_compared_as_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compare: str, state: str
) -> None:
    monkeypatch.setenv("CMSFEES_COMPARE", compare)
    twin = {"GPCI2026.txt": MEMBERS["GPCI2026.csv"].replace(b",", b"\t")}
    path = posted(tmp_path, {**MEMBERS, **twin})
    job = ConformJob(RELEASE, "a revision", 1, "ab" * 32, path, tmp_path / "conformed", Settings().compare)
    renderings = pl.read_parquet(conform(job) / "renderings.parquet")
    assert renderings.filter(member="GPCI2026.txt")["outcome"].to_list() == [state]


def test_an_unknown_word_is_rejected_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMSFEES_COMPARE", "some")
    with pytest.raises(ValidationError, match=r"compare\n.*'none', 'cheap' or 'all'"):
        Settings()
