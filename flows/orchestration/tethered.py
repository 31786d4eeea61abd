"""Run a module in a child process that ends when its parent ends, even if the parent is killed.

`python -m flows.orchestration.tethered MODULE [ARGUMENT …]`. Standard input is a pipe that the parent holds
open; the OS closes it even if the parent is killed with -9.
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

GRACE = 20.0  # seconds between SIGTERM and SIGKILL of the process tree
Process = subprocess.Popen[bytes]


def start_tethered(arguments: Sequence[str], env: Mapping[str, str], output: int | IO[bytes]) -> Process:
    """Start `python -m arguments…`; it ends with this process or `terminate`, and inherits no output."""
    return subprocess.Popen(  # noqa: S603  fixed arguments
        [sys.executable, "-m", __name__, *arguments],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=env,
        start_new_session=True,  # only the parent receives Ctrl-C and decides the shutdown order
    )


def terminate(process: Process, seconds: float = GRACE) -> None:
    """Send SIGTERM; after `seconds` kill the process and its children."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        _kill_tree(process.pid)
        process.wait()
    if process.stdin:
        process.stdin.close()


def run_tethered() -> None:
    """Entry point of the tethered process."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_parent() -> None:
    with suppress(OSError):
        while os.read(0, 1024):
            pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    _kill_tree(os.getpid())


def _kill_tree(pid: int) -> None:
    """Kill the process tree (Linux): Prefect's worker starts each run in a new process group."""
    for child in _children(pid):
        _kill_tree(child)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


if __name__ == "__main__":
    run_tethered()
