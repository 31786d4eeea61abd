"""Turn expected errors into one-line messages for the operator."""

import re
from typing import Any

from pydantic import ValidationError

from flows.cli.output import EXIT_NO, EXIT_USAGE
from sources.release import UnknownRelease

ROOMS = ("cmsfees", "sources", "transforms", "warehouse", "web", "flows")
LIBRARIES = ("duckdb", "_duckdb", "obstore")  # the first line of their messages names the cause
SETTINGS = ("Settings", "RunSettings")
EXPECTED = {
    "CMSFEES_MEMORY": "an amount such as 3GB",
    "CMSFEES_STORE": "an address such as s3://bucket/cmsfees",
    "CMSFEES_CONTACT": "an e-mail or web address",
    "CMSFEES_NOTIFY": """a JSON list of addresses, such as '["mailto://user:password@example.org"]'""",
}
METADATA_SERVICE = "169.254.169.254"  # queried for credentials if the environment has none


def error_message(error: Exception) -> str | None:
    """Return one line for an expected error, a setting or a file; None for anything else, which is a bug."""
    if type(error).__module__.split(".")[0] in ROOMS:
        return f"{error}{_hint(str(error))}"
    if type(error).__name__ == "SettingsError":
        return _unparsed_setting(str(error))
    if isinstance(error, ValidationError) and error.title in SETTINGS:
        return "; ".join(_bad_setting(detail) for detail in error.errors(include_url=False))
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error) or error.strerror
    if isinstance(error, RecursionError):
        return "the file is too deeply nested to read"
    if isinstance(error, MemoryError):
        return "out of memory; CMSFEES_MEMORY limits DuckDB's memory"
    if type(error).__module__.split(".")[0] in LIBRARIES:
        return f"{str(error).strip().splitlines()[0]}{_hint(str(error))}"
    return None


def exit_status(error: Exception) -> int:
    """Return 2 for an unknown release or series, as for other usage errors; else 1."""
    return EXIT_USAGE if isinstance(error, UnknownRelease) else EXIT_NO


def _bad_setting(detail: Any) -> str:
    """Return the environment variable's name and the expected format."""
    name = f"CMSFEES_{'_'.join(map(str, detail['loc'])).upper()}"
    if detail["type"] == "string_pattern_mismatch":
        return f"{name}: {detail['input']!r} is not valid; expected {EXPECTED.get(name, 'another form')}"
    return f"{name}: {detail['msg'].removeprefix('Value error, ')}"


def _unparsed_setting(message: str) -> str:
    """Return the variable's name and expected format; its value may contain a secret."""
    field = re.search(r'field "(\w+)"', message)
    name = f"CMSFEES_{field[1].upper()}" if field else "a setting"
    return f"{name}: expected {EXPECTED.get(name, 'JSON')}"


def _hint(message: str) -> str:
    """Return a suggested action for known errors of DuckDB, object storage and the disk."""
    if "No space left on device" in message and "To do:" not in message:
        return ". To do: free some disk space, then run again"
    if "Could not set lock" in message or "lock on file" in message:
        return ". To do: another process has the file open for writing; close it, or open it read-only"
    if METADATA_SERVICE in message:
        return (
            ". To do: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run on a machine with an IAM role"
        )
    return ""
