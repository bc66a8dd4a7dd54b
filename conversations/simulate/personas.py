"""The customers that come built in, by name, and invented ones in any number."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from conversations.simulate.course import Course
from conversations.simulate.persona import Chance, Mood, Persona

Thing = TypeVar("Thing")
KIND: Final = "kind"
_BUILT_IN: Mapping[str, Mapping[str, Any]] = {
    KIND: {},
    "happy": {"writes": 1.0, "thanks": 1.0},
    "unhappy": {"name": "鈴木 健", "mood": "unhappy", "writes": 1.0, "thanks": 1.0},
    "health": {"name": "高橋 結衣", "mood": "health", "writes": 1.0},
    "silent": {"name": "田村 静", "answers": 0.0},
    "late": {"name": "伊藤 遅子", "delay": {"least": "2d", "usual": "4d", "most": "9d"}},
    "night-owl": {"name": "渡辺 宵", "delay": {"at": "23:50"}, "types": 0.5},
    "not-yet": {"name": "山田 待子", "choices": {"used": "not-yet"}},
    "sticker-lover": {"name": "中村 福", "stickers": 1.0, "photos": 1.0, "writes": 0.0},
    "blocker": {
        "name": "小林 断",
        "days": [{"day": 10, "what": "block"}, {"day": 40, "what": "unblock"}],
    },
    "stopper": {
        "name": "加藤 停",
        "days": [{"day": 8, "what": "stop"}, {"day": 30, "what": "resume"}],
    },
    "changes-mind": {"name": "吉田 消", "writes": 1.0, "types": 1.0, "unsends": 1.0},
}
PERSONAS: Mapping[str, Persona] = {name: Persona.model_validate(p) for name, p in _BUILT_IN.items()}
_MOODS: tuple[tuple[Mood, float], ...] = (
    ("happy", 0.6),
    ("mixed", 0.25),
    ("unhappy", 0.12),
    ("health", 0.03),
)
_FAMILY: Final = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤")
_GIVEN: Final = ("花", "結衣", "健", "陽子", "蓮", "美咲", "翔", "明", "さくら", "直樹")


def invent(chance: Chance) -> Persona:
    """One customer at random: most are friendly, many are slow, some never answer, some leave."""
    usual = timedelta(minutes=1 + int(60 * 24 * chance.random() ** 4))
    persona: dict[str, Any] = {
        "name": f"{_one_of(_FAMILY, chance)} {_one_of(_GIVEN, chance)}",
        "mood": _mood(chance.random()),
        "answers": 0.0 if chance.random() < 0.15 else 0.4 + 0.6 * chance.random(),
        "delay": {"least": timedelta(minutes=1), "usual": usual, "most": max(usual * 8, timedelta(hours=6))},
        "types": 0.3 * chance.random(),
        "writes": chance.random(),
        "stickers": 0.2 * chance.random(),
        "photos": 0.2 * chance.random(),
        "refuses": 0.05 * chance.random(),
        "wants_human": 0.03 * chance.random(),
        "unsends": 0.02,
        "thanks": chance.random(),
        "befriends": timedelta(minutes=5 + int(3 * 24 * 60 * chance.random() ** 3)),
        "days": _days(chance),
    }
    return Persona.model_validate(persona)


def vary(course: Course, chance: Chance) -> Course:
    """The same course for another customer: other hours, other parcels, some trouble."""
    if course.delivered is None or course.shipped is None:
        return course
    delivered = course.shipped + timedelta(hours=18 + int(96 * chance.random()))
    trouble, events = chance.random(), []
    if trouble < 0.08:
        delivered += timedelta(days=3 + int(10 * chance.random()))
    elif trouble < 0.11:
        events.append({"day": 1 + int(4 * chance.random()), "what": "cancelled"})
    elif trouble < 0.13:
        events.append({"day": 10 + int(20 * chance.random()), "what": "refunded"})
    elif trouble < 0.16:
        events.append({"day": 8, "what": "milestone", "name": "delivered"})
    return course.changed(
        {
            "start": course.start + timedelta(days=int(28 * chance.random())),
            "bought_at": f"{int(24 * chance.random())}:{int(60 * chance.random())}",
            "delivered": delivered,
            "events": events,
        }
    )


def _days(chance: Chance) -> list[dict[str, Any]]:
    drawn, day = chance.random(), 2 + int(40 * chance.random())
    if drawn < 0.08:
        return [{"day": day, "what": "block"}]
    if drawn < 0.12:
        return [{"day": day, "what": "block"}, {"day": day + 12, "what": "unblock"}]
    if drawn < 0.15:
        return [{"day": day, "what": "stop"}]
    if drawn < 0.17:
        return [{"day": day, "what": "stop"}, {"day": day + 9, "what": "resume"}]
    return []


def _mood(drawn: float) -> Mood:
    for mood, share in _MOODS:
        if drawn < share:
            return mood
        drawn -= share
    return "happy"


def _one_of(things: Sequence[Thing], chance: Chance) -> Thing:
    return things[int(chance.random() * len(things))]
