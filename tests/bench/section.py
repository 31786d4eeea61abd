"""The section of a page in docs that a benchmark writes, between comments with the benchmark's name."""

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def write_section(page: str, name: str, section: str) -> None:
    """Replace the section by whole lines."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    before, rest = (DOCS / page).read_text("utf-8").split(begin)
    (DOCS / page).write_text(f"{before}{begin}{section}{end}{rest.split(end)[1]}", "utf-8")
