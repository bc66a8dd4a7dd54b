"""What the engine does about each event in each status, and its rules one by one."""

from datetime import timedelta

import pytest

from conversations.effects import (
    AskAgain,
    Ignored,
    MarkOutcome,
    OpenCase,
    QuestionBubble,
    ReachMilestone,
    RecordAnswer,
    Redact,
    Remember,
    Say,
    SetTimer,
    ShowStaff,
    TextBubble,
)
from conversations.engine import MAX_STEPS_PER_TURN, advance
from conversations.events import (
    HandedBack,
    Replied,
    ShowedMedia,
    Started,
    Stopped,
    TakenOver,
    Tapped,
    TimedOut,
    Unsent,
)
from conversations.state import FINAL, State, Status


class Talk:
    """One conversation under test: say what happens, look at what came of it."""

    def __init__(self, script, at, facts=None):
        self.script, self.at, self.facts = script, at, facts or {}
        self.state, self.effects = State(), ()

    def happen(self, event):
        before = self.state
        turn = advance(self.script, before, event)
        self.state = State.from_json(turn.state.to_json())
        assert self.state == turn.state
        assert self.state.turn >= before.turn
        self.effects = turn.effects
        return self

    def start(self):
        return self.happen(Started(self.at, self.facts))

    def tap(self, choice, step=None, turn=None):
        turn = self.state.turn if turn is None else turn
        return self.happen(Tapped(self.at, step or self.state.step, turn, choice, {}, self.facts))

    def write(self, text, message_id=""):
        return self.happen(Replied(self.at, text, message_id, self.facts))

    def show(self, kind, message_id="p1"):
        return self.happen(ShowedMedia(self.at, kind, message_id, (), self.facts))

    def ring(self, kind, turn=None):
        turn = self.state.turn if turn is None else turn
        return self.happen(TimedOut(self.at, kind, turn, self.facts))

    def all(self, kind):
        return [e for e in self.effects if isinstance(e, kind)]

    def said(self):
        return [b.text for say in self.all(Say) for b in say.bubbles]

    def asked(self):
        questions = [b for say in self.all(Say) for b in say.bubbles if isinstance(b, QuestionBubble)]
        return questions[-1].step if questions else None

    def cases(self):
        return [c.reason for c in self.all(OpenCase)]


@pytest.fixture
def talk(checkin, at, facts):
    return Talk(checkin, at, facts)


def _in_status(talk, status):
    """Bring a conversation into this status by what really happens."""
    if status is Status.NEW:
        return talk
    talk.start()
    match status:
        case Status.HUMAN:
            talk.happen(TakenOver(talk.at))
        case Status.COMPLETED:
            talk.tap("not_yet")
        case Status.REFUSED:
            talk.tap("_refuse")
        case Status.EXPIRED:
            talk.ring("timeout")
        case Status.STOPPED:
            talk.happen(Stopped(talk.at, "cancelled"))
        case Status.FAILED:
            talk.state = State.from_json({**talk.state.to_json(), "step": "gone"})
            talk.write("はい")
    assert talk.state.status is status
    return talk


def _events(talk):
    turn, at = talk.state.turn, talk.at
    return {
        "Started": Started(at),
        "Replied": Replied(at, "使いました", "m1"),
        "Tapped": Tapped(at, "used", 1, "yes"),
        "ShowedMedia": ShowedMedia(at, "sticker", "m2"),
        "TimedOut": TimedOut(at, "timeout", turn),
        "Unsent": Unsent(at, "m0"),
        "TakenOver": TakenOver(at),
        "HandedBack": HandedBack(at),
        "Stopped": Stopped(at, "cancelled"),
    }


