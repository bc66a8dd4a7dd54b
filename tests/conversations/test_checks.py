# ruff: noqa: E501 - scripts in one line each
"""Static checks: each fault is named with its line, and a good script is left in peace."""

from pathlib import Path
from textwrap import dedent

import pytest

from conversations.check_messages import CHECKS, found
from conversations.checks import Limits, check_journey, check_script, check_text, cost, cost_ja, notes_ja
from conversations.counting import graphemes, utf16_units
from conversations.journey import Journey
from conversations.parser import parse_any
from conversations.script import Script

FAULTS = Path(__file__).parents[1] / "data" / "eight_faults.yaml"


def line_of(text: str, piece: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if piece in line)


def test_eight_planted_faults_are_all_named_with_their_lines() -> None:
    text = FAULTS.read_text()
    problems = check_text(text)
    assert [(p.line, p.code) for p in problems] == [
        (line_of(text, "八つのまちがい"), "costly"),
        (line_of(text, "nmae }}"), "template_name"),
        (line_of(text, "id: not-yet"), "dead_end"),
        (line_of(text, "id: result"), "no_timeout"),
        (line_of(text, "id: again"), "too_many_asks"),
        (line_of(text, "id: happy-only"), "review_gating"),
        (line_of(text, "id: forgotten"), "unreachable"),
        (line_of(text, "link: https://example.jp"), "uri_long"),
    ]
    assert all(p.message_ja and p.message_en for p in problems)
    assert "name" in next(p for p in problems if p.code == "template_name").hint_ja


HEAD = """\
    id: x
    title: ためし
    purpose: check_in
    every_question: { timeout: { after: 3d }, refuse: true }
    steps:
"""
RATED = """\
      - { id: felt, ask: いまのお気持ちは？, kind: scale, scale: faces, axis: feeling }
"""


def codes(steps: str, head: str = HEAD) -> list[str]:
    return [p.code for p in check_text(dedent(head + steps))]


def test_a_good_script_has_no_problems() -> None:
    assert codes(RATED + "      - say: ありがとうございました。\n") == []


ASKED = """\
      - { id: a, ask: いい？, choices: [{ id: y, label: はい, go: %s }, { id: n, label: いいえ, go: sorry }] }
      - { id: thanks, say: ありがとうございます。, go: tip }
      - { id: sorry, say: 承知しました。, go: end }
      - { id: tip, say: 一日二回です。 }
"""


@pytest.mark.parametrize("typo", ["thank", "thansk"])
def test_a_typo_in_a_go_is_told_once_and_not_again_at_the_steps_behind_it(typo: str) -> None:
    assert codes(ASKED % "thanks") == []
    assert codes(ASKED % typo) == ["unknown_target"]


def test_a_go_that_resembles_nothing_is_told_once_as_well() -> None:
    assert codes(ASKED % "xyzzy") == ["unknown_target"]


def test_a_typo_hides_no_step_that_is_lost_without_it() -> None:
    lost = (ASKED % "thank").replace(
        "二回です。 }", "二回です。, go: end }"
    ) + "      - { id: alone, say: 一 }\n"
    assert codes(lost) == ["unknown_target", "unreachable"]


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ("      - { id: a, say: 一, go: b }\n      - { id: b, say: 二, go: a }\n", "endless"),
        ("      - { id: a, ask: いい？, choices: [{ id: y, label: はい, go: a }] }\n", "asks_again"),
        ("      - { id: a, ask: いい？, choices: [{ id: y, label: はい }] }\n", "dead_end"),
        (
            "      - { id: a, ask: ご感想は？, kind: text }\n" + RATED + "      - say: どうも\n",
            "text_before_score",
        ),
        (RATED + "      - say: シミが消えます。\n", "claim"),
        (RATED + "      - say: '{{ product }}が届いて2週間になりますね。'\n", "counts_days"),
        (RATED + "      - say: ご注文から3日です。\n", "counts_days"),
        (RATED + "      - say: It has been two weeks since it arrived.\n", "counts_days"),
        (RATED + "      - say: 口コミは https://g.page/r/abc/review まで\n", "review_gating"),
        ("      - say: [一, 二, 三, 四]\n      - say: [五, 六]\n", "many_bubbles"),
        ("      - say: 😀" + "😀" * 2500 + "\n", "text_long"),
        (
            "      - { id: a, ask: いい？, choices: [{ id: y, label: はい }], refuse: false }\n      - say: ど\n",
            "no_refuse",
        ),
        (
            "      - { id: a, ask: "
            + "長い" * 250
            + "？, choices: [{ id: y, label: はい }] }\n      - say: ど\n",
            "question_long",
        ),
        (
            "      - { id: used, ask: いい？, choices: [{ id: daily, label: はい }] }\n"
            "      - branch: [{ if: used == 'dayly', go: z }]\n      - { id: z, say: ど }\n",
            "unknown_choice",
        ),
    ],
)
def test_each_fault_is_named(steps: str, code: str) -> None:
    assert code in codes(steps)


