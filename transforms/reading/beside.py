"""Cells in columns without a header: a column nobody named, stray cells, or a row that moved by one."""

from collections.abc import Sequence

import polars as pl

from transforms.table import Table

BESIDE = (pl.col("line").cast(pl.Int64), pl.col("text").cast(pl.String))


def cells_beside(
    table: Table, rows: pl.DataFrame, unnamed: Sequence[str], last: str
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """The rows, those with a cell in their midst at fault, and cells right beside the last column we read.

    Such a cell may be a row's own last one, moved; who knows the columns decides. A cell further out, and a
    column that most rows fill, are left alone.
    """
    few = [cell for cell in unnamed if _is_stray(table, rows, cell)]
    inner = [cell for cell in few if _at(cell) < _at(last)]
    inner += [cell for cell in unnamed if cell not in inner and _is_the_nameless(table, rows, cell)]
    next_one = [cell for cell in few if _at(cell) == _at(last) + 1 and cell not in inner]
    for cell in inner:
        found = pl.format("a value in column {}, which has no header: '{}'", pl.lit(_at(cell) + 1), cell)
        fault = pl.when(pl.col(cell).is_not_null()).then(found)
        rows = rows.with_columns(pl.coalesce("fault", fault).alias("fault"))
    if not next_one:
        return rows, None
    beside = rows.filter(pl.col(next_one[0]).is_not_null() & pl.col("fault").is_null())
    return rows, beside.select("line", text=next_one[0]).select(BESIDE)


def _is_stray(table: Table, rows: pl.DataFrame, cell: str) -> bool:
    """Values that few rows have, other than those known to be nothing."""
    values = rows[cell].drop_nulls()
    if values.len() * 2 >= rows.height or not values.len():
        return False
    return not (table.stray_values and values.str.contains(f"^(?:{table.stray_values})$").all())


def _is_the_nameless(table: Table, rows: pl.DataFrame, cell: str) -> bool:
    """Whether the cells, few or many, could be those of the column that CMS never names, in another place."""
    patterns = [column.valid for column in table.columns if column.header == r"()" and column.valid]
    values = rows[cell].drop_nulls()
    return any(bool(values.len()) and values.str.contains(f"^(?:{one})$").all() for one in patterns)


def _at(cell: str) -> int:
    return int(cell[1:])
