"""Bring the archive up to date with the site, and say what became of every release."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from sources.archive.revision_diff import diff_revisions
from sources.archive.store import Archive, Receipt, Revision
from sources.catalogue import known_files
from sources.discovery.crawl import SiteIndex, Wanted, crawl
from sources.discovery.group_postings import PostedRelease, group_postings
from sources.errors import LicenseNotAccepted, SourceError
from sources.fetching.fetch_posting import FetchContext, Recheck, fetch_posting
from sources.fetching.missing_releases import failed, from_catalogue, unlisted, vanished
from sources.fetching.superseded import fetch_superseded
from sources.http.client import RetryPolicy, open_site
from sources.http.threads import pool
from sources.outcome import Outcome, Status
from sources.progress import Progress, Step, silent
from sources.records import companions
from sources.release import Release
from sources.settings import Settings


@dataclass(frozen=True)
class FetchResult:
    """One run's outcomes in the order of the releases, and the requests that it cost."""

    outcomes: list[Outcome]
    requests: int


MapReleases = Callable[[Callable[[PostedRelease], Outcome], list[PostedRelease]], Iterable[Outcome]]


def refresh_archive(
    settings: Settings,
    wanted: Wanted = None,
    recheck: Recheck = Recheck.UNDATED,
    progress: Progress = silent,
    retry_policy: RetryPolicy | None = None,
    earlier: bool = False,
) -> FetchResult:
    """Discover and fetch `wanted` (releases or names of series; None: everything the site lists).

    Reads each listing page and each release's own page every time, for there alone CMS announces corrections.
    Files held are asked for again as `recheck` says; `earlier` also asks for postings that CMS has replaced,
    where the catalogue knows their addresses. A failure is an outcome and stops nothing else; only a site
    whose robots.txt cannot be read raises, a RequestError.
    """
    with open_site(settings.site, settings.spacing, retry_policy, settings.contact) as site:
        archive = Archive(settings.archive)
        context = FetchContext(site, archive, settings.accept_ama_license, recheck, progress, earlier)
        index = crawl(site, archive.root / "pages", wanted, progress, settings.concurrency)
        with pool(settings.concurrency) as several:
            return FetchResult(
                fetch_releases(context, index, wanted, several.map), site.rate_limiter.requests
            )


def fetch_releases(
    context: FetchContext, index: SiteIndex, wanted: Wanted, spread: MapReleases = map
) -> list[Outcome]:
    """Fetch what was found, each release apart from the others; `spread` may do several at once."""
    posted = group_postings([*index.postings, *from_catalogue(index, wanted)])
    earlier = fetch_superseded(context, posted) if context.earlier else []
    brought = list(
        spread(partial(_fetch_release, context), posted)
    )  # all, before any is judged by its companions
    outcomes = [
        *(_waiting(context.archive, outcome) for outcome in brought),
        *failed(index),
        *unlisted(index, posted, wanted),
        *vanished(context.archive, index, posted, wanted),
        *earlier,
    ]
    return sorted(outcomes, key=_sort_key)


def _fetch_release(context: FetchContext, offer: PostedRelease) -> Outcome:
    release = offer.release
    try:
        _check_license(context, offer)
        before = context.archive.latest(release)
        files = tuple(fetch_posting(context, posting) for posting in offer.files)
        if offer.error:
            raise offer.error
    except SourceError as error:
        status: Status = "refused" if isinstance(error, LicenseNotAccepted) else "failed"
        return Outcome(status, release, str(error), error=error)
    if offer.missing:
        return Outcome("incomplete", release, f"posted without {', '.join(offer.missing)}; kept, and waits")
    return _record_revision(context, release, before, files)


def _record_revision(
    context: FetchContext, release: Release, before: Revision | None, files: tuple[Receipt, ...]
) -> Outcome:
    revision = context.archive.post(release, files)
    context.progress(Step("release", str(release), 1, 1))
    if before is None or before.is_superseded:
        return Outcome("new", release, files[0].url + _against_catalogue(files), revision)
    if revision.sha256 == before.sha256:
        moved = f", before {before.url}" if before.url != files[0].url else ""
        return Outcome("unchanged", release, files[0].url + moved, revision)
    difference = diff_revisions(context.archive, before, revision)
    return Outcome("re-posted", release, str(difference), revision, difference)


def _against_catalogue(files: tuple[Receipt, ...]) -> str:
    """A word where these are not the bytes that others have seen at CMS."""
    known = {one.sha256 for one in known_files(files[0].release) if one.sha256}
    strange = known and not known & {file.sha256 for file in files}
    return "; other bytes than the catalogue's" if strange else ""


def _check_license(context: FetchContext, offer: PostedRelease) -> None:
    if context.license_accepted or not any(posting.gated for posting in offer.files):
        return
    raise LicenseNotAccepted(
        f"{offer.release}: CMS asks for acceptance of the AMA's license for the use of CPT before this file. "
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


def _sort_key(outcome: Outcome) -> tuple[bool, Release, str]:
    return outcome.release is None, outcome.release or Release("", ""), outcome.detail
