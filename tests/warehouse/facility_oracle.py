"""A second pricer of facilities, written apart from CMS's texts: the IOCE user manual and manual chapter 14.

It shares no code and no rule table with `warehouse.cases`, and reads CMS's tables with SQL of its own. A
line is `(code, modifiers, units)`; the answer is a list of amounts or statuses. `wage` is the area's index,
1 nationally: 60 % of a hospital's rate and 50 % of a surgical center's follow it (pricer; manual chapter 14,
section 40.2).
"""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from duckdb import DuckDBPyConnection as Con

Line = tuple[str, frozenset[str], int]
Answer = Decimal | str
HALF = Decimal("0.5")
UNPRICED = {
    "A": "other_fee_schedule",
    "Y": "other_fee_schedule",
    "F": "at_cost",
    "H": "at_cost",
    "H1": "at_cost",
    "L": "at_cost",
    "B": "not_recognized",
    "M": "not_billable",
    "E1": "not_paid",
    "E2": "not_paid",
    "D": "not_paid",
    "P": "not_decided",
}
BY_UNIT = ("K", "K1", "G", "R", "U")
WITHOUT_A_CODE = ("C9399", "J0799")  # Addendum D1, A: drugs at 95 % of the average wholesale price
OUTSIDE_COMPREHENSIVE = ("K1", "G", "U", "H", "H1", "F", "L", "R", "A")
VISITS = {"99281", "99282", "99283", "99284", "99285", "99291", "G0463", "G0379"}
VISITS |= {"G0380", "G0381", "G0382", "G0383", "G0384"}


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Book:
    """One quarter of OPPS with its final rule, and one of the ASC addenda."""

    opps: dict[str, tuple[str, str | None, Decimal | None]]
    apc: dict[str, tuple[str, Decimal]]
    rank: dict[str, int]
    pairs: dict[tuple[str, str], str]
    composite: dict[str, str]
    device: dict[str, Decimal]
    sides: dict[str, str]
    asc: dict[str, tuple[str, Decimal | None, bool]]
    asc_device: dict[str, Decimal]
    asc_pairs: dict[tuple[str, str], set[Decimal]]
    excluded: set[str]
    wage: Decimal
    tests: dict[str, Decimal | None]  # of the laboratory fee schedule
    items: dict[str, int]  # how many fees the DMEPOS fee schedule has for a code


def read_book(
    con: Con, opps: str, rule: str, asc: str, pfs: str, pairs: str = "", clfs: str = "", dmepos: str = ""
) -> Book:
    def all_of(sql: str, release: str) -> list[tuple]:  # type: ignore[type-arg]
        return con.execute(sql, [release]).fetchall()

    b = all_of(
        "SELECT hcpcs, status_indicator, apc, payment_rate FROM opps_addendum_b WHERE release_id = $1", opps
    )
    a = all_of("SELECT apc, status_indicator, payment_rate FROM opps_addendum_a WHERE release_id = $1", rule)
    aa = all_of(
        "SELECT hcpcs, payment_indicator, payment_rate, multiple_procedure_discount "
        "FROM asc_addendum_aa WHERE release_id = $1",
        asc,
    )
    bb = all_of(
        "SELECT hcpcs, payment_indicator, payment_rate, false FROM asc_addendum_bb WHERE release_id = $1", asc
    )
    p = all_of(
        "SELECT hcpcs, device_offset_amount FROM opps_addendum_p_device_intensive WHERE release_id = $1", rule
    )
    ff = all_of("SELECT hcpcs, device_offset_amount FROM asc_addendum_ff WHERE release_id = $1", asc)
    pfs_rows = all_of(
        "SELECT hcpcs, bilateral_surgery FROM pfs_rvu WHERE modifier IS NULL AND release_id = $1", pfs
    )
    j = all_of(
        "SELECT primary_hcpcs, secondary_hcpcs, adjusted_apc FROM opps_addendum_j_adjustments "
        "WHERE release_id = $1",
        rule,
    )
    by_pair: dict[tuple[str, str], set[Decimal]] = {}
    for device, procedure, share in all_of(
        "SELECT device_hcpcs, procedure_hcpcs, multiplier FROM asc_code_pair WHERE release_id = $1", pairs
    ):
        by_pair.setdefault((device, procedure), set()).add(share)
    tests = all_of("SELECT hcpcs, rate FROM clfs WHERE modifier IS NULL AND release_id = $1", clfs)
    # A fee without modifiers is the code's own; else each modifier has one.
    items = all_of(
        "SELECT hcpcs, CASE WHEN bool_or(modifier IS NULL AND modifier_2 IS NULL) THEN 1 ELSE count(*) END "
        "FROM dmepos_item WHERE release_id = $1 GROUP BY 1",
        dmepos,
    )
    return Book(
        wage=Decimal(1),
        tests=dict(tests),
        items=dict(items),
        excluded={row[0] for row in all_of("SELECT hcpcs FROM asc_addendum_ee WHERE release_id = $1", asc)},
        asc_pairs=by_pair,
        opps={row[0]: row[1:] for row in b},
        apc={row[0]: row[1:] for row in a}
        | {apc: ("J1", rate) for _, si, apc, rate in b if si == "J1" and apc and rate},
        rank=dict(all_of("SELECT hcpcs, rank FROM opps_addendum_j_rank WHERE release_id = $1", rule)),
        pairs={(row[0], row[1]): row[2] for row in j if row[2]},
        composite=dict(
            all_of("SELECT hcpcs, composite_apcs FROM opps_addendum_m WHERE release_id = $1", rule)
        ),
        device=dict(p),
        sides=dict(pfs_rows),
        asc={row[0]: row[1:] for row in (*bb, *aa)},
        asc_device={code: amount for code, amount in ff if amount},
    )


