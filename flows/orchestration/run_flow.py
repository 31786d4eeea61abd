"""Run the pipeline as a Prefect flow run: tasks, limits, artifacts, events and final state."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.exceptions import TerminationSignal
from prefect.runtime import flow_run
from prefect.states import Cancelled, Completed, Failed

from flows.orchestration.artifacts import progress_shown, show_report
from flows.orchestration.assets import record_lineage
from flows.orchestration.cancellation import cancelled_by, restore_sigint
from flows.orchestration.notifications import notify
from flows.orchestration.runners import task_runner
from flows.orchestration.tasks import PrefectExecutor
from flows.pipeline.context import RunContext
from flows.pipeline.executors import format_error
from flows.pipeline.publishing import served
from flows.runs.leftovers import sweep
from flows.runs.logs import log_to_stderr
from flows.runs.report import Report
from flows.runs.run_folder import open_run, remove_old
from flows.settings import RunSettings
from sources.settings import Settings

log = logging.getLogger("cmsfees.run_flow")
ARCHIVE_GREW = "cmsfees.archive.grew"
PUBLISHED = "cmsfees.snapshot.published"


def run_as_flow(kind: str, body: Callable[[RunContext], Report], asked: str) -> State[str]:
    """Run `body` inside a recorded run and save its report. The state's data is the run id."""
    settings, run_settings = Settings(), RunSettings()
    restore_sigint()
    with ExitStack() as stack:
        run = stack.enter_context(open_run(settings.home, kind, flow_run.get_id()))
        _name_run(run.id)
        sweep(settings, run)
        stack.enter_context(progress_shown())
        if run_settings.log == "stderr":
            stack.enter_context(log_to_stderr(run.id))
        executor = PrefectExecutor(settings.concurrency, task_runner(run_settings))
        report = _run_body(body, RunContext(settings, run, executor), asked)
        run.close(report)
        remove_old(settings.home, run_settings.keep_runs)
    show_report(report)
    _announce(report)
    return state_of(report)


def _name_run(name: str) -> None:
    """Give Prefect's flow run the name shown by `cmsfees runs`."""
    with get_client(sync_client=True) as client:
        client.update_flow_run(UUID(flow_run.get_id()), name=name)


def _run_body(body: Callable[[RunContext], Report], context: RunContext, asked: str) -> Report:
    """Run `body`; a failed or cancelled run also returns a report, for `status` and `runs`."""
    try:
        return body(context)
    except Exception as error:
        log.exception("the run failed")
        return _aborted_report(context, asked, problems=(format_error(error),))
    except (KeyboardInterrupt, TerminationSignal) as stop:
        by = cancelled_by(stop)
        if not by:  # worker shutting down: without a report `cmsfees resume` requeues the run
            raise
        log.warning("cancelled %s", by)
        return _aborted_report(context, asked, cancelled=by)


def _aborted_report(context: RunContext, asked: str, **why: Any) -> Report:
    run = context.run
    seconds = round((datetime.now(UTC) - run.started_at).total_seconds(), 3)
    now = served(context.settings.snapshots)
    return Report(
        run.id, run.kind, run.started_at, asked, seconds, flow_run=run.flow_run, snapshot=now, **why
    )


def state_of(report: Report) -> State[str]:
    """Return Failed if anything failed or was refused, else Completed or Cancelled, with a summary."""
    form = Cancelled if report.cancelled else Completed if report.is_good else Failed
    return form(name=report.outcome.capitalize(), message=report.summary, data=report.run)


def _announce(report: Report) -> None:
    """Emit the events that trigger automations and `publish`, and record lineage for the UI."""
    if report.kind == "watch" and report.count("loaded"):
        grown = [row.release for row in report.releases if row.state == "loaded"]
        emit_event(ARCHIVE_GREW, {"prefect.resource.id": "cmsfees.archive"}, payload={"releases": grown})
    if report.is_new and report.snapshot:
        record_lineage(report.snapshot)
        resource = {"prefect.resource.id": "cmsfees.snapshots.latest"}
        emit_event(PUBLISHED, resource, payload={"id": report.snapshot, "highlights": report.highlights})
    if report.unusual:
        notify(f"cmsfees {report.snapshot}: payments that changed tenfold", "\n".join(report.unusual))
