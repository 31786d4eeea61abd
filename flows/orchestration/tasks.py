"""Run work as Prefect tasks. Only paths, releases and small records are passed between tasks."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import as_completed
from prefect.states import Failed
from prefect.task_runners import TaskRunner

from flows.orchestration.concurrency_limits import limited
from flows.pipeline.executors import TaskResult, attempt, format_error, in_threads
from flows.runs.waiting import Holder

T = TypeVar("T")
MACHINE = ("OSError", "MemoryError", "ConnectionError", "TimeoutError")


@dataclass(frozen=True)
class PrefectExecutor:
    """Run each piece of work as a task, on this process's threads or the configured task runner."""

    threads: int
    runner: TaskRunner[Any]

    def run(self, step: str, subject: str, work: Callable[[], T]) -> T:
        return Task(work, **_named(step, subject))()

    def on_threads(
        self, step: str, function: Callable[[Any], Any], items: Sequence[Any]
    ) -> Iterator[TaskResult]:
        return in_threads(self.threads, _attempt_as_task, step, function, items)

    def on_workers(
        self, step: str, function: Callable[[Any], Any], items: Sequence[Any]
    ) -> Iterator[TaskResult]:
        """Submit one task per item and await every future, so that no failure is missed."""
        if not items:
            return
        with self.runner.duplicate() as active:
            futures = {active.submit(_task(step, function, item), {"item": item}): item for item in items}
            for future in as_completed(list(futures)):
                yield _done(futures[future], future.result(raise_on_failure=False))

    def exclusive(self, name: str, holder: Holder) -> AbstractContextManager[None]:
        return limited(name, holder)


def _attempt_as_task(step: str, function: Callable[[Any], Any], item: Any) -> TaskResult:
    """Run one task in the calling thread; a failure is returned as the item's result."""
    state: Any = _task(step, function, item)(item, return_state=True)
    return _done(item, state.result(raise_on_failure=False))


def _task(step: str, function: Callable[[Any], Any], item: Any) -> "Task[..., Any]":
    """Return a task that retries once on machine errors (disk, memory), never on our own errors."""

    def work(item: Any) -> TaskResult | State[TaskResult]:
        done = attempt(step, function, item)
        if done.error.partition(":")[0] in MACHINE:
            raise OSError(done.error)
        return Failed(message=done.error, data=done) if done.error else done

    return Task(
        work,
        retries=1,
        retry_delay_seconds=5,
        retry_condition_fn=_is_machine_error,
        **_named(step, str(item)),
    )


def _named(step: str, subject: str) -> dict[str, Any]:
    run_name = f"{step} {subject}".replace("{", "(").replace("}", ")")
    return {"name": step, "task_run_name": run_name, "cache_policy": NO_CACHE, "persist_result": False}


def _is_machine_error(task: Any, run: Any, state: Any) -> bool:
    return isinstance(state.result(raise_on_failure=False), OSError)


def _done(item: Any, outcome: Any) -> TaskResult:
    """Return the task's result, or an error result if its worker died or it failed twice."""
    if isinstance(outcome, TaskResult):
        return outcome
    return TaskResult(
        item, None, 0.0, format_error(outcome) if isinstance(outcome, BaseException) else str(outcome)
    )
