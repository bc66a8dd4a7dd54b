"""What follows the end of a talk: planned for everybody whose talk ended in this unit of work, all at once.

What is due at once rides along in the same free answer. If it does not fit there, or the answer is no longer
free, it waits for the clock like everything else. A batch in which fifty people finish their check-in costs
as many questions to the database as one of them would.
"""

from conversations.effects import Say
from conversations.engine import advance
from conversations.events import Started
from conversations.journey import Touchpoint as Written
from conversations.state import State
from line.limits import MESSAGES
from models.touchpoint import Touchpoint
from services import planning, wordings
from services.desk import Desk, Ended
from services.outbox import Reply
from services.published import scripts_cache
from services.situations import Person, written_of
from services.touchpoints import decide_one


def go_on(desk: Desk) -> None:
    """Call before the next event of somebody whose talk has just ended, and before the last flush."""
    ended, desk.ended = desk.ended, {}
    if not ended:
        return
    desk.session.flush()  # what was answered in this very turn counts
    with desk.session.no_autoflush, desk.together.group(list(ended)):
        planned = planning.completed(desk, list(ended.values()))
        for contact_id, end in ended.items():
            _go_on(desk, end, planned.get(contact_id, []))


def _go_on(desk: Desk, end: Ended, planned: list[Touchpoint]) -> None:
    """The first of what is planned that is due now."""
    onward = end.reply.onward()
    if onward is None:
        return
    due = [row for row in planned if row.due_at is not None and row.due_at <= desk.now]
    for row in due:
        written = written_of(desk, row)
        if written is None:
            continue
        if _fits(desk, end, written, onward):
            person = Person(desk, end.contact, end.purchase, desk.channel, others=())
            decide_one(person, row, written, reply=onward)
        return


def _fits(desk: Desk, end: Ended, written: Written, reply: Reply) -> bool:
    """Whether its first words go into the request that carries the free answer."""
    version_id, _ = wordings.version_for(desk, end.contact, written.script)
    if version_id is None:
        return False
    started = Started(desk.local_now(end.contact), desk.facts(end.contact, end.purchase))
    turn = advance(scripts_cache.get(desk.session, version_id), State(), started)
    said = sum(len(effect.bubbles) for effect in turn.effects if isinstance(effect, Say))
    return reply.carried + said <= MESSAGES
