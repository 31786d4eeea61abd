"""Run settings: workers, logs and notifications."""

import os
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class RunSettings(BaseSettings):
    """Settings read from environment variables prefixed with `CMSFEES_`."""

    model_config = SettingsConfigDict(env_prefix="CMSFEES_", env_ignore_empty=True, frozen=True)

    runner: Literal["threads", "dask", "ray"] = Field(
        "threads", description="Where releases are conformed: local threads, or a Dask or Ray cluster."
    )
    runner_address: str | None = Field(
        None, description="Address of the cluster's scheduler; empty starts a cluster on this machine."
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, description="Files conformed in parallel."
    )
    keep_runs: int = Field(
        500,
        ge=1,
        description="Number of finished runs to keep under runs/: report, log, timings.",
    )
    log: Literal["file", "stderr"] = Field(
        "file", description="Where a run's JSON log lines go: its own file, or also standard error."
    )
    notify: tuple[SecretStr, ...] = Field(
        (), description="JSON list of Apprise URLs notified of failures, blocked checks and unusual diffs."
    )
