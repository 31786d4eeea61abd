"""Chart geometry in SVG user units. The templates draw it; CSS colors it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, log10

WIDTH, HEIGHT = 760, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 148, 14, 28


@dataclass(frozen=True)
class StepValue:
    """A value for a range of days, both included; None if there is no value."""

    since: date
    until: date
    value: Decimal | None
    note: str = ""


@dataclass(frozen=True)
class ChartSeries:
    name: str
    steps: Sequence[StepValue]


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    note: str


@dataclass(frozen=True)
class StepLine:
    """A step line: SVG path, marks where the value changes, and the y position of its name."""

    name: str
    path: str
    marks: list[Mark]
    label_y: float


@dataclass(frozen=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True)
class Chart:
    lines: list[StepLine]
    y_ticks: list[Tick]
    x_ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def step_chart(series: Sequence[ChartSeries]) -> Chart | None:
    """Return the chart, or None if no series has a value. The y axis starts at zero dollars."""
    drawn = [line for line in series if any(step.value is not None for step in line.steps)]
    if not drawn:
        return None
    steps = [step for line in drawn for step in line.steps if step.value is not None]
    first, last = min(step.since for step in steps), max(step.until for step in steps)
    top = nice_ceiling(max(step.value for step in steps if step.value is not None))
    x, y = (
        Scale(first.toordinal(), last.toordinal() + 1, LEFT, WIDTH - RIGHT),
        Scale(0, float(top), HEIGHT - BOTTOM, TOP),
    )
    lines = _apart([_line(line, x, y) for line in drawn])
    return Chart(lines, _dollar_ticks(top, y), _year_ticks(first, last, x))


@dataclass(frozen=True)
class Scale:
    """A linear scale from values to user units."""

    low: float
    high: float
    at_low: float
    at_high: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return round(self.at_low + share * (self.at_high - self.at_low), 1)


def _line(series: ChartSeries, x: Scale, y: Scale) -> StepLine:
    path, marks, height, end = [], [], 0.0, None
    for step in series.steps:
        if step.value is None:
            end = None
            continue
        since, until, height = x(step.since.toordinal()), x(step.until.toordinal() + 1), y(float(step.value))
        path.append(f"V{height}H{until}" if end == since else f"M{since} {height}H{until}")
        if end != since or marks[-1].y != height:
            marks.append(Mark(since, height, step.note))  # only where the value changes, not every quarter
        end = until
    return StepLine(series.name, "".join(path), marks, height)


def _apart(lines: list[StepLine], gap: float = 15) -> list[StepLine]:
    """Return the lines with their names moved apart so that they do not overlap."""
    moved: list[StepLine] = []
    for line in sorted(lines, key=lambda line: line.label_y):
        least = moved[-1].label_y + gap if moved else 0
        moved.append(StepLine(line.name, line.path, line.marks, max(line.label_y, least)))
    return [next(other for other in moved if other.name == line.name) for line in lines]


def nice_ceiling(value: Decimal) -> Decimal:
    """Return the smallest of 1, 2, 2.5, 4, 5, 8 times a power of ten that is at least the value."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(10) ** (ceil(log10(float(value))) - 1)
    return next(
        factor * power
        for factor in map(Decimal, ("1", "2", "2.5", "4", "5", "8", "10", "20"))
        if factor * power >= value
    )


def _dollar_ticks(top: Decimal, y: Scale) -> list[Tick]:
    values = [top * quarter / 4 for quarter in range(5)]
    places = 0 if all(value == int(value) for value in values) else 2
    return [Tick(y(float(value)), f"${value:,.{places}f}") for value in values]


def _year_ticks(first: date, last: date, x: Scale) -> list[Tick]:
    years = list(range(first.year if first == date(first.year, 1, 1) else first.year + 1, last.year + 1))
    stride = max(1, ceil(len(years) / 9))
    return [Tick(x(date(year, 1, 1).toordinal()), str(year)) for year in years[::stride]]


@dataclass(frozen=True)
class Bar:
    """One site of service: the lengths of its parts, in user units of 0 to 600."""

    site: str
    professional: float
    facility: float
    other: float  # paid by another schedule: drugs and tests in an office
    total: Decimal | None
    status: str


def bars(
    sites: Sequence[tuple[str, Decimal | None, Decimal | None, Decimal | None, str]], width: int = 600
) -> list[Bar]:
    """Return stacked bars on one scale, from (site, professional, facility, total, status) tuples."""
    longest = max((total for *_, total, _ in sites if total is not None), default=Decimal(0)) or Decimal(1)

    def units(amount: Decimal | None, total: Decimal | None) -> float:
        return 0.0 if amount is None or total is None else round(float(amount / longest * width), 1)

    def other(
        professional: Decimal | None, facility: Decimal | None, total: Decimal | None
    ) -> Decimal | None:
        return None if total is None else total - (professional or 0) - (facility or 0)

    return [
        Bar(site, units(p, total), units(f, total), max(0.0, units(other(p, f, total), total)), total, status)
        for site, p, f, total, status in sites
    ]
