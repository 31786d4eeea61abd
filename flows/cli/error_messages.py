"""Which errors are answers to the operator, and in what words."""

import re
from typing import Any

from pydantic import ValidationError

from flows.cli.output import EXIT_NO, EXIT_WORDS
from sources.release import UnknownRelease

ROOMS = ("cmsfees", "sources", "transforms", "warehouse", "web", "flows")
LIBRARIES = ("duckdb", "_duckdb", "obstore")  # say in their first line what stood in the way
SETTINGS = ("Settings", "RunSettings")
EXPECTED = {
    "CMSFEES_MEMORY": "an amount such as 3GB",
    "CMSFEES_CONTACT": "an e-mail or web address",
    "CMSFEES_NOTIFY": """a JSON list of addresses, such as '["mailto://user:password@example.org"]'""",
}
METADATA_SERVICE = "169.254.169.254"  # asked for credentials where the environment has none


def error_message(error: Exception) -> str | None:
    """One line for a named error of the rooms, a setting or a file; None for any other: a fault of ours."""
    if type(error).__module__.split(".")[0] in ROOMS:
        return str(error)
    if type(error).__name__ == "SettingsError":
        return _unparsed_setting(str(error))
    if isinstance(error, ValidationError) and error.title in SETTINGS:
        return "; ".join(_bad_setting(one) for one in error.errors(include_url=False))
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error) or error.strerror
    if isinstance(error, RecursionError):
        return "the file is nested too deeply to be read"
    if isinstance(error, MemoryError):
        return "out of memory; CMSFEES_MEMORY sets what DuckDB may take"
    if type(error).__module__.split(".")[0] in LIBRARIES:
        return f"{str(error).strip().splitlines()[0]}{_hint(str(error))}"
    return None


def exit_status(error: Exception) -> int:
    """2 where the words of the command name nothing, as for an option that does not exist; else 1."""
    return EXIT_WORDS if isinstance(error, UnknownRelease) else EXIT_NO


def _bad_setting(one: Any) -> str:
    """The setting by the name that the operator wrote, and what it should look like."""
    name = f"CMSFEES_{'_'.join(map(str, one['loc'])).upper()}"
    if one["type"] == "string_pattern_mismatch":
        return f"{name}: {one['input']!r} is not valid; expected {EXPECTED[name]}"
    return f"{name}: {one['msg'].removeprefix('Value error, ')}"


def _unparsed_setting(message: str) -> str:
    """Pydantic's message names the field alone; the value may hold a secret."""
    field = re.search(r'field "(\w+)"', message)
    name = f"CMSFEES_{field[1].upper()}" if field else "a setting"
    return f"{name}: expected {EXPECTED.get(name, 'JSON')}"


def _hint(message: str) -> str:
    """What to do about DuckDB's and object storage's own words."""
    if "Could not set lock" in message or "lock on file" in message:
        return ". To do: another program has the file open for writing; close it there, or open it read-only"
    if METADATA_SERVICE in message:
        return ". To do: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where the machine has a role"
    return ""
