"""The geometry of charts."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from web.pages.chart import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    ChartSeries,
    StepValue,
    bars,
    nice_ceiling,
    step_chart,
)
from web.pages.timeline import LEFT as FIRST_DAY
from web.pages.timeline import ROW_HEIGHT, Span, timeline
from web.pages.timeline import WIDTH as TIMELINE

Q1 = (date(2025, 1, 1), date(2025, 3, 31))
Q2 = (date(2025, 4, 1), date(2025, 6, 30))
Q3 = (date(2025, 7, 1), date(2025, 9, 30))


def series(*values: str | None, name: str = "ASC") -> ChartSeries:
    spans = (Q1, Q2, Q3)
    return ChartSeries(
        name,
        [StepValue(*span, None if v is None else Decimal(v)) for span, v in zip(spans, values, strict=False)],
    )


def test_a_line_is_drawn_from_edge_to_edge_and_zero_lies_at_the_bottom() -> None:
    chart = step_chart([series("100", "50", "100")])
    assert chart is not None
    (line,) = chart.lines
    assert line.path.startswith(f"M{LEFT}.0 {TOP}.0H") or line.path.startswith(f"M{LEFT} {TOP}")
    assert line.path.endswith(f"H{WIDTH - RIGHT}") or line.path.endswith(f"H{float(WIDTH - RIGHT)}")
    assert [tick.text for tick in chart.y_ticks] == ["$0", "$25", "$50", "$75", "$100"]
    assert chart.y_ticks[0].at == HEIGHT - BOTTOM


def test_a_quarter_without_a_value_breaks_the_line() -> None:
    chart = step_chart([series("100", None, "100")])
    assert chart is not None
    assert chart.lines[0].path.count("M") == 2
    assert len(chart.lines[0].marks) == 2


def test_a_mark_stands_where_the_value_changes_and_not_at_each_quarter() -> None:
    chart = step_chart([series("100", "100", "50")])
    assert chart is not None
    assert [mark.y for mark in chart.lines[0].marks] == [TOP, (TOP + HEIGHT - BOTTOM) / 2]


def test_names_never_cover_each_other() -> None:
    chart = step_chart([series("100", name="a"), series("100", name="b"), series("99", name="c")])
    assert chart is not None
    assert {line.name: line.label_y for line in chart.lines} == {"a": TOP, "b": TOP + 15, "c": TOP + 30}


@pytest.mark.parametrize(("last", "years"), [(2017, range(2009, 2018)), (2018, range(2009, 2019, 2))])
def test_at_most_nine_years_are_named(last: int, years: range) -> None:
    step = StepValue(date(2009, 1, 1), date(last, 12, 31), Decimal(100))
    chart = step_chart([ChartSeries("ASC", [step])])
    assert chart is not None
    assert [tick.text for tick in chart.x_ticks] == [str(year) for year in years]
    assert chart.x_ticks[0].at == LEFT


def test_a_year_whose_first_day_is_not_drawn_is_not_named() -> None:
    step = StepValue(date(2024, 7, 1), date(2025, 3, 31), Decimal(100))
    chart = step_chart([ChartSeries("ASC", [step])])
    assert chart is not None
    [tick] = chart.x_ticks
    share = (date(2025, 1, 1) - date(2024, 7, 1)).days / (date(2025, 4, 1) - date(2024, 7, 1)).days
    assert (tick.text, tick.at) == ("2025", round(LEFT + share * (WIDTH - RIGHT - LEFT), 1))


def test_nothing_paid_is_no_chart() -> None:
    assert step_chart([series(None, None)]) is None


@pytest.mark.parametrize(
    ("value", "ceiling"),
    [("0", "1"), ("0.04", "0.04"), ("1", "1"), ("7413.38", "8000"), ("2456.30", "2500"), ("10.01", "20")],
)
def test_the_scale_ends_at_a_round_number(value: str, ceiling: str) -> None:
    assert nice_ceiling(Decimal(value)) == Decimal(ceiling)


def test_a_bar_is_as_long_as_its_share_of_the_longest_total() -> None:
    found = bars(
        [
            ("Office", None, None, None, "not_applicable"),
            ("Hospital", Decimal(2500), Decimal(7500), Decimal(10000), "paid"),
            ("ASC", Decimal(2500), Decimal(2500), Decimal(5000), "paid"),
        ]
    )
    assert [(bar.professional, bar.facility) for bar in found] == [(0, 0), (150, 450), (150, 150)]
    assert [bar.other for bar in found] == [0, 0, 0]


def test_payments_of_another_schedule_are_a_separate_part() -> None:
    """J1885 in an office: $0.303, by the limits of drugs alone."""
    office, hospital = bars(
        [
            ("Office", None, None, Decimal("0.303"), "paid"),
            ("Hospital", None, Decimal("0.303"), Decimal("0.303"), "paid"),
        ]
    )
    assert (office.professional, office.facility, office.other) == (0, 0, 600)
    assert (hospital.facility, hospital.other) == (600, 0)


def release(series: str, since: date, until: date, revision: int = 1) -> dict[str, Any]:
    named = {"series": series, "label": "a label", "release_id": f"{series} r{revision}", "kind": "release"}
    return {**named, "service_from": since, "service_to": until, "revision": revision}


def test_a_release_is_as_long_as_its_days_and_a_re_posting_lies_lower() -> None:
    """Two years over 791 units (205 to 996): a half year of 181 days is 181/730 of them, less a gap of 1."""
    half = (date(2025, 1, 1), date(2025, 6, 30))
    found = timeline(
        [release("opps", *half), release("opps", *half, revision=2), release("asc", *half), OPEN_ENDED]
    )
    assert found is not None
    first, again, other, last = found.spans
    assert first == Span(
        FIRST_DAY, 195.1, 3, "release", "a label (opps r1), 2025-01-01 to 2025-06-30, release"
    )
    assert (again.x, again.width, again.y) == (first.x, first.width, 7)
    assert (other.y, last.y) == (ROW_HEIGHT + 3, 2 * ROW_HEIGHT + 3)
    assert last.x + last.width == pytest.approx(TIMELINE - 4 - 1, abs=0.2)
    assert [name.text for name in found.names] == ["opps", "asc", "clfs"]
    assert [tick.text for tick in found.ticks] == ["2025", "2026"]


OPEN_ENDED = release("clfs", date(2026, 1, 1), date(2026, 12, 31))


def test_without_releases_there_is_no_timeline() -> None:
    assert timeline([]) is None
