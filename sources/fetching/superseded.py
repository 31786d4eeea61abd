"""Postings that CMS has since replaced, fetched at the addresses that the catalogue remembers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from sources.archive.store import Archive
from sources.catalogue import known_files
from sources.discovery.group_postings import Offer
from sources.discovery.pages import CMS
from sources.discovery.posting import Posting
from sources.errors import SourceError
from sources.fetching.fetch_posting import Desk, obtain
from sources.outcome import Outcome


def bring_earlier(desk: Desk, posted: Iterable[Offer]) -> list[Outcome]:
    """Keep what can still be had, as revisions before the posted one, and say what became of each."""
    known = [one for offer in posted for one in earlier(offer) if desk.license_accepted or not one.gated]
    return [_brought(desk, one) for one in known if not _held(desk.archive, one)]


def earlier(offer: Offer) -> Iterator[Posting]:
    """What the catalogue lists before the posted address, oldest first; releases of one file only."""
    if len(offer.files) != 1:
        return
    (posted,) = offer.files
    for known in known_files(offer.release):
        if known.url == posted.url:
            return
        if known.url:
            yield replace(posted, url=known.url, text="", page="catalogue")


def _held(archive: Archive, posting: Posting) -> bool:
    return any(receipt.url == CMS + posting.url for receipt in archive.receipts(posting.release))


def _brought(desk: Desk, posting: Posting) -> Outcome:
    release = posting.release
    try:
        receipt = obtain(desk, posting)
    except SourceError as error:
        return Outcome("earlier", release, f"{release}: not to be had: {error}", error=error)
    if urlsplit(receipt.final_url).path != posting.url:
        return Outcome("earlier", release, f"{release}: {receipt.url} leads to {receipt.final_url}")
    revision = desk.archive.post(release, (receipt,), is_earlier=True)
    return Outcome("earlier", release, f"{revision.id}: kept from {receipt.url}", revision)
