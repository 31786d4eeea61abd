"""A run that is stopped while a download hangs."""

import os
import signal
import threading
import time

import pytest

from sources.refresh import refresh_archive
from sources.settings import Settings
from tests.sources.local_site import Fault, LocalSite
from tests.sources.tiny_site import RVU26A


def interrupt_once_asked(local: LocalSite, path: str) -> None:
    while path not in local.paths():
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)


def test_it_ends_at_once_and_so_does_the_thread_that_hung(settings: Settings, local: LocalSite) -> None:
    local.faults[RVU26A] = [Fault(stall=60)]
    threading.Thread(target=interrupt_once_asked, args=(local, RVU26A)).start()
    before, began = set(threading.enumerate()), time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        refresh_archive(settings, ["pfs-rvu"])
    ours = [one for one in set(threading.enumerate()) - before if one.name.startswith("ThreadPoolExecutor")]
    for thread in ours:
        thread.join(40)
    assert time.monotonic() - began < 25  # an answer is waited for 30 s
    assert ours
    assert not any(thread.is_alive() for thread in ours)
    assert local.paths().count(RVU26A) == 1
