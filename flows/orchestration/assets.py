"""Lineage for Prefect's UI: series → tables → snapshot."""

import json
from typing import Any

from prefect.assets import Asset, AssetProperties, add_asset_metadata, materialize

from cmsfees.channels import MANIFEST
from sources.series import SERIES
from sources.settings import Settings
from transforms.tables import TABLES

SNAPSHOT = Asset(
    key="cmsfees://snapshots/latest",
    properties=AssetProperties(
        name="snapshot", description="The published DuckDB file and its Parquet exports."
    ),
)


def record_lineage(snapshot: str) -> None:
    """Record the tables and the snapshot that a run produced, with rows and digests."""
    manifest = json.loads((Settings().snapshots / snapshot / MANIFEST).read_text())
    tables = {_key(name): details for name, details in manifest["tables"].items() if name in TABLES}
    assets: list[Asset | str] = [_table(name) for name in TABLES]
    series: list[Asset | str] = [_series(name) for name in SERIES]
    materialize(*assets, asset_deps=series, name="tables")(_describe)(tables)
    details = {"id": snapshot, "digest": manifest["content_digest"], "releases": len(manifest["releases"])}
    materialize(SNAPSHOT, asset_deps=assets, name="snapshot")(_describe)({SNAPSHOT.key: details})


def _describe(metadata: dict[str, dict[str, Any]]) -> None:
    for key, details in metadata.items():
        add_asset_metadata(key, details)


def _table(name: str) -> Asset:
    return Asset(key=_key(name), properties=AssetProperties(name=name, description=TABLES[name].doc))


def _key(name: str) -> str:
    return f"cmsfees://tables/{name}"


def _series(name: str) -> Asset:
    series = SERIES[name]
    url = f"https://www.cms.gov{series.pages[0]}"
    return Asset(key=f"cmsfees://archive/{name}", properties=AssetProperties(name=series.title, url=url))