# event → effect in each status of ORDER; what follows an arrow is the status after
TABLE = {
    "Started": "Say→waiting Ignored Ignored Ignored Ignored Ignored Ignored Ignored",
    "Replied": "Ignored RecordAnswer ShowStaff ShowStaff ShowStaff RecordAnswer ShowStaff ShowStaff",
    "Tapped": "Ignored RecordAnswer ShowStaff Say Say RecordAnswer Ignored Ignored",
    "ShowedMedia": "Ignored ShowStaff ShowStaff ShowStaff ShowStaff ShowStaff ShowStaff ShowStaff",
    "TimedOut": "Ignored →expired Ignored Ignored Ignored Ignored Ignored Ignored",
    "Unsent": "Redact Redact Redact Redact Redact Redact Redact Redact",
    "TakenOver": "Ignored →human Ignored Ignored Ignored Ignored Ignored Ignored",
    "HandedBack": "Ignored Ignored Say→waiting Ignored Ignored Ignored Ignored Ignored",
    "Stopped": "→stopped →stopped →stopped Ignored Ignored Ignored Ignored Ignored",
}
ORDER = (
    Status.NEW, Status.WAITING, Status.HUMAN, Status.COMPLETED,
    Status.REFUSED, Status.EXPIRED, Status.STOPPED, Status.FAILED,
)  # fmt: skip


@pytest.mark.parametrize("event_name", TABLE)
@pytest.mark.parametrize("status", ORDER, ids=lambda s: s.value)
def test_every_event_in_every_status_has_a_defined_effect(talk, event_name, status):
    effect, _, after = TABLE[event_name].split()[ORDER.index(status)].partition("→")
    _in_status(talk, status).happen(_events(talk)[event_name])
    names = [type(e).__name__ for e in talk.effects]
    assert effect in names if effect else names == []
    assert talk.state.status.value == (after or status.value)


def test_the_table_is_complete():
    assert set(ORDER) == set(Status)
    assert all(len(row.split()) == len(ORDER) for row in TABLE.values())


# beginning and going on ---------------------------------------------------------------------------


def test_the_first_turn_greets_asks_and_sets_both_timers(talk):
    talk.start()
    assert talk.said() == ["佐藤様、こんにちは。花しずくです。", "うるおい美容液は、もう使ってみましたか？"]
    question = talk.all(Say)[0].bubbles[-1]
    assert [b.label for b in question.buttons] == [
        "使いました", "まだです", "お肌に異常がある", "答えたくない", "担当者と話す",
    ]  # fmt: skip
    assert [b.quiet for b in question.buttons] == [False, False, False, True, True]
    assert talk.all(SetTimer) == [
        SetTimer("reminder", timedelta(days=1), 1),
        SetTimer("timeout", timedelta(days=3), 1),
    ]


def test_not_yet_used_asks_again_later_and_ends(talk):
    talk.start().tap("not_yet")
    assert talk.all(AskAgain) == [AskAgain(timedelta(days=5))]
    assert talk.state.status is Status.COMPLETED
    assert talk.all(SetTimer) == []


def test_a_milestone_step_tells_that_it_was_reached(talk):
    talk.start().tap("yes")
    assert talk.all(ReachMilestone) == [ReachMilestone("first_used")]


def test_a_called_script_is_walked_and_its_answer_has_its_path_and_its_name(talk):
    talk.start().tap("yes").tap("some")
    assert talk.state.step == "small-feeling/feeling"
    talk.tap("good")
    assert talk.all(RecordAnswer)[0].step == "small-feeling/feeling"
    assert talk.state.values["feeling"] == "good"
    assert talk.state.step == "photo"
    assert "happy" in talk.state.marks
    assert Remember("word", "🙂 まあまあ") in talk.effects


@pytest.mark.parametrize("text", ["使いました", "つかった", "1", "１", "一", "①", "はい", " 使いました。"])
def test_a_label_a_synonym_and_a_number_answer_like_a_tap(talk, text):
    talk.start().write(text)
    assert talk.all(RecordAnswer)[0].value == "yes"


def test_a_typed_small_button_works_like_a_tap(talk):
    assert talk.start().write("答えたくない").state.status is Status.REFUSED


# taps ---------------------------------------------------------------------------------------------


def test_a_tap_on_an_earlier_question_is_answered_once_and_the_open_question_asked_again(talk):
    talk.start().tap("yes").tap("not_yet", "used", 1)
    assert talk.said()[0] == "こちらは「使いました」とうかがっています。ありがとうございます。"
    assert talk.asked() == "result"
    assert talk.state.values["used"] == "yes"
    assert talk.tap("not_yet", "used", 1).all(Ignored)


