"""Prefect's settings for this project, made before anything imports Prefect."""

import os
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

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


def configure_prefect(home: Path) -> None:
    """One lasting `PREFECT_HOME` under the data root, no telemetry; what the operator has set stays."""
    (home / "prefect").mkdir(parents=True, exist_ok=True)  # Prefect makes only the last folder itself
    for name, value in {**PREFECT_SETTINGS, "PREFECT_HOME": str(home / "prefect")}.items():
        os.environ.setdefault(name, value)
    if url := local_server(home):
        os.environ.setdefault("PREFECT_API_URL", url)


def local_server(home: Path) -> str | None:
    """The API of `cmsfees up`, while it serves this data root."""
    note = home / "prefect" / "up.url"
    if not note.is_file():
        return None
    url = note.read_text().strip()
    return url if is_healthy(url) else None


def is_healthy(url: str, seconds: float = 2) -> bool:
    """Whether a Prefect server says at this address that it is well."""
    try:
        with urlopen(f"{url}/health", timeout=seconds) as answer:  # noqa: S310  the operator's address
            return bool(answer.status == 200)
    except (OSError, ValueError, HTTPException):
        return False
