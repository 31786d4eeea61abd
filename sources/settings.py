"""Settings: the data root, the site, the license and the limits."""

from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from sources.http.user_agent import CONTACT


class Settings(BaseSettings):
    """Settings read from environment variables prefixed with `CMSFEES_`."""

    model_config = SettingsConfigDict(env_prefix="CMSFEES_", env_ignore_empty=True, frozen=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("cmsfees"),
        description="Data root: holds archive/, conformed/ and snapshots/.",
    )
    site: str = Field(
        "https://www.cms.gov",
        description="Base URL of the site that posts the files. A user name and password in it are sent only "
        "to that host and never recorded or logged.",
    )
    site_login: SecretStr = Field(SecretStr(""), description="name:password, if the site requires it.")
    accept_ama_license: bool = Field(
        False,
        description="The operator has read and accepts the AMA's CPT license, which CMS requires for OPPS, "
        "ASC, CLFS and NCCI PTP files. Off: those files are not fetched. On: recorded in the archive.",
    )
    contact: str = Field(
        "",
        pattern=CONTACT,
        description="E-mail or web address at which CMS can reach the operator; sent with every request.",
    )
    spacing: float = Field(1.0, ge=0, le=3600, description="Seconds between requests to the site.")
    concurrency: int = Field(2, ge=1, le=8, description="Concurrent requests.")

    @model_validator(mode="before")
    @classmethod
    def _without_login(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Split `https://name:password@host` into the site and the login."""
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
        if "?" in str(home):  # DuckDB looks for the write-ahead log of `a?b` beside `a`
            raise ValueError(f"{home}: DuckDB writes no database in a path with a question mark")
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
        description="Memory limit of a build, such as 3GB; beyond it DuckDB spills to disk in the snapshots "
        "folder. Empty: half of the machine's memory, at most 8 GiB.",
    )

    store: str = Field(
        "",
        pattern=r"^((s3|gs|az)://.+)?$",
        description="Object storage such as s3://bucket/cmsfees through which cluster workers receive zips "
        "and return conformed files. Empty: all machines share the data root.",
    )

    compare: Literal["none", "cheap", "all"] = Field(
        "cheap",
        description="Which other renderings of a table are compared when a zip is conformed: none, cheap "
        "(text files below 300 kB) or all. Zips that are already conformed are not compared again.",
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