def test_the_first_bubble_still_counts_after_a_reminder_showed_the_question_again(talk):
    talk.start().ring("reminder")
    assert talk.state.asked_at["used"] == 2
    assert talk.tap("yes", "used", 1).all(RecordAnswer)


@pytest.mark.parametrize(
    ("step", "turn", "choice"),
    [
        ("used", 1, "maybe"),
        ("used", 9, "yes"),
        ("nowhere", 1, "yes"),
        ("used", 0, "yes"),
        ("used", -1, "yes"),
        ("used", 1, "_skip"),
    ],
)
def test_a_tap_that_cannot_be_is_ignored_and_nothing_moves(talk, step, turn, choice):
    before = talk.start().state
    assert talk.tap(choice, step, turn).all(Ignored)
    assert talk.state == before


# text that is no answer ---------------------------------------------------------------------------


def test_that_numbers_answer_is_told_once_and_again_to_whoever_was_not_understood(talk):
    def by_number():
        return [b.by_number for say in talk.all(Say) for b in say.bubbles if isinstance(b, QuestionBubble)]

    assert talk.start().state.step == "used"
    assert by_number() == [True]
    talk.ring("reminder")
    assert by_number() == [False], "the same question again: it was told"
    talk.write("ほにゃらら")
    assert by_number() == [True], "perhaps they see no buttons"
    talk.write("1")
    assert (talk.state.step, by_number()) == ("result", [False])
    talk.tap("some")
    assert (talk.state.step, by_number()) == ("small-feeling/feeling", [False])


def test_unreadable_text_is_asked_again_twice_and_then_shown_to_a_human(talk):
    talk.start().write("あのですね")
    assert talk.asked() == "used"
    talk.write("それがその")
    assert talk.asked() == "used"
    talk.write("どうでしょう")
    assert talk.cases() == ["unreadable"]
    assert talk.all(OpenCase)[0].text == "どうでしょう"
    assert "田中が確認し、明日11:00までに" in talk.said()[0]


@pytest.mark.parametrize(
    "text", ["旅行中だったので来月また見てみます", "箱の色が写真の印象と変わっていました"]
)
def test_a_second_sentence_that_answers_nothing_reaches_a_human(talk, text):
    talk.start().write("ねこが箱で遊んでいるところです")
    assert (talk.cases(), talk.asked()) == ([], "used")
    talk.write(text)
    assert (talk.cases(), talk.asked()) == (["unreadable"], None)
    assert "田中が確認し、明日11:00までに" in talk.said()[0]
    talk.write("ええっと")
    assert talk.said() == [], "nobody is told that this could not be read"
    talk.tap("yes", "used", talk.state.asked_at["used"])
    assert talk.asked() == "result"


@pytest.mark.parametrize(
    "text",
    [
        "これからもよろしくお願いします",
        "今手が離せないのであとで答えますね",
        "返信遅くなりごめんなさい",
        "お返事が遅れて申し訳ありません",
        "Sorry for the late reply",
        "https://www.instagram.com/p/ABC123/",
        "I'll reply tonight",
        "晚點再回覆你",
        "เดี๋ยวตอบนะคะ",
    ],
)
def test_a_greeting_or_a_word_that_they_answer_later_makes_no_case_and_no_answer(talk, text):
    talk.start().write(text)
    assert (talk.cases(), talk.said(), talk.all(RecordAnswer)) == ([], [], [])
    assert (talk.state.step, talk.state.status, talk.state.reminded) == ("used", Status.WAITING, False)
    assert len(talk.all(ShowStaff)) == 1


def test_joy_that_answers_nothing_is_asked_again(talk):
    talk.start().write("家族みんなで楽しみにしています、うれしいです")
    assert (talk.cases(), talk.asked()) == ([], "used")
    assert "うれしいお言葉をありがとうございます。田中にも伝えますね" in talk.said()[0]
    assert "読み取れません" not in "".join(talk.said())
    talk.write("店員さんも素敵でうれしかったです")
    assert "うれしいお言葉" not in "".join(talk.said()), "once"


