"""The text file of HCPCS Level II: 320 characters per line, from CMS's record layout of 2019."""

import polars as pl

CODE_LINE = r"(?P<hcpcs>[ A-Z0-9]{5})(?P<sequence>\d{5})(?P<record>[3478].*)"
START = 11  # position of `record`, which begins with the record id

POSITIONS = {
    "record_id": (11, 11),
    "long_description": (12, 91),
    "short_description": (92, 119),
    **{f"price{n}": (118 + 2 * n, 119 + 2 * n) for n in range(1, 5)},
    "multiple_pricing": (128, 128),
    **{f"cim{n}": (123 + 6 * n, 128 + 6 * n) for n in range(1, 4)},
    **{f"mcm{n}": (139 + 8 * n, 146 + 8 * n) for n in range(1, 4)},
    "statute": (171, 180),
    **{f"labcert{n}": (178 + 3 * n, 180 + 3 * n) for n in range(1, 9)},
    **{f"xref{n}": (200 + 5 * n, 204 + 5 * n) for n in range(1, 6)},
    "coverage": (230, 230),
    "asc_group": (231, 232),
    "asc_date": (233, 240),
    "processing_note": (253, 256),
    "betos": (257, 259),
    **{f"tos{n}": (260 + n, 260 + n) for n in range(1, 6)},
    "add_date": (269, 276),
    "action_effective_date": (277, 284),
    "termination_date": (285, 292),
    "action": (293, 293),
}


def cut(frame: pl.DataFrame) -> pl.DataFrame:
    """Split each line into columns by position, without surrounding spaces."""

    def at(first: int, last: int) -> pl.Expr:
        text = pl.col("record").str.slice(first - START, last - first + 1).str.strip_chars()
        return pl.when(text != "").then(text)

    return frame.select(
        "line", "fault", "hcpcs", *(at(*where).alias(name) for name, where in POSITIONS.items())
    )
