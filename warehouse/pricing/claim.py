"""A set of codes on one day, as `cmsfees price` reads it."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails


class BadClaim(ValueError):
    """The file is no claim; the message names the field."""


class ClaimLine(BaseModel):
    """A code with its modifiers and units."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = Field(1, ge=1, le=9999)

    @field_validator("code")
    @classmethod
    def _five_characters(cls, code: str) -> str:
        if not re.fullmatch("[0-9A-Z]{5}", code):
            raise ValueError(f"{code!r} is no code: five digits or capitals")
        return code

    @field_validator("modifiers")
    @classmethod
    def _two_characters(cls, modifiers: tuple[str, ...]) -> tuple[str, ...]:
        for modifier in modifiers:
            if not re.fullmatch("[0-9A-Z]{2}", modifier):
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

    @model_validator(mode="after")
    def _whole_place(self) -> Self:
        if (self.mac is None) != (self.locality is None):
            raise ValueError("mac and locality go together; without both the price is national")
        return self


def read_claim(path: Path) -> Claim:
    """Raises `BadClaim`."""
    try:
        return Claim.model_validate(json.loads(path.read_text("utf-8-sig"), object_pairs_hook=_object))
    except ValidationError as error:
        wrong = "; ".join(map(_said, _innermost(error.errors())))
    except ValueError as error:
        wrong = f"no JSON: {error}"
    raise BadClaim(f"{path}: {wrong}. To do: compare it with examples/lines.json")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets the last of two fields of one name win, in silence."""
    twice = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
    if twice:
        raise ValueError(f"{', '.join(twice)} stands twice in one object")
    return dict(pairs)


def _innermost(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without those that only say that something below them is wrong."""
    return [
        one
        for one in errors
        if not any(other["loc"][: len(one["loc"])] == one["loc"] for other in errors if other is not one)
    ]


def _said(error: ErrorDetails) -> str:
    return f"{'.'.join(map(str, error['loc'])) or 'claim'}: {error['msg'].removeprefix('Value error, ')}"
