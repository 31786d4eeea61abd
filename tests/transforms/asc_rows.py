"""Addenda AA, BB, DD2, EE and FF of a few hand-made rows under CMS's titles and headers."""

from pathlib import Path

from sources.release import parse_release
from tests.transforms.workbook import Cell, zip_of
from transforms.conforming.conform_release import ConformedRelease, conform_zip

Rows = list[list[Cell]]
NOTICE = "CPT codes and descriptions only are copyright 2024 American Medical Association."
NOTE = "NOTE 1: Payment indicators for office-based procedures are based on a comparison of rates."


def aa(period: str = "January 2025", title: str = "CY 2025", rate: Cell = "$1,579.16 ") -> Rows:
    discounting = "Subject to Multiple Procedure Discounting"
    figures = (f"{period} Payment Indicator", f"{period}  Payment Weight  ", f"{period} Payment Rate ")
    return [
        [f"Addendum AA -- ASC Covered Surgical Procedures for {title}"],
        [NOTICE],
        [],
        ["HCPCS Code", None, "Short Descriptor", discounting, *figures],
        ["0102T", None, "descriptor", "Y", "G2", 28.767, rate],
        ["0214T", None, "descriptor", "N", "N1", None, None],
        ["G0105", "**", "Colorectal scrn; hi risk ind", "Y", "A2", 8.9164, 489.47],
        [],
        [NOTE],
    ]


def bb(period: str = "January 2025", title: str = "CY 2025") -> Rows:
    figures = (f"{period} Payment Indicator", f"{period} Payment Weight", f"{period} Payment Rate")
    return [
        [f"Addendum BB -- ASC Covered Ancillary Services for {title}"],
        ["HCPCS Code", None, "Short Descriptor", *figures],
        ["J0178", None, "Aflibercept injection", "K2", None, 790.04],
        ["90684", None, "descriptor", "L1", None, None],
        ["90684", None, "descriptor", "L1", None, None],
    ]


def ff(period: str = "January 2025", title: str = "CY 2025") -> Rows:
    names = ("Payment Indicator", "APC", "APC Device Offset Percentage", "OPPS Payment Rate")
    offsets = ("Device Offset Percentage", "Device Offset Amount / Device Portion")
    return [
        [f"Addendum FF -- ASC Device Offset Percentages for {title}"],
        ["HCPCS Code", None, "Short Descriptor", *(f"{period} {name}" for name in (*names, *offsets))],
        ["20220", None, "descriptor", "A2", 5072, 0.0498, 2941.66, 0, 0],
        ["0200T", None, "descriptor", "J8", "5114", 0.2129, 6539.97, 0.3562, 2329.54],
        ["0214T", None, "descriptor", "N1", None, None, None, None, None],
    ]


DD2: Rows = [
    ["Addendum DD2 -- ASC Comment Indicators for CY 2025"],
    ["CI", "Comment Indicator Meanings"],
    ["CH", "x"],
]
EE: Rows = [
    ["Addendum EE -- Surgical Procedures to be Excluded in CY 2025"],
    ["HCPCS Code", "Short Descriptor"],
    ["00176", "descriptor"],
    ["G0412", "Open tx iliac spine uni/bil"],
]


def as_csv(rows: Rows) -> bytes:
    width = max(map(len, rows))
    lines = (",".join("" if c is None else f'"{c}"' for c in [*row, *[None] * width][:width]) for row in rows)
    return "\r\n".join(lines).encode("cp1252")


def conformed(tmp_path: Path, members: dict[str, bytes], release: str = "asc 2025-01") -> ConformedRelease:
    path = tmp_path / "posted.zip"
    path.write_bytes(zip_of(members))
    return conform_zip(path, parse_release(release))


def posted(**others: Rows) -> dict[str, bytes]:
    return {f"ASC {name}.csv": as_csv(rows) for name, rows in ({"AA": aa(), "BB": bb()} | others).items()}
