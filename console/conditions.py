"""A condition said in words: `!('delivered' in milestones)` is 「お届け」の前.

What may be read is named as the author's own text names it: an answer by its question and its button, a score
by what it rates. What is more than comparisons joined by «and» and «or» is introduced as such, with its signs
behind it: they never stand alone.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from console.saying import Words, say_milestone
from conversations.script import Script
from conversations.ways import Ways

AXES: Final[Mapping[str, str]] = {
    "result": "成果", "feeling": "気持ち", "last_result": "前回の成果", "last_feeling": "前回の気持ち",
}  # fmt: skip
FACTS: Final[Mapping[str, str]] = {
    "category": "カテゴリー", "sku": "商品コード", "product": "商品", "quantity": "数量", "locale": "言葉",
    "order_number": "注文番号", "staff": "担当", "expectation": "期待していること",
    "claimed_late": "お届けのあとの登録", "face": "気持ち", "own_words": "お客様の言葉",
}  # fmt: skip
LONGEST: Final = 24  # letters of a question
_IN: Final = re.compile(
    r"(?P<no>!\s*)?\(?\s*(?P<quote>['\"])(?P<name>[\w./-]+)(?P=quote)\s+in\s+(?P<where>milestones|answers|scores|facts)"
    r"\s*\)?"
)
_COMPARED: Final = re.compile(
    r"(?:(?P<of>scores|answers)\[(?P<quote>['\"])(?P<place>[\w./-]+)(?P=quote)\]"
    r"|(?:(?:scores|facts)\.)?(?P<name>[a-z_]\w*))"
    r"\s*(?P<sign>==|!=|>=|<=|>|<)\s*(?P<value>'[^']*'|\"[^\"]*\"|[\w.-]+)"
)
_SIGNS: Final[Mapping[str, str]] = {
    "==": "{what} が {value}", "!=": "{what} が {value} でない", ">=": "{what} が {value} 以上",
    "<=": "{what} が {value} 以下", ">": "{what} が {value} より上", "<": "{what} が {value} より下",
}  # fmt: skip
_SENTENCE: Final = re.compile(r"(?<=[。？！?!])|\n")
_GAP: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)


class Speaker:
    """Says conditions in one language. `scripts`: those a journey's conditions name as «script.step»."""

    def __init__(self, t: Words, scripts: Mapping[str, Script], own: Script | None = None) -> None:
        self.t, self.scripts = t, scripts
        self.steps = _steps(own) if own is not None else {}

    def say(self, written: str) -> str:
        """`scores.face >= 4 && age > 3`: 「気持ち が 4 以上 かつ 「age」 が 3 より上」."""
        either = [[self._atom(one.strip()) for one in every.split("&&")] for every in written.split("||")]
        if any(said is None for every in either for said in every):
            return self.t("くわしい条件（書かれた式：{code}）", code=written)
        return self.t(" または ").join(self.t(" かつ ").join(str(said) for said in every) for every in either)

    def _atom(self, written: str) -> str | None:
        if found := _IN.fullmatch(written):
            return self._there(found["name"], found["where"], bool(found["no"]))
        if found := _COMPARED.fullmatch(written):
            step = self._step(found["place"]) if found["place"] else self.steps.get(found["name"])
            what = self._named(found["place"] or found["name"], step)
            if found["value"] == "null":
                return self.t("{what} がない" if found["sign"] == "==" else "{what} がある", what=what)
            value = self._value(found["value"].strip("'\""), step)
            return self.t(_SIGNS[found["sign"]], what=what, value=value)
        return None

    def _there(self, name: str, where: str, no: bool) -> str:
        if where == "milestones":
            return self.t("「{what}」の前" if no else "「{what}」のあと", what=say_milestone(name, self.t))
        if where == "facts":
            what = self._named(name, self.steps.get(name))
            return self.t("{what} がない" if no else "{what} がある", what=what)
        what = self._named(name, self._step(name))
        return self.t("{what}にまだお答えがない" if no else "{what}にお答えがある", what=what)

    def _step(self, place: str) -> Any:
        script, _, step = place.partition(".")
        return _steps(self.scripts[script]).get(step) if script in self.scripts else None

    def _named(self, name: str, step: Any) -> str:
        axis = getattr(step, "axis", None) or ""
        if axis in AXES:
            return self.t(AXES[axis])
        if question := shown_question(getattr(step, "ask", "")):
            return self.t("「{question}」", question=question)
        known = {**AXES, **FACTS}
        return self.t(known[name]) if name in known else self.t("「{question}」", question=name)

    def _value(self, value: str, step: Any) -> str:
        labels = {str(choice.id): choice.label for choice in getattr(step, "choices", None) or ()}
        return self.t("「{question}」", question=labels[value]) if value in labels else value


def _steps(script: Script) -> dict[str, Any]:
    """Id → step, those of the scripts it calls included; an answer may be remembered by another name."""
    found: dict[str, Any] = {}
    for step in _asked(script):
        found.setdefault(step.id, step)
        if getattr(step, "save_as", None):
            found.setdefault(step.save_as, step)
    return found


def _asked(script: Script) -> Iterable[Any]:
    return (node.step for node in Ways(script).nodes.values() if hasattr(node.step, "ask"))


def shown_question(question: str) -> str:
    """The sentence that asks, its gaps closed, cut to what fits into another sentence."""
    sentences = [one.strip() for one in _SENTENCE.split(_GAP.sub("…", question)) if one.strip()]
    asking = [one for one in sentences if one.endswith(("?", "？"))]
    text = (asking or sentences or [""])[-1]
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
