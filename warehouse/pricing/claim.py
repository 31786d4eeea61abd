"""A set of codes on one day: the input of `cmsfees price`."""

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
    normalize_known_day,
    normalize_locality,
    normalize_mac,
    normalize_modifiers,
    normalize_number,
    normalize_setting,
    split_code,
)

Parsed = TypeVar("Parsed", bound=BaseModel)
LARGEST_CLAIM = 16 * 2**20  # bytes
LINE_FIELDS = ("code", "modifiers", "units", "device_credit")


class BadClaim(ValueError):
    """The file is not a valid claim; the message names the field."""


class ClaimLine(BaseModel):
    """A code with its modifiers and units; the code may include modifiers, as in `27447-RT`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(strict=True)
    modifiers: tuple[str, ...] = ()
    units: Annotated[int, BeforeValidator(normalize_number)] = Field(1, ge=1, le=9999)

    @model_validator(mode="before")
    @classmethod
    def _split(cls, fields: Any) -> Any:
        if not isinstance(fields, dict) or type(fields.get("code")) not in (str, int):
            return fields
        code, own = split_code(fields["code"])
        return fields | {"code": code, "modifiers": (*own, *normalize_modifiers(fields.get("modifiers")))}

    @field_validator("modifiers")
    @classmethod
    def _each_once(cls, modifiers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(modifiers))


class Claim(BaseModel):
    """The services that one physician bills for one patient on one day; without a MAC, priced nationally.

    `setting` also accepts a site of service or a place-of-service code.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    service_date: Annotated[date, BeforeValidator(normalize_day)]
    setting: Annotated[PfsSetting, BeforeValidator(normalize_setting)]
    lines: tuple[ClaimLine, ...] = Field(min_length=1, max_length=500)
    mac: Annotated[str, BeforeValidator(normalize_mac)] | None = None
    locality: Annotated[str, BeforeValidator(normalize_locality)] | None = None
    qualifying_apm: bool = False
    known_on: Annotated[date, BeforeValidator(normalize_known_day)] = date.max

    @model_validator(mode="after")
    def _whole_place(self) -> Self:
        if (self.mac is None) != (self.locality is None):
            raise ValueError("mac and locality go together; without both, the price is national")
        return self


def read_claim(path: Path) -> Claim:
    """Read a claim from JSON, or from csv with a header of `code` and other claim fields. Raises `BadClaim`.

    In a csv, every line that repeats a claim field such as `service_date` or `setting` must have the same
    value.
    """
    return read_as(Claim, path, "examples/lines.json")


def read_as(model: type[Parsed], path: Path, example: str) -> Parsed:
    """Parse the file as `model`; raises `BadClaim`, which names the invalid fields."""
    try:
        text = _text(path)
        is_csv = path.suffix.lower() == ".csv"
        return model.model_validate(_from_csv(text) if is_csv else _from_json(text))
    except ValidationError as error:
        wrong = validation_message(error)
    except RecursionError:
        wrong = "not valid JSON: nested too deeply"
    except ValueError as error:
        wrong = str(error)
    raise BadClaim(f"{path}: {wrong}. To do: compare it with {example}")


def _text(path: Path) -> str:
    """Return the file's text; raises ValueError beyond LARGEST_CLAIM, which a device exceeds."""
    with path.open("rb") as file:
        data = file.read(LARGEST_CLAIM + 1)
    if len(data) > LARGEST_CLAIM:
        raise ValueError(f"larger than {LARGEST_CLAIM // 2**20} MB")
    return data.decode("utf-8-sig")


def validation_message(error: ValidationError) -> str:
    """Return each invalid field with its error."""
    return "; ".join(map(_field_error, _innermost(error.errors())))


def _from_json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except ValueError as error:
        raise ValueError(f"not valid JSON: {error}") from error


def _from_csv(text: str) -> dict[str, Any]:
    """Assign line columns to the lines and all others to the claim."""
    rows = [row for row in csv.DictReader(io.StringIO(text), restkey="?") if any(row.values())]
    fields: dict[str, Any] = {}
    for row in rows:
        for name, value in row.items():
            cell = value.strip() if isinstance(value, str) else value
            if name in LINE_FIELDS or not cell:
                continue
            if fields.setdefault(name, cell) != cell:
                raise ValueError(f"not a claim: {name} is {fields[name]} on one line and {cell} on another")
    return fields | {"lines": [_line_of(row) for row in rows]}


def _line_of(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name].strip() for name in LINE_FIELDS if (row.get(name) or "").strip()}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object from JSON; reject duplicate names, of which json would silently keep the last."""
    duplicates = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
    if duplicates:
        raise ValueError(f"duplicate field {', '.join(duplicates)} in one object")
    return dict(pairs)


def _innermost(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Drop errors that only repeat an error in a nested field."""
    return [
        error
        for error in errors
        if not any(
            other["loc"][: len(error["loc"])] == error["loc"] for other in errors if other is not error
        )
    ]


def _field_error(error: ErrorDetails) -> str:
    return f"{'.'.join(map(str, error['loc'])) or 'claim'}: {error['msg'].removeprefix('Value error, ')}"
