"""Refresh one release again and again, killed with -9 one file operation later each time, then once in peace.

    python -m tests.sources.killed SITE FOLDER      prints a JSON line a kill

A process of its own: it forks, and the test's server has threads.
"""

import json
import os
import signal
import sys
from pathlib import Path

from sources.archive.store import Archive
from sources.archive.verify import verify_archive
from sources.settings import Settings
from tests.sources.refresh import refresh_archive

STEPS = {"os.rename", "os.link", "os.remove", "os.chmod", "os.truncate"}


def main(site: str, folder: Path) -> None:
    killed, step = True, 0
    while killed:
        step += 1
        settings = Settings(home=folder / str(step), site=site, spacing=0, accept_ama_license=True)
        killed = forked(settings, kill_at=step)
        after_kill = problems(settings)
        forked(settings, kill_at=None)
        revisions = {revision.id: revision.sha256 for revision in Archive(settings.archive).revisions()}
        record = {"after_kill": after_kill, "after_rerun": problems(settings), "revisions": revisions}
        print(json.dumps(record), flush=True)


def forked(settings: Settings, kill_at: int | None) -> bool:
    """Run in a child; whether it was killed."""
    child = os.fork()
    if child == 0:
        if kill_at:
            sys.addaudithook(Killer(str(settings.home), kill_at))
        refresh_archive(settings, ["opps"])
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def problems(settings: Settings) -> list[str]:
    return sorted({problem.kind for problem in verify_archive(Archive(settings.archive))})


class Killer:
    """Counts what is about to change files under the home, and ends the process before the nth."""

    def __init__(self, home: str, steps: int) -> None:
        self.home, self.left = home, steps

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        if (event in STEPS or writes) and str(args[0]).startswith(self.home):
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
