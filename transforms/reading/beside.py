"""Handle cells in columns without a header: an unnamed column, stray cells, or a row shifted by one."""

from collections.abc import Sequence

import polars as pl

from transforms.table import Table

BESIDE = (pl.col("line").cast(pl.Int64), pl.col("text").cast(pl.String))


def cells_beside(
    table: Table, rows: pl.DataFrame, unnamed: Sequence[str], last: str
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Flag rows with a stray cell among their own, and return cells directly after the last column read.

    Such a cell may be the row's own last one, shifted; in most rows, the last one below a header that lost a
    cell. Code that knows the columns decides. Cells further out are ignored.
    """
    few = [cell for cell in unnamed if _is_stray(table, rows, cell)]
    inner = [cell for cell in few if _at(cell) < _at(last)]
    inner += [cell for cell in unnamed if cell not in inner and _is_unnamed_column(table, rows, cell)]
    filled = [cell for cell in unnamed if cell in few or fills_most(rows, cell)]
    next_one = [cell for cell in filled if _at(cell) == _at(last) + 1 and cell not in inner]
    for cell in inner:
        found = pl.format("a value in column {}, which has no header: '{}'", pl.lit(_at(cell) + 1), cell)
        fault = pl.when(pl.col(cell).is_not_null()).then(found)
        rows = rows.with_columns(pl.coalesce("fault", fault).alias("fault"))
    if not next_one:
        return rows, None
    beside = rows.filter(pl.col(next_one[0]).is_not_null() & pl.col("fault").is_null())
    return rows, beside.select("line", text=next_one[0]).select(BESIDE)


def fills_most(rows: pl.DataFrame, cell: str) -> bool:
    return (rows.height - rows[cell].null_count()) * 2 >= max(rows.height, 1)


def _is_stray(table: Table, rows: pl.DataFrame, cell: str) -> bool:
    """Return values that few rows have, except those known to be meaningless."""
    values = rows[cell].drop_nulls()
    if fills_most(rows, cell) or not values.len():
        return False
    return not (table.stray_values and values.str.contains(f"^(?:{table.stray_values})$").all())


def _is_unnamed_column(table: Table, rows: pl.DataFrame, cell: str) -> bool:
    """Return whether the cells could belong to the column that CMS never names, in another position."""
    patterns = [column.valid for column in table.columns if column.header == r"()" and column.valid]
    values = rows[cell].drop_nulls()
    return any(bool(values.len()) and values.str.contains(f"^(?:{one})$").all() for one in patterns)


def _at(cell: str) -> int:
    return int(cell[1:])
