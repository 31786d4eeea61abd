"""Read the claims of an 837P file (X12 005010X222), one per claim, day and setting. Needs the extra `x12`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from warehouse.pricing.claim import BadClaim, Claim, validation_message
from warehouse.pricing.normalize import NotUnderstood, PfsSetting, normalize_day, normalize_setting

if TYPE_CHECKING:
    from pyx12.x12context import X12DataNode

SUFFIXES = (".837", ".837p", ".x12", ".edi")
TRANSACTION = "005010X222"  # professional claims; suffix letters are errata
ENVELOPES = ("isa", "gs", "st")
MODIFIERS = ("SV101-3", "SV101-4", "SV101-5", "SV101-6")


@dataclass(frozen=True)
class NumberedClaim:
    """The lines of one day and setting, under the practice's patient control number (CLM01)."""

    number: str
    claim: Claim


@dataclass(frozen=True)
class _Line:
    day: str
    place: str
    charge: Decimal
    fields: dict[str, Any]

    @property
    def asked(self) -> tuple[date, PfsSetting]:
        """Return day and setting, by which lines are priced together however each line writes them."""
        return normalize_day(self.day), normalize_setting(self.place)


def is_837(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES


def read_837(path: Path) -> list[NumberedClaim]:
    """Read the claims; raises `BadClaim`. Locations are ignored: prices are national without a MAC.

    The charges of a claim's lines must add up to its total (CLM02), as the implementation guide requires:
    a lost or invalid line is an error rather than a cheaper claim.
    """
    found = [claim for tree in _claim_loops(path) for claim in _claims(path, tree)]
    if not found:
        raise BadClaim(f"{path}: expected claims in an 837P ({TRANSACTION}), found none")
    return found


def _claim_loops(path: Path) -> Iterator["X12DataNode"]:
    """Yield loop 2300 of each claim."""
    from pyx12.errors import EngineError, X12Error
    from pyx12.params import params
    from pyx12.x12context import X12ContextReader

    errors = _structure_errors()
    try:
        with path.open(encoding="utf-8") as file:
            reader = X12ContextReader(params(), errors, file)
            for tree in reader.iter_segments("2300"):
                if tree.id == "GS" and not str(tree.get_value("GS08")).startswith(TRANSACTION):
                    raise BadClaim(f"{path}: {tree.get_value('GS08')} is not an 837P ({TRANSACTION})")
                if tree.id == "2300":
                    yield tree
            reader.src.cleanup()
            errors.handle_errors(reader.src.pop_errors())
    except (X12Error, EngineError, UnicodeDecodeError) as error:
        raise BadClaim(f"{path}: not an X12 file: {error}") from None
    if errors.found:
        raise BadClaim(f"{path}: not a complete X12 file: {'; '.join(errors.found)}")


def _structure_errors() -> Any:
    """Return a collector of envelope errors: segment counts, control numbers, missing trailers."""
    from pyx12.error_handler import errh_null

    class StructureErrors(errh_null):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.found: list[str] = []

        def handle_errors(self, err_list: list[Any]) -> None:
            self.found += [message for level, _, message, *_ in err_list if level in ENVELOPES]

    return StructureErrors()


def _claims(path: Path, tree: "X12DataNode") -> Iterator[NumberedClaim]:
    number, lines = str(tree.get_value("CLM01")), [_line(node, tree) for node in tree.select("2400")]
    total, added = _dollars(tree, "CLM02"), sum(line.charge for line in lines)
    if total != added:
        raise BadClaim(f"{path}: claim {number}: its lines add up to {added}, CLM02 is {total}")
    try:
        for day, setting in dict.fromkeys(line.asked for line in lines):
            own = [line.fields for line in lines if line.asked == (day, setting)]
            claim = Claim.model_validate({"service_date": day, "setting": setting, "lines": own})
            yield NumberedClaim(number, claim)
    except NotUnderstood as error:
        raise BadClaim(f"{path}: claim {number}: {error}") from None
    except ValidationError as error:
        raise BadClaim(f"{path}: claim {number}: {validation_message(error)}") from None


def _line(node: "X12DataNode", claim: "X12DataNode") -> _Line:
    """Read loop 2400; a line not billed in units, or over several days, fails the claim's own validation."""
    day = str(node.get_value("DTP[472]03") or "")
    first, _, last = day.partition("-")
    modifiers = [value for name in MODIFIERS if (value := node.get_value(name))]
    by_unit = node.get_value("SV103") == "UN"
    fields = {
        "code": node.get_value("SV101-2") or "",
        "modifiers": modifiers,
        "units": node.get_value("SV104") if by_unit else f"{node.get_value('SV104')} minutes",
    }
    place = str(node.get_value("SV105") or claim.get_value("CLM05-1") or "")
    return _Line(first if last in ("", first) else day, place, _dollars(node, "SV102"), fields)


def _dollars(node: "X12DataNode", name: str) -> Decimal:
    value = str(node.get_value(name) or "0")
    try:
        return Decimal(value)
    except InvalidOperation:
        raise BadClaim(f"{name}: {value!r} is not an amount") from None
