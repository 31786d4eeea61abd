"""A conformed release on disk: Parquet per table, and `files.json` with rows and SHA-256 of each file."""

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path

import polars as pl

from sources.atomic import folder_atomic, write_atomic

FILES = "files.json"


class ConformedDamaged(ValueError):
    """The content of a conformed folder differs from what was written."""

    def __init__(self, folder: Path, found: str) -> None:
        self.fault = f"{folder}: {found}"
        super().__init__(
            f"{self.fault}. It is not used. To do: run `cmsfees repair`, which removes the "
            "folder and conforms the release again from the archive."
        )


@dataclass(frozen=True)
class WrittenFile:
    """One Parquet file as it was written."""

    size: int
    rows: int
    sha256: str


NOT_KNOWN: Mapping[str, WrittenFile] = {}


def write_conformed(final: Path, frames: Mapping[str, pl.DataFrame]) -> None:
    """Write `<table>.parquet` of every frame, then `files.json`; rename the folder when it is complete."""
    with folder_atomic(final) as folder:
        paths = {name: folder / f"{name}.parquet" for name in frames}
        record_files(folder, {path.name: _write(path, frames[name]) for name, path in paths.items()})


def _write(path: Path, frame: pl.DataFrame) -> WrittenFile:
    """Write one Parquet file through memory: half the time for a table of a few rows, and hashed at once."""
    content = io.BytesIO()
    # Readers read whole files once: omit statistics; small row groups are faster to write.
    frame.write_parquet(content, statistics=False, row_group_size=1 << 16)
    path.write_bytes(content.getbuffer())
    return WrittenFile(content.tell(), frame.height, sha256(content.getbuffer()).hexdigest())


def record_files(folder: Path, known: Mapping[str, WrittenFile] = NOT_KNOWN) -> None:
    """Write `files.json` for the Parquet files in the folder; those not `known` are read."""
    names = sorted(path.name for path in folder.glob("*.parquet"))
    files = {name: asdict(known.get(name) or _written(folder / name)) for name in names}
    write_atomic(folder / FILES, json.dumps(files, indent=1) + "\n", durable=False)  # with the folder


def is_conformed(folder: Path) -> bool:
    """Return whether every file exists with its recorded size; `verify_conformed` also checks contents."""
    try:
        return all((folder / name).stat().st_size == file.size for name, file in recorded(folder).items())
    except (OSError, ConformedDamaged):
        return False


def verify_conformed(folder: Path) -> dict[str, WrittenFile]:
    """Re-hash every file; return the entries of `files.json`, or raise `ConformedDamaged`."""
    files = recorded(folder)
    for name in files:
        verify_file(folder / name, files)
    return files


def verify_file(path: Path, files: Mapping[str, WrittenFile]) -> None:
    """Raise `ConformedDamaged` unless the file matches `files.json`."""
    if not path.is_file():
        raise ConformedDamaged(path.parent, f"{path.name} is missing")
    expected, found = files[path.name].sha256, _sha256(path)
    if found != expected:
        raise ConformedDamaged(path.parent, f"{path.name}: expected SHA-256 {expected}, found {found}")


def recorded(folder: Path) -> dict[str, WrittenFile]:
    """Return the entries of `files.json` by file name."""
    try:
        entries = json.loads((folder / FILES).read_bytes())
        return {name: WrittenFile(**file) for name, file in entries.items()}
    except FileNotFoundError:
        raise ConformedDamaged(folder, f"{FILES} is missing") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise ConformedDamaged(folder, f"{FILES} cannot be read ({error})") from None


def _written(path: Path) -> WrittenFile:
    rows = pl.scan_parquet(path, glob=False).select(pl.len()).collect().item()
    return WrittenFile(path.stat().st_size, rows, _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
