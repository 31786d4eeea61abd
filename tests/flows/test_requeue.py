"""Which killed runs go back to Prefect's queue."""

from uuid import uuid4

import pytest
from prefect import states
from prefect.client.schemas.objects import FlowRun, State

from flows.orchestration.killed_runs import state_after_a_kill


@pytest.mark.parametrize(
    "ended", [states.Completed(), states.Failed(), states.Cancelled()], ids=lambda state: state.name
)
def test_a_run_that_prefect_saw_end_is_never_queued_again(ended: State[None]) -> None:
    """Its report was lost, not its work: queued again, a worker would publish a second time."""
    assert state_after_a_kill(FlowRun(flow_id=uuid4(), deployment_id=uuid4(), state=ended)) is None


@pytest.mark.parametrize(
    "left", [states.Running(), states.Crashed(), states.Pending()], ids=lambda state: state.name
)
def test_a_run_that_was_left_is_queued_if_a_worker_can_run_it(left: State[None]) -> None:
    deployed = state_after_a_kill(FlowRun(flow_id=uuid4(), deployment_id=uuid4(), state=left))
    alone = state_after_a_kill(FlowRun(flow_id=uuid4(), state=left))
    assert deployed is not None
    assert alone is not None
    assert (deployed.is_scheduled(), alone.is_crashed()) == (True, True)


def test_a_run_that_never_had_a_state_is_left_alone() -> None:
    assert state_after_a_kill(FlowRun(flow_id=uuid4(), deployment_id=uuid4())) is None
