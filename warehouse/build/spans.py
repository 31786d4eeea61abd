"""Which release is in force for which day of service, as known on which day: disjoint rectangles."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from operator import attrgetter

FOREVER = date(9999, 12, 31)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class DatedRelease:
    """A loaded release with the dates that decide when it is in force."""

    series: str
    vintage: str
    number: int
    release_id: str
    service_from: date
    service_to: date
    known_from: date

    @property
    def rank(self) -> tuple[date, str, date, int]:
        """When two releases cover a day of service, the one with the higher rank is in force.

        A later start wins, then CMS's order of vintages (2012A < 2012AR < 2012AR1), then the later posting.
        """
        return self.service_from, self.vintage, self.known_from, self.number


@dataclass(frozen=True)
class ValiditySpan:
    """One rectangle; all four days are inclusive bounds."""

    series: str
    release_id: str
    service_from: date
    service_to: date
    known_from: date
    known_to: date


def release_spans(releases: Iterable[DatedRelease]) -> list[ValiditySpan]:
    """Return rectangles that never overlap within a series; a day that none covers has no data."""
    ordered = sorted(releases, key=lambda release: (release.series, release.rank))
    by_series = groupby(ordered, key=lambda release: release.series)
    return [span for _, group in by_series for span in _merged(_slices(list(group)))]


def _slices(releases: Sequence[DatedRelease]) -> Iterator[ValiditySpan]:
    """Yield the rectangles of one series, cut at every day on which a release starts or has ended."""
    edges = {release.service_from for release in releases} | {_after(release) for release in releases}
    for first, end in pairwise(sorted(edges)):
        covering = [release for release in releases if release.service_from <= first < _after(release)]
        if covering:
            yield from _winners(covering, first, end - DAY)


def _winners(covering: Sequence[DatedRelease], first: date, last: date) -> Iterator[ValiditySpan]:
    """Yield the release in force on these days of service, per period between postings."""
    starts = sorted({release.known_from for release in covering})
    ends = [start - DAY for start in starts[1:]] + [FOREVER]
    for known_from, known_to in zip(starts, ends, strict=True):
        winner = max(
            (release for release in covering if release.known_from <= known_from), key=attrgetter("rank")
        )
        yield ValiditySpan(winner.series, winner.release_id, first, last, known_from, known_to)


def _merged(slices: Iterable[ValiditySpan]) -> list[ValiditySpan]:
    """Join adjacent rectangles of one release: first along known time, then along service time."""
    rows: list[ValiditySpan] = []
    for piece in sorted(slices, key=attrgetter("release_id", "service_from", "known_from")):
        if rows and _continues_in_known_time(rows[-1], piece):
            rows[-1] = replace(rows[-1], known_to=piece.known_to)
        else:
            rows.append(piece)
    spans: list[ValiditySpan] = []
    for piece in sorted(rows, key=attrgetter("release_id", "known_from", "known_to", "service_from")):
        if spans and _continues_in_service_time(spans[-1], piece):
            spans[-1] = replace(spans[-1], service_to=piece.service_to)
        else:
            spans.append(piece)
    return sorted(spans, key=attrgetter("service_from", "known_from"))


def _continues_in_known_time(first: ValiditySpan, second: ValiditySpan) -> bool:
    """Return whether the second span has the same service days and starts when the first is superseded."""
    same = (first.release_id, first.service_from) == (second.release_id, second.service_from)
    return same and first.known_to < FOREVER and first.known_to + DAY == second.known_from


def _continues_in_service_time(first: ValiditySpan, second: ValiditySpan) -> bool:
    """Return whether the second span starts on the service day after the first ends."""
    expected = first.release_id, first.known_from, first.known_to, first.service_to + DAY
    return expected == (second.release_id, second.known_from, second.known_to, second.service_from)


def _after(release: DatedRelease) -> date:
    return release.service_to + DAY
