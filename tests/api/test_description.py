"""The OpenAPI description: valid, complete, and true (schemathesis tries everything it says)."""

import pytest
import schemathesis
from apiflask import APIFlask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate as validate_description
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from services.announcing import PING, TYPES

# Dates far away and time zones that do not exist are refused with 422: JSON Schema cannot say so.
NOT_SAID = [positive_data_acceptance]
EXAMPLES = 8  # of each operation, well formed and malformed
OPERATIONS = {
    "POST /api/v1/purchases",
    "GET /api/v1/purchases/{external_id}",
    "POST /api/v1/purchases/{external_id}/milestones",
    "POST /api/v1/purchases/{external_id}/cancel",
    "POST /api/v1/purchases/{external_id}/delivery-date",
    "POST /api/v1/purchases/{external_id}/refund",
    "POST /api/v1/purchases/{external_id}/return",
    "POST /api/v1/purchases/{external_id}/subscription",
    "GET /api/v1/stock",
    "POST /api/v1/stock",
    "GET /api/v1/answers",
    "GET /api/v1/cases",
}


def test_the_description_has_every_operation_and_each_has_its_guard(client: FlaskClient) -> None:
    spec = client.get("/api/openapi.json").json
    assert spec is not None
    assert spec["openapi"].startswith("3.1")
    described = {
        f"{method.upper()} {path}": operation
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
    }
    assert set(described) == OPERATIONS
    for operation in described.values():
        assert operation["security"]
        assert operation["summary"]
        for status, answer in operation["responses"].items():
            expected = "application/json" if status.startswith("2") else "application/problem+json"
            assert list(answer["content"]) == [expected]


def test_every_event_out_is_described(client: FlaskClient) -> None:
    spec = client.get("/api/openapi.json").json
    assert spec is not None
    assert set(spec["webhooks"]) == {*TYPES, PING}
    validate_description(spec)
    page = client.get("/api/docs").text
    for type in TYPES:
        assert f"<code>{type}</code>" in page


def test_the_docs_page_shows_every_operation_and_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    for operation in OPERATIONS:
        assert operation.split(" ")[1] in page.text
    assert "<script" not in page.text
    assert "script-src 'none'" in page.headers["Content-Security-Policy"]
    assert client.get("/api/static/docs.css").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_sent_the_api_answers_as_described(
    app: APIFlask, headers: dict[str, str], mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {operation.label for operation in operations} == OPERATIONS
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(mode))
        def holds(case: Case) -> None:
            case.call_and_validate(headers=headers, excluded_checks=NOT_SAID)

        holds()
