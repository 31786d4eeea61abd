"""Hostile zips are rejected and never enter the archive."""

import io
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sources.archive.zip_checks import check_zip
from sources.errors import BadFile
from tests.sources.hostile_zips import HARMLESS_ZIPS, HOSTILE_ZIPS, WELL, packed_by_deflate64

Tell = Callable[[str, str, str], None]
MANGLED = 600


@pytest.mark.parametrize(
    ("name", "error", "body", "nested"), HOSTILE_ZIPS, ids=[hostile[0] for hostile in HOSTILE_ZIPS]
)
def test_a_hostile_zip_is_refused_by_name(
    name: str, error: str, body: bytes, nested: bool, tmp_path: Path, tell: Tell
) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(body)
    with pytest.raises(BadFile) as refused:
        check_zip(path, nested)
    tell(f"zip: {name}", f"failed {type(refused.value).__name__}", "0")
    assert type(refused.value).__name__ == error
    assert len(str(refused.value)) < 1500
    assert "\x1b" not in str(refused.value)


def test_a_member_packed_by_deflate64_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(packed_by_deflate64(b"figures" * 40_000))
    assert set(check_zip(path)) == {"PPRRVU.csv"}


@pytest.mark.parametrize(("name", "body"), HARMLESS_ZIPS, ids=[harmless[0] for harmless in HARMLESS_ZIPS])
def test_harmless_oddities_are_kept(name: str, body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(body)
    with zipfile.ZipFile(path) as archive:
        held = {member.filename for member in archive.infolist()}
    assert set(check_zip(path)) == held


def test_a_mangled_zip_is_refused_or_holds_what_it_held(tmp_path: Path, tell: Tell) -> None:
    """Bytes flipped, cut out, doubled and cut off at random: named errors only, and checksums decide."""
    chance, path, came = random.Random(20261128), tmp_path / "x.zip", Counter[str]()
    for _ in range(MANGLED):
        path.write_bytes(mangled(WELL, chance))
        try:
            check_zip(path)
            assert contents(path.read_bytes()) <= contents(WELL)
            came["kept"] += 1
        except BadFile as error:
            came[type(error).__name__] += 1
    tell(f"zip: mangled at random, {MANGLED} times", str(dict(came)), "0")
    assert sum(came.values()) == MANGLED
    assert came["kept"] < MANGLED / 3, "bits of dates, attributes and versions that no reader heeds"


def contents(body: bytes) -> set[bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {archive.read(member) for member in archive.infolist()}


def mangled(body: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(body)), chance.randrange(1, 40)
    flipped = bytes([body[at] ^ 1 << chance.randrange(8)])
    ways = (
        body[:at] + flipped + body[at + 1 :],
        body[:at] + body[at + length :],
        body[:at] + body[at : at + length] + body[at:],
        body[:at],
        body[:at] + chance.randbytes(length) + body[at + length :],
    )
    return chance.choice(ways)
