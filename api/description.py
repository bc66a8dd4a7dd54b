"""The OpenAPI 3.1 description: what APIFlask gathered, errors as the problems they really are, events out."""

from copy import deepcopy
from typing import Any, Final

from api.events_out import add_webhooks
from api.problems import MEDIA_TYPE
from api.schemas import Links, ProblemDetails

_PROBLEMS: Final = {
    400: "The body is not JSON",
    401: "No valid token",
    403: "The token lacks the scope",
    404: "No such purchase",
    409: "The purchase ended otherwise; nothing was changed",
    413: "The body is larger than 1 MB",
    415: "The body is not application/json",
    422: "Something is not as described",
    429: "Too many calls; see Retry-After",
}
_ENDINGS: Final = ("/cancel", "/refund", "/return")


def complete(gathered: Any) -> dict[str, Any] | str:
    """Only /api/v1, each operation with its problems instead of APIFlask's own error shapes."""
    spec: dict[str, Any] = deepcopy(gathered)
    ours = [path for path in spec["paths"] if path.startswith("/api/v1/")]
    spec["paths"] = {path: spec["paths"][path] for path in sorted(ours, key=_place)}
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["ProblemDetails"] = ProblemDetails.model_json_schema()
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            _describe(path, method, operation)
    add_webhooks(spec)
    return spec


def _place(path: str) -> int:
    """As a shop meets them: the order, what happens to it, how it ends, what came of it."""
    ends = ("/purchases", "}", "/milestones", *_ENDINGS, "/answers", "/cases")
    return next((place for place, end in enumerate(ends) if path.endswith(end)), len(ends))


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status in [code for code in responses if code[0] in "45"]:
        del responses[status]
    statuses = {401, 403, 422, 429} | ({404} if "{" in path else set())
    if method == "post":
        statuses |= {400, 413, 415}
        operation["requestBody"]["required"] = not path.endswith(_ENDINGS)
    elif "{" in path:
        statuses -= {422}
    if path.endswith(_ENDINGS):
        statuses.add(409)
    if path.endswith("/purchases"):
        known = {"schema": {"$ref": f"#/components/schemas/{Links.__name__}"}}
        responses["200"] = {"description": "It was known", "content": {"application/json": known}}
    for status in sorted(statuses):
        problem = {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
        responses[str(status)] = {"description": _PROBLEMS[status], "content": {MEDIA_TYPE: problem}}
        if status == 429:
            wait = {"schema": {"type": "string"}, "description": "Seconds"}
            responses["429"]["headers"] = {"Retry-After": wait}
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            parameter["description"] = "The shop's order number"
            parameter["schema"] = {"type": "string", "minLength": 1, "maxLength": 100}
