"""What authors write in signs, said in words: how long, from when, which touchpoint, which outcome.

Conditions have a module of their own (console/conditions.py).
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from console.labels import LABELS
from conversations.journey import Anchor, Offset, Touchpoint
from conversations.script import Script

Words = Callable[..., str]  # the page's `t`
OUTCOMES: Final[Mapping[str, str]] = {
    "happy": "よい声", "unhappy": "ご不満", "wants_human": "担当者と話したい", "health": "お体・お肌の不調",
}  # fmt: skip
ANCHORS: Final[Mapping[str, str]] = {
    "purchased": "ご購入", "befriended": "友だち追加", "expected_delivery": "お届け予定日",
    "runs_out": "なくなるころ", "case_closed": "対応を終えたとき", "friend_bought": "友だちのお買い上げ",
    "silence": "動きがないとき", "delivery_moved": "お届け予定日が変わったとき",
}  # fmt: skip
SHORT: Final = 11  # letters of a title inside the picture


def say_duration(value: timedelta, t: Words) -> str:
    """「2日」「1日12時間」「30分」."""
    minutes = int(value.total_seconds()) // 60
    parts = (("{n}日", minutes // 1440), ("{n}時間", minutes // 60 % 24), ("{n}分", minutes % 60))
    return "".join(t(text, n=number) for text, number in parts if number).strip() or t("すぐ")


def say_milestone(name: str, t: Words) -> str:
    return t(LABELS["milestone"].get(name, name))


def say_anchor(anchor: Anchor, t: Words, scripts: Mapping[str, Script]) -> str:
    """What a touchpoint's time is counted from."""
    if anchor.kind in ("completed", "answered"):
        script = scripts.get(anchor.script)
        title = plain_title(script) if script is not None else anchor.script
        title = title if len(title) <= SHORT else title[: SHORT - 1] + "…"
        if anchor.choice:
            return t("「{what}」：{which}", what=title, which=say_outcome(anchor.choice, t))
        return t("「{what}」のあと", what=title)
    name = anchor.milestone or anchor.kind
    return t(ANCHORS[name]) if name in ANCHORS else say_milestone(name, t)


def say_waits(anchor: Anchor, offset: str, t: Words, scripts: Mapping[str, Script]) -> str:
    """What has to happen before a touchpoint gets its time; a talk goes by its title. `offset` in words."""
    if anchor.kind in ("completed", "answered"):
        script = scripts.get(anchor.script)
        title = plain_title(script) if script is not None else anchor.script
        if anchor.kind == "answered":
            return t(
                "「{what}」にお答えいただくと、予定が決まります（{offset}）。", what=title, offset=offset
            )
        if not anchor.choice:
            return t("「{what}」が終わると、予定が決まります（{offset}）。", what=title, offset=offset)
        which = say_outcome(anchor.choice, t)
        return t(
            "「{what}」が「{which}」で終わると、予定が決まります（{offset}）。",
            what=title,
            which=which,
            offset=offset,
        )
    if anchor.kind == "silence":
        return t("動きがないまま日がたつと、予定が決まります（{offset}）。", offset=offset)
    name = anchor.milestone or anchor.kind
    known = t(LABELS["anchor"].get(name, name))
    return t("「{anchor}」がわかると予定が決まります（{offset}）。", anchor=known, offset=offset)


def say_outcome(name: str, t: Words) -> str:
    return t(OUTCOMES.get(name, name))


def say_offset(offset: Offset, t: Words) -> str:
    """How long after what it is counted from: 「3日目 11:00」「2日後」「すぐ」."""
    if offset.at:
        days = offset.after.days
        return t("{n}日前" if days < 0 else "{n}日目", n=abs(days)) + f" {offset.at:%H:%M}"
    return t("{after}後", after=say_duration(offset.after, t)) if offset.after else t("すぐ")


def say_touchpoint(touchpoint: Touchpoint, scripts: Mapping[str, Script]) -> str:
    """What people call it: the title of what it plays; an author's key only where that script is gone."""
    script = scripts.get(touchpoint.script)
    return plain_title(script) if script is not None else touchpoint.id


def plain_title(script: Script) -> str:
    """「発送のお知らせ（化粧品）」: what stands in brackets tells scripts apart, not touchpoints."""
    return script.title.partition("（")[0].strip() or script.title
