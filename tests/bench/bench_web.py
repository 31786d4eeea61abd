"""Throughput of the web server: `python -m tests.bench.bench_web HOME [SECONDS] [REQUESTS]`.

Requests per second, median and p99 in milliseconds: code pages and payments never asked before, one page
asked again and again, and the same while the channel moves. First as many as the server can take over
16 connections; then at the rate aimed for, where the time counts from when a request was due. At last memory
over REQUESTS (100,000), one in ten never asked before. HOME is a copy: its channel is moved.
"""

import asyncio
import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, cycle, islice, repeat
from os import sysconf
from pathlib import Path
from threading import Timer
from urllib.parse import urlsplit

from cmsfees import open_snapshot
from tests.web.server import served

AT_ONCE = 16
PAGES_RATE, PAYMENTS_RATE, REPEATED_RATE = 120, 300, 1000  # per second, the aims


@dataclass
class Load:
    """Requests over several connections and their results. `rate` is per second; 0 means unlimited."""

    paths: Iterator[str]
    rate: float = 0
    took: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    due: Iterator[float] = field(default_factory=lambda: repeat(0.0))

    def start(self) -> None:
        if self.rate:
            self.due = count(time.perf_counter(), 1 / self.rate)


async def ask(host: str, port: int, load: Load, until: float) -> None:
    """Request each path once over one keep-alive connection; connect again where the server closes it."""
    reader, writer = await asyncio.open_connection(host, port)
    is_closed = False
    for path in load.paths:
        due = next(load.due)
        if due:
            await asyncio.sleep(due - time.perf_counter())
        if time.monotonic() > until:
            break
        began = due or time.perf_counter()
        if is_closed:
            writer.close()
            reader, writer = await asyncio.open_connection(host, port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
        )
        await reader.readexactly(length)
        is_closed = b"connection: close" in head.lower()
        load.took.append(time.perf_counter() - began)
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 404")):
            load.wrong.append(f"{path}: {head[:40]!r}")
    writer.close()


def load(url: str, paths: Iterator[str], seconds: float, rate: float = 0) -> str:
    """Measure rate and CPU per request; on a busy machine the rate means little."""
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 0
    asked = Load(paths, rate)
    before, began = sum(cpu for _, cpu in workers(url)), time.monotonic()

    async def all_at_once() -> None:
        asked.start()
        await asyncio.gather(*(ask(host, port, asked, began + seconds) for _ in range(AT_ONCE)))

    asyncio.run(all_at_once())
    took, seconds = sorted(asked.took), time.monotonic() - began
    p50, p99 = took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000
    spent = (sum(cpu for _, cpu in workers(url)) - before) / len(took) * 1000
    found = f"{len(took) / seconds:7.0f}/s  CPU {spent:5.2f} ms  median {p50:5.1f} ms  p99 {p99:6.1f} ms"
    return f"{found}  errors {len(asked.wrong)} {asked.wrong[:2]}"


def main(home: Path, seconds: float, requests: int) -> None:
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
        again = cycle(["/codes/20957?on=2026-02-01"])
        for name, paths, rate in (
            ("code pages, never asked", pages, PAGES_RATE),
            ("payments, never asked", payments, PAYMENTS_RATE),
            ("one page, asked again", again, REPEATED_RATE),
        ):
            print(f"{name:25}", load(url, paths, seconds))
            print(f"{f'  at {rate} per second':25}", load(url, paths, seconds, rate))
        print(f"{'one page, in mid-switch':25}", switched(home, url, seconds))
        remembered(url, pages, again, requests)


def remembered(url: str, new: Iterator[str], again: Iterator[str], requests: int) -> None:
    """Resident memory of the server and its workers as the requests go by, one in ten never asked before."""
    mixed = (next(new if number % 10 == 0 else again) for number in count())
    for part in range(1, 11):
        load(url, islice(mixed, requests // 10), 1e6)
        print(f"{f'memory, MB, after {requests // 10 * part:,}':25}", [mb for mb, _ in workers(url)])


def switched(home: Path, url: str, seconds: float) -> str:
    """Move the channel to a copy of the snapshot after a third of the time, and back after two thirds."""
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
    measured = load(
        url, cycle([f"/codes/{code}?on=2026-02-01" for code in ("20957", "27447", "99213", "71046")]), seconds
    )
    time.sleep(2)
    shutil.rmtree(after)
    return measured


def workers(url: str) -> list[tuple[int, float]]:
    """Return resident memory in MB and CPU seconds of the server and each worker."""
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
    main(
        Path(sys.argv[1]),
        float(sys.argv[2]) if len(sys.argv) > 2 else 20,
        int(sys.argv[3]) if len(sys.argv) > 3 else 100_000,
    )
