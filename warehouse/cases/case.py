"""A case: the codes of one operation on one day, the location and the hospital.

python -m warehouse.cases.case     rewrites case.schema.json; review it with the change that caused it
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from warehouse.pricing.claim import Claim, ClaimLine, read_as
from warehouse.pricing.normalize import (
    NotUnderstood,
    PfsSetting,
    normalize_ccn,
    normalize_county,
    normalize_day,
    normalize_known_day,
    normalize_locality,
    normalize_mac,
    normalize_number,
    normalize_state,
)

EXAMPLE = "examples/case.json"
SCHEMA = Path(__file__).with_name("case.schema.json")


def _area(value: Any) -> str:
    """Normalize an area: a CBSA of five digits, or the two digits of a state's rural area."""
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and len(text) in (1, 2, 5)):
        raise NotUnderstood(f"{value!r} is not an area: a CBSA such as 13820, or 01 for rural Alabama")
    return text.zfill(2) if len(text) < 5 else text


class CaseLine(ClaimLine):
    """A code with its modifiers and units; `device_credit` is the manufacturer's credit in dollars.

    `charge` is the hospital's charge for the line in dollars; lines that Medicare pays at cost need it.
    """

    device_credit: Annotated[Decimal | None, BeforeValidator(normalize_number)] = Field(None, ge=0)
    charge: Annotated[Decimal | None, BeforeValidator(normalize_number)] = Field(None, ge=0)


class Case(BaseModel):
    """The services for one patient on one day, and the location.

    `mac` and `locality` locate the physician; `cbsa` (or `ccn`, a hospital that Addendum L lists) locates
    the facilities. `us_state` and `fips_county` decide floors and out-migration if the area leaves them
    open; DMEPOS fees also depend on the state. `previous_wage_index` is the hospital's own index of the
    previous year, and `cost_to_charge_ratio` its overall ratio: the CMS files loaded here list neither by
    hospital.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    service_date: Annotated[date, BeforeValidator(normalize_day)]
    lines: tuple[CaseLine, ...] = Field(min_length=1, max_length=500)
    mac: Annotated[str, BeforeValidator(normalize_mac)] | None = None
    locality: Annotated[str, BeforeValidator(normalize_locality)] | None = None
    cbsa: Annotated[str, BeforeValidator(_area)] | None = None
    ccn: Annotated[str, BeforeValidator(normalize_ccn)] | None = None
    us_state: Annotated[str, BeforeValidator(normalize_state)] | None = None
    fips_county: Annotated[str, BeforeValidator(normalize_county)] | None = None
    is_reclassified: bool | None = None
    is_rural_sole_community: bool = False
    previous_wage_index: Annotated[Decimal | None, BeforeValidator(normalize_number)] = Field(
        None, gt=0, le=3
    )
    cost_to_charge_ratio: Annotated[Decimal | None, BeforeValidator(normalize_number)] = Field(
        None, gt=0, le=2
    )
    qualifying_apm: bool = False
    known_on: Annotated[date, BeforeValidator(normalize_known_day)] = date.max

    @model_validator(mode="after")
    def _whole_place(self) -> Self:
        if (self.mac is None) != (self.locality is None):
            raise ValueError("mac and locality go together; without both, the physician's price is national")
        return self

    @property
    def is_local(self) -> bool:
        return self.cbsa is not None or self.ccn is not None

    def claim(self, setting: PfsSetting, lines: tuple[ClaimLine, ...]) -> Claim:
        """Return the physician's claim for the case."""
        return Claim(
            service_date=self.service_date,
            setting=setting,
            lines=lines,
            mac=self.mac,
            locality=self.locality,
            qualifying_apm=self.qualifying_apm,
            known_on=self.known_on,
        )


def read_case(path: Path) -> Case:
    """Read a case from JSON or csv; raises `BadClaim`, which names the invalid field."""
    return read_as(Case, path, EXAMPLE)


def case_schema() -> str:
    """Return the JSON Schema of a case file."""
    return json.dumps(Case.model_json_schema(), indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(case_schema(), encoding="utf-8")
