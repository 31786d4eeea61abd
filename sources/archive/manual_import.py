"""Import a file downloaded in a browser into the archive, with the same checks as a fetched file."""

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

from sources import vintage_patterns as vintages
from sources.archive.store import Archive, Receipt, Revision
from sources.archive.zip_checks import check_zip
from sources.atomic import temporary
from sources.catalogue import known_files
from sources.discovery.pages import CMS
from sources.discovery.posting import read_part, read_version
from sources.discovery.publication_date import published_on
from sources.errors import LicenseNotAccepted, WrongRelease
from sources.records import joint_sha256
from sources.release import Release
from sources.series import SERIES
from sources.settings import Settings


def import_file(settings: Settings, path: Path, release: Release) -> Revision | None:
    """Check `path` and store it as `release`; return None while other parts of the release are missing.

    The part comes from CMS's file name (…-f1.zip). Raises WrongRelease if the name is another release's.
    """
    _check_name(path, release)
    if SERIES[release.series].gated and not settings.accept_ama_license:
        raise LicenseNotAccepted(
            f"{release}: CMS requires acceptance of the AMA license for this file. If you accepted it when "
            "you downloaded the file, set CMSFEES_ACCEPT_AMA_LICENSE=true."
        )
    archive = Archive(settings.archive)
    receipt = _receipt(settings, path, release)
    if archive.holds(receipt.sha256):
        archive.note(receipt)
    else:
        archive.keep(_copy(archive, path), receipt)
    return _posted(archive, receipt)


def _posted(archive: Archive, receipt: Receipt) -> Revision | None:
    """Return the revision once every part of this version is stored; known bytes keep their revision."""
    newest = {r.part: r for r in archive.receipts(receipt.release) if r.version == receipt.version}
    parts = SERIES[receipt.release.series].parts
    if set(parts) - newest.keys():
        return None
    files = tuple(newest[part] for part in parts)
    joint = joint_sha256([file.sha256 for file in files])
    history = archive.history(receipt.release)
    held = [revision for revision in history if revision.sha256 == joint]
    return held[-1] if held else archive.post(receipt.release, files, _is_superseded(receipt, history))


def _is_superseded(receipt: Receipt, history: list[Revision]) -> bool:
    """True if posted before our newest revision; False if either date is unknown."""
    newest = history[-1].published_on if history else None
    return bool(newest and receipt.published_on and receipt.published_on < newest)


def _check_name(path: Path, release: Release) -> None:
    vintages_named = {series.name: series.vintage_of(path.name) for series in SERIES.values()}
    named = [Release(series, vintage) for series, vintage in vintages_named.items() if vintage]
    if named and release not in named:
        raise WrongRelease(
            f"{path.name}: expected a file of {release}, found the name of a file of {named[0]}. "
            f'To do: import it with --release "{named[0]}", or give the file the name that CMS uses.'
        )
    parts = SERIES[release.series].parts
    if len(parts) > 1 and read_part(vintages.link_words(path.name)) not in parts:
        raise WrongRelease(
            f"{path.name}: {release} has the parts {', '.join(parts)}; the file name shows none of them. "
            "To do: give the file the name that CMS uses."
        )


def _receipt(settings: Settings, path: Path, release: Release) -> Receipt:
    members = check_zip(path, nested=SERIES[release.series].nested)
    named = vintages.link_words(path.name)
    part = read_part(named) if len(SERIES[release.series].parts) > 1 else ""
    url = _address(path, release, part)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    published, basis = published_on(release, path.stem, "", members, None, sha256)
    return Receipt(
        release=release,
        part=part,
        version=read_version(named),
        sha256=sha256,
        size=path.stat().st_size,
        url=url,
        final_url=f"file:{path.name}",
        link_text=path.name,
        retrieved_at=datetime.now(UTC),
        last_modified=None,
        etag=None,
        published_on=published,
        published_basis="file_name" if basis == "link_text" else basis,
        license_accepted=settings.accept_ama_license and SERIES[release.series].gated,
    )


def _address(path: Path, release: Release, part: str) -> str:
    """Return CMS's URL for this name, else of the newest posting; browsers replace slashes in names."""
    known = [file.url for file in known_files(release) if file.part == part and file.url]
    own = vintages.link_words(path.name)
    named = [url for url in known if vintages.link_words(url.rpartition("/zip/")[2]) == own]
    return CMS + [*known, *named][-1] if known else path.name


def _copy(archive: Archive, path: Path) -> Path:
    partial = temporary(archive.root / "partial" / path.name)
    partial.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(path, partial))