def test_a_button_tapped_after_giving_up_still_counts(talk):
    talk.start().write("あのですね").write("それがその").write("どうでしょう")
    assert (talk.state.status, talk.asked()) == (Status.WAITING, None), "nobody is asked once more"
    assert talk.state.reminded, "nor reminded"
    talk.write("あのう")
    assert (talk.said(), [case.text for case in talk.all(OpenCase)]) == ([], ["あのう"]), "kept, and silent"
    talk.tap("yes", "used", talk.state.asked_at["used"])
    assert talk.asked() == "result"


def test_a_new_question_starts_with_new_tries(talk):
    talk.start().write("あのですね").write("それがその").tap("yes")
    assert talk.state.tries == 0


def test_the_author_may_choose_where_unreadable_text_leads(script_of, at):
    script = script_of(
        {
            "ask": "?",
            "id": "q",
            "choices": [{"id": "a", "label": "あ"}],
            "retry": ["もう一度"],
            "unreadable": {"go": "bye"},
        },
        {"end": "completed"},
        {"say": "では", "id": "bye"},
    )
    talk = Talk(script, at).start().write("んー？？").write("んー？？")
    assert talk.said() == ["では"]
    assert talk.cases() == []


def test_a_polite_word_while_a_question_waits_pesters_nobody(talk):
    before = talk.start().state
    talk.write("ありがとうございます")
    assert talk.all(Say) == []
    assert talk.state == before


def test_asking_for_a_human_opens_a_case_promises_and_falls_silent(talk):
    talk.start().write("担当者と話したい")
    assert talk.cases() == ["wants_human"]
    assert talk.all(MarkOutcome) == [MarkOutcome("wants_human", "used")]
    assert talk.said() == ["承知しました。田中が明日11:00までに、こちらのトークでご連絡いたします。"]
    assert talk.state.status is Status.HUMAN
    assert talk.write("もしもし").all(Say) == []
    assert talk.all(ShowStaff)


def test_after_a_human_a_question_that_may_be_left_out_is_left_out(talk):
    """Whoever has just talked with a person is not asked, by a billed push, for one word more."""
    talk.start().tap("yes").tap(talk_choice(talk, "result")).tap(talk_choice(talk, "feeling"))
    assert talk.asked() in ("comment", "photo")  # both may be left out
    talk.happen(TakenOver(talk.at)).happen(HandedBack(talk.at))
    assert talk.state.status is Status.COMPLETED
    assert talk.all(Say) == []


def test_what_a_human_settled_is_not_asked_again_but_a_late_answer_counts(talk):
    talk.start().happen(TakenOver(talk.at)).happen(HandedBack(talk.at, settled=True))
    assert talk.state.status is Status.EXPIRED
    assert talk.all(Say) == []
    assert talk.tap("yes", "used", 1).all(RecordAnswer)


def talk_choice(talk, step):
    """The best answer of the open scale."""
    assert talk.asked().endswith(step)
    (question,) = [b for say in talk.all(Say) for b in say.bubbles if isinstance(b, QuestionBubble)]
    return question.buttons[0].choice


def test_handing_back_asks_the_open_question_as_a_new_asking(talk):
    talk.start().happen(TakenOver(talk.at)).happen(HandedBack(talk.at))
    assert talk.asked() == "used"
    assert talk.all(SetTimer)
    assert talk.tap("yes", "used", 1).all(RecordAnswer) == []


# alarms -------------------------------------------------------------------------------------------


def test_a_bad_result_opens_one_case_with_a_promise_in_the_same_turn_and_goes_on(talk):
    talk.start().tap("yes").tap("none")
    assert talk.cases() == ["unhappy"]
    assert talk.all(MarkOutcome) == [MarkOutcome("unhappy", "result")]
    assert "田中が明日11:00までに" in talk.said()[0]
    assert talk.asked() == "small-feeling/feeling"
    talk.tap("let_down")
    assert talk.cases() == []
    assert len(talk.said()) == 1


