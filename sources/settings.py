"""Where the data lives, which site it comes from, and what the operator has agreed to."""

from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from sources.http.user_agent import CONTACT


class Settings(BaseSettings):
    """Read from the environment, each name prefixed with `CMSFEES_`."""

    model_config = SettingsConfigDict(env_prefix="CMSFEES_", frozen=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("cmsfees"),
        description="Data root: holds archive/, conformed/ and snapshots/.",
    )
    site: str = Field(
        "https://www.cms.gov",
        description="Base URL of the site that posts the files. A name and password in it are sent to that "
        "host alone, and kept out of every record and message.",
    )
    site_login: SecretStr = Field(SecretStr(""), description="name:password for the site, if it asks.")
    accept_ama_license: bool = Field(
        False,
        description="The operator has read and accepts the AMA's CPT license that CMS asks for before "
        "OPPS, ASC and NCCI PTP files. Off: those files are refused. On: recorded in the archive.",
    )
    contact: str = Field(
        "",
        pattern=CONTACT,
        description="E-mail or web address by which CMS can reach whoever runs this; sent each time.",
    )
    spacing: float = Field(1.0, ge=0, description="Seconds between two requests to the site.")
    concurrency: int = Field(2, ge=1, le=8, description="Requests under way at once.")

    @model_validator(mode="before")
    @classmethod
    def _without_login(cls, values: dict[str, Any]) -> dict[str, Any]:
        """`https://name:password@host` → the site without them, and the login."""
        login, at, host = (
            str(values.get("site", "")).removeprefix("https://").removeprefix("http://").rpartition("@")
        )
        if not at or "/" in login:
            return values
        scheme = "https" if str(values["site"]).startswith("https") else "http"
        return values | {"site": f"{scheme}://{host}", "site_login": SecretStr(unquote(login))}

    @field_validator("home")
    @classmethod
    def _is_a_folder(cls, home: Path) -> Path:
        if home.exists() and not home.is_dir():
            raise ValueError(f"{home} is a file; the data root is a folder")
        return home

    @field_validator("site")
    @classmethod
    def _is_an_address(cls, site: str) -> str:
        parts = urlsplit(site)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("expected an address such as https://www.cms.gov")
        return site.rstrip("/")

    memory: str = Field(
        "",
        pattern=r"^(\d+(\.\d+)?\s*[KMGT]i?B)?$",
        description="Memory that a build may take, such as 3GB; beyond it DuckDB writes to disk beside the "
        "snapshots. Empty: half of the machine's, at most 8GB.",
    )

    store: str = Field(
        "",
        pattern=r"^((s3|gs|az)://.+)?$",
        description="Object storage such as s3://bucket/cmsfees by which zips and conformed files travel to "
        "and from a cluster's workers. Empty: all machines share the data root.",
    )

    compare: Literal["none", "cheap", "all"] = Field(
        "cheap",
        description="Which other renderings of a table are read and compared when a zip is conformed: none, "
        "cheap (texts below 300 kB) or all. What is conformed already stays as it is.",
    )

    @property
    def archive(self) -> Path:
        return self.home / "archive"

    @property
    def conformed(self) -> Path:
        return self.home / "conformed"

    @property
    def snapshots(self) -> Path:
        return self.home / "snapshots"
