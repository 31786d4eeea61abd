"""A set of codes on one day, as `cmsfees price` reads it."""

import csv
import io
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from warehouse.pricing.normalize import (
    PfsSetting,
    normalize_day,
    normalize_locality,
    normalize_mac,
    normalize_modifiers,
    normalize_setting,
    split_code,
)

Model = TypeVar("Model", bound=BaseModel)
LINE_FIELDS = ("code", "modifiers", "units", "device_credit")


class BadClaim(ValueError):
    """The file is no claim; the message names the field."""


class ClaimLine(BaseModel):
    """A code with its modifiers and units; a code may bring modifiers with it, as in `27447-RT`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = Field(1, ge=1, le=9999)

    @model_validator(mode="before")
    @classmethod
    def _split(cls, fields: Any) -> Any:
        if not isinstance(fields, dict) or not isinstance(fields.get("code"), str):
            return fields
        code, own = split_code(fields["code"])
        return fields | {"code": code, "modifiers": (*own, *normalize_modifiers(fields.get("modifiers")))}

    @field_validator("modifiers")
    @classmethod
    def _each_once(cls, modifiers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(modifiers))


class Claim(BaseModel):
    """What one physician bills for one patient on one day; without a MAC, at national rates.

    `setting` takes a site of service or a place-of-service code as well.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    service_date: Annotated[date, BeforeValidator(normalize_day)]
    setting: Annotated[PfsSetting, BeforeValidator(normalize_setting)]
    lines: tuple[ClaimLine, ...] = Field(min_length=1, max_length=500)
    mac: Annotated[str, BeforeValidator(normalize_mac)] | None = None
    locality: Annotated[str, BeforeValidator(normalize_locality)] | None = None
    qualifying_apm: bool = False
    known_on: Annotated[date, BeforeValidator(normalize_day)] = date.max

    @model_validator(mode="after")
    def _whole_place(self) -> Self:
        if (self.mac is None) != (self.locality is None):
            raise ValueError("mac and locality go together; without both the price is national")
        return self


def read_claim(path: Path) -> Claim:
    """A claim as JSON, or as csv with a header: `code`, and what else a claim has. Raises `BadClaim`.

    In a csv `service_date`, `setting` and the like stand on every line and have to agree.
    """
    return read_as(Claim, path, "examples/lines.json")


def read_as(model: type[Model], path: Path, example: str) -> Model:
    """The file as `model`, or `BadClaim` with the fields that are not understood."""
    try:
        text = path.read_text("utf-8-sig")
        is_csv = path.suffix.lower() == ".csv"
        return model.model_validate(_from_csv(text) if is_csv else _from_json(text))
    except ValidationError as error:
        wrong = validation_message(error)
    except RecursionError:
        wrong = "no JSON: nested too deeply"
    except ValueError as error:
        wrong = str(error)
    raise BadClaim(f"{path}: {wrong}. To do: compare it with {example}")


def validation_message(error: ValidationError) -> str:
    """Each field that is not understood, and why."""
    return "; ".join(map(_said, _innermost(error.errors())))


def _from_json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except ValueError as error:
        raise ValueError(f"no JSON: {error}") from error


def _from_csv(text: str) -> dict[str, Any]:
    """Columns of a line go to the lines, the others to the claim."""
    rows = [row for row in csv.DictReader(io.StringIO(text), restkey="?") if any(row.values())]
    fields: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items():
            cell = value.strip() if isinstance(value, str) else value
            if name in LINE_FIELDS or not cell:
                continue
            if fields.setdefault(name, cell) != cell:
                raise ValueError(f"no claim: {name} is {fields[name]} on one line and {cell} on another")
    return fields | {"lines": [_line_of(row) for row in rows]}


def _line_of(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name].strip() for name in LINE_FIELDS if (row.get(name) or "").strip()}


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