def test_a_health_word_ends_the_questions_and_says_what_to_do(talk):
    talk.start().write("塗ったら赤みとかゆみが出ました", "m7")
    case = talk.all(OpenCase)[0]
    assert (case.reason, case.level, case.message_id) == ("health", 2, "m7")
    assert case.matched
    assert "ご使用をおやめください" in talk.said()[0]
    assert "田中が明日11:00までに" in talk.said()[0]
    assert talk.state.status is Status.COMPLETED
    assert talk.asked() is None


def test_a_choice_marked_health_is_a_health_alarm(talk):
    talk.start().tap("trouble")
    assert talk.cases() == ["health"]
    assert talk.state.status is Status.COMPLETED


def test_a_complaint_where_a_choice_is_awaited_is_promised_an_answer_and_costs_no_try(talk):
    talk.start().write("がっかりです")
    assert talk.cases() == ["unhappy"]
    assert talk.asked() == "used"
    assert talk.state.tries == 0


@pytest.mark.parametrize("words", ["返金してください", "届いたとき割れてた写真です", "キャンセルできますか"])
def test_who_wants_their_money_back_is_asked_nothing_in_the_same_breath(talk, words):
    talk.start().write(words)
    assert len(talk.cases()) == 1
    assert talk.asked() is None
    assert (talk.state.status, talk.state.step) == (Status.WAITING, "used"), "a button in sight still counts"
    talk.write("返金してください")
    assert talk.asked() is None


def test_an_answer_that_wants_the_money_back_is_kept_and_nothing_more_is_asked(talk):
    talk.start().write("使いました。返金してください")
    assert [answer.value for answer in talk.all(RecordAnswer)] == ["yes"]
    assert talk.cases() == ["unhappy"]
    assert talk.asked() is None
    assert talk.state.status is Status.HUMAN


@pytest.mark.parametrize(
    ("words", "cases"),
    [
        ("乾燥でつらい朝がラクになったらいいな", []),
        ("I hate my dry skin. I hope it gets better", []),
        ("その前に、返金してください", ["unhappy"]),
        ("かゆみと発疹が治るといいな", ["health"]),
    ],
)
def test_what_somebody_hopes_for_is_no_complaint(script_of, at, facts, words, cases):
    hopes = script_of({"ask": "楽しみにしていることは？", "id": "q", "kind": "text", "axis": "expectation"})
    talk = Talk(hopes, at, facts).start().write(words)
    assert [answer.value for answer in talk.all(RecordAnswer)] == [words]
    assert talk.cases() == cases


def test_a_hope_that_fits_no_button_is_no_complaint_either(script_of, at, facts):
    soft = {"id": "soft", "label": "うるおい"}
    hopes = script_of({"ask": "期待は？", "id": "q", "axis": "expectation", "choices": [soft]})
    talk = Talk(hopes, at, facts).start().write("カサカサがつらくて、がっかりの毎日です")
    assert (talk.cases(), talk.asked()) == ([], "q")


def test_a_drop_of_two_against_last_time_calls_a_human(talk):
    talk.facts = {**talk.facts, "last_result": "5"}
    talk.start().tap("yes").tap("unsure")
    assert talk.cases() == ["drop"]
    assert talk.said()[0].endswith("田中が明日11:00までに、こちらのトークでおたずねいたします。")
    talk.tap("let_down")
    assert talk.cases() == ["unhappy"]
    assert all("ご連絡いたします" not in text for text in talk.said())


def test_scores_are_remembered_for_next_time(talk):
    talk.start().tap("yes").tap("some")
    assert Remember("last_result", "4") in talk.effects


def test_good_text_does_not_clear_an_alarm(talk):
    talk.start().tap("yes").tap("none").tap("neutral").write("でも最高です！大満足です")
    assert "unhappy" in talk.state.marks


def test_a_complaint_in_the_comment_opens_a_case_with_the_words(talk):
    talk.start().tap("yes").tap("unsure").tap("neutral").write("二度と買いません。返金してほしい", "m3")
    assert talk.cases() == ["unhappy"]
    assert talk.all(OpenCase)[0].matched
    assert talk.all(RecordAnswer)[0].message_id == "m3"


