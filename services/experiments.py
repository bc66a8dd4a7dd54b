"""Trying two wordings of one script against each other, begun and ended by staff.

A is what is live, B a second text that passed the same checks (who gets which: `services.wordings`).
Publishing the script anew ends its experiment: the two would no longer be compared with the same thing.
"""

import json
from datetime import datetime

from sqlalchemy.orm import Session

from conversations.library import digest, to_json
from conversations.script import Script
from models import experiment as experiments
from models import publication as publications
from models.experiment import Experiment
from models.script import publish_script
from models.staff import Staff
from services.published import versions_of
from services.publishing import Refusal, publish_text, review
from services.staffing import audit
from services.wordings import Variant


def start(session: Session, script: str, text: str, staff: Staff, now: datetime) -> Experiment | Refusal:
    """From now on half of those who begin this script get this text."""
    publications.hold(session)
    live = publications.live(session)
    version_a = versions_of(live, "script").get(script)
    if version_a is None:
        return Refusal("unknown")
    if any(row.script == script for row in experiments.running(session)):
        return Refusal("changed_meanwhile")
    looked = review(session, "script", script, text, live)
    if looked.refused or not isinstance(looked.content, Script):
        return Refusal(looked.refused or "errors")
    body = json.loads(to_json(looked.content))
    version_b = publish_script(session, script, digest(looked.content), body, now).id
    if version_b == version_a:
        return Refusal("unchanged")
    row = Experiment(
        script=script, version_a_id=version_a, version_b_id=version_b, text_b=text, staff_id=staff.id,
        started_at=now,
    )  # fmt: skip
    session.add(row)
    publications.count_up(session)
    session.flush()
    audit(session, now, "experiment.started", f"script:{script}", staff_id=staff.id, detail={"id": row.id})
    return row


def finish(
    session: Session, experiment_id: int, chosen: Variant, staff: Staff, now: datetime
) -> Experiment | Refusal:
    """End it; from now on everybody gets the wording that was chosen. A refusal is not committed: it goes on.

    B is looked through once more: what it calls, or what asks for its answers, may have changed since.
    """
    publications.hold(session)
    row = session.get(Experiment, experiment_id, populate_existing=True)
    if row is None or row.ended_at is not None:
        return Refusal("changed_meanwhile")
    row.ended_at, row.outcome = now, chosen
    session.flush()
    if chosen == "b":
        known = publications.live_one(session, "script", row.script)
        seen = known.id if known is not None else 0
        done = publish_text(session, "script", row.script, row.text_b, staff, now, seen=seen)
        if isinstance(done, Refusal):
            return done
    publications.count_up(session)
    detail: dict[str, object] = {"id": row.id, "chosen": chosen}
    audit(session, now, "experiment.ended", f"script:{row.script}", staff_id=staff.id, detail=detail)
    return row
