"""Requests made from the API's own schema: none breaks it, and every response matches the schema."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok, Result
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from web.app import create_app
from web.settings import WebSettings

pytestmark = pytest.mark.slow
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = [
    "GET /api/v1/codes",
    "GET /api/v1/codes/{code}",
    "GET /api/v1/codes/{code}/sites",
    "GET /api/v1/codes/{code}/payment",
    "GET /api/v1/codes/{code}/fees",
    "GET /api/v1/codes/{code}/modifiers",
    "GET /api/v1/codes/{code}/ncci",
    "GET /api/v1/ncci",
    "GET /api/v1/mue",
    "GET /api/v1/add-ons",
    "POST /api/v1/price",
    "POST /api/v1/case",
    "GET /api/v1/changes",
    "GET /api/v1/releases",
    "GET /api/v1/checks",
]


@pytest.fixture(scope="module")
def operations(settings: WebSettings) -> dict[str, Any]:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(settings))
    return {operation.label: operation for operation in map(valid, schema.get_all_operations())}


def valid(operation: Result[Any, Any]) -> Any:
    assert isinstance(operation, Ok)
    return operation.ok()


def test_every_api_operation_is_tested(operations: dict[str, Any]) -> None:
    assert set(operations) == set(OPERATIONS)


ASKED = [(label, mode) for label in OPERATIONS for mode in GenerationMode]
ASKED.remove(("GET /api/v1/checks", GenerationMode.NEGATIVE))  # it has no parameter to get wrong


@pytest.mark.parametrize(("label", "mode"), ASKED)
def test_the_api_matches_its_schema(operations: dict[str, Any], label: str, mode: GenerationMode) -> None:
    """With requests that fit the schema, and with those that do not."""

    @limits(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operations[label].as_strategy(generation_mode=mode))
    def keeps(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    keeps()