def test_a_health_word_while_a_human_talks_opens_its_case_silently(talk):
    talk.start().happen(TakenOver(talk.at)).write("顔が腫れてかゆいです")
    assert talk.cases() == ["health"]
    assert talk.all(Say) == []
    assert talk.state.status is Status.HUMAN


def test_a_health_word_after_the_end_is_still_answered_once(talk):
    talk.start().tap("not_yet").write("顔が腫れてかゆいです")
    assert talk.cases() == ["health"]
    assert "ご使用をおやめください" in talk.said()[0]
    talk.write("まだ顔が腫れてかゆいです")
    assert talk.cases() == []
    assert talk.all(Say) == []
    assert talk.all(ShowStaff)


def test_thanks_after_the_end_restart_nothing(talk):
    talk.start().tap("not_yet").write("ありがとう")
    assert [type(e) for e in talk.effects] == [Ignored]


# pictures, stickers, unsend -----------------------------------------------------------------------


def test_a_sticker_is_shown_to_staff_and_answered_kindly_once_per_question(talk):
    talk.start().show("sticker", "s1")
    assert talk.all(ShowStaff) == [ShowStaff("sticker", "s1")]
    assert talk.asked() == "used"
    talk.show("image", "s2")
    assert talk.all(ShowStaff) == [ShowStaff("image", "s2")]
    assert talk.all(Say) == []
    talk.tap("yes").show("sticker", "s3")
    assert talk.asked() == "result"


def test_a_photo_answers_where_a_photo_is_asked(talk):
    talk.start().tap("yes").tap("clear").tap("happy").show("image", "p9")
    answer = talk.all(RecordAnswer)[0]
    assert (answer.kind, answer.value, answer.message_id) == ("photo", "p9", "p9")
    assert talk.state.status is Status.COMPLETED


def test_an_unsent_answer_is_redacted_and_its_value_forgotten(talk):
    talk.start().tap("yes").tap("unsure").tap("neutral").write("ないしょの話", "m5").happen(
        Unsent(talk.at, "m5")
    )
    assert talk.effects == (Redact("m5"),)
    assert "ないしょ" not in str(talk.state.to_json())


# time ---------------------------------------------------------------------------------------------


def test_the_reminder_comes_once_and_leaves_the_rest_of_the_time(talk):
    talk.start().ring("reminder")
    assert talk.said() == ["その後、いかがでしょうか。", "うるおい美容液は、もう使ってみましたか？"]
    assert talk.all(SetTimer) == [SetTimer("timeout", timedelta(days=2), 2)]
    assert talk.ring("reminder").all(Ignored)


def test_a_timer_of_an_older_turn_is_ignored(talk):
    talk.start().tap("yes")
    assert talk.ring("timeout", 1).all(Ignored)
    assert talk.state.status is Status.WAITING


def test_a_timeout_goes_where_the_author_said(talk):
    talk.start().tap("yes").tap("unsure").tap("neutral").ring("timeout")
    assert talk.said() == ["ありがとうございました。"]
    assert talk.state.status is Status.COMPLETED


def test_an_answer_that_calls_a_human_calls_them_late_too(script_of, at, facts):
    choices = [
        {"id": "order", "label": "たのみたい", "go": "order"},
        {"id": "still", "label": "まだある", "go": "end"},
    ]
    next_one = {"ask": "次の分は？", "id": "next", "timeout": {"after": "5d"}, "choices": choices}
    wish = {"id": "order", "case": {"reason": "order_wish", "tell": "{{ staff }}が{{ promise }}までに。"}}
    talk = Talk(script_of(next_one, wish), at, facts).start().ring("timeout")
    assert talk.state.status is Status.EXPIRED
    talk.tap("order", "next", 1)
    assert (talk.cases(), talk.said()) == (["order_wish"], ["田中が明日11:00までに。"])
    again = Talk(script_of(next_one, wish), at, facts).start().ring("timeout").tap("still", "next", 1)
    assert (again.cases(), again.said()) == ([], ["お返事ありがとうございます。確かに承りました。"])