def test_a_review_link_for_everybody_before_any_score_is_allowed() -> None:
    link = "      - say: 口コミは https://g.page/r/abc/review まで\n"
    assert "review_gating" not in codes(link + RATED + "      - say: どうも\n")


def test_a_review_link_behind_what_was_felt_last_time_is_gating_too() -> None:
    steps = (
        "      - branch: [{ if: facts.last_feeling == '5', go: ask }]\n      - { say: どうも, go: end }\n"
        "      - { id: ask, say: 口コミは https://www.cosme.net/x まで }\n"
    )
    assert "review_gating" in codes(steps)


OFFER = HEAD.replace("check_in", "referral")
ASKS_FRIEND = (
    "      - { id: f, ask: 'お友だちに？ {{ share_disclosure }}', axis: referral,"
    " choices: [{ id: 'yes', label: はい }, { id: 'no', label: いいえ }] }\n"
)
SHARES = '      - say: { text: どうぞ, label: 送る, link: "{{ share_link }}" }\n'


def test_what_will_come_and_what_the_customer_said_may_be_counted() -> None:
    promised = "      - say: 届いて2週間のころに、その後をおたずねしますね。\n"
    assert "counts_days" not in codes(RATED + promised)


def test_an_offer_that_asks_and_discloses_is_left_in_peace() -> None:
    assert codes(ASKS_FRIEND + SHARES, OFFER) == []


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ("      - say: よろしければ口コミを書いていただけませんか。\n", "review_gating"),
        ("      - say: Please leave us a review.\n", "review_gating"),
        ("      - say: 口コミは https://www.cosme.net/x まで\n", "review_gating"),
        (SHARES, "share_unasked"),
        (ASKS_FRIEND.replace(" {{ share_disclosure }}", "") + SHARES, "no_disclosure"),
        (
            "      - { id: t, ask: 載せても？, axis: testimonial, choices: [{ id: nameless, label: はい }] }\n"
            "      - say: どうも\n",
            "no_disclosure",
        ),
    ],
)
def test_each_fault_of_an_offer_is_named(steps: str, code: str) -> None:
    assert code in codes(steps, OFFER)


def test_favours_belong_into_offers_which_the_unhappy_never_get() -> None:
    assert "not_an_offer" in codes(ASKS_FRIEND + SHARES)


def test_asking_in_words_for_reviews_behind_a_score_is_gating_and_for_good_ones_always() -> None:
    asked = "      - say: レビューを投稿していただけるとうれしいです。\n"
    assert "review_gating" in codes(RATED + asked)
    assert "review_gating" not in codes(asked + RATED + "      - say: どうも\n")
    assert "review_gating" in codes("      - say: 星5つをつけてくださいね。\n")
    assert "review_gating" in codes("      - say: 高評価のレビューを書いていただけませんか。\n")


def test_asking_us_privately_what_they_think_is_no_review() -> None:
    steps = (
        "      - say: ひとこと、感想をお聞かせください。\n"
        + RATED
        + "      - say: 評価をありがとうございます。\n"
    )
    assert "review_gating" not in codes(steps)


@pytest.mark.parametrize(
    "gap", ["｛｛name｝｝", "｛｛ name ｝｝", "{｛ name ｝}", "｛{name}｝", "｛name｝", "｛％ if name ％｝"]
)
def test_a_gap_typed_in_full_width_is_refused_at_its_line_with_what_to_type(gap: str) -> None:
    text = dedent(HEAD + f'      - id: hello\n        say: "{gap}、こんにちは。"\n')
    found = [p for p in check_text(text) if p.code == "wide_gap"]
    assert [p.severity for p in found] == ["error"]
    assert text.splitlines()[found[0].line - 1].endswith('こんにちは。"')
    assert "{{ name }}" in found[0].message()
    assert gap in found[0].message()


@pytest.mark.parametrize("text", ["{{ name }}、こんにちは。", "（名前）", "｛本日限り｝です", "100％です"])
def test_brackets_that_are_no_gap_may_be_typed_in_full_width(text: str) -> None:
    assert "wide_gap" not in codes(f'      - say: "{text}"\n')


def test_choices_that_mean_something_to_the_shop_have_fixed_ids() -> None:
    steps = "      - { id: p, ask: よろしいですか？, axis: partner, choices: [{ id: sure, label: はい }] }\n"
    assert "axis_choices" in codes(steps + "      - say: どうも\n", OFFER)


