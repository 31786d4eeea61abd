"""Task runners: threads of this process, or a Dask or Ray cluster."""

from typing import Any

from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.settings import RunSettings


class RunnerNotInstalled(Exception):
    """CMSFEES_RUNNER needs an optional package that is not installed."""


def task_runner(settings: RunSettings) -> TaskRunner[Any]:
    """Return the configured task runner; cluster workers share `CMSFEES_HOME` or use `CMSFEES_STORE`."""
    runner: TaskRunner[Any]
    try:
        runner = {"dask": _dask, "ray": _ray, "threads": _threads}[settings.runner](settings)
    except ImportError as error:
        raise RunnerNotInstalled(
            f"CMSFEES_RUNNER={settings.runner} needs an extra: pip install 'cmsfees[{settings.runner}]'"
        ) from error
    return runner


def _threads(settings: RunSettings) -> Any:
    return ThreadPoolTaskRunner(max_workers=settings.workers)


def _dask(settings: RunSettings) -> Any:
    from prefect_dask.task_runners import DaskTaskRunner

    if settings.runner_address:
        return DaskTaskRunner(address=settings.runner_address)
    return DaskTaskRunner(cluster_kwargs={"n_workers": settings.workers, "threads_per_worker": 1})


def _ray(settings: RunSettings) -> Any:
    from prefect_ray import RayTaskRunner

    if settings.runner_address:
        return RayTaskRunner(address=settings.runner_address)
    return RayTaskRunner(init_kwargs={"num_cpus": settings.workers, "include_dashboard": False})
