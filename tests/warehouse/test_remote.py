"""Publishing to object storage, on an S3-compatible server on the loopback interface."""

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.publisher import publish_one
from warehouse.remote import resolve_url, upload
from warehouse.snapshots import NoSuchSnapshot, Snapshot, list_snapshots

URL = "s3://fees/cmsfees"


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """`host:port` of a server with an empty bucket, and the variables that lead clients to it."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="fees")
    yield f"{host}:{port}"
    server.stop()


def two_snapshots(root: Path) -> list[Snapshot]:
    publish_one(root, "1.30")
    publish_one(root, "1.31")
    return list_snapshots(root / "snapshots")


@pytest.mark.slow
def test_the_channel_follows_the_files(endpoint: str, tmp_path: Path) -> None:
    first, second = two_snapshots(tmp_path)
    with pytest.raises(NoSuchSnapshot, match="has no channel 'latest'"):
        resolve_url(URL)
    assert upload(first, URL) == f"{URL}/{first.id}/cmsfees.duckdb" == resolve_url(URL)

    cut_short = replace(second, path=tmp_path / "gone")
    with pytest.raises(FileNotFoundError):
        upload(cut_short, URL)
    assert resolve_url(URL) == f"{URL}/{first.id}/cmsfees.duckdb", "a broken upload moves no channel"

    upload(second, URL)
    upload(first, URL, channel="stable")
    assert resolve_url(URL) == f"{URL}/{second.id}/cmsfees.duckdb"
    assert resolve_url(URL, "stable") == f"{URL}/{first.id}/cmsfees.duckdb"


@pytest.mark.slow
def test_the_same_snapshot_attaches_from_there(endpoint: str, tmp_path: Path) -> None:
    """DuckDB's httpfs is an extension apart; as a package it trails DuckDB and may not fit the locked one."""
    spec = importlib.util.find_spec("duckdb_extension_httpfs")
    folder = Path(spec.origin or "").parent if spec else Path("nowhere")
    extension = folder / "extensions" / f"v{duckdb.__version__}" / "httpfs.duckdb_extension"
    if not extension.is_file():
        pytest.skip(f"no httpfs for DuckDB {duckdb.__version__} is installed")
    snapshot, _ = two_snapshots(tmp_path)
    upload(snapshot, URL)
    with duckdb.connect() as con:
        con.execute(f"LOAD '{extension}'")
        con.execute(
            "CREATE SECRET (TYPE s3, KEY_ID 'test', SECRET 'test', REGION 'us-east-1', "
            f"ENDPOINT '{endpoint}', USE_SSL false, URL_STYLE 'path')"
        )
        con.execute(f"ATTACH '{resolve_url(URL)}' AS fees (READ_ONLY)")
        assert con.execute("SELECT id FROM fees.snapshot").fetchall() == [(snapshot.id,)]
        con.execute("USE fees")
        in_force = con.execute("SELECT release_on('pfs-rvu', DATE '2025-10-01')").fetchall()
        assert in_force == [("pfs-rvu 2025D r1",)]
