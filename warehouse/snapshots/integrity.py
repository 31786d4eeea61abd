"""Is a published snapshot still what was published? Its files against the SHA-256s of its manifest."""

import json
from hashlib import file_digest
from pathlib import Path
from typing import Any

from cmsfees.channels import MANIFEST, SnapshotDamaged

NEEDED = ("id", "built_at", "inputs", "tables", "files")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest with all that we rely on; raises `SnapshotDamaged`, naming the file and what is wrong."""
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
    """What is wrong with the snapshot's files, one line each; reads every byte."""
    try:
        manifest = read_manifest(folder)
    except SnapshotDamaged as error:
        return [str(error)]
    return [found for name in manifest["files"] if (found := file_fault(folder, manifest, name))]


def file_fault(folder: Path, manifest: dict[str, Any], name: str) -> str:
    """What is wrong with one file of the snapshot; empty if it is as published."""
    path = folder / name
    said = manifest["files"].get(name)
    if said is None:
        return f"{path}: the manifest does not list it"
    if not path.is_file():
        return f"{path} is missing"
    if path.stat().st_size != said["size"]:
        return f"{path}: expected {said['size']} bytes, found {path.stat().st_size}"
    with path.open("rb") as stream:
        found = file_digest(stream, "sha256").hexdigest()
    return "" if found == said["sha256"] else f"{path}: expected SHA-256 {said['sha256']}, found {found}"


def require_whole(folder: Path, names: tuple[str, ...] = ()) -> None:
    """Raises `SnapshotDamaged` unless these files (default: all) are as published."""
    manifest = read_manifest(folder)
    faults = [fault for name in names or manifest["files"] if (fault := file_fault(folder, manifest, name))]
    if faults:
        raise SnapshotDamaged(f"{'; '.join(faults)}. {_todo(folder)}")


def _todo(folder: Path) -> str:
    return f"To do: run `cmsfees repair`, which builds {folder.name} again if its releases are still held."
