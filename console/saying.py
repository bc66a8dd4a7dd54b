"""What authors write in signs, said in words: how long, on which condition, which milestone or outcome.

A condition that is more than the usual comparisons stays as its author wrote it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from console.labels import LABELS

Words = Callable[..., str]  # the page's `t`
OUTCOMES: Final[Mapping[str, str]] = {
    "happy": "よい声", "unhappy": "ご不満", "wants_human": "担当者と話したい", "health": "お体・お肌の不調",
}  # fmt: skip
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
