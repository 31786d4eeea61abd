"""What the web server carries: `python -m tests.bench.bench_web HOME [SECONDS]`.

Requests per second, median and p99 in milliseconds, and memory: code pages and payments never asked before,
one page asked again and again, and the same while the channel moves.
"""

import asyncio
import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import cycle
from os import sysconf
from pathlib import Path
from threading import Timer
from urllib.parse import urlsplit

from cmsfees import open_snapshot
from tests.web.server import served

AT_ONCE = 16


async def ask(
    host: str, port: int, paths: Iterator[str], until: float, took: list[float], wrong: list[str]
) -> None:
    """One connection, kept alive; each path is asked once."""
    reader, writer = await asyncio.open_connection(host, port)
    for path in paths:
        if time.monotonic() > until:
            break
        began = time.perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
        )
        await reader.readexactly(length)
        took.append(time.perf_counter() - began)
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 404")):
            wrong.append(f"{path}: {head[:40]!r}")
    writer.close()


def load(url: str, paths: Iterator[str], seconds: float) -> str:
    """Also CPU per request: on a machine that does other work the rate says little."""
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 0
    took: list[float] = []
    wrong: list[str] = []
    until = time.monotonic() + seconds
    before = sum(cpu for _, cpu in workers(url))

    async def all_at_once() -> None:
        await asyncio.gather(*(ask(host, port, paths, until, took, wrong) for _ in range(AT_ONCE)))

    asyncio.run(all_at_once())
    took.sort()
    p50, p99 = took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000
    spent = (sum(cpu for _, cpu in workers(url)) - before) / len(took) * 1000
    rate = f"{len(took) / seconds:7.0f}/s  CPU {spent:5.2f} ms  median {p50:5.1f} ms  p99 {p99:6.1f} ms"
    return f"{rate}  errors {len(wrong)} {wrong[:2]}"


def main(home: Path, seconds: float) -> None:
    with open_snapshot(snapshots=home / "snapshots") as fees:
        codes = [row["hcpcs"] for row in fees.rows("SELECT DISTINCT hcpcs FROM pfs_rvu ORDER BY hash(hcpcs)")]
        places = fees.rows("SELECT DISTINCT mac, locality FROM pfs_gpci WHERE release_id LIKE '%2026A%'")
    dates = [str(date(2026, 1, 1) + timedelta(day)) for day in range(90)]
    pick = random.Random(1)
    pages = (f"/codes/{code}?on={day}" for day in dates for code in codes)
    payments = (
        f"/api/v1/codes/{code}/payment?on={day}&setting=facility&mac={place['mac']}&locality={place['locality']}"
        for day in dates
        for code in codes
        for place in [pick.choice(places)]
    )
    with served(home, workers=2) as url:
        print("code pages, never asked  ", load(url, pages, seconds))
        print("payments, never asked    ", load(url, payments, seconds))
        print("one page, asked again    ", load(url, cycle(["/codes/20957?on=2026-02-01"]), seconds))
        print("the same in mid-switch   ", switched(home, url, seconds))
        print("memory, MB               ", [memory for memory, _ in workers(url)])


def switched(home: Path, url: str, seconds: float) -> str:
    """The channel moves to a copy of the snapshot after a third of the time, and back after two."""
    snapshots = home / "snapshots"
    before = (snapshots / "latest").resolve()
    after = snapshots / f"{before.name}-copy"
    shutil.copytree(before, after, dirs_exist_ok=True)

    def move(to: Path) -> None:
        beside = snapshots / ".latest-bench"
        beside.unlink(missing_ok=True)
        beside.symlink_to(to.name)
        beside.replace(snapshots / "latest")

    for delay, to in ((seconds / 3, after), (seconds * 2 / 3, before)):
        Timer(delay, move, [to]).start()
    told = load(
        url, cycle([f"/codes/{code}?on=2026-02-01" for code in ("20957", "27447", "99213", "71046")]), seconds
    )
    time.sleep(2)
    shutil.rmtree(after)
    return told


def workers(url: str) -> list[tuple[int, float]]:
    """Resident memory in MB and CPU seconds of the server and each of its workers."""
    server = next(pid for pid, words in processes() if "serve" in words and str(urlsplit(url).port) in words)
    family = [server, *(pid for pid, _ in processes() if parent(pid) == server)]
    return [(resident(pid), cpu_seconds(pid)) for pid in family]


def processes() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield int(folder.name), (folder / "cmdline").read_text().split("\0")


def fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()


def parent(pid: int) -> int:
    try:
        return int(fields(pid)[1])
    except OSError:
        return 0


def cpu_seconds(pid: int) -> float:
    return sum(map(int, fields(pid)[11:13])) / sysconf("SC_CLK_TCK")


def resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]) // 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 20)
