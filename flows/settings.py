"""How runs are spread over workers, what they log, and whom they tell."""

import os
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class RunSettings(BaseSettings):
    """Read from the environment, each name prefixed with `CMSFEES_`."""

    model_config = SettingsConfigDict(env_prefix="CMSFEES_", frozen=True)

    runner: Literal["threads", "dask", "ray"] = Field(
        "threads", description="Where releases are conformed: threads here, or a Dask or Ray cluster."
    )
    runner_address: str | None = Field(
        None, description="Address of the cluster's scheduler; without one, a cluster on this machine."
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, description="Files conformed at the same time."
    )
    keep_runs: int = Field(
        500, ge=1, description="How many finished runs keep their folder under runs/: report, log, timings."
    )
    log: Literal["file", "stderr"] = Field(
        "file", description="Where a run's JSON log lines go: its own file, or standard error as well."
    )
    notify: tuple[SecretStr, ...] = Field(
        (), description="JSON list of Apprise URLs told of failures, blocked checks and unusual diffs."
    )
