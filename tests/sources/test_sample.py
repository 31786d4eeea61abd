"""The bundled sample has CMS's figures in CMS's layouts, and no AMA text."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.sample.write import DESCRIPTORS, WITHHELD, lines, member_text, write_site

FIGURES = Path(__file__).parents[2] / "sources" / "sample" / "figures"
TEXT_COLUMNS = {*DESCRIPTORS, "Description", "LONG DESCRIPTION", "SHORT DESCRIPTION", "EXTENDEDLONGDESC"}
CODE_COLUMNS = {"HCPCS", "HCPCS Code", "_2025_CODE", "HCPC"}
OURS_TO_SHOW = re.compile(r"[A-CE-V]\d{4}$")  # HCPCS Level II without the ADA's D codes


def described_rows() -> Iterator[tuple[str, str]]:
    for path in sorted(FIGURES.rglob("*.csv")):
        header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
        described = [header.index(name) for name in header if name in TEXT_COLUMNS]
        code = next((n for n, name in enumerate(header) if name.strip() in CODE_COLUMNS), None)
        assert not described or code is not None, path
        yield from ((row[code or 0].strip(), row[column]) for column in described for row in rows)


def test_no_descriptor_of_a_cpt_or_dental_code_is_bundled() -> None:
    rows = list(described_rows())
    assert len(rows) > 3_000
    assert not [row for row in rows if row[1] and not OURS_TO_SHOW.match(row[0])]
    assert any(text for _, text in rows), "HCPCS Level II text is CMS's own and stays"


def test_the_site_is_the_same_on_every_write(tmp_path: Path) -> None:
    first, second = write_site(tmp_path / "a"), write_site(tmp_path / "b")
    files = sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file())
    assert len([f for f in files if f.suffix == ".zip"]) == len(lines("releases.tsv"))
    assert all((first / f).read_bytes() == (second / f).read_bytes() for f in files)


def test_every_page_links_to_a_file_that_is_there(tmp_path: Path) -> None:
    site = write_site(tmp_path)
    for release in lines("releases.tsv"):
        target = release["link"].rpartition("file=")[2].lstrip("/")
        members = [m["member"] for m in lines("members.tsv") if m["release"] == release["release"]]
        assert zipfile.ZipFile(site / target).namelist() == members
        assert release["link"] in (site / f"{release['page'].lstrip('/')}.html").read_text()


def test_pprrvu_keeps_the_stacked_header_and_withholds_cpt_text() -> None:
    text = member_text("pfs-rvu-2026A", "pprrvu_nonqpp").splitlines()
    assert text[9].startswith("HCPCS,MOD,DESCRIPTION")
    row = next(line for line in text if line.startswith("20957,"))
    assert row.startswith(f"20957,,{WITHHELD},A,,41.54,23.14,NA,23.14,,8.86,73.54,73.54,")


@pytest.mark.real
def test_figures_are_cms_own(real_files: Path) -> None:
    """Every bundled PPRRVU row of 2026A stands in CMS's own file, the withheld text apart."""
    posted = real_files / "site/files/zip/rvu26a-updated-12-29-2025.zip"
    theirs = zipfile.ZipFile(posted).read("PPRRVU2026_Jan_nonQPP.csv").decode("latin-1")
    known = {tuple(row[:2] + row[3:]) for row in csv.reader(io.StringIO(theirs))}
    ours = csv.reader(io.StringIO(member_text("pfs-rvu-2026A", "pprrvu_nonqpp")))
    assert all(tuple(row[:2] + row[3:]) in known for row in ours)
