"""Errors as RFC 9457 problem details: whatever goes wrong under /api/ leaves in this shape, only there."""

from http import HTTPStatus
from typing import Any, Final

import orjson
from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, request
from werkzeug.datastructures import Headers

MEDIA_TYPE: Final = "application/problem+json"
MOST_ERRORS: Final = 50  # that one answer names
_DETAILS: Final = {
    400: "The body is not JSON.",
    401: "Send a valid token in the header «Authorization: Bearer sng_…».",
    403: "This token does not have the scope that the call needs.",
    404: "There is nothing at this address.",
    405: "This address does not know that method.",
    413: "The body is larger than 1 MB.",
    415: "Send the body as application/json.",
    422: "Something in the request is not as described; see `errors`.",
    429: "Too many calls; wait as long as Retry-After says.",
    500: "Something broke on our side; nothing was changed. Try again later.",
}


class Problem(HTTPError):
    """Raised by a view to answer with a problem; `errors` name the fields that are wrong."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        errors: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, message=detail or None, headers=headers or {})
        self.errors = errors or []


def at(pointer: str, detail: str) -> Problem:
    """A 422 about one field of the body (a JSON Pointer)."""
    return Problem(422, errors=[{"pointer": f"#/{pointer}", "detail": detail}])


def problem(status: int, detail: str = "", errors: list[dict[str, str]] | None = None) -> bytes:
    """The body of a problem."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or _DETAILS.get(status, HTTPStatus(status).description),
    }
    return orjson.dumps(body | ({"errors": errors} if errors else {}))


def install(app: APIFlask) -> None:
    """Problems for APIFlask's own errors, and for any other error that would leave /api/ as a page."""
    app.error_callback = _answer

    @app.after_request
    def only_problems_leave(response: Response) -> Response:
        if not request.path.startswith("/api/") or response.status_code < 400:
            return response
        if response.mimetype != MEDIA_TYPE:
            response.set_data(problem(response.status_code))
            response.content_type = MEDIA_TYPE
        return response


def _answer(error: HTTPError) -> Response:
    errors = error.errors if isinstance(error, Problem) else _errors(error.detail)
    detail = error.message if isinstance(error, Problem) and error.message else ""
    if detail == HTTPStatus(error.status_code).phrase:
        detail = ""
    if len(errors) > MOST_ERRORS:
        detail = (
            detail or f"Something is not as described; `errors` has {MOST_ERRORS} of {len(errors)} mistakes."
        )
    body = problem(error.status_code, detail, errors[:MOST_ERRORS])
    return Response(body, error.status_code, Headers(error.headers), content_type=MEDIA_TYPE)


def _errors(detail: Any) -> list[dict[str, str]]:
    """APIFlask's {location: {path: [message]}} as a flat list; body fields as JSON Pointers."""
    errors: list[dict[str, str]] = []
    for location, fields in detail.items() if isinstance(detail, dict) else ():
        for path, messages in fields.items():
            if location == "json":
                whole = path == "_schema"
                where = {"pointer": "#" if whole else "#/" + path.replace(".", "/")}
            else:
                where = {"parameter": path}
            errors.extend(
                {**where, "detail": str(message).removeprefix("Value error, ")} for message in messages
            )
    return errors
