"""What authors write in signs, said in words: how long, from when, on which condition, which outcome.

A condition that is more than the usual comparisons stays as its author wrote it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from console.labels import LABELS
from conversations.journey import Anchor
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
_MILESTONE: Final = re.compile(r"(?P<no>!\s*)?\(?\s*['\"](?P<name>\w+)['\"]\s+in\s+milestones\s*\)?")
_COMPARED: Final = re.compile(
    r"(?:scores\.)?(?P<what>[a-z_]\w*)\s*(?P<sign>==|!=|>=|<=|>|<)\s*(?P<value>\S+)"
)
_SIGNS: Final[Mapping[str, str]] = {
    "==": "{what} が {value}", "!=": "{what} が {value} でない", ">=": "{what} が {value} 以上",
    "<=": "{what} が {value} 以下", ">": "{what} が {value} より上", "<": "{what} が {value} より下",
}  # fmt: skip


def say_duration(value: timedelta, t: Words) -> str:
    """「2日」「1日12時間」「30分」."""
    minutes = int(value.total_seconds()) // 60
    parts = (("{n}日", minutes // 1440), ("{n}時間", minutes // 60 % 24), ("{n}分", minutes % 60))
    return "".join(t(text, n=number) for text, number in parts if number) or t("すぐ")


def say_milestone(name: str, t: Words) -> str:
    return t(LABELS["milestone"].get(name, name))


def say_anchor(anchor: Anchor, t: Words, scripts: Mapping[str, Script]) -> str:
    """What a touchpoint's time is counted from."""
    if anchor.kind in ("completed", "answered"):
        script = scripts.get(anchor.script)
        title = script.title.partition("（")[0] if script is not None else anchor.script
        title = title if len(title) <= SHORT else title[: SHORT - 1] + "…"
        if anchor.choice:
            return t("「{what}」：{which}", what=title, which=say_outcome(anchor.choice, t))
        return t("「{what}」のあと", what=title)
    name = anchor.milestone or anchor.kind
    return t(ANCHORS[name]) if name in ANCHORS else say_milestone(name, t)


def say_outcome(name: str, t: Words) -> str:
    return t(OUTCOMES.get(name, name))


def say_condition(written: str, t: Words) -> str:
    """`scores.face >= 4 && used == 'yes'`: 「face が 4 以上 かつ used が yes」."""
    either = [[_atom(atom, t) for atom in every.split("&&")] for every in written.split("||")]
    if any(said is None for every in either for said in every):
        return written
    return t(" または ").join(t(" かつ ").join(str(said) for said in every) for every in either)


def _atom(written: str, t: Words) -> str | None:
    found = _MILESTONE.fullmatch(written.strip())
    if found:
        return t(
            "「{what}」の前" if found["no"] else "「{what}」のあと", what=say_milestone(found["name"], t)
        )
    found = _COMPARED.fullmatch(written.strip())
    if not found or found["value"][0] in "([{":
        return None
    if found["value"] == "null":
        return t("{what} がない" if found["sign"] == "==" else "{what} がある", what=found["what"])
    return t(_SIGNS[found["sign"]], what=found["what"], value=found["value"].strip("'\""))