def test_an_unhappy_answer_is_no_dead_end_because_the_engine_promises_a_human() -> None:
    steps = "      - { id: a, ask: いい？, choices: [{ id: n, label: いいえ, mark: unhappy, go: end }] }\n"
    assert codes(steps) == []


def test_own_words_for_the_unhappy_must_say_who_and_when() -> None:
    head = HEAD.replace("    steps:", "    words: { unhappy: 申し訳ありません。 }\n    steps:")
    assert "no_promise" in codes("      - say: どうも\n", head)


def test_a_welcome_says_how_to_stop() -> None:
    head = HEAD.replace("check_in", "welcome")
    assert "no_stop_words" in codes("      - say: はじめまして\n", head)
    assert "no_stop_words" not in codes("      - say: 止めるときは「配信停止」と送ってください\n", head)


def test_unlinked_quick_replies_cannot_be_written_at_all() -> None:
    assert "unknown_word" in codes("      - { say: どうも, quick_replies: [はい] }\n")


def script(text: str) -> Script:
    parsed = parse_any(dedent(text))
    assert isinstance(parsed, Script), parsed
    return parsed


def test_the_bill_counts_the_invitation_each_reminder_and_what_is_said_after_a_timeout() -> None:
    plain = script(HEAD + RATED + "      - say: どうも\n")
    assert cost(plain).worst == 1
    costly = script(
        HEAD
        + "      - { id: a, ask: い, choices: [{ id: y, label: はい }], reminder: { after: 1d, text: は }, "
        + "timeout: { after: 2d, go: bye } }\n"
        + "      - { id: b, ask: ろ, choices: [{ id: y, label: はい }], reminder: { after: 1d, text: に } }\n"
        + "      - { say: どうも, go: end }\n      - { id: bye, say: また }\n"
    )
    assert cost(costly).worst == 3
    assert cost_ja(costly) == "この台本: 1人あたり最大 3通（ふつうは1通）、質問は最大2つ"
    assert cost_ja(plain) == "この台本: 1人あたり 1通、質問は最大1つ"
    told = script("id: news\ntitle: お知らせ\npurpose: milestone\nsteps:\n  - say: 発送しました\n")
    assert cost_ja(told) == "この台本: 1人あたり 1通、質問はありません"
    assert [p.code for p in check_script(costly, limits=Limits(pushes=2))] == ["costly"]


def test_the_unhappy_path_is_said_even_when_nobody_wrote_it() -> None:
    assert len(notes_ja(script(HEAD + RATED + "      - say: どうも\n"))) == 1


def test_a_go_inherited_by_a_called_script_must_exist_there() -> None:
    part = script(
        HEAD.replace("id: x", "id: part").replace(
            "every_question: { timeout: { after: 3d }, refuse: true }", "note: ''"
        )
        + RATED
    )
    text = dedent(
        HEAD.replace("{ after: 3d }", "{ after: 3d, go: bye }")
        + "      - call: part\n      - { id: bye, say: また }\n"
    )
    assert "lost_target" in [p.code for p in check_text(text, {"part": part})]


def test_journeys_are_checked_with_their_scripts() -> None:
    review = script(HEAD.replace("id: x", "id: review") + "      - say: https://g.page/r/abc まで\n")
    journey = Journey.model_validate(
        {
            "id": "j",
            "title": "ためし",
            "for": "all",
            "touchpoints": [
                {"id": "a", "script": "review", "anchor": "delivered", "if": "scores['c.face'] >= 4"},
                {"id": "b", "script": "review", "anchor": "purchased", "window": "21:00-23:00"},
            ],
        }
    )
    problems = {p.code for p in check_journey(journey, {"review": review})}
    assert problems == {"review_gating", "never_open", "before_use"}


@pytest.mark.parametrize("code", CHECKS)
def test_every_check_speaks_both_languages(code: str) -> None:
    problem = found(code, (3, 1), "X")
    assert problem.show("ja").startswith("3行目: ")
    assert problem.show("en").startswith("line 3: ")


@pytest.mark.parametrize(
    ("text", "units", "shown"),
    [
        ("あ", 1, 1), ("👍", 2, 1), ("👍🏻", 4, 1), ("👨‍👩‍👧", 8, 1), ("🇯🇵", 4, 1), ("🇯🇵🇫🇷", 8, 2),
        ("か\u3099", 2, 1), ("❤️", 2, 1), ("1️⃣", 3, 1), ("", 0, 0), ("𠮷野家", 4, 3),
    ],
)  # fmt: skip
def test_lengths_are_counted_as_line_counts_them(text: str, units: int, shown: int) -> None:
    assert utf16_units(text) == units
    assert graphemes(text) == shown
