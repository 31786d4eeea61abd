"""Threads that a stopped run does not wait for: one of them may hang on a socket."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def pool(threads: int, name: str = "") -> Iterator[ThreadPoolExecutor]:
    """Waits for its threads at the end of the block, unless that is left by an exception."""
    executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()
