"""Which errors are answers to the operator, and in what words."""

from pydantic import ValidationError
from pydantic_settings import SettingsError

ROOMS = ("cmsfees", "sources", "transforms", "warehouse", "web", "flows")
SETTINGS = ("Settings", "RunSettings")


def error_message(error: Exception) -> str | None:
    """One line for a named error of the rooms, a setting or a file; None for any other: a fault of ours."""
    if type(error).__module__.split(".")[0] in ROOMS or isinstance(error, SettingsError):
        return str(error)
    if isinstance(error, ValidationError) and error.title in SETTINGS:
        return "; ".join(
            f"CMSFEES_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()
        )
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return None