def test_an_answer_after_the_question_expired_is_recorded_and_raises_its_alarm(talk):
    talk.start().tap("yes").ring("timeout").tap("worse", "result", 2)
    assert talk.all(RecordAnswer)[0].score == 1
    assert talk.cases() == ["unhappy"]
    assert talk.state.status is Status.EXPIRED
    assert talk.tap("worse", "result", 2).all(RecordAnswer) == []


# small buttons ------------------------------------------------------------------------------------


def test_skipping_an_optional_question_records_nothing(talk):
    talk.start().tap("yes").tap("unsure").tap("neutral").tap("_skip")
    assert talk.all(RecordAnswer) == []
    assert talk.state.status is Status.COMPLETED


def test_refusing_ends_kindly(talk):
    talk.start().tap("_refuse")
    assert talk.state.status is Status.REFUSED
    assert "大丈夫です" in talk.said()[0]


def test_refusing_may_lead_elsewhere(script_of, at):
    script = script_of(
        {"ask": "?", "id": "q", "kind": "text", "refuse": {"label": "いや", "go": "next"}},
        {"end": "completed"},
        {"ask": "では？", "id": "next", "kind": "text"},
    )
    assert Talk(script, at).start().tap("_refuse").state.step == "next"


# asking again, and photos --------------------------------------------------------------------------


def test_a_question_shown_again_may_be_shorter(script_of, at):
    script = script_of(
        {"ask": "こんにちは。お元気ですか？", "id": "q", "kind": "number", "repeat": "お元気ですか？"}
    )
    talk = Talk(script, at).start().write("うーむ")
    assert talk.said()[-1] == "お元気ですか？"


def test_a_photo_is_no_comment_even_where_a_comment_is_asked_as_a_photo(script_of, at):
    step = {"ask": "？", "id": "q", "kind": "photo", "axis": "comment"}
    talk = Talk(script_of(step), at).start().show("image")
    (answer,) = talk.all(RecordAnswer)
    assert (answer.kind, answer.axis, answer.message_id) == ("photo", "photo", "p1")


def test_a_photo_may_answer_a_text_question(script_of, at):
    talk = (
        Talk(script_of({"ask": "？", "id": "q", "kind": "text", "or_photo": True}), at).start().show("image")
    )
    answer = talk.all(RecordAnswer)[0]
    assert (answer.kind, answer.axis, answer.value) == ("photo", "photo", "p1")


def test_a_bare_number_means_the_button_at_that_place_on_a_scale_too(talk):
    talk.start().tap("yes")
    for text in ("5", "５", "⑤"):
        turn = advance(talk.script, talk.state, Replied(talk.at, text))
        assert [e.value for e in turn.effects if isinstance(e, RecordAnswer)] == ["worse"]
    assert talk.write("はっきり感じる").all(RecordAnswer)[0].score == 5


# other questions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "value"), [("３回", "3"), ("2", "2"), ("1.5", "1.5")])
def test_a_number_is_read_and_kept_within_its_limits(script_of, at, text, value):
    script = script_of(
        {"ask": "何回？", "id": "n", "kind": "number", "min": 1, "max": 10}, {"say": "{{ n | default('') }}"}
    )
    talk = Talk(script, at).start().write(text)
    assert talk.all(RecordAnswer)[0].value == value
    assert Talk(script, at).start().write("11").all(RecordAnswer) == []


def test_a_date_is_typed_or_picked(script_of, at):
    script = script_of({"ask": "いつ？", "id": "d", "kind": "date", "min": "today"})
    talk = Talk(script, at).start()
    typed = advance(script, talk.state, Replied(at, "11月30日"))
    assert [e.value for e in typed.effects if isinstance(e, RecordAnswer)] == ["2026-11-30"]
    picked = advance(script, talk.state, Tapped(at, "d", 1, "_date", {"date": "2026-12-01"}))
    assert [e.value for e in picked.effects if isinstance(e, RecordAnswer)] == ["2026-12-01"]
    past = advance(script, talk.state, Tapped(at, "d", 1, "_date", {"date": "2020-12-01"}))
    assert [type(e) for e in past.effects] == [Ignored]


