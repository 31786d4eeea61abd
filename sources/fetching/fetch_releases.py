"""Bring the archive up to date with the site, and say what became of every release."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from sources.archive.revision_diff import compare
from sources.archive.store import Archive, Receipt, Revision
from sources.catalogue import known_files
from sources.discovery.crawl import Survey, Wanted, discover_all
from sources.discovery.group_postings import Offer, offers
from sources.errors import LicenseNotAccepted, SourceError
from sources.fetching.fetch_posting import Desk, Recheck, obtain
from sources.fetching.missing_releases import failed, from_catalogue, unlisted, vanished
from sources.fetching.superseded import bring_earlier
from sources.http.client import Patience, open_site
from sources.http.threads import pool
from sources.outcome import Outcome, Status
from sources.progress import Progress, Step, silent
from sources.records import companions
from sources.release import Release
from sources.settings import Settings


@dataclass(frozen=True)
class Refreshed:
    """One run's outcomes in the order of the releases, and the requests that it cost."""

    outcomes: list[Outcome]
    requests: int


Spread = Callable[[Callable[[Offer], Outcome], list[Offer]], Iterable[Outcome]]


def refresh_archive(
    settings: Settings,
    wanted: Wanted = None,
    recheck: Recheck = Recheck.UNDATED,
    progress: Progress = silent,
    patience: Patience | None = None,
    earlier: bool = False,
) -> Refreshed:
    """Discover and fetch `wanted` (releases or names of series; None: everything the site lists).

    Reads each listing page and each release's own page every time, for there alone CMS announces corrections.
    Files held are asked for again as `recheck` says; `earlier` also asks for postings that CMS has replaced,
    where the catalogue knows their addresses. A failure is an outcome and stops nothing else; only a site
    whose robots.txt cannot be read raises, a RequestError.
    """
    with open_site(settings.site, settings.spacing, patience, settings.contact) as site:
        archive = Archive(settings.archive)
        desk = Desk(site, archive, settings.accept_ama_license, recheck, progress, earlier)
        survey = discover_all(site, archive.root / "pages", wanted, progress, settings.concurrency)
        with pool(settings.concurrency) as several:
            return Refreshed(bring_all(desk, survey, wanted, several.map), site.pace.requests)


def bring_all(desk: Desk, survey: Survey, wanted: Wanted, spread: Spread = map) -> list[Outcome]:
    """Fetch what was found, each release apart from the others; `spread` may do several at once."""
    posted = offers([*survey.postings, *from_catalogue(survey, wanted)])
    earlier = bring_earlier(desk, posted) if desk.earlier else []
    brought = list(spread(partial(_bring, desk), posted))  # all, before any is judged by its companions
    outcomes = [
        *(_waiting(desk.archive, outcome) for outcome in brought),
        *failed(survey),
        *unlisted(survey, posted, wanted),
        *vanished(desk.archive, survey, posted, wanted),
        *earlier,
    ]
    return sorted(outcomes, key=_order)


def _bring(desk: Desk, offer: Offer) -> Outcome:
    release = offer.release
    try:
        _check_license(desk, offer)
        before = desk.archive.latest(release)
        files = tuple(obtain(desk, posting) for posting in offer.files)
        if offer.error:
            raise offer.error
    except SourceError as error:
        status: Status = "refused" if isinstance(error, LicenseNotAccepted) else "failed"
        return Outcome(status, release, str(error), error=error)
    if offer.missing:
        return Outcome("incomplete", release, f"posted without {', '.join(offer.missing)}; kept, and waits")
    return _posted(desk, release, before, files)


def _posted(desk: Desk, release: Release, before: Revision | None, files: tuple[Receipt, ...]) -> Outcome:
    revision = desk.archive.post(release, files)
    desk.progress(Step("release", str(release), 1, 1))
    if before is None or before.is_earlier:
        return Outcome("new", release, files[0].url + _against_catalogue(files), revision)
    if revision.sha256 == before.sha256:
        moved = f", before {before.url}" if before.url != files[0].url else ""
        return Outcome("unchanged", release, files[0].url + moved, revision)
    difference = compare(desk.archive, before, revision)
    return Outcome("re-posted", release, str(difference), revision, difference)


def _against_catalogue(files: tuple[Receipt, ...]) -> str:
    """A word where these are not the bytes that others have seen at CMS."""
    known = {one.sha256 for one in known_files(files[0].release) if one.sha256}
    strange = known and not known & {file.sha256 for file in files}
    return "; other bytes than the catalogue's" if strange else ""


def _check_license(desk: Desk, offer: Offer) -> None:
    if desk.license_accepted or not any(posting.gated for posting in offer.files):
        return
    raise LicenseNotAccepted(
        f"{offer.release}: CMS asks for acceptance of the AMA's licence for the use of CPT before this file. "
        "Read it at https://www.cms.gov/license/ama; to state that you accept it for your use, set "
        "CMSFEES_ACCEPT_AMA_LICENSE=true. The acceptance is recorded with each such file."
    )


def _waiting(archive: Archive, outcome: Outcome) -> Outcome:
    """A release kept whole still waits while a companion, another setting's MUE table, is not posted."""
    if outcome.release is None or outcome.revision is None:
        return outcome
    missing = sorted(str(one) for one in companions(outcome.release) if not archive.latest(one))
    if not missing:
        return outcome
    return Outcome(
        "incomplete", outcome.release, f"kept, and waits for {', '.join(missing)}", outcome.revision
    )


def _order(outcome: Outcome) -> tuple[bool, Release, str]:
    return outcome.release is None, outcome.release or Release("", ""), outcome.detail