def hospital(lines: list[Line], book: Book) -> list[Answer]:
    """What each line is paid nationally, by the IOCE's rules for one day of bill type 13x."""
    done: list[Answer | None] = [_alone(line, book) for line in lines]
    si = [book.opps.get(code, ("", None, None))[0] for code, _, _ in lines]
    rate = [book.opps.get(code, ("", None, None))[2] or Decimal(0) for code, _, _ in lines]
    apc = [book.opps.get(code, ("", None, None))[1] or "" for code, _, _ in lines]
    if "C" in si:
        return ["inpatient_only" if indicator == "C" else "denied" for indicator in si]
    live = [n for n in range(len(lines)) if done[n] is None]
    own = {
        n: "V" if si[n] == "J2" else book.apc.get(apc[n], ("",))[0] if si[n] == "Q3" else si[n] for n in live
    }

    # Q1 and Q2
    others = {own[n] for n in live if si[n] not in ("Q1", "Q2")}
    left = []
    for n in [n for n in live if si[n] in ("Q1", "Q2")]:
        if others & ({"T", "J1"} if si[n] == "Q2" else {"T", "J1", "S", "V"}):
            done[n] = "packaged"
        else:
            left.append(n)
    single = set()
    if left:
        kept = sorted(left, key=lambda n: (-rate[n], lines[n][0], n))[0]
        for n in left:
            if n != kept:
                done[n] = "packaged"
        own[kept] = book.apc[apc[kept]][0]
        single.add(kept)
    live = [n for n in live if done[n] is None]

    # comprehensive
    first = [n for n in live if si[n] == "J1"]
    resolved = [n for n in live if si[n] == "Q2" and own[n] == "J1"]
    if first or resolved:
        main = min(first, key=lambda n: (book.rank[lines[n][0]], n)) if first else resolved[0]
        amount = rate[main]
        if first:
            amount = _complexity(main, lines, si, book) or amount
        done[main] = _stopped(amount, lines[main], book)
        for n in live:
            if n != main and done[n] is None and not _stays(n, si, apc, lines):
                done[n] = "packaged"
        return _rest(done, lines, si, own, rate, book, set())

    # observation
    hours = sum(units for code, _, units in lines if code == "G0378")
    visits = [n for n in live if lines[n][0] in VISITS]
    if visits and hours >= 8 and "T" not in own.values():
        main = sorted(visits, key=lambda n: (-rate[n], lines[n][0], n))[0]
        done[main] = _stopped(book.apc["8011"][1], lines[main], book)
        for n in live:
            if n != main and not _stays(n, si, apc, lines):
                done[n] = "packaged"
        return _rest(done, lines, si, own, rate, book, set())
    if any(lines[n][0] != "G0379" for n in visits):
        for n in visits:
            if lines[n][0] == "G0379":
                done[n] = "packaged"

    # critical care takes in its ancillaries
    if any(lines[n][0] == "99291" and done[n] is None for n in live):
        apart = any(mods & {"59", "XE", "XP", "XS", "XU"} for _, mods, _ in lines)
        for n in live:
            ancillary = si[n] == "Q3" and "5041" in book.composite.get(lines[n][0], "")
            if ancillary and (not apart or lines[n][0] == "94762"):
                done[n] = "packaged"
    live = [n for n in live if done[n] is None]

    # laboratory
    for n in live:
        if si[n] == "Q4":
            payable = any(si[m] in ("J1", "J2", "S", "T", "V", "Q1", "Q2", "Q3") for m in live)
            done[n] = "packaged" if payable else _elsewhere(lines[n], book)

    # imaging and mental health composites
    for plain, contrast in (("8004", "8004"), ("8005", "8006"), ("8007", "8008")):
        family = [
            n
            for n in live
            if si[n] == "Q3"
            and done[n] is None
            and {plain, contrast} & set(book.composite.get(lines[n][0], "").split(" or "))
            and not lines[n][1] & {"52", "73"}
        ]
        studies = sum(
            lines[n][2] * (2 if "50" in lines[n][1] and book.sides.get(lines[n][0]) in ("1", "3") else 1)
            for n in family
        )
        if studies > 1:
            with_contrast = any(book.composite[lines[n][0]] == contrast for n in family)
            paid = book.apc[contrast if with_contrast else plain][1]
            for n in family:
                done[n] = "packaged"
            done[family[0]] = cents(_local(paid, book))
    minds = [
        n for n in live if si[n] == "Q3" and book.composite.get(lines[n][0]) == "8010" and done[n] is None
    ]
    cap = book.apc["8010"][1]
    if sum(rate[n] * lines[n][2] for n in minds) > cap:
        for n in minds:
            done[n] = "packaged"
        done[minds[0]] = _stopped(cap, lines[minds[0]], book)
    return _rest(done, lines, si, own, rate, book, single)


