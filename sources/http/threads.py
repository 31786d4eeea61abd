"""Thread pools that a stopped run does not wait for, because a thread may block on a socket."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def pool(threads: int, name: str = "") -> Iterator[ThreadPoolExecutor]:
    """Yield a thread pool; wait for its threads unless the block raises."""
    executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()
