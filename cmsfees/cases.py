"""Client access to the case pricer, which needs the `cli` extra (pydantic) and no network."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cmsfees.command import put_rooms_on_path

if TYPE_CHECKING:
    from cmsfees.snapshot import OpenSnapshot


def price_case(fees: "OpenSnapshot", case: Mapping[str, Any]) -> dict[str, Any]:
    """Price a case by site, step by step, in dollars. Raises `ValueError` if the case is invalid."""
    put_rooms_on_path()
    try:
        from warehouse.cases.case import Case
        from warehouse.cases.price_case import price_case as priced
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"pricing a case needs an extra: pip install 'cmsfees[cli]' ({missing.name} is not installed)"
        ) from missing
    return priced(fees, Case.model_validate(dict(case)))
