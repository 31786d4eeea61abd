"""Work as Prefect tasks. Only paths, releases and small records cross a task's border."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import as_completed
from prefect.states import Failed
from prefect.task_runners import TaskRunner

from flows.spread import Done, Spread, attempt, named

MACHINE = ("OSError", "MemoryError", "ConnectionError", "TimeoutError")


def as_tasks(runner: TaskRunner[Any]) -> Spread:
    """One task an item, run by `runner`; every future is awaited, so no failure goes unseen."""

    def spread(step: str, function: Callable[[Any], Any], items: Sequence[Any]) -> Iterator[Done]:
        if not items:
            return
        with runner.duplicate() as active:
            futures = {active.submit(_task(step, function, item), {"item": item}): item for item in items}
            for future in as_completed(list(futures)):
                outcome = future.result(raise_on_failure=False)
                yield outcome if isinstance(outcome, Done) else _broken(futures[future], outcome)

    return spread


def _task(step: str, function: Callable[[Any], Any], item: Any) -> "Task[..., Any]":
    """Tried once more when the machine failed it (disk, memory), never after a named error of ours."""

    def work(item: Any) -> Done | State[Done]:
        done = attempt(function, item)
        if done.error.partition(":")[0] in MACHINE:
            raise OSError(done.error)
        return Failed(message=done.error, data=done) if done.error else done

    return Task(
        work,
        name=step,
        task_run_name=f"{step} {item}".replace("{", "(").replace("}", ")"),
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=1,
        retry_delay_seconds=5,
        retry_condition_fn=_is_the_machines_fault,
    )


def _is_the_machines_fault(task: Any, run: Any, state: Any) -> bool:
    return isinstance(state.result(raise_on_failure=False), OSError)


def _broken(item: Any, problem: Any) -> Done:
    """A task that did not end by itself: its worker died, or the machine failed it twice."""
    error = named(problem) if isinstance(problem, BaseException) else str(problem)
    return replace(Done(item, None, 0.0), error=error)