def asc(lines: list[Line], book: Book) -> list[Answer]:
    """What each line is paid nationally in a surgical center, by manual chapter 14, section 40."""
    words = {
        "N1": "packaged",
        "L1": "packaged",
        "D1": "packaged",
        "J7": "contractor_priced",
        "K7": "contractor_priced",
    }
    # Addendum DD1: F4 is paid at reasonable cost; L6 is a special payment, its rate often not printed.
    words |= {"F4": "at_cost", "C5": "inpatient_only"}
    answers: list[Answer] = []
    unit: dict[int, Decimal] = {}
    for n, (code, mods, _) in enumerate(lines):
        indicator, rate, _subject = book.asc.get(code, ("", None, False))
        if code not in book.asc:
            test = _by_laboratory(lines[n], book)
            answers.append("not_listed" if test is None or code in book.excluded else test)
        elif indicator in words:
            answers.append(words[indicator])
        elif indicator in ("K5", "D5", "E5", "A9", "B5", "M5", "M6", "X5", "Y5"):
            answers.append("not_paid")
        elif rate is None:
            answers.append("contractor_priced" if indicator == "L6" else "no_data")
        else:
            device = book.asc_device.get(code, Decimal(0)) if indicator == "J8" else Decimal(0)
            taken = device if "73" in mods else Decimal(0)
            for device_code, _, _ in lines:
                shares = book.asc_pairs.get((device_code, code), set())
                if len(shares) == 1 and book.asc.get(device_code, ("",))[0] in ("J7", "K7", "F4"):
                    taken += cents(rate * min(shares))
            rate = max(rate - taken, Decimal(0))
            if indicator not in ("K2", "H2", "L6"):
                rate = cents(rate * (HALF * book.wage + HALF))
            if mods & {"52", "73"} and indicator not in ("K2", "H2", "L6"):
                rate = cents(rate * HALF)
            unit[n] = rate
            answers.append("")
    ranked = sorted((n for n in unit if book.asc[lines[n][0]][2]), key=lambda n: (-unit[n], lines[n][0], n))
    for n, amount in unit.items():
        units = lines[n][2]
        if n in ranked:
            full = 1 if n == ranked[0] else 0
            answers[n] = cents(amount) * full + cents(cents(amount) * (units - full) * HALF)
        else:
            answers[n] = cents(amount * units)
    return answers


def _by_laboratory(line: Line, book: Book) -> Answer | None:
    code, _, units = line
    if code not in book.tests:
        return None
    rate = book.tests[code]
    return "contractor_priced" if rate is None else cents(rate * units)


