"""Addenda DD1 and DD2: CMS's meanings of the indicators in the other addenda."""

from transforms.asc.columns import addendum_members, checked
from transforms.opps.addendum_common import plain_spaces
from transforms.table import TEXT, Column, Table


def _indicators(addendum: str, header: str, meaning: str, of: str) -> Table:
    return Table(
        name=f"asc_addendum_{addendum.lower()}",
        doc=f"CMS's meanings of the {of} indicators in the ASC addenda.",
        series=("asc",),
        members=addendum_members(addendum),
        key=("indicator",),
        columns=(
            Column("indicator", TEXT, header, f"{of} indicator", valid=r"[A-Z][A-Z0-9]", nullable=False),
            Column("definition", TEXT, meaning, "CMS's text", nullable=False, normalize=plain_spaces),
        ),
        multiline=True,
        reshape=checked,
        required=False,
        expected=False,
        row_count=(1, 100),
    )


ADDENDUM_DD1 = _indicators("DD1", r"(payment )?indicator", r"payment indicator definitions?", "payment")
ADDENDUM_DD2 = _indicators("DD2", r"ci|comment indicator", r"comment indicator meanings?", "comment")
