"""Writes a workbook from rows, so that what a workbook holds can be read in the tests."""

import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from xml.sax.saxutils import escape

Cell = str | int | float | None
Sheets = Mapping[str, Sequence[Sequence[Cell]]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HIDDEN = ' state="hidden"'


class InError(str):
    """A cell that shows #N/A or #REF!."""


def workbook(sheets: Sheets, hidden: Collection[str] = ()) -> bytes:
    """An xlsx of these sheets; `None` leaves a cell out, numbers are stored as numbers."""
    numbered = list(enumerate(sheets.items(), 1))
    parts = {
        "[Content_Types].xml": _types(len(numbered)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{i}"{HIDDEN * (name in hidden)} r:id="r{i}"/>'
            for i, (name, _) in numbered
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [("worksheet", f"worksheets/s{i}.xml") for i, _ in numbered]
        ),
    }
    parts |= {f"xl/worksheets/s{i}.xml": _sheet(rows) for i, (_, rows) in numbered}
    return zip_of({name: text.encode() for name, text in parts.items()})


def zip_of(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in members.items():
            opened.writestr(name, data)
    return buffer.getvalue()


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    lines = (
        f'<row r="{i}">{"".join(_cell(cell, i, j) for j, cell in enumerate(row))}</row>'
        for i, row in enumerate(rows, 1)
    )
    dimension = f'<dimension ref="A1:ZZ{len(rows)}"/>'
    return f'<worksheet xmlns="{MAIN}">{dimension}<sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(cell: Cell, row: int, column: int) -> str:
    at = f'r="{chr(ord("A") + column)}{row}"'
    if cell is None:
        return ""
    if isinstance(cell, InError):
        return f'<c {at} t="e"><v>{cell}</v></c>'
    if isinstance(cell, str):
        return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f"<c {at}><v>{cell!r}</v></c>"


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    each = (
        f'<Relationship Id="r{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(each)}</Relationships>'


def _types(sheets: int) -> str:
    each = (
        f'<Override PartName="/xl/worksheets/s{i}.xml" ContentType="{SHEET}.worksheet+xml"/>'
        for i in range(1, sheets + 1)
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>'
        f"{''.join(each)}</Types>"
    )
