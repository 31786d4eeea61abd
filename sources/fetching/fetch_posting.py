"""Fetch one listed file into the archive: conditional GET, checks, receipt."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from filelock import FileLock

from sources.archive.quarantine import Rejected, clear, last_rejected, recheck_quarantined, reject
from sources.archive.store import Archive, Receipt
from sources.archive.zip_checks import check_zip
from sources.discovery.pages import CMS
from sources.discovery.posting import Posting
from sources.discovery.publication_date import is_dated, published_on
from sources.errors import BadFile
from sources.http.client import SiteClient
from sources.http.download import Fetched, Validators, fetch, still_served
from sources.progress import Progress
from sources.series import SERIES


class Recheck(Enum):
    """Which archived files are requested again."""

    UNDATED = "undated"  # trust dated or versioned URLs: CMS changes them with the bytes
    ALL = "all"  # every file, dated or not


@dataclass(frozen=True)
class FetchContext:
    """Client, archive and options shared by every fetch of a run."""

    site: SiteClient
    archive: Archive
    license_accepted: bool
    recheck: Recheck
    progress: Progress


def fetch_posting(context: FetchContext, posting: Posting) -> Receipt:
    """Return the receipt of the currently posted file; download it if the archive does not have it.

    A file lock serializes processes that fetch the same file; the second finds it archived.
    """
    partial = context.archive.partial(posting.url)
    partial.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(partial.with_suffix(".lock")):
        held = _existing_receipt(context.archive, posting)
        if held and context.recheck is Recheck.UNDATED and _names_one_posting(posting):
            return held
        bad = last_rejected(context.archive, posting.url)
        if bad:
            return _store(context, posting, held, _after_rejection(context, posting, bad, partial))
        return _store(context, posting, held, _conditional_get(context, posting, held, partial))


def _conditional_get(
    context: FetchContext, posting: Posting, last: Receipt | Rejected | None, partial: Path
) -> Fetched | None:
    """Return the posted file, or None if it has not changed.

    Uses the ETag; without one, or for a rejected file (its length may be the fault), a HEAD request. With
    neither ETag nor Last-Modified, the file is downloaded and its SHA-256 compared.
    """
    known = Validators(last.etag, last.last_modified) if last else Validators()
    by_etag = known.etag and not isinstance(last, Rejected)
    by_head = last and not by_etag and known != Validators()
    if last and by_head and still_served(context.site, posting.url, known, last.size):
        return None
    return _download(context, posting, partial, known if by_etag else None)


def _after_rejection(context: FetchContext, posting: Posting, bad: Rejected, partial: Path) -> Fetched:
    """Return the URL's new bytes, or the quarantined ones again if the server still serves them.

    The same bytes are downloaded once more because they may have been damaged in transit. If they come again,
    CMS serves them, and later runs only send a HEAD request.
    """
    fetched = _conditional_get(context, posting, bad, partial)
    if fetched:
        return fetched
    kept = recheck_quarantined(context.archive, bad, partial)
    if bad.downloads > 1 or _is_valid(posting, kept):
        return kept
    again = _download(context, posting, partial)
    return again or kept


def _download(
    context: FetchContext, posting: Posting, partial: Path, known: Validators | None = None
) -> Fetched | None:
    """Download the file; if a resumed download is invalid, download it again from the start."""
    fetched = fetch(context.site, posting.url, partial, known, context.progress)
    if fetched and fetched.is_resumed and not _is_valid(posting, fetched):
        partial.unlink()
        return fetch(context.site, posting.url, partial, None, context.progress)
    return fetched


def _is_valid(posting: Posting, fetched: Fetched) -> bool:
    try:
        check_zip(fetched.partial, nested=SERIES[posting.release.series].nested)
    except BadFile:
        return False
    return True


def _names_one_posting(posting: Posting) -> bool:
    return is_dated(posting.url) and not SERIES[posting.release.series].reuses_dated_urls


def _existing_receipt(archive: Archive, posting: Posting) -> Receipt | None:
    """Return the newest receipt of exactly this URL, because other URLs may have other postings."""
    same = (posting.part, CMS + posting.url)
    receipts = [r for r in archive.receipts(posting.release) if (r.part, r.url) == same]
    latest = receipts[-1] if receipts else None
    return latest if latest and archive.size(latest.sha256) == latest.size else None


def _store(context: FetchContext, posting: Posting, held: Receipt | None, fetched: Fetched | None) -> Receipt:
    if fetched is None:
        if held is None:
            raise AssertionError("a file that is not archived must be downloaded")
        return held
    receipt = _receipt(context, posting, fetched)
    clear(context.archive, posting.url)
    if context.archive.holds(receipt.sha256):
        fetched.partial.unlink()
        if held and _same_posting(held, receipt):
            return held
        context.archive.note(receipt)
    else:
        context.archive.keep(fetched.partial, receipt)
    return receipt


def _receipt(context: FetchContext, posting: Posting, fetched: Fetched) -> Receipt:
    try:
        members = check_zip(fetched.partial, nested=SERIES[posting.release.series].nested)
    except BadFile as error:
        reason = f"{posting.release} {posting.url}\n{error}"
        quarantined = reject(context.archive, posting.url, fetched, reason)
        raise type(error)(
            f"{posting.release} from {fetched.final_url}: {error} Quarantined as {quarantined}. "
            "To do: nothing now, the next run downloads it again; if that fails too, open it in a browser."
        ) from error
    modified = fetched.validators.last_modified
    published, basis = published_on(
        posting.release, posting.text, posting.url, members, modified, fetched.sha256
    )
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
        license_accepted=context.license_accepted and posting.gated,
        stated_rows=posting.stated_rows,
        listed_on=posting.page,
    )


def _same_posting(receipt: Receipt, other: Receipt) -> bool:
    return (receipt.sha256, receipt.url, receipt.etag, receipt.last_modified) == (
        other.sha256,
        other.url,
        other.etag,
        other.last_modified,
    )
