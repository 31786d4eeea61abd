"""Compare a published snapshot's files with the SHA-256s in its manifest."""

import json
from hashlib import file_digest
from pathlib import Path
from typing import Any

from cmsfees.channels import MANIFEST, SnapshotDamaged

NEEDED = ("id", "built_at", "inputs", "tables", "files")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest with all required fields; raises `SnapshotDamaged` with the file and the fault."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SnapshotDamaged(f"{path} cannot be read ({error}). {_todo(folder)}") from None
    lacking = [name for name in NEEDED if not isinstance(manifest, dict) or name not in manifest]
    if lacking:
        raise SnapshotDamaged(f"{path} lacks {', '.join(lacking)}. {_todo(folder)}")
    if manifest["id"] != folder.name:
        raise SnapshotDamaged(f"{path} is of {manifest['id']}, found in {folder.name}. {_todo(folder)}")
    return dict(manifest)


def verify_snapshot(folder: Path) -> list[str]:
    """Return one line per fault in the snapshot's files; reads every byte."""
    try:
        manifest = read_manifest(folder)
    except SnapshotDamaged as error:
        return [str(error).removesuffix(f". {_todo(folder)}")]
    return [found for name in manifest["files"] if (found := file_fault(folder, manifest, name))]


def file_fault(folder: Path, manifest: dict[str, Any], name: str) -> str:
    """Describe what is wrong with one file of the snapshot; empty if it is as published."""
    path = folder / name
    expected = manifest["files"].get(name)
    if expected is None:
        return f"{path}: the manifest does not list it"
    if not path.is_file():
        return f"{path} is missing"
    if path.stat().st_size != expected["size"]:
        return f"{path}: expected {expected['size']} bytes, found {path.stat().st_size}"
    with path.open("rb") as stream:
        found = file_digest(stream, "sha256").hexdigest()
    return (
        "" if found == expected["sha256"] else f"{path}: expected SHA-256 {expected['sha256']}, found {found}"
    )


def require_whole(folder: Path, names: tuple[str, ...] = ()) -> None:
    """Raise `SnapshotDamaged` unless these files (default: all) are as published."""
    manifest = read_manifest(folder)
    faults = [fault for name in names or manifest["files"] if (fault := file_fault(folder, manifest, name))]
    if faults:
        raise SnapshotDamaged(f"{'; '.join(faults)}. {_todo(folder)}")


def _todo(folder: Path) -> str:
    return (
        f"To do: run `cmsfees repair`, which rebuilds {folder.name} if its releases are still in the archive."
    )