def _elsewhere(line: Line, book: Book) -> Answer:
    """Tests by their own schedule; equipment has fees by state alone, and no state is given."""
    test = _by_laboratory(line, book)
    if test is not None:
        return test
    return {0: "other_fee_schedule", 1: "by_state"}.get(book.items.get(line[0], 0), "not_decided")


def _alone(line: Line, book: Book) -> Answer | None:
    code = line[0]
    if code not in book.opps:
        return "not_listed"
    si = book.opps[code][0]
    if si == "N":
        return "packaged"
    return UNPRICED[si] if si in ("B", "M", "E1", "E2", "D", "P") else None


def _complexity(main: int, lines: list[Line], si: list[str], book: Book) -> Decimal | None:
    code, mods, units = lines[main]
    if any(si[n] == "J1" and lines[n][1] & {"52", "73", "74"} for n in range(len(lines))):
        return None
    beside = Counter(lines[n][0] for n in range(len(lines)) if si[n] in ("J1", "N"))
    beside[code] += units - 1 + (1 if "50" in mods and book.sides.get(code) in ("1", "3") else 0)
    beside[code] -= 1
    for other, times in beside.items():
        if times > 0 and (code, other) in book.pairs:
            return book.apc[book.pairs[code, other]][1]
    return None


def _stays(n: int, si: list[str], apc: list[str], lines: list[Line]) -> bool:
    new_technology = (
        si[n] in ("S", "T")
        and apc[n].isdigit()
        and (1491 <= int(apc[n]) <= 1599 or 1901 <= int(apc[n]) <= 1908)
    )
    return new_technology or si[n] in OUTSIDE_COMPREHENSIVE or lines[n][0] == "C9399"


def _stopped(amount: Decimal, line: Line, book: Book) -> Decimal:
    """52 and 73 halve; 73 takes the device off first."""
    if "73" in line[1]:
        amount = max(amount - book.device.get(line[0], Decimal(0)), Decimal(0))
    return cents(_local(_halved(amount, line), book))


def _halved(amount: Decimal, line: Line) -> Decimal:
    """The pricer discounts the local amount and rounds once."""
    return amount * HALF if line[1] & {"52", "73"} else amount


def _local(amount: Decimal, book: Book) -> Decimal:
    """The labor share of a hospital's rate at the area's index."""
    return amount * (Decimal("0.6") * book.wage + Decimal("0.4"))


def _rest(
    done: list[Answer | None],
    lines: list[Line],
    si: list[str],
    own: dict[int, str],
    rate: list[Decimal],
    book: Book,
    single: set[int],
) -> list[Answer]:
    """What nothing has decided: drugs by the unit, T by rank, everything else in full."""
    answers = list(done)
    typed = [n for n in own if answers[n] is None and own[n] == "T"]
    ranked = [n for n in typed if not lines[n][1] & {"76", "77", "78", "79"}]
    top = min(ranked, key=lambda n: (-_rank_worth(n, lines, rate, book), lines[n][0], n)) if ranked else None
    for n, (code, mods, units) in enumerate(lines):
        if answers[n] is not None:
            continue
        if si[n] in UNPRICED:
            answers[n] = _elsewhere(lines[n], book) if si[n] in ("A", "Y") else UNPRICED[si[n]]
            if si[n] == "A" and lines[n][0] in WITHOUT_A_CODE:
                answers[n] = "contractor_priced"
            continue
        if book.opps[code][2] is None:
            answers[n] = "no_data"
            continue
        if si[n] in BY_UNIT:
            answers[n] = cents(rate[n] * units)
            continue
        both = "50" in mods and book.sides.get(code) in ("1", "3") and n not in single
        units = 1 if n in single else units
        if mods & {"52", "73"}:
            answers[n] = _stopped(rate[n], lines[n], book)
        elif n in ranked:
            share = (
                (Decimal("1.5") if both else 1 + HALF * (units - 1))
                if n == top
                else (Decimal(1) if both else HALF * units)
            )
            answers[n] = cents(_local(rate[n] * share, book))
        else:
            answers[n] = cents(_local(rate[n] * (2 if both else units), book))
    return [answer if answer is not None else "no_data" for answer in answers]


def _rank_worth(n: int, lines: list[Line], rate: list[Decimal], book: Book) -> Decimal:
    code, mods, _ = lines[n]
    worth = rate[n] - (book.device.get(code, Decimal(0)) if "73" in mods else 0)
    return worth * HALF if mods & {"52", "73"} else worth
