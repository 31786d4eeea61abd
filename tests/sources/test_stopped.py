"""A run that is stopped while a download hangs."""

import os
import signal
import threading
import time

import pytest

from sources.settings import Settings
from tests.sources.local_site import Fault, LocalSite
from tests.sources.refresh import refresh_archive
from tests.sources.tiny_site import RVU26A


def interrupt_once_asked(
    local: LocalSite, path: str, hung: list[threading.Thread], sent: list[float]
) -> None:
    before = set(threading.enumerate())
    while path not in local.paths():
        time.sleep(0.01)
    ours = set(threading.enumerate()) - before
    hung.extend(thread for thread in ours if thread.name.startswith("ThreadPoolExecutor"))
    sent.append(time.monotonic())
    os.kill(os.getpid(), signal.SIGINT)


def test_it_ends_at_once_with_its_hung_thread(settings: Settings, local: LocalSite) -> None:
    signal.siginterrupt(signal.SIGINT, True)  # as flows do: where Polars was used, waits go on otherwise
    local.faults[RVU26A] = [Fault(stall=60)]
    hung: list[threading.Thread] = []
    sent: list[float] = []
    threading.Thread(target=interrupt_once_asked, args=(local, RVU26A, hung, sent)).start()
    with pytest.raises(KeyboardInterrupt):
        refresh_archive(settings, ["pfs-rvu"])
    assert hung
    for thread in hung:
        thread.join(40)
    assert time.monotonic() - sent[0] < 25  # an answer is waited for 30 s
    assert not any(thread.is_alive() for thread in hung)
    assert local.paths().count(RVU26A) == 1
