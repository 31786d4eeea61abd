"""Bring the archive up to date with the site, and say what became of every release."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from sources.archive import Archive, Receipt, Revision, companions
from sources.catalogue import known_files
from sources.compare import Difference, compare
from sources.discover import Posting
from sources.errors import LicenseNotAccepted, NotListed, SourceError
from sources.obtain import Desk, Recheck, obtain
from sources.offers import Offer, offers
from sources.progress import Progress, Step, silent
from sources.release import Release
from sources.series import SERIES
from sources.settings import Settings
from sources.site import Patience, open_site
from sources.survey import Survey, Wanted, discover_all, wants

Status = Literal["new", "unchanged", "re-posted", "incomplete", "refused", "failed", "vanished", "unread"]


@dataclass(frozen=True)
class Outcome:
    """What became of one release, or (failed and unread without a release) of one page or link."""

    status: Status
    release: Release | None
    detail: str
    revision: Revision | None = None
    difference: Difference | None = None
    error: SourceError | None = None


@dataclass(frozen=True)
class Refreshed:
    """One run's outcomes in the order of the releases, and the requests that it cost."""

    outcomes: list[Outcome]
    requests: int


def refresh_archive(
    settings: Settings,
    wanted: Wanted = None,
    recheck: Recheck = Recheck.UNDATED,
    progress: Progress = silent,
    patience: Patience | None = None,
) -> Refreshed:
    """Discover and fetch `wanted` (releases or names of series; None: everything the site lists).

    Reads each listing page and each release's own page every time, for there alone CMS announces corrections.
    Files held are asked for again as `recheck` says. A failure is an outcome and stops nothing else.
    """
    with open_site(settings.site, settings.spacing, patience) as site:
        archive = Archive(settings.archive)
        desk = Desk(site, archive, settings.accept_ama_license, recheck, progress)
        survey = discover_all(site, archive.root / "pages", wanted, progress, settings.concurrency)
        posted = offers([*survey.postings, *_from_catalogue(survey, wanted)])
        with ThreadPoolExecutor(settings.concurrency) as pool:
            outcomes = list(pool.map(lambda offer: _bring(desk, offer), posted))
        outcomes = [_waiting(archive, outcome) for outcome in outcomes]
        outcomes += [
            *_failed(survey),
            *_unlisted(survey, posted, wanted),
            *_vanished(archive, survey, wanted),
        ]
        return Refreshed(sorted(outcomes, key=_order), site.pace.requests)


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
    if before is None:
        return Outcome("new", release, files[0].url, revision)
    if revision.number == before.number:
        return Outcome("unchanged", release, files[0].url, revision)
    difference = compare(desk.archive, before, revision)
    return Outcome("re-posted", release, str(difference), revision, difference)


def _check_license(desk: Desk, offer: Offer) -> None:
    if desk.license_accepted or not any(posting.gated for posting in offer.files):
        return
    raise LicenseNotAccepted(
        f"{offer.release}: CMS asks for acceptance of the AMA's licence for the use of CPT before this file. "
        "Read it at https://www.cms.gov/license/ama; to state that you accept it for your use, set "
        "CMSFEES_ACCEPT_AMA_LICENSE=true. The acceptance is recorded with each such file."
    )


def _waiting(archive: Archive, outcome: Outcome) -> Outcome:
    """A release kept whole still waits while a companion, such as another setting's MUE table, is not posted."""
    if outcome.release is None or outcome.revision is None:
        return outcome
    missing = sorted(str(one) for one in companions(outcome.release) if not archive.latest(one))
    if not missing:
        return outcome
    return Outcome(
        "incomplete", outcome.release, f"kept, and waits for {', '.join(missing)}", outcome.revision
    )


def _from_catalogue(survey: Survey, wanted: Wanted) -> list[Posting]:
    """Releases asked for by name that no page lists any more, at the address the catalogue remembers."""
    listed = {posting.release for posting in survey.postings} | set(survey.failed)
    asked = [one for one in wanted or () if isinstance(one, Release) and one not in listed]
    return [
        Posting(release, known.part, "", known.url, SERIES[release.series].gated, "", "catalogue")
        for release in asked
        for known in known_files(release)
        if known.url
    ]


def _failed(survey: Survey) -> Iterable[Outcome]:
    for subject, error in survey.failed.items():
        yield Outcome("failed", subject if isinstance(subject, Release) else None, str(error), error=error)
    for unread in survey.unread:
        yield Outcome("unread", None, f"{unread.page}: {unread.reason}: {unread.text} {unread.path}")


def _unlisted(survey: Survey, posted: list[Offer], wanted: Wanted) -> Iterable[Outcome]:
    found = {offer.release for offer in posted} | set(survey.failed)
    for release in wanted or ():
        if isinstance(release, Release) and release not in found:
            error = NotListed(
                f"{release}: neither {SERIES[release.series].pages[0]} nor the catalogue names it."
            )
            yield Outcome("failed", release, str(error), error=error)


def _vanished(archive: Archive, survey: Survey, wanted: Wanted) -> Iterable[Outcome]:
    """Releases fetched from the site once and listed no more; CMS takes old NCCI quarters away."""
    listed = {posting.release for posting in survey.postings} | set(survey.failed)
    for release in archive.releases():
        pages_read = survey.read.intersection(SERIES[release.series].pages)
        if pages_read and release not in listed and wants(release, wanted):
            fetched = [one for one in archive.receipts(release) if one.final_url.startswith("http")]
            if fetched:
                yield Outcome("vanished", release, f"no longer listed; kept from {fetched[-1].url}")


def _order(outcome: Outcome) -> tuple[bool, Release, str]:
    return outcome.release is None, outcome.release or Release("", ""), outcome.detail
