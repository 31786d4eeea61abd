"""Pages and zips in the structure CMS uses, small enough to read: what the tests put on a local site."""

import io
import zipfile
from pathlib import Path

from sources.series import (
    OPPS_PAGE,
    PFS_PAGE,
)

RVU26A = "/files/zip/rvu26a-updated-12-29-2025.zip"
RVU22A = "/files/zip/rvu22a.zip"
OPPS = "/files/zip/january-2026-opps-addendum-b.zip"


def page(title: str, body: str) -> str:
    head = f"<head><title>{title} | CMS</title></head>"
    return f"<!DOCTYPE html>\n<html>{head}<body><main>{body}</main></body></html>"


def rows(*cells: tuple[str, str, str]) -> str:
    """A listing page of (year, file name, href): CMS repeats the labels in the cells."""
    listed = "".join(
        f'<tr><td>Name\n{year}</td><td>File Name\n<a href="{href}">{name} </a></td></tr>'
        for year, name, href in cells
    )
    return page("Listing", f"<table><thead><tr><th>Name</th><th>File Name</th></tr></thead>{listed}</table>")


def detail(name: str, *links: tuple[str, str]) -> str:
    """A release's own page with (href, text) under Downloads."""
    items = "".join(
        f'<li class="field__item"><a href="{href}" hreflang="en">{text}</a></li>' for href, text in links
    )
    downloads = f'<div class="field--name-field-downloads"><h2>Downloads</h2><ul>{items}</ul></div>'
    return page(name, f'<article class="node--type-dynamic-list-item">{downloads}</article>')


def flat(*hrefs: str) -> str:
    """A page whose links go straight to the files."""
    return page(
        "Flat", "<ul>" + "".join(f'<li><a href="{href}">{href[-20:]}</a></li>' for href in hrefs) + "</ul>"
    )


def zipped(*names: str, text: str = "figures") -> bytes:
    """A zip whose bytes depend on its content alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names or ("PPRRVU2026_Jan_nonQPP.csv",):
            archive.writestr(zipfile.ZipInfo(name), f"{name}: {text}")
    return buffer.getvalue()


def put(root: Path, path: str, content: str | bytes) -> None:
    """A page /a/b goes to a/b.html."""
    home = root / path.lstrip("/")
    home = home if isinstance(content, bytes) or home.suffix else Path(f"{home}.html")
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_bytes(content if isinstance(content, bytes) else content.encode())


def write_tiny_site(root: Path) -> Path:
    """Two RVU releases and one Addendum B, each on a page of its own."""
    put(
        root,
        PFS_PAGE,
        rows(("2026", "RVU26A", f"{PFS_PAGE}/rvu26a"), ("2022", "RVU22A", f"{PFS_PAGE}/rvu22a")),
    )
    put(root, f"{PFS_PAGE}/rvu26a", detail("RVU26A", (RVU26A, "RVU26A - Updated 12/29/2025")))
    put(root, f"{PFS_PAGE}/rvu22a", detail("RVU22A", (RVU22A, "RVU22A")))
    put(root, RVU26A, zipped(text="26A"))
    put(root, RVU22A, zipped("PPRRVU22_JAN.csv"))
    put(root, OPPS_PAGE, rows(("2026", "January 2026 Addendum B", f"{OPPS_PAGE}/january-2026-addendum-b")))
    gated = f"/apps/ama/license.asp?file={OPPS}"
    put(
        root, f"{OPPS_PAGE}/january-2026-addendum-b", detail("January 2026 Addendum B", (gated, "Addendum B"))
    )
    put(root, OPPS, zipped("2026 January Web Addendum B.12.29.25.csv"))
    put(root, "license/ama.html", page("License", "<h1>License for Use of CPT</h1>"))
    put(root, "apps/ama/license.asp.html", page("License", "<h1>License for Use of CPT</h1>"))
    return root
