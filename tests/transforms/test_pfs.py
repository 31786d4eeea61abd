"""What is peculiar to the PFS files: states printed once, cents, modifiers behind codes, shifted records."""

import pytest

from tests.transforms.golden_folders import ROOT, Golden, load
from transforms import errors


def golden(name: str) -> Golden:
    return Golden(ROOT / name)


def test_a_misplaced_locality_does_not_inherit_a_state() -> None:
    """CMS prints CALIFORNIA once: its second row below Alaska's must not become Alaska's."""
    rows = golden("pfs_locality_county/csv_2026")
    lines = rows.member.data.decode().split("\r\n")
    second = next(line for line in lines if line.startswith("01112,52,"))
    lines.remove(second)
    lines.insert(next(i for i, line in enumerate(lines) if "ALASKA" in line) + 1, second)
    loaded = load(rows, "\r\n".join(lines).encode())
    assert loaded.set_aside["reason"].to_list() == ["us_state: expected some text, found nothing"]
    assert "MARIN" not in loaded.frame["counties"].to_list()


@pytest.mark.parametrize("broken", ["2l41", "214", "21411", "2.141", "-2141"])
def test_cents_are_four_digits(broken: str) -> None:
    factors = golden("pfs_anesthesia_cf/csv_2014_cents")
    loaded = load(factors, factors.member.data.replace(b"2141", broken.encode()))
    assert loaded.frame.height == load(factors).frame.height - 1
    assert loaded.set_aside.height == 1


def test_caps_without_modifiers_are_refused() -> None:
    """A row for TC must not be read as the whole service."""
    caps = golden("pfs_opps_cap/csv_2018")
    rows = [line.split(",") for line in caps.member.data.decode().split("\r\n")]
    text = "\r\n".join(",".join(row[:1] + row[2:]) for row in rows)
    with pytest.raises(errors.MissingColumns, match="modifiers, in a column or after the codes"):
        load(caps, text.encode())


@pytest.mark.parametrize("name", ["pfs_rvu/txt_2026", "pfs_rvu/txt_2009", "pfs_opps_cap/txt_2025"])
def test_a_shifted_record_is_set_aside(name: str) -> None:
    records = golden(name)
    lines = records.member.data.split(b"\n")
    i = next(i for i, line in enumerate(lines) if line[:5].isalnum() and not line.startswith(b"HDR"))
    lines[i] = lines[i][:8] + b" " + lines[i][8:]
    loaded = load(records, b"\n".join(lines))
    assert loaded.set_aside.row(0)[:2] == (i + 1, "expected a line matching the layout, found another")
    assert loaded.frame.height == load(records).frame.height - 1


def test_an_illustration_is_not_an_index() -> None:
    """The txt of 2012 ends: CY 2012 for illustrative purposes only."""
    indices = golden("pfs_gpci/txt_2009")
    illustrative = indices.member.data + b"\r\nCY 2012 for illustrative purposes only.\r\n"
    with pytest.raises(errors.UnreadableMember, match="values that are in force"):
        load(indices, illustrative, max_rejected_share=indices.table.max_rejected_share)


def test_published_amounts_of_another_year() -> None:
    amounts = golden("pfs_payment_published/txt_2025")
    with pytest.raises(errors.WrongPeriod, match=r"line 1: expected year 2025; found 2024"):
        load(amounts, amounts.member.data.replace(b'"2025","01112"', b'"2024","01112"'))
