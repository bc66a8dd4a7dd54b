"""REST: what customers answered and what needed a human, in pages for the shop's own tables."""

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint, HTTPTokenAuth

from api import queries
from api.schemas import AnswerPage, CasePage, PageQuery
from models.case import Case
from models.conversation import Answer
from models.database import Database

_POLLING = (
    "Oldest first; follow `next` until it is null. To poll, ask again with a `since` a few minutes before "
    "your last call; ids tell what you have."
)


def add_views(
    bp: APIBlueprint, auth: HTTPTokenAuth, database: Database, asked_about: Callable[[], int]
) -> None:
    """Answers and cases of the channel a call is about."""

    @bp.get("/answers")
    @bp.auth_required(auth, roles=["answers:read"])
    @bp.input(PageQuery, location="query")
    @bp.output(AnswerPage)
    @bp.doc(summary="List answers", description=_POLLING, operation_id="listAnswers")
    def answers(query_data: PageQuery) -> dict[str, Any]:
        channel_id = asked_about()
        with database.read() as session:
            found = queries.answers(
                session,
                channel_id,
                after=queries.read_cursor(query_data.cursor),
                since=query_data.since,
                limit=query_data.limit + 1,
            )
        return _page([_answer(answer, order) for answer, order in found], query_data.limit)

    @bp.get("/cases")
    @bp.auth_required(auth, roles=["cases:read"])
    @bp.input(PageQuery, location="query")
    @bp.output(CasePage)
    @bp.doc(
        summary="List cases",
        description=f"{_POLLING} `since` finds cases opened, first answered or closed since then.",
        operation_id="listCases",
    )
    def cases(query_data: PageQuery) -> dict[str, Any]:
        channel_id = asked_about()
        with database.read() as session:
            found = queries.cases(
                session,
                channel_id,
                after=queries.read_cursor(query_data.cursor),
                since=query_data.since,
                limit=query_data.limit + 1,
            )
        return _page([_case(case, order) for case, order in found], query_data.limit)


def _page(items: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    """One more than asked for was read: whether there is a next page."""
    more = len(items) > limit
    shown = items[:limit]
    return {"items": shown, "next": queries.write_cursor(shown[-1]["id"]) if more else None}


def _answer(row: Answer, order: str | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "contact_id": row.contact_id,
        "purchase": order,
        "script": row.script,
        "step": row.step,
        "axis": row.axis,
        "kind": row.kind,
        "question": row.question,
        "value": row.value,
        "label": row.label,
        "score": row.score,
        "answered_at": row.answered_at,
        "redacted_at": row.redacted_at,
    }


def _case(row: Case, order: str | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "contact_id": row.contact_id,
        "purchase": order,
        "reason": row.reason,
        "level": row.level,
        "status": row.status,
        "opened_at": row.opened_at,
        "promise_at": row.promise_at,
        "first_response_at": row.first_response_at,
        "closed_at": row.closed_at,
        "close_reason": row.close_reason,
    }
