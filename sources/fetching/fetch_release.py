"""Fetch one posted release into the archive and report the outcome."""

from urllib.parse import urlsplit

from sources.archive.revision_diff import diff_revisions
from sources.archive.store import Receipt, Revision
from sources.catalogue import known_files
from sources.discovery.group_postings import PostedRelease
from sources.discovery.posting import CANDIDATE
from sources.errors import LicenseNotAccepted, SourceError, WrongRelease
from sources.fetching.fetch_posting import FetchContext, fetch_posting
from sources.outcome import Outcome, OutcomeStatus
from sources.progress import ProgressEvent
from sources.release import Release


def fetch_release(context: FetchContext, posted: PostedRelease) -> Outcome:
    """Fetch the files of one release; a failure is returned as an outcome, so other releases continue."""
    release = posted.release
    try:
        _check_license(context, posted)
        before = context.archive.latest(release)
        files = tuple(fetch_posting(context, posting) for posting in posted.files)
        if posted.error:
            raise posted.error
        _check_address(posted, files)
    except SourceError as error:
        return Outcome(_status(posted, error), release, str(error), error=error)
    if posted.missing:
        return Outcome(
            "incomplete", release, f"posted without {', '.join(posted.missing)}; stored, waiting for the rest"
        )
    return _record_revision(context, release, before, files)


def _status(posted: PostedRelease, error: SourceError) -> OutcomeStatus:
    if _is_candidate(posted):
        return "not found"  # the URL is a guess: a missing file is not a failure
    return "refused" if isinstance(error, LicenseNotAccepted) else "failed"


def _is_candidate(posted: PostedRelease) -> bool:
    return any(posting.page == CANDIDATE for posting in posted.files)


def _check_address(posted: PostedRelease, files: tuple[Receipt, ...]) -> None:
    """Raise WrongRelease if a candidate URL redirects: old undated URLs redirect to the newest posting."""
    moved = [file for file in files if urlsplit(file.url).path != urlsplit(file.final_url).path]
    if moved and _is_candidate(posted):
        raise WrongRelease(
            f"{posted.release}: {moved[0].url} redirects to {moved[0].final_url}. "
            "Not archived: that file belongs to another release."
        )


def _record_revision(
    context: FetchContext, release: Release, before: Revision | None, files: tuple[Receipt, ...]
) -> Outcome:
    revision = context.archive.post(release, files)
    context.progress(ProgressEvent("release", str(release), 1, 1))
    if before is None or before.is_superseded:
        return Outcome("new", release, files[0].url + _unlike_before(files), revision)
    if revision.sha256 == before.sha256:
        moved = f", previously {before.url}" if before.url != files[0].url else ""
        return Outcome("unchanged", release, files[0].url + moved, revision)
    difference = diff_revisions(context.archive, before, revision)
    return Outcome("re-posted", release, str(difference), revision, difference)


def _unlike_before(files: tuple[Receipt, ...]) -> str:
    """Return a note if no page lists the URL or the SHA-256 differs from the catalogue, else ""."""
    if any(file.listed_on == CANDIDATE for file in files):
        return "; not listed on any page"
    known = {file.sha256 for file in known_files(files[0].release) if file.sha256}
    differs = known and not known & {file.sha256 for file in files}
    return "; SHA-256 differs from the catalogue" if differs else ""


def _check_license(context: FetchContext, posted: PostedRelease) -> None:
    if context.license_accepted or not any(posting.gated for posting in posted.files):
        return
    raise LicenseNotAccepted(
        f"{posted.release}: CMS requires acceptance of the AMA's CPT license for this file. Read it "
        "at https://www.cms.gov/license/ama; to accept it, set "
        "CMSFEES_ACCEPT_AMA_LICENSE=true. The acceptance is recorded with each such file."
    )