def test_a_pattern_and_a_length_are_kept(script_of, at):
    script = script_of({"ask": "番号は？", "id": "n", "kind": "text", "pattern": r"^\d{4}$", "max_length": 4})
    assert Talk(script, at).start().write("12a4").all(RecordAnswer) == []
    assert Talk(script, at).start().write("1234").all(RecordAnswer)[0].value == "1234"


# limits -------------------------------------------------------------------------------------------


def test_everything_said_in_a_turn_is_one_say_of_at_most_five_bubbles(script_of, at):
    says = [{"say": [f"a{n}", f"b{n}"]} for n in range(6)]
    talk = Talk(script_of(*says, {"ask": "?", "id": "q", "kind": "text"}), at).start()
    assert len(talk.all(Say)) == 1
    bubbles = talk.all(Say)[0].bubbles
    assert len(bubbles) <= 5
    assert "b5" in "".join(b.text for b in bubbles)
    assert isinstance(bubbles[-1], QuestionBubble)


def test_texts_are_cut_to_what_line_takes(script_of, at):
    talk = Talk(script_of({"say": "{{ v }}" * 3}, variables={"v": "👍" * 2000}), at).start()
    text = talk.all(Say)[0].bubbles[0].text
    assert len(text.encode("utf-16-le")) // 2 <= 5000


def test_a_script_that_loops_without_asking_fails_with_a_case(script_of, at):
    talk = Talk(script_of({"set": {"n": "= 1"}, "id": "a"}, {"set": {"n": "= 2"}, "go": "a"}), at).start()
    assert talk.state.status is Status.FAILED
    assert talk.cases() == ["failed"]
    assert MAX_STEPS_PER_TURN == 100


def test_a_step_that_is_gone_fails_with_a_case_and_a_promise(talk):
    talk.start()
    talk.state = State.from_json({**talk.state.to_json(), "step": "old/step"})
    talk.write("はい")
    assert talk.cases() == ["failed"]
    assert "田中が明日11:00まで" in talk.said()[0]


def test_set_and_conditions_work_on_numbers_texts_and_scores(script_of, at):
    script = script_of(
        {"set": {"n": 2, "double": "= n * 2", "hello": "やあ、{{ name }}"}},
        {"branch": [{"if": "double == 4 && length(hello) > 3", "go": "yes"}, {"else": "no"}]},
        {"say": "no", "id": "no", "go": "end"},
        {"say": "{{ hello }}", "id": "yes"},
        variables={"n": 0},
    )
    assert Talk(script, at, {"name": "佐藤様"}).start().said() == ["やあ、佐藤様"]


def test_a_case_step_opens_its_case_and_tells_the_promise(script_of, at):
    script = script_of({"case": {"reason": "wants_human", "tell": "{{ staff }}が{{ promise }}に"}})
    talk = Talk(script, at, {"staff": "田中", "promise": "11時"}).start()
    assert talk.cases() == ["wants_human"]
    assert talk.said() == ["田中が11時に"]


def test_standard_facts_have_words_of_their_own_when_services_give_none(script_of, at):
    assert Talk(script_of({"say": "{{ name }}へ"}), at).start().said() == ["お客様へ"]


def test_final_states_are_those_of_the_diagram():
    assert {s.value for s in FINAL} == {"completed", "refused", "expired", "stopped", "failed"}


def test_the_english_words_are_used_for_an_english_script(script_of, at):
    script = script_of(
        {"ask": "Well?", "id": "q", "kind": "scale", "scale": "faces", "refuse": True}, locale="en"
    )
    talk = Talk(script, at).start()
    question = talk.all(Say)[0].bubbles[0]
    assert [b.label for b in question.buttons][-2:] == ["😣 Let down", "Rather not say"]
    assert isinstance(talk.tap("_refuse").all(Say)[0].bubbles[0], TextBubble)
    assert "all right" in talk.said()[0]
