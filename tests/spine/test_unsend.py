"""取り消し: a message taken back is nowhere any more."""

from sqlalchemy import String, inspect, select

from models.base import Base
from models.case import Case
from models.conversation import Answer, Conversation
from models.inbound import InboundEvent
from models.purchase import Purchase
from tests.spine.scenes import at_checkin, befriended
from tests.spine.stage import Stage

SECRET = "むらさき色の秘密"


def everywhere(stage: Stage, words: str) -> list[str]:
    """Tables and columns in which these words still stand."""
    found = []
    with stage.database.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                found += [f"{table.name}.{key}" for key, value in row.items() if words in shown(value)]
    return found


def shown(value: object) -> str:
    text = str(value)
    return text + text.encode().decode("unicode_escape", "ignore") if "\\u" in text else text


def test_words_outside_every_question_are_forgotten(stage: Stage) -> None:
    hanako = befriended(stage)
    message_id = hanako.say(SECRET)
    assert everywhere(stage, SECRET)
    hanako.unsend(message_id)
    assert everywhere(stage, SECRET) == []
    assert stage.rows(InboundEvent, message_id=message_id)[0].redacted_at is not None


def test_an_answer_that_opened_a_case_is_forgotten_in_case_alert_and_history(stage: Stage) -> None:
    stage.staff(line_user_id="U" + "5" * 32)
    hanako = befriended(stage, tap="")
    message_id = hanako.say(f"顔がかゆくて赤いです。{SECRET}")
    assert stage.rows(Case)[0].reason == "health"
    assert "outbound_messages.messages" in everywhere(stage, SECRET), "the alert quotes her"
    hanako.unsend(message_id)
    assert everywhere(stage, SECRET) == []
    assert stage.rows(Case)[0].status == "open", "somebody still looks after her"


def test_an_answer_and_what_was_remembered_of_it_are_forgotten(stage: Stage) -> None:
    hanako = befriended(stage, tap="")
    message_id = hanako.say("ハリ・つや")
    assert stage.rows(Purchase)[0].facts
    hanako.unsend(message_id)
    assert stage.rows(Purchase)[0].facts == {}
    assert stage.rows(Answer)[0].value == ""
    assert "firmness" not in str(stage.rows(Conversation)[0].state["values"])


def test_an_unsend_that_arrives_before_its_message_is_kept_in_mind(stage: Stage) -> None:
    hanako = at_checkin(stage)
    hanako.received()
    stage.line.post(
        f"/emulator/users/{hanako.user_id}/events",
        {"type": "unsend", "unsend": {"messageId": "778899"}, "wait": True},
    )
    stage.play()
    message = {"type": "text", "id": "778899", "text": SECRET, "quoteToken": "q"}
    stage.line.post(
        f"/emulator/users/{hanako.user_id}/events", {"type": "message", "message": message, "wait": True}
    )
    stage.play()
    assert everywhere(stage, SECRET) == []
    assert hanako.heard() == ""


def test_no_text_column_is_left_out_of_the_search() -> None:
    texts = [c for t in Base.metadata.sorted_tables for c in t.columns if isinstance(c.type, String)]
    assert len(texts) > 50
    assert inspect(Purchase).columns.facts is not None
