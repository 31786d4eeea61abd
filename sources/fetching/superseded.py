"""Postings that CMS has since replaced, fetched at the addresses that the catalogue remembers."""

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
    """Keep what can still be had, as revisions before the posted one; one outcome per superseded posting."""
    known = [one for one in superseded_files(posted) if context.license_accepted or not one.gated]
    return [_fetched(context, one) for one in known if not _is_held(context.archive, one)]


def superseded_files(release: PostedRelease) -> Iterator[Posting]:
    """What the catalogue lists before the posted address, then older links beside it; if of one file."""
    if len(release.files) != 1:
        return
    (posted,) = release.files
    known = [one.url for one in known_files(release.release)]
    before = known[: known.index(posted.url)] if posted.url in known else known
    beside = {one.url: one for one in release.superseded}
    for url in before:
        if url and url not in beside:
            yield replace(posted, url=url, text="", page="catalogue", stated_rows=None)
    yield from beside.values()


def _is_held(archive: Archive, posting: Posting) -> bool:
    return any(receipt.url == CMS + posting.url for receipt in archive.receipts(posting.release))


def _fetched(context: FetchContext, posting: Posting) -> Outcome:
    release = posting.release
    try:
        receipt = fetch_posting(context, posting)
    except SourceError as error:
        return Outcome("earlier", release, f"{release}: not to be had: {error}", error=error)
    if urlsplit(receipt.final_url).path != posting.url:
        return Outcome("earlier", release, f"{release}: {receipt.url} leads to {receipt.final_url}")
    revision = context.archive.post(release, (receipt,), is_superseded=True)
    return Outcome("earlier", release, f"{revision.id}: kept from {receipt.url}", revision)
