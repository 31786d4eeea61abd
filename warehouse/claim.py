"""A set of codes on one day, as `cmsfees price` reads it."""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails


class BadClaim(ValueError):
    """The file is no claim; the message names the field."""


class ClaimLine(BaseModel):
    """A code with its modifiers and units."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^[0-9A-Z]{5}$")
    modifiers: tuple[str, ...] = ()
    units: int = Field(1, ge=1, le=9999)

    @field_validator("modifiers")
    @classmethod
    def _two_characters(cls, modifiers: tuple[str, ...]) -> tuple[str, ...]:
        for modifier in modifiers:
            if len(modifier) != 2 or not modifier.isalnum() or modifier != modifier.upper():
                raise ValueError(f"{modifier!r} is no modifier: two digits or capitals")
        return modifiers


class Claim(BaseModel):
    """What one physician bills for one patient on one day; without a MAC, at national rates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    service_date: date
    setting: Literal["facility", "nonfacility"]
    lines: tuple[ClaimLine, ...] = Field(min_length=1, max_length=500)
    mac: str | None = None
    locality: str | None = None
    qualifying_apm: bool = False
    known_on: date = date.max


def read_claim(path: Path) -> Claim:
    """Raises `BadClaim`."""
    try:
        return Claim.model_validate_json(path.read_bytes())
    except ValidationError as error:
        wrong = "; ".join(map(_said, error.errors()))
        raise BadClaim(f"{path}: {wrong}. To do: compare it with examples/lines.json") from None


def _said(error: ErrorDetails) -> str:
    return f"{'.'.join(map(str, error['loc'])) or 'file'}: {error['msg']}"
