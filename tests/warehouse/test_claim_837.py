"""Claims of an 837P file (X12 005010X222A1): read whole, or refused with the reason."""

from datetime import date
from pathlib import Path

import pytest

from warehouse.pricing.claim import BadClaim, Claim
from warehouse.pricing.claim_837 import is_837, read_837

EXAMPLE = Path(__file__).parents[2] / "examples" / "claim.837"
SECOND = "LX*2~\nSV1*HC:29881:LT:59*900*UN*1***1~\nDTP*472*D8*20260201~\n"


def test_each_day_and_setting_is_a_claim_of_its_own() -> None:
    first, second = read_837(EXAMPLE)
    assert (first.number, second.number) == ("A1", "A1")
    assert first.claim == Claim.model_validate(
        {
            "service_date": date(2026, 2, 1),
            "setting": "facility",  # place of service 21 of the claim
            "lines": [{"code": "27447-RT"}, {"code": "29881", "modifiers": ["LT", "59"]}],
        }
    )
    assert [line.code for line in second.claim.lines] == ["71046"]  # 22, the line's own place of service
    assert second.claim.service_date == date(2026, 2, 2)


def test_a_line_in_the_office_is_a_claim_in_the_office(tmp_path: Path) -> None:
    file = tmp_path / "claims.edi"
    file.write_text(EXAMPLE.read_text().replace("UN*1*22**1", "UN*1*11**1"))
    assert is_837(file)
    assert [read.claim.setting for read in read_837(file)] == ["facility", "nonfacility"]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (SECOND, "", "claim A1: its lines add up to 4100, CLM02 is 5000"),
        ("*4000*", "*40x0*", "'40x0' is not an amount"),
        ("D8*20260202", "RD8*20260202-20260203", "'20260202-20260203' is not a date of service"),
        ("UN*1***1~\nDTP*472*D8*20260201~\nLX*2", "MJ*90***1~\nDTP*472*D8*20260201~\nLX*2", "lines.0.units"),
        ("27447", "2744", "'2744' is not a procedure code"),
        ("RT*4000", "RTX*4000", "'RTX' is not a modifier"),
        ("21:B:1", "77:B:1", "'77' is not a setting"),
        ("UN*1*22", "UN*0*22", "lines.0.units: Input should be greater than or equal to 1"),
        ("SE*29", "SE*27", "not a complete X12 file"),
        ("IEA*1*000000001~\n", "", "not a complete X12 file"),
        ("005010X222A1", "005010X223A2", "is not an 837P"),  # 837I, of an institution
        ("005010X222A1", "004010X098A1", "not an X12 file"),
        ("ISA*", "hello", "not an X12 file"),
    ],
)
def test_an_incomplete_claim_is_rejected(before: str, after: str, why: str, tmp_path: Path) -> None:
    text, file = EXAMPLE.read_text(), tmp_path / "claims.837"
    assert before in text
    file.write_text(text.replace(before, after))
    with pytest.raises(BadClaim, match=r"claims\.837|SV102|CLM02") as refused:
        read_837(file)
    assert why in str(refused.value)
