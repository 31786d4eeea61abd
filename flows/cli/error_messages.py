"""Which errors are answers to the operator, and in what words."""

from pydantic import ValidationError

from flows.cli.output import EXIT_NO, EXIT_WORDS
from sources.release import UnknownRelease

ROOMS = ("cmsfees", "sources", "transforms", "warehouse", "web", "flows")
LIBRARIES = ("duckdb", "_duckdb", "obstore")  # say in their first line what stood in the way
SETTINGS = ("Settings", "RunSettings")


def error_message(error: Exception) -> str | None:
    """One line for a named error of the rooms, a setting or a file; None for any other: a fault of ours."""
    if type(error).__module__.split(".")[0] in ROOMS or type(error).__name__ == "SettingsError":
        return str(error)
    if isinstance(error, ValidationError) and error.title in SETTINGS:
        return "; ".join(
            f"CMSFEES_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()
        )
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


def _hint(message: str) -> str:
    """What to do about DuckDB's own words."""
    if "Could not set lock" in message or "lock on file" in message:
        return ". To do: another program has the file open for writing; close it there, or open it read-only"
    return ""
