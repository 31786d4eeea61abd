"""Load the corrections of a release from the project's files and the operator's."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sources.release import Release

if TYPE_CHECKING:  # without corrections, pydantic is not needed: a quarter of what importing this room costs
    from pydantic import ValidationError

    from transforms.corrections.correction import Correction

PROJECT = Path(__file__).parent


class BrokenCorrection(ValueError):
    """A corrections file cannot be used; the message names file, line and error."""


@dataclass(frozen=True)
class Corrections:
    """The corrections for one zip of one release."""

    items: "tuple[Correction, ...]" = ()

    @property
    def digest(self) -> str:
        """Return a digest of all of them; "" if there are none."""
        text = "\n".join(correction.model_dump_json() for correction in self.items)
        return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""

    def of_table(self, table: str) -> "Corrections":
        return Corrections(tuple(correction for correction in self.items if correction.table == table))

    def of_member(self, member: str) -> "Corrections":
        return Corrections(
            tuple(correction for correction in self.items if correction.member.lower() == member.lower())
        )

    @property
    def chosen_member(self) -> str:
        """Return the member that a correction selects, or ""."""
        return next((correction.member for correction in self.items if correction.use_member), "")

    @property
    def widths(self) -> dict[str, int]:
        """Return the width of each column's values, including zeros."""
        return {
            column: width for correction in self.items for column, width in correction.restore_zeros.items()
        }

    @property
    def accepts_period(self) -> bool:
        return any(correction.accept_period for correction in self.items)

    @property
    def accepts_missing(self) -> tuple[str, ...]:
        """Return the columns that a member may lack."""
        return tuple(name for correction in self.items for name in correction.accept_missing)

    @property
    def accepts_series(self) -> bool:
        return any(correction.accept_series for correction in self.items)

    @property
    def accepts_identities(self) -> frozenset[str]:
        """Return the rules that a member may violate."""
        return frozenset(name for correction in self.items for name in correction.accept_identity)

    @property
    def accepts_rows(self) -> int:
        """Return the number of rows that a member may have, beyond the table's envelope."""
        return max((correction.accept_rows or 0 for correction in self.items), default=0)

    @property
    def accepts_set_aside(self) -> int:
        """Return the number of rows that may be set aside."""
        return max((correction.accept_set_aside or 0 for correction in self.items), default=0)

    @property
    def skipped(self) -> frozenset[str]:
        """Return the members to leave out, in lower case."""
        return frozenset(correction.member.lower() for correction in self.items if correction.skip_member)

    @property
    def accepts_absent(self) -> str:
        """Return who accepts that the table is missing and why, or ""."""
        accepting = (c for c in self.items if c.accept_absent or c.skip_member)
        return next((f"{c.reason} ({c.initials}, {c.date})" for c in accepting), "")


NO_CORRECTIONS = Corrections()


def operator_folder(conformed: Path) -> Path:
    """Return `corrections/` next to the conformed folder, in the data root."""
    return conformed.parent / "corrections"


def corrections_of(release: Release, sha256: str, folders: Iterable[Path] = ()) -> Corrections:
    """Return the project's corrections, then those in `folders`; files in name order.

    A broken file raises `BrokenCorrection` only for the releases that it names.

    >>> corrections_of(Release("pfs-rvu", "2026A"), "0" * 64)
    Corrections(items=())
    """
    files = [file for folder in (PROJECT, *folders) for file in _files(folder)]
    found = (
        correction
        for file in files
        if str(release) in file.read_text("utf-8", "replace")
        for correction in read(file)
    )
    return Corrections(
        tuple(
            correction
            for correction in found
            if (correction.release, correction.sha256) == (str(release), sha256)
        )
    )


def corrections_of_file(release: Release, path: Path) -> Corrections:
    """Return the project's corrections to a zip, which is hashed only if its release has any."""
    if not any(str(release) in file.read_text("utf-8") for file in _files(PROJECT)):
        return NO_CORRECTIONS
    return corrections_of(release, hashlib.sha256(path.read_bytes()).hexdigest())


def read(file: Path) -> "list[Correction]":
    """Parse every correction in a TOML file; raises `BrokenCorrection` with file and line."""
    from pydantic import ValidationError

    from transforms.corrections.correction import CorrectionsFile

    try:
        text = file.read_text("utf-8")
        corrections = CorrectionsFile.model_validate(tomllib.loads(text)).correction
    except tomllib.TOMLDecodeError as error:
        raise BrokenCorrection(f"{file}: {error}") from error
    except UnicodeDecodeError as error:
        raise BrokenCorrection(f"{file}: not UTF-8 text ({error.reason} at byte {error.start})") from error
    except ValidationError as error:
        raise BrokenCorrection("\n".join(_messages(file, text, error))) from error
    lines = _headings(text)
    if len(lines) != len(corrections):  # written otherwise, as an array of inline tables
        return [correction.at(str(file)) for correction in corrections]
    return [
        correction.at(f"{file}, line {line}") for correction, line in zip(corrections, lines, strict=True)
    ]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml")) if folder.is_dir() else []


def _messages(file: Path, text: str, error: "ValidationError") -> Iterator[str]:
    for problem in error.errors():
        at = [str(part) for part in problem["loc"]]
        yield f"{file}, line {_line_of(text, at)}: {'.'.join(at[2:]) or 'correction'}: {problem['msg']}"


def _headings(text: str) -> list[int]:
    """Return the lines of `[[correction]]`."""
    return [i for i, line in enumerate(text.split("\n"), 1) if re.match(r"\s*\[\[ *correction *\]\]", line)]


def _line_of(text: str, at: list[str]) -> int:
    """Return the line of a key within the numbered `[[correction]]`, or of that heading."""
    starts = _headings(text)
    if len(at) < 2 or not at[1].isdigit() or int(at[1]) >= len(starts):
        return 1
    number = int(at[1])
    first, last = starts[number], (starts[number + 1 :] or [10**9])[0]
    key = re.escape(at[2]) if len(at) > 2 else "$^"
    lines = enumerate(text.split("\n"), 1)
    return next((i for i, line in lines if first < i < last and re.match(rf"\s*\"?{key}\b", line)), first)
