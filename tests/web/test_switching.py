"""Snapshots are switched and pruned under load, and no request of two real workers fails."""

import shutil
import threading
import time
from collections import Counter
from itertools import count
from pathlib import Path

import httpx
import pytest

from cmsfees.channels import resolve
from tests.web.server import served

pytestmark = pytest.mark.slow
IDS = ("2026Q1-00000001", "2026Q1-00000002", "2026Q1-00000003")
SWITCH_EVERY = 1.0  # seconds; a worker looks for a new snapshot once a second


def test_no_request_fails_while_snapshots_are_switched_and_pruned(sample_home: Path, tmp_path: Path) -> None:
    snapshots, first = tmp_path / "snapshots", resolve(sample_home / "snapshots")
    for name in IDS:
        shutil.copytree(first, snapshots / name)
    (snapshots / "latest").symlink_to(IDS[0])
    seen: Counter[tuple[int, str]] = Counter()
    ended = threading.Event()

    def ask(url: str, own: int) -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            for number in count():
                if ended.is_set():
                    return
                answer = client.get("/codes/20957", params={"on": "2026-02-01", "q": f"{own}.{number}"})
                seen[answer.status_code, answer.headers.get("etag", "")[1:16]] += 1

    with served(tmp_path, workers=2) as url:
        threads = [threading.Thread(target=ask, args=(url, own)) for own in range(4)]
        for thread in threads:
            thread.start()
        for name in [*IDS[1:2], IDS[0], IDS[2]] * 2:
            time.sleep(SWITCH_EVERY)
            (snapshots / ".latest-new").symlink_to(name)
            (snapshots / ".latest-new").replace(snapshots / "latest")
        time.sleep(2 * SWITCH_EVERY)
        for name in IDS[:2]:
            shutil.rmtree(snapshots / name)  # as `cmsfees prune` does
        time.sleep(SWITCH_EVERY)
        ended.set()
        for thread in threads:
            thread.join()

    assert {status for status, _ in seen} == {200}
    assert set(IDS) <= {snapshot for _, snapshot in seen}
    assert seen.total() > 100
