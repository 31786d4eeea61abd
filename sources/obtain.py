"""One listed file into the archive: decide what to ask, ask it, check the bytes, keep them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Literal

from filelock import FileLock

from sources.archive import Archive, Receipt
from sources.errors import BadFile
from sources.fetch import Fetched, Validators, fetch, still_served
from sources.pages import CMS
from sources.posting import Posting
from sources.progress import Progress
from sources.published import is_dated, published_on
from sources.series import SERIES
from sources.site import Site
from sources.zips import check_zip


class Recheck(Enum):
    """Which files already held are asked for again."""

    UNDATED = "undated"  # a URL that carries a date or version is trusted: CMS changes it with the bytes
    ALL = "all"  # every file, dated or not


@dataclass(frozen=True)
class Desk:
    """What one run works with."""

    site: Site
    archive: Archive
    license_accepted: bool
    recheck: Recheck
    progress: Progress


def obtain(desk: Desk, posting: Posting) -> Receipt:
    """The receipt of the posted file as it is now, downloaded if the archive does not hold it.

    Two processes after one file take turns; the second finds it held.
    """
    partial = desk.archive.partial(posting.url)
    partial.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(partial.with_suffix(".lock")):
        held = _held(desk.archive, posting)
        known = Validators(held.etag, held.last_modified) if held else Validators()
        match decide(posting, held, desk.recheck):
            case "trust":
                fetched = None
            case "head" if held and still_served(desk.site, posting.url, known, held.size):
                fetched = None
            case "condition":
                fetched = fetch(desk.site, posting.url, partial, known, desk.progress)
            case _:
                fetched = fetch(desk.site, posting.url, partial, progress=desk.progress)
        return _kept(desk, posting, held, fetched)


def decide(
    posting: Posting, held: Receipt | None, recheck: Recheck
) -> Literal["download", "trust", "condition", "head"]:
    """How to learn whether the held file is still the posted one.

    With neither ETag nor Last-Modified only a download and its SHA-256 can tell.
    """
    if held is None or held.url != CMS + posting.url:
        return "download"
    if recheck is Recheck.UNDATED and is_dated(posting.url):
        return "trust"
    if held.etag:
        return "condition"
    return "head" if held.last_modified else "download"


def _held(archive: Archive, posting: Posting) -> Receipt | None:
    receipts = [r for r in archive.receipts(posting.release) if r.part == posting.part]
    latest = receipts[-1] if receipts else None
    return latest if latest and archive.path(latest.sha256).exists() else None


def _kept(desk: Desk, posting: Posting, held: Receipt | None, fetched: Fetched | None) -> Receipt:
    if fetched is None:
        if held is None:
            raise AssertionError("nothing is trusted that is not held")
        return held
    receipt = _receipt(desk, posting, fetched)
    if desk.archive.path(receipt.sha256).exists():
        fetched.partial.unlink()
        if held and _same(held, receipt):
            return held
        desk.archive.note(receipt)
    else:
        desk.archive.keep(fetched.partial, receipt)
    return receipt


def _receipt(desk: Desk, posting: Posting, fetched: Fetched) -> Receipt:
    try:
        members = check_zip(fetched.partial, nested=SERIES[posting.release.series].nested)
    except BadFile as error:
        aside = desk.archive.reject(
            fetched.partial, fetched.sha256, f"{posting.release} {posting.url}\n{error}"
        )
        raise type(error)(
            f"{posting.release} from {fetched.final_url}: {error} Kept aside as {aside}."
        ) from error
    modified = fetched.validators.last_modified
    published, basis = published_on(posting.release, posting.text, posting.url, members, modified)
    return Receipt(
        release=posting.release,
        part=posting.part,
        version=posting.version,
        sha256=fetched.sha256,
        size=fetched.size,
        url=CMS + posting.url,
        final_url=fetched.final_url,
        link_text=posting.text,
        retrieved_at=datetime.now(UTC),
        last_modified=modified,
        etag=fetched.validators.etag,
        published_on=published,
        published_basis=basis,
        license_accepted=desk.license_accepted and posting.gated,
    )


def _same(one: Receipt, other: Receipt) -> bool:
    return (one.sha256, one.url, one.etag, one.last_modified) == (
        other.sha256,
        other.url,
        other.etag,
        other.last_modified,
    )
