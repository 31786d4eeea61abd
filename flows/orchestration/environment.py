"""Prefect's settings for this project, set before anything imports Prefect."""

import os
from pathlib import Path

from flows.orchestration.server_api import auth_file, is_healthy

PREFECT_SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "cmsfees",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # commands print failures themselves
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
}


OWN_SERVER = "CMSFEES_OWN_PREFECT"  # API URL of a server that we started; our file locks suffice there


def configure_prefect(home: Path) -> None:
    """Set `PREFECT_HOME` to the data root and disable telemetry; keep the operator's own settings."""
    (home / "prefect").mkdir(parents=True, exist_ok=True)  # Prefect creates only the last folder
    for name, value in {**PREFECT_SETTINGS, "PREFECT_HOME": str(home / "prefect")}.items():
        os.environ.setdefault(name, value)
    server_in_use(home)


def server_in_use(home: Path) -> str | None:
    """Return the API URL that commands on this data root use: the operator's, or that of `cmsfees up`."""
    if "PREFECT_API_URL" not in os.environ and (url := local_server(home)):
        auth = auth_file(home).read_text().strip()
        os.environ |= {"PREFECT_API_URL": url, OWN_SERVER: url, "PREFECT_API_AUTH_STRING": auth}
    return os.environ.get("PREFECT_API_URL")


def configure_server(auth: str, origin: str) -> dict[str, str]:
    """Return settings for our server and its clients: a password, and CORS only for its own UI."""
    return {
        "PREFECT_SERVER_API_AUTH_STRING": auth,
        "PREFECT_API_AUTH_STRING": auth,
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origin,
    }


def is_own_server() -> bool:
    """True if this process or `cmsfees up` on the same data root started the server in use."""
    return os.environ.get(OWN_SERVER) == os.environ.get("PREFECT_API_URL", "")


def local_server(home: Path) -> str | None:
    """Return the API URL of a running `cmsfees up` on this data root, or None."""
    url_file = home / "prefect" / "up.url"
    if not url_file.is_file():
        return None
    url = url_file.read_text().strip()
    return url if is_healthy(url) else None
