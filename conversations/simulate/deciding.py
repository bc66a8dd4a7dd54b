"""Due touchpoints: gather the situation, let `timing.decide` decide, start (as `services.touchpoints`)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from conversations.alarms import is_unhappy
from conversations.expressions import compile_expression
from conversations.following import NO_TROUBLE, NOT_TALKED, too_old_after
from conversations.habits import habit_hour
from conversations.journey import Touchpoint
from conversations.partner import REST_DAYS
from conversations.progress import Known, news_of
from conversations.reasons import Detail
from conversations.sacrifice import UNCOUNTED
from conversations.script import Script
from conversations.silence import word_due
from conversations.simulate.diary import Decided, Said
from conversations.simulate.life import Life, Row, Talk, asks_anything
from conversations.simulate.planning import last_word, listen_on, wait_for_word
from conversations.simulate.talking import begin
from conversations.timing import Planned, Postpone, Send, Situation, Skip, decide
from conversations.translating import locale_of
from conversations.windows import no_holiday

OVER = ("purchase_cancelled", "stopped", "arrived")  # nobody waits any more, or wants to hear
LOOK_BACK = timedelta(days=31)
OPEN_TO_STRANGERS = timedelta(days=7)  # who wrote to us is reachable so long without being a friend


def decide_due(life: Life) -> None:
    """Everything that is due at this moment, the most important first."""
    due = [row for row in life.rows if _is_due(life, row)]
    due.sort(key=lambda row: -row.written.priority)
    for row in due:
        decide_one(life, row, due)


def start_due_now(life: Life) -> bool:
    """The customer is here this very moment: what is due now goes out as a free answer, at any hour."""
    due = [row for row in life.rows if _is_due(life, row) and row.written.anchor.kind == "befriended"]
    due.sort(key=lambda row: row.planned_at or life.now, reverse=True)
    return any(decide_one(life, row, [], at_once=True) for row in due)


def go_on(life: Life, talk: Talk) -> bool:
    """This talk has just come to its end: what follows it at once rides along in the same free answer."""
    last = next((e for e in reversed(life.diary) if isinstance(e, Said)), None)
    if last is None or last.at != life.now or last.billed:
        return False
    for row in life.rows:
        anchor = row.written.anchor
        if _is_due(life, row) and anchor.kind == "completed" and anchor.script == talk.script.id:
            life.free_reply = True
            return decide_one(life, row, [], at_once=True)
    return False


def decide_one(life: Life, row: Row, batch: list[Row], *, at_once: bool = False) -> bool:
    """Decide one touchpoint, write down why, and start it if so decided; True when it was started."""
    written = row.written
    script = life.scripts.get(written.script)
    if script is None:
        return _skip(life, row, "script_missing", {})
    if written.once and any(r.key == row.key and r.status == "sent" and r is not row for r in life.rows):
        return _skip(life, row, "had_it", {})
    asks = asks_anything(script)
    counts = asks if written.counts is None else written.counts
    planned = Planned(
        planned_at=row.planned_at or life.now, due_at=row.due_at or life.now, purpose=script.purpose,
        asks=asks, counts=counts, company=written.is_company, window=written.window, late=written.late,
        late_after=written.late_after, priority=written.priority, postponed=row.postponed,
    )  # fmt: skip
    if life.away_until is not None and life.now < life.away_until and not at_once:
        if too_old_after(written, row.planned_at or life.now, life.away_until):
            return _skip(life, row, "paused", {})
        row.due_at, row.reason, row.decided_at = life.away_until, "paused", life.now
        life.diary.append(Decided(life.now, row.key, row.round, "postpone", "paused", {}, life.away_until))
        return False
    if written.anchor.kind == "silence" and _heard_lately(life, row):
        return False
    situation = situation_of(life, row, batch)
    if written.anchor.kind == "silence":  # whoever is talking to them would have said something
        situation = replace(situation, human_talking=False)
    if script.purpose == "replenishment":
        situation = replace(
            situation,
            subscriber=life.course.subscription, bought_again=life.bought_again, unhappy=_unhappy(life),
            out_of_stock=life.out_of_stock,
            preferred_hour=habit_hour((kept.at for kept in life.answers), life.zone, life.shop.quiet),
        )  # fmt: skip
    if script.purpose == "referral":
        situation = replace(situation, unhappy=_unhappy(life), case_lately=_case_lately(life))
    if at_once:  # it disturbs nobody and costs nothing
        planned = replace(planned, window=None, counts=False)
        situation = replace(
            situation,
            quiet=None,
            friend="friend",
            quota="ok",
            month=UNCOUNTED,
            own_hour=None,
            preferred_hour=None,
        )
    if not planned.counts:  # news of an order, and what was promised, keep no holiday
        situation = replace(situation, is_holiday=no_holiday)
    match decide(planned, situation):
        case Send(why=why, detail=detail):
            row.status, row.decided_at = "sent", life.now
            row.reason = "answered_at_once" if at_once else why
            life.diary.append(
                Decided(
                    life.now, row.key, row.round, "send", row.reason, detail,
                    asks=asks, counts=counts, free=at_once,
                )
            )  # fmt: skip
            if written.anchor.kind == "silence":
                return _break_silence(life, script, row)
            begin(life, script, row, cause="answer" if at_once else "touchpoint")
            return True
        case Postpone(until=until, why=why, detail=detail):
            row.due_at, row.reason, row.decided_at = until, why, life.now
            row.postponed += 1
            life.diary.append(Decided(life.now, row.key, row.round, "postpone", why, detail, until))
            return False
        case Skip(why=why, detail=detail):
            if written.anchor.kind == "silence" and why not in OVER:
                listen_on(life, row)
            return _skip(life, row, why, detail)


def _heard_lately(life: Life, row: Row) -> bool:
    """Something was said since this was planned: the silence began later, and so does its end."""
    last = last_word(life)
    if last is None:
        return False
    due = word_due(last, row.written.offset.after, life.zone, life.shop.quiet)
    if due <= life.now:
        return False
    wait_for_word(life, row, last)
    life.diary.append(Decided(life.now, row.key, row.round, "postpone", "heard_lately", {}, due))
    return True


def _break_silence(life: Life, script: Script, row: Row) -> bool:
    """Say that nothing has moved, what is known, and when the next word comes; tell staff."""
    following = word_due(life.now, row.written.offset.after, life.zone, life.shop.quiet)
    known = Known(life.milestones, life.expected_on, life.zone)
    spoken = locale_of(script, life.language)
    life.news = news_of(life.journey, known, life.now, following, row.round, spoken)
    begin(life, script, row)
    life.news = {}
    life.note("staff alarmed", "nothing_moves")
    listen_on(life, row)
    return True


def _skip(life: Life, row: Row, why: str, detail: Detail) -> bool:
    row.status, row.reason, row.decided_at = "skipped", why, life.now
    life.diary.append(Decided(life.now, row.key, row.round, "skip", why, detail))
    return False


def situation_of(life: Life, row: Row, batch: list[Row]) -> Situation:
    """The customer at this moment, as the pure rules want to know it."""
    asks, pushes, sent_last = _recent(life)
    rivals = [r for r in batch if r is not row and (r.status == "sent" or _is_due(life, r))]
    first = max(rivals, key=lambda rival: rival.written.priority, default=None)
    return Situation(
        now=life.now,
        zone=life.zone,
        quiet=life.shop.quiet,
        caps=life.shop.caps,
        recent_asks=asks,
        recent_pushes=pushes,
        friend=_friend(life),
        stopped=life.stopped_at is not None,
        purchase=life.status,
        case_open=life.case is not None,
        trouble_open=life.case is not None and life.case.reason not in NO_TROUBLE,
        health_open=life.case is not None and life.case.reason == "health",
        health_reported=life.health_reported,
        human_talking=life.human,
        conversation_running=life.open is not None,
        condition=_condition_holds(life, row.written),
        more_important_today=first.written.priority if first is not None else None,
        rival=_title(life, first) if first is not None else "",
        sent_last=sent_last,
        quota=life.quota,
        month=life.month,
        order=life.shop.order,
        own_hour=life.own_hour,
        is_holiday=life.shop.hours.is_holiday if life.shop.rest_on_holidays else no_holiday,
    )


def _unhappy(life: Life) -> bool:
    """The newest result or the newest feeling was low."""
    newest = {kept.axis: kept.score for kept in life.answers if kept.score is not None}
    return is_unhappy(newest)


def _case_lately(life: Life) -> bool:
    """Trouble is open, or was not long ago."""
    closed = life.case_closed_at
    open_now = life.case is not None and life.case.reason not in NOT_TALKED
    return open_now or (closed is not None and life.now - closed < timedelta(days=REST_DAYS))


def _is_due(life: Life, row: Row) -> bool:
    return row.status == "planned" and row.due_at is not None and row.due_at <= life.now


def _friend(life: Life) -> Any:
    if life.friend == "blocked":
        return "blocked"
    wrote = life.heard_from_at is not None and life.heard_from_at > life.now - OPEN_TO_STRANGERS
    return "friend" if life.friend == "friend" or wrote else "not_friend"


def _title(life: Life, row: Row) -> str:
    script = life.scripts.get(row.written.script)
    return script.title if script is not None else row.key


def _recent(life: Life) -> tuple[tuple[datetime, ...], tuple[datetime, ...], str]:
    """When we last asked, and last sent anything by ourselves; what the newest of it is called."""
    asks, pushes = [], []
    newest: tuple[datetime, Row] | None = None
    for row in life.rows:
        at = row.decided_at
        if (
            row.status != "sent"
            or at is None
            or at <= life.now - LOOK_BACK
            or row.reason == "answered_at_once"
        ):
            continue
        pushes.append(at)
        if newest is None or at > newest[0]:
            newest = at, row
        script = life.scripts.get(row.written.script)
        if script is not None and asks_anything(script):
            asks.append(at)
    return tuple(asks), tuple(pushes), _title(life, newest[1]) if newest else ""


def _condition_holds(life: Life, written: Touchpoint) -> bool:
    if written.condition is None:
        return True
    scope = {
        "facts": life.all_facts(),
        "milestones": {name: at.isoformat() for name, at in life.milestones.items()},
        "answers": {f"{k.script}.{k.step}": k.value for k in life.answers},
        "scores": {f"{k.script}.{k.step}": k.score for k in life.answers if k.score is not None},
    }
    return compile_expression(written.condition).holds(scope)
