"""Differences between two revisions of a release: sizes, dates and zip members."""

import zipfile
from dataclasses import dataclass
from datetime import date

from sources.archive.store import Archive, Revision


@dataclass(frozen=True)
class RevisionDiff:
    """Differences by member; names include the part; a changed member has the same name but other bytes."""

    size: tuple[int, int]
    published_on: tuple[date | None, date | None]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    def __str__(self) -> str:
        parts = [f"{self.size[0]:,} → {self.size[1]:,} bytes"]
        if self.published_on[0] != self.published_on[1]:
            parts.append(
                f"published {self.published_on[0] or 'unknown'} → {self.published_on[1] or 'unknown'}"
            )
        lists = {"added": self.added, "removed": self.removed, "changed": self.changed}
        parts += [f"{word} {', '.join(members)}" for word, members in lists.items() if members]
        return "; ".join(parts)


def diff_revisions(archive: Archive, old: Revision, new: Revision) -> RevisionDiff:
    """Compare two revisions by member names and checksums; `warehouse` compares the rows."""
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
