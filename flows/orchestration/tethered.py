"""Run a module that ends when the process that started it ends, however that one ends.

`python -m flows.orchestration.tethered MODULE [ARGUMENT …]`. Standard input is a pipe that the starter holds
open: the system closes it also for a starter that is killed by -9.
"""

import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

GRACE = 20.0  # seconds between SIGTERM and the end of the process with everything that it started
Process = subprocess.Popen[bytes]


def start_tethered(words: Sequence[str], env: Mapping[str, str], output: int | IO[bytes]) -> Process:
    """Start `python -m words…`; it outlives neither this process nor `stop` and holds none of our outputs."""
    return subprocess.Popen(  # noqa: S603  own words
        [sys.executable, "-m", __name__, *words],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=env,
        start_new_session=True,  # Ctrl-C is for the starter, which decides what ends when
    )


def stop(process: Process, seconds: float = GRACE) -> None:
    """Ask it to end; after `seconds` end it and everything that it started."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        _kill_tree(process.pid)
        process.wait()
    if process.stdin:
        process.stdin.close()


def main() -> None:
    """Entry point of the tethered process."""
    threading.Thread(target=_end_with_starter, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_starter() -> None:
    with suppress(OSError):
        while os.read(0, 1024):
            pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    _kill_tree(os.getpid())


def _kill_tree(pid: int) -> None:
    """Prefect's worker gives each run a process group of its own, so the tree is walked (Linux)."""
    for child in _children(pid):
        _kill_tree(child)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


if __name__ == "__main__":
    main()
