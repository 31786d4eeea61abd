"""What changed between two revisions of a release, told from the bytes: files, members, sizes, dates."""

import zipfile
from dataclasses import dataclass
from datetime import date

from sources.archive.store import Archive, Revision


@dataclass(frozen=True)
class RevisionDiff:
    """Members are named with their part; a changed member has the same name and other bytes."""

    size: tuple[int, int]
    published_on: tuple[date | None, date | None]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    def __str__(self) -> str:
        told = [f"{self.size[0]:,} → {self.size[1]:,} bytes"]
        if self.published_on[0] != self.published_on[1]:
            told.append(
                f"published {self.published_on[0] or 'unknown'} → {self.published_on[1] or 'unknown'}"
            )
        lists = {"added": self.added, "removed": self.removed, "changed": self.changed}
        told += [f"{word} {', '.join(members)}" for word, members in lists.items() if members]
        return "; ".join(told)


def diff_revisions(archive: Archive, old: Revision, new: Revision) -> RevisionDiff:
    """By member names and checksums; the rows are the warehouse's to compare."""
    before, after = _members(archive, old), _members(archive, new)
    return RevisionDiff(
        (sum(file.size for file in old.files), sum(file.size for file in new.files)),
        (old.published_on, new.published_on),
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        tuple(sorted(name for name in before.keys() & after.keys() if before[name] != after[name])),
    )


def _members(archive: Archive, revision: Revision) -> dict[str, tuple[int, int]]:
    found = {}
    for file in revision.files:
        with zipfile.ZipFile(archive.path(file.sha256)) as opened:
            for member in opened.infolist():
                found[f"{file.part} {member.filename}".strip()] = (member.CRC, member.file_size)
    return found
