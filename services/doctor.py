"""`python bot.py doctor`: what is wrong with this installation, and what to do about it.

A check asks a probe and says what it found. Probes are handed in (`services.probes` makes the real ones), so
nothing here knows HTTP or SMTP. A probe that fails is itself a finding: the doctor always ends its round.
Add a check: a function `(Probes) -> list[Finding]`, a line in CHECKS, a test in tests/services/test_doctor.py
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Final, TypeVar
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from line.account import WebhookEndpoint, WebhookTest
from line.errors import LineError, Unauthorized
from services.findings import Check, Finding, Level, Probes, bad, good, hint

T = TypeVar("T")
SKEW: Final = timedelta(seconds=30)
LOW_SHARE: Final = 0.2  # of the month's messages
REFUSED_BY_US: Final = 400  # our webhook's answer to a wrong signature


def examine(probes: Probes, checks: tuple[Check, ...] | None = None) -> list[Finding]:
    """All checks, or these, in the order a person would look."""
    findings: list[Finding] = []
    for check in CHECKS if checks is None else checks:
        findings += check(probes)
    return findings


def is_healthy(findings: Iterable[Finding]) -> bool:
    return all(finding.level is not Level.BAD for finding in findings)


def settings(probes: Probes) -> list[Finding]:
    if not probes.settings_problems:
        return [good("The settings are complete.")]
    return [bad(problem, "Change it in the environment or in .env.") for problem in probes.settings_problems]


def address(probes: Probes) -> list[Finding]:
    if not probes.public_url:
        return []
    if urlsplit(probes.public_url).scheme == "https":
        return [good(f"Customers reach us at {probes.public_url}.", "https", url=probes.public_url)]
    what = f"PUBLIC_URL is {probes.public_url}, without https."
    if probes.is_real_line:
        advice = "LINE calls https addresses only: set PUBLIC_URL to the one of your proxy."
        return [bad(what, advice, "no_https", url=probes.public_url)]
    advice = "Fine with the emulator; LINE itself needs https."
    return [hint(what, advice, "no_https", url=probes.public_url)]


def running(probes: Probes) -> list[Finding]:
    if probes.readiness is None:
        return []
    reasons = probes.readiness()
    if not reasons:
        return [good("The database answers; the scheduler, the turns and the relay are alive.")]
    return [bad(reason.detail, _ADVICE.get(reason.code, _START_OR_WATCH)) for reason in reasons]


def work(probes: Probes) -> list[Finding]:
    taken = _asked(probes.measures)
    if taken is None:
        return []
    found = []
    if taken.cases_overdue:
        found.append(bad(f"{taken.cases_overdue} promises are broken.", "Answer them now: /console/."))
    if taken.outbound_needing_staff:
        what = f"{taken.outbound_needing_staff} messages failed for good."
        found.append(hint(what, "See them in the console; the customers wait for them."))
    if taken.set_aside:
        what = f"{taken.set_aside} events from LINE could not be handled and are tried every hour."
        found.append(hint(what, "Look for «set aside» in the logs, and report it."))
    if taken.outbound.get("held"):
        what = f"{taken.outbound['held']} messages wait for next month's quota."
        found.append(hint(what, "Buy more messages in the Manager, or let them wait."))
    return found or [good("No work is overdue.")]


def account(probes: Probes) -> list[Finding]:
    if probes.account is None:
        return []
    try:
        info = probes.account.bot_info()
    except Unauthorized:
        return [TOKEN_REFUSED]
    except LineError as error:
        return [no_answer(error)]
    found = [good("The channel access token is valid.", "token", account=info.basic_id)]
    if info.basic_id != probes.basic_id:
        what = f"The token belongs to {info.basic_id}, not to {probes.basic_id}."
        advice = f"Set LINE_BASIC_ID={info.basic_id}, or use that channel's token."
        found.append(bad(what, advice, "other_account", account=info.basic_id, expected=probes.basic_id))
    accepted = _asked(probes.destination)
    if accepted is not None and accepted != info.user_id:
        what = "Webhooks of this account are not accepted: they name another destination than we know."
        advice = "Start `python bot.py run` (or web) once with these settings."
        found.append(bad(what, advice, "other_destination"))
    if info.chat_mode == "chat":
        what = "The account is in chat mode: staff can answer in the Manager besides us."
        advice = "Manager → Settings → Response: turn Chat off, or agree who answers where."
        found.append(hint(what, advice, "chat_mode"))
    advice = "Manager → Settings → Response: turn Auto-response and Greeting message off, Webhooks on."
    what = "Whether LINE's own auto-reply and greeting are off cannot be asked."
    found.append(hint(what, advice, "auto_reply"))
    return found


def webhook(probes: Probes) -> list[Finding]:
    if probes.account is None:
        return []
    expected = f"{probes.public_url}/callback"
    try:
        endpoint = probes.account.webhook_endpoint()
        if endpoint is None:
            advice = f"Enter {expected} under «Messaging API» in the LINE Developers console."
            return [bad("LINE knows no webhook of this channel.", advice, "no_webhook")]
        found = [_endpoint(endpoint, expected)]
        if endpoint.active:
            found.append(reached(probes.account.test_webhook()))
        else:
            advice = "Turn «Use webhook» on under «Messaging API» in the LINE Developers console."
            found.append(bad("The webhook is not in use.", advice, "webhook_unused"))
    except LineError as error:
        return [webhook_refused(error)]
    return found


def clock(probes: Probes) -> list[Finding]:
    if probes.line_date is None:
        return []
    try:
        skew = abs(probes.now() - probes.line_date())
    except (OSError, LineError, ValueError):
        return [hint("LINE's clock could not be read.", "Look at the findings about LINE above.")]
    if skew > SKEW:
        what = f"This machine's clock differs from LINE's by {int(skew.total_seconds())} s."
        return [bad(what, "Switch time synchronisation on (chrony, systemd-timesyncd).")]
    return [good("The clock is right.")]


def quota(probes: Probes) -> list[Finding]:
    if probes.quota is None:
        return []
    try:
        limit, used = probes.quota()
    except LineError as error:
        return [hint(f"The quota could not be read ({error.message}).", "Try again later.", "quota_unread")]
    if limit is None:
        return [good(f"{used} messages this month, without a limit.", "quota_unlimited", used=used)]
    month_end = _month_end(probes.now(), probes.zone)
    planned = _asked(partial(probes.planned, month_end) if probes.planned else None) or 0
    left = limit - used
    what = f"{used} of {limit} messages used; {planned} more are planned this month."
    numbers = {"used": used, "limit": limit}
    if left <= 0:
        advice = "Nothing but free replies goes out: buy more messages in the Manager."
        return [bad(what, advice, "quota_out", **numbers)]
    if planned > left:
        advice = "Not all will go out: buy more, or let the least important wait."
        return [hint(f"{what} That is {planned - left} too many.", advice, "quota_low", **numbers)]
    if left < limit * LOW_SHARE:
        advice = "The least important ones wait until next month."
        return [hint(f"{what} Little is left.", advice, "quota_low", **numbers)]
    return [good(what, "quota", **numbers)]


def mail(probes: Probes) -> list[Finding]:
    if probes.smtp is None:
        return []
    try:
        probes.smtp()
    except OSError as error:  # smtplib's errors are OSErrors
        return [bad(f"The mail server refuses us ({type(error).__name__}).", "Check SMTP_URL.")]
    return [good("The mail server lets us in.")]


def alerts(probes: Probes) -> list[Finding]:
    """Whether anybody hears of a customer who needs help."""
    count = _asked(probes.in_line)
    if count is None:
        return []
    if count:
        return [good(f"{count} of the staff get alerts in their own LINE.")]
    advice = "Staff connect their own LINE on «マイページ» of the console, with a code they type once."
    if probes.smtp is not None:
        return [hint("Nobody gets alerts in LINE; they go by mail only.", advice)]
    return [
        hint("Nobody is told when a customer needs help: no LINE is connected, no mail is set up.", advice)
    ]


CHECKS: Final[tuple[Check, ...]] = (
    settings,
    address,
    running,
    work,
    account,
    webhook,
    clock,
    quota,
    mail,
    alerts,
)
_START_OR_WATCH: Final = "Start it with `python bot.py run` (or worker), and look into its log."
_ADVICE: Final = {
    "not_migrated": "Run `python bot.py migrate`.",
    "database_unreachable": "Is DATABASE_URL right, and does the server run?",
    "inbound_late": "Start more workers; docs/operations.md tells how.",
    "outbound_late": "See «When the outbox grows» in docs/operations.md.",
}


def no_answer(error: LineError) -> Finding:
    what = f"LINE does not answer ({error.message})."
    return bad(what, "Is LINE_API_BASE right? Is there a network?", "no_answer", why=error.message)


def webhook_refused(error: LineError) -> Finding:
    what = f"LINE does not tell about the webhook ({error.message})."
    return bad(what, "Mend the token first.", "webhook_refused", why=error.message)


def reached(test: WebhookTest) -> Finding:
    """What LINE's own try of the webhook came to."""
    if test.success:
        return good("LINE reaches the webhook.", "reached")
    why = test.reason or str(test.status_code)
    what = f"LINE does not reach the webhook ({why})."
    advice = "Is the product running, the proxy's certificate valid, LINE_CHANNEL_SECRET right?"
    code = "secret_refused" if test.status_code == REFUSED_BY_US else "not_reached"
    return bad(what, advice, code, why=why)


def _endpoint(endpoint: WebhookEndpoint, expected: str) -> Finding:
    if endpoint.url == expected:
        return good(f"LINE sends its events to {expected}.", "webhook", url=expected)
    what = f"LINE sends its events to {endpoint.url}, not to {expected}."
    advice = "Correct the webhook URL in the LINE Developers console, or PUBLIC_URL."
    return bad(what, advice, "webhook_elsewhere", url=endpoint.url, expected=expected)


def _asked(probe: Callable[[], T] | None) -> T | None:
    """What the database says; nothing if it is away, which another finding tells."""
    try:
        return probe() if probe else None
    except SQLAlchemyError:
        return None


def _month_end(now: datetime, zone: tzinfo) -> datetime:
    """LINE counts by the month; its last moment in the shop's zone."""
    here = now.astimezone(zone)
    last = monthrange(here.year, here.month)[1]
    return here.replace(day=last, hour=23, minute=59, second=59, microsecond=0)


TOKEN_REFUSED: Final = bad(
    "LINE refuses the channel access token.",
    "Issue a new one in the LINE Developers console and set LINE_CHANNEL_ACCESS_TOKEN.",
    "token_refused",
)
