"""Cost of a full backfill with and without Prefect: from an empty data root, then with nothing to do.

python tests/bench/bench_flows.py ../shared/cms/site [API URL of a running Prefect server]
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sources.sample.serve import serve_sample

WAYS = ("plain", "prefect")


def main(site: Path) -> None:
    """Print one line per run (wall time, CPU, peak memory), then the ratios."""
    with serve_sample(site) as url, TemporaryDirectory() as folder:
        runs = {
            (way, turn): measured(way, url, Path(folder) / way)
            for turn in ("full", "nothing")
            for way in WAYS
        }
    for (way, turn), run in runs.items():
        cost = f"{run['wall']:7.1f} s wall {run['cpu']:7.1f} s CPU {run['peak'] / 1024:6.0f} MB peak"
        done = f"{run['releases']} releases, {run['requests']} requests, {run['downloaded'] / 1e6:.0f} MB"
        print(f"{turn:8} {way:8} {cost}   {run['outcome']}: {done}")
    for cost in ("wall", "cpu"):
        plain, prefect = (runs[way, "full"][cost] for way in WAYS)
        print(f"with Prefect / without, {cost}: {prefect / plain:.3f}")


def measured(way: str, url: str, home: Path) -> dict[str, Any]:
    """Run in a separate process; the wall time includes imports and Prefect's startup."""
    own = {"CMSFEES_HOME": str(home), "CMSFEES_SITE": url, "CMSFEES_SPACING": "0", "CMSFEES_CONCURRENCY": "2"}
    served = {"PREFECT_API_URL": sys.argv[2]} if len(sys.argv) > 2 else {}
    env = {**os.environ, **own, **served, "CMSFEES_ACCEPT_AMA_LICENSE": "true"}
    began, spent = time.monotonic(), _cpu()
    command = [sys.executable, __file__, f"--{way}"]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    costs = json.loads(done.stdout.splitlines()[-1])
    return {**costs, "wall": time.monotonic() - began, "cpu": _cpu() - spent}


def _cpu() -> float:
    """Return the CPU of all finished child processes, including Prefect's server."""
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return below.ru_utime + below.ru_stime


def run(way: str) -> dict[str, Any]:
    """Run in the child process, then print the cost."""
    report = _plain() if way == "plain" else _prefect()
    return {
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "outcome": report.outcome,
        "releases": len(report.releases),
        "requests": report.requests,
        "downloaded": report.downloaded,
    }


def _plain() -> Any:
    from flows.orchestration.parameters import wanted
    from flows.pipeline import pipeline
    from flows.pipeline.context import RunContext
    from flows.pipeline.executors import LocalExecutor
    from flows.runs.run_folder import open_run
    from flows.settings import RunSettings
    from sources.settings import Settings

    settings = Settings()
    with open_run(settings.home, "backfill") as run:
        executor = LocalExecutor(settings.concurrency, RunSettings().workers)
        report = pipeline.refresh(RunContext(settings, run, executor), wanted(first="2009"))
        run.close(report)
    return report


def _prefect() -> Any:
    from flows.orchestration.run_local import run_deployed_locally

    return run_deployed_locally("backfill", {"first": "2009"})


if __name__ == "__main__":
    if sys.argv[1].startswith("--"):
        print(json.dumps(run(sys.argv[1].removeprefix("--"))))
    else:
        main(Path(sys.argv[1]))
