"""The short form of `make chaos`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.hostile import hostile_sites
from tests.chaos.kills import Roots, kill_commands, kill_in_rooms, made_roots
from tests.chaos.mangling import mangle_goldens, mangle_real
from tests.chaos.state import break_state
from tests.chaos.tally import Tally

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roots]:
    with made_roots(tmp_path_factory.mktemp("roots")) as made:
        yield made


def assert_well(tally: Tally) -> None:
    print(tally)
    assert tally.counts.total()
    assert not tally.findings, str(tally)


def test_hostile_sites(tmp_path: Path) -> None:
    assert_well(hostile_sites(tmp_path, 15))


def test_mangled_members() -> None:
    assert_well(mangle_goldens(300))


@pytest.mark.real
def test_mangled_zips_of_cms() -> None:
    assert_well(mangle_real(6))


def test_broken_state(roots: Roots, tmp_path: Path) -> None:
    assert_well(break_state(roots, tmp_path, 0.1))


def test_kills_within_the_rooms(roots: Roots, tmp_path: Path) -> None:
    assert_well(kill_in_rooms(roots, tmp_path, 15))


def test_kills_of_whole_commands(roots: Roots, tmp_path: Path) -> None:
    assert_well(kill_commands(roots, tmp_path, 4))
