"""Write the miniature site: figures in CMS's layouts, zipped and linked from pages like CMS's."""

import csv
import io
import os
import zipfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from sources.discovery.pages import LICENSE_PAGES
from sources.series import ANESTHESIA_PAGE, ASC_NOTICES_PAGE, ASP_PAGE, HCPCS_PAGE

HERE = Path(__file__).parent
# CMS prints the AMA's descriptor here. We may not redistribute it, so the sample marks what it omits.
WITHHELD = "CPT text withheld"
DESCRIPTORS = {"DESCRIPTION", "Short Descriptor", "Short Description", "SHORTDESC", "LONGDESC"}
SAMPLE_SERIES = (
    *("pfs-rvu", "opps", "asc", "clfs", "asp", "asp-crosswalk", "dmepos"),
    *("anesthesia-base-units", "hcpcs-level-ii", "asc-wage-index"),
)
FLAT_PAGES = {ASP_PAGE, ANESTHESIA_PAGE, HCPCS_PAGE, ASC_NOTICES_PAGE}

SampleRow = dict[str, str]


def write_site(root: Path) -> Path:
    """Write every page and zip of the sample below `root`, at their paths on CMS's site; return `root`."""
    listings: dict[str, list[SampleRow]] = defaultdict(list)
    for release in lines("releases.tsv"):
        _write_zip(root / _file_path(release["link"]), release)
        if release["page"] in FLAT_PAGES:  # the listing itself links to the file
            listings[release["page"]].append(release | {"page": release["link"]})
        else:
            _write_page(root, release["page"], "detail.html", release)
            listings[release["page"].rpartition("/")[0]].append(release)
    for page, releases in listings.items():
        row = (HERE / "pages" / "listing-row.html").read_text(encoding="utf-8")
        body = "".join(Template(row).substitute(release) for release in releases)
        _write_page(root, page, "listing.html", {"body": body})
    for page in sorted(LICENSE_PAGES):
        _write_page(root, page, "license.html", {})
    return root


def lines(name: str) -> list[SampleRow]:
    """Return the rows of one of the sample's tab-separated tables."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def member_text(release: str, table: str) -> str:
    """Return a member as CMS posts it: the layout's banner, header and footer around the figures."""
    layout = (HERE / "layouts" / release / f"{table}.csv").read_text(encoding="utf-8")
    head, tail = layout.split("<rows>\n")
    rows = io.StringIO()
    csv.writer(rows, lineterminator="\n").writerows(_figures(release, table))
    return (head + rows.getvalue() + tail).replace("\n", "\r\n")


def _figures(release: str, table: str) -> list[list[str]]:
    with (HERE / "figures" / release / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    for column, name in enumerate(header):
        if name in DESCRIPTORS:
            for row in rows:
                row[column] = row[column] or WITHHELD
    return rows


def _file_path(link: str) -> str:
    return link.rpartition("file=")[2].lstrip("/")


def _write_zip(path: Path, release: SampleRow) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    year, month, day = map(int, release["posted"].split("-"))
    with zipfile.ZipFile(path, "w") as archive:
        for line in lines("members.tsv"):
            if line["release"] == release["release"]:
                member = zipfile.ZipInfo(line["member"], (year, month, day, 0, 0, 0))
                member.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(member, member_text(line["release"], line["table"]).encode("latin-1"))
    posted = datetime(year, month, day, tzinfo=UTC).timestamp()
    os.utime(path, (posted, posted))  # servers send this as Last-Modified


def _write_page(root: Path, path: str, template: str, words: SampleRow) -> None:
    page = root / f"{path.lstrip('/')}.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    text = Template((HERE / "pages" / template).read_text(encoding="utf-8"))
    page.write_text(text.substitute(words), encoding="utf-8")
