"""Prefect's settings for this project, made before anything imports Prefect."""

import os
from pathlib import Path

from flows.orchestration.server_api import auth_file, is_healthy

PREFECT_SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "cmsfees",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # commands print what failed themselves
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
}


OWN_SERVER = "CMSFEES_OWN_PREFECT"  # the address of a server of ours: there our file locks decide alone


def configure_prefect(home: Path) -> None:
    """One lasting `PREFECT_HOME` under the data root, no telemetry; what the operator has set stays."""
    (home / "prefect").mkdir(parents=True, exist_ok=True)  # Prefect makes only the last folder itself
    for name, value in {**PREFECT_SETTINGS, "PREFECT_HOME": str(home / "prefect")}.items():
        os.environ.setdefault(name, value)
    server_in_use(home)


def server_in_use(home: Path) -> str | None:
    """The API that commands on this data root use: the operator's, or that of `cmsfees up`."""
    if "PREFECT_API_URL" not in os.environ and (url := local_server(home)):
        auth = auth_file(home).read_text().strip()
        os.environ |= {"PREFECT_API_URL": url, OWN_SERVER: url, "PREFECT_API_AUTH_STRING": auth}
    return os.environ.get("PREFECT_API_URL")


def configure_server(auth: str, origin: str) -> dict[str, str]:
    """What a server of ours and its clients need: a password, and no answer to any page but its own UI."""
    return {
        "PREFECT_SERVER_API_AUTH_STRING": auth,
        "PREFECT_API_AUTH_STRING": auth,
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origin,
    }


def is_own_server() -> bool:
    """Whether this process started the server it uses, or `cmsfees up` did, on the same data root."""
    return os.environ.get(OWN_SERVER) == os.environ.get("PREFECT_API_URL", "")


def local_server(home: Path) -> str | None:
    """The API of `cmsfees up`, while it serves this data root."""
    note = home / "prefect" / "up.url"
    if not note.is_file():
        return None
    url = note.read_text().strip()
    return url if is_healthy(url) else None
