"""Fetch postings that CMS has since replaced, from their catalogue URLs."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from sources.archive.store import Archive
from sources.catalogue import known_files
from sources.discovery.group_postings import PostedRelease
from sources.discovery.pages import CMS
from sources.discovery.posting import Posting
from sources.errors import SourceError
from sources.fetching.fetch_posting import FetchContext, fetch_posting
from sources.outcome import Outcome


def fetch_superseded(context: FetchContext, posted: PostedRelease) -> list[Outcome]:
    """Archive superseded postings as revisions before the current one; return one outcome per posting."""
    known = [file for file in superseded_files(posted) if context.license_accepted or not file.gated]
    return [_fetched(context, file) for file in known if not _is_held(context.archive, file)]


def superseded_files(release: PostedRelease) -> Iterator[Posting]:
    """Yield catalogue URLs older than the posted one, then older listed links; single-file releases only."""
    if len(release.files) != 1:
        return
    (posted,) = release.files
    known = [file.url for file in known_files(release.release)]
    before = known[: known.index(posted.url)] if posted.url in known else known
    still_listed = {posting.url: posting for posting in release.superseded}
    for url in before:
        if url and url not in still_listed:
            yield replace(posted, url=url, text="", page="catalogue", stated_rows=None)
    yield from still_listed.values()


def _is_held(archive: Archive, posting: Posting) -> bool:
    return any(receipt.url == CMS + posting.url for receipt in archive.receipts(posting.release))


def _fetched(context: FetchContext, posting: Posting) -> Outcome:
    release = posting.release
    try:
        receipt = fetch_posting(context, posting)
    except SourceError as error:
        return Outcome("superseded", release, f"{release}: not available: {error}", error=error)
    if urlsplit(receipt.final_url).path != posting.url:
        return Outcome("superseded", release, f"{release}: {receipt.url} redirects to {receipt.final_url}")
    revision = context.archive.post(release, (receipt,), is_superseded=True)
    return Outcome("superseded", release, f"{revision.id}: archived from {receipt.url}", revision)
