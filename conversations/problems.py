"""What is wrong with a file, in words a marketer understands, Japanese and English, with the line.

`PROBLEMS` is the one table of sentences: `{word}` is what the author wrote, `{hint}` what helps.
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from conversations.yaml_words import YAML_HINTS, YAML_PROBLEMS


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. Lines and columns count from 1."""

    line: int
    column: int
    code: str
    message_ja: str
    message_en: str
    hint_ja: str = ""
    hint_en: str = ""
    severity: Literal["error", "warning"] = "error"

    def message(self, locale: str = "ja") -> str:
        text, hint = (self.message_ja, self.hint_ja) if locale == "ja" else (self.message_en, self.hint_en)
        return f"{text} {hint}".strip()

    def show(self, locale: str = "ja") -> str:
        """«9行目: …» or «line 9: …»."""
        where = f"{self.line}行目" if locale == "ja" else f"line {self.line}"
        return f"{where}: {self.message(locale)}"

    def __str__(self) -> str:
        return self.show("en")


PROBLEMS: dict[str, tuple[str, str]] = {
    "too_big": ("ファイルが大きすぎます（上限 {word}）。", "The file is too big (limit {word})."),
    "not_text": (
        "文字として読めない部分があります。UTF-8 で保存してください。",
        "Not readable as text; save it as UTF-8.",
    ),
    "unreadable": ("ファイルを開けません（{word}）。", "The file cannot be opened ({word})."),
    "no_folder": ("フォルダ「{word}」がありません。", "There is no folder “{word}”."),
    "yaml": ("このあたりの書き方を読み取れません。", "What is written about here cannot be read."),
    **YAML_PROBLEMS,
    "aliases": ("「&」「*」の使い回しは使えません。", "Anchors and aliases (& and *) cannot be used."),
    "not_mapping": (
        "「id: …」「title: …」のような項目の並びで始めてください。",
        "Begin with entries such as “id: …”, “title: …”.",
    ),
    "duplicate_key": (
        "「{word}」が同じ場所に二度書かれています。",
        "“{word}” is written twice in the same place.",
    ),
    "duplicate_id": ("id「{word}」が二度使われています。", "The id “{word}” is used twice."),
    "unknown_word": ("「{word}」という項目はありません。", "There is no entry “{word}” here."),
    "unknown_step": (
        "この手順が何をするのか分かりません（{word}）。",
        "It is not clear what this step does ({word}).",
    ),
    "missing_word": ("「{word}」がありません。", "“{word}” is missing."),
    "wrong_type": ("「{word}」の書き方が違います。", "“{word}” is not written the right way."),
    "not_one_of": ("「{word}」は使えません。", "“{word}” cannot be used here."),
    "limit": ("長さ・数・大きさが範囲の外です（{word}）。", "Too long, too many or out of range ({word})."),
    "bad_id": ("「{word}」は名前に使えません。", "“{word}” cannot be a name."),
    "bad_value": ("「{word}」は使えない値です。", "“{word}” is not a usable value."),
    "label": (
        "ボタンの文字「{word}」は 1〜20 文字にしてください。",
        "The button “{word}” must have 1 to 20 characters.",
    ),
    "label_plain": (
        "ボタンの文字には差し込みや改行を使えません（{word}）。",
        "A button cannot hold {{{{ }}}} or a line break ({word}).",
    ),
    "duration": ("「{word}」は期間として読めません。", "“{word}” is not a duration."),
    "anchor": ("「{word}」は起点として読めません。", "“{word}” is not a moment to count from."),
    "window": ("「{word}」は時間帯として読めません。", "“{word}” is not a time window."),
    "time": ("「{word}」は時刻として読めません。", "“{word}” is not a time."),
    "unknown_target": ("行き先「{word}」という手順がありません。", "There is no step “{word}” to go to."),
    "reserved": (
        "「{word}」は決まった意味があるので、ここでは使えません。",
        "“{word}” has a meaning of its own and cannot be used here.",
    ),
    "unknown_script": ("台本「{word}」がありません。", "There is no script “{word}”."),
    "unknown_answer": (
        "「{word}」という質問・選択肢がありません。",
        "There is no such question or choice: “{word}”.",
    ),
    "no_supply": (
        "起点「{word}」には、シナリオに supply（どれくらいもつか）が必要です。",
        "The anchor “{word}” needs a supply in the journey: how long a piece lasts.",
    ),
    "no_level": (
        "axis: remaining の質問「{word}」に、残りを表す選択肢がありません。",
        "The question “{word}” has axis: remaining, but no choice says what is left.",
    ),
    "axis_choices": (
        "この axis の質問は、選択肢の id が決まっています（{word}）。",
        "A question with this axis has choices with fixed ids ({word}).",
    ),
    "call_cycle": ("台本が自分自身を呼び出しています（{word}）。", "The script calls itself ({word})."),
    "choices_missing": ("この質問には選択肢（choices）が必要です。", "This question needs choices."),
    "scale_missing": (
        "5段階の質問には scale: faces か result を書いてください。",
        "A scale question needs scale: faces or result.",
    ),
    "scale_only": (
        "「{word}」は kind: scale の質問にだけ使えます。",
        "“{word}” belongs to questions of kind: scale.",
    ),
    "duplicate_label": (
        "選択肢「{word}」が二つあり、見分けられません。",
        "Two choices read “{word}”; they cannot be told apart.",
    ),
    "reminder_late": (
        "お知らせ（reminder）は時間切れ（timeout）より前にしてください。",
        "The reminder must come before the timeout.",
    ),
    "else_last": ("else は最後に一つだけ書けます。", "“else” may stand once, at the end."),
    "self_target": ("手順「{word}」が自分自身に戻っています。", "The step “{word}” goes back to itself."),
    "template_name": ("「{word}」という差し込みはありません。", "Nothing is called “{word}” here."),
    "template_default": (
        "「{word}」は空のことがあります。",
        "“{word}” may be empty.",
    ),
    "template_syntax": (
        "差し込み {{{{ }}}} の書き方が違います（{word}）。",
        "The {{{{ }}}} is not written the right way ({word}).",
    ),
    "template_open": ("差し込み「{word}」が閉じていません。", "The gap “{word}” is not closed."),
    "template_empty": ("差し込み {{{{ }}}} の中が空です。", "There is nothing inside the {{{{ }}}}."),
    "template_if": (
        "{{% if %}} と {{% endif %}} の数が合っていません。",
        "There is not one {{% endif %}} for each {{% if %}}.",
    ),
    "template_forbidden": ("文の中では使えません: {word}", "Not allowed in a sentence: {word}"),
    "template_filter": ("「| {word}」は使えません。", "“| {word}” cannot be used."),
    "template_long": ("文が長すぎるか、入り組みすぎています。", "The sentence is too long or too nested."),
    "expression_name": ("条件の中の「{word}」が何か分かりません。", "The condition does not know “{word}”."),
    "expression_syntax": (
        "条件の書き方が違います: {word}",
        "The condition is not written the right way: {word}",
    ),
    "expression_function": (
        "条件の中で「{word}()」は使えません。",
        "“{word}()” cannot be used in a condition.",
    ),
    "expression_size": ("size() は日本語を数え間違えます。", "size() miscounts Japanese text."),
    "expression_long": ("条件が長すぎます。", "The condition is too long."),
    "expression_nested": ("条件が入り組みすぎています。", "The condition is too nested."),
}

HINTS: dict[str, tuple[str, str]] = {
    **YAML_HINTS,
    "template_open": (
        "「{{」には「}}」、「{%」には「%}」が要ります。",
        "“{{” needs its “}}”, “{%” its “%}”.",
    ),
    "template_empty": ("例: {{ name }}", "For example {{ name }}."),
    "template_syntax": ("例: {{ name }}", "For example {{ name }}."),
    "template_default": (
        "variables に同じ名前で初めの値を書くか、| default('…') を付けてください。",
        "Give it a first value under variables, or add | default('…').",
    ),
    "expression_size": ("length() を使ってください。", "Use length()."),
    "duration": ("例: 30m, 2h, 3d, 1w", "For example 30m, 2h, 3d, 1w."),
    "anchor": (
        "例: purchased, delivered, answered(checkin.used=not_yet)",
        "For example purchased, delivered, answered(checkin.used=not_yet).",
    ),
    "window": ("例: 10:00-20:00", "For example 10:00-20:00."),
    "time": ("例: 10:00", "For example 10:00."),
    "no_supply": ("例: supply: { lasts: 45d }", "For example supply: { lasts: 45d }."),
    "no_level": (
        "選択肢の id に plenty, half, little, gone, still のどれかを使ってください。",
        "Use plenty, half, little, gone or still as the id of a choice.",
    ),
    "bad_id": ("a〜z で始め、a-z 0-9 _ - で書いてください。", "Begin with a to z; use a-z 0-9 _ - only."),
}


def problem(code: str, at: tuple[int, int], word: object = "", hint: tuple[str, str] = ("", "")) -> Problem:
    """A Problem with the table's sentence."""
    japanese, english = PROBLEMS[code]
    shown = str(word)
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    hint_ja, hint_en = hint if any(hint) else HINTS.get(code, ("", ""))
    return Problem(*at, code, japanese.format(word=shown), english.format(word=shown), hint_ja, hint_en)


_SLIPS = (
    ("yaml_wide_space", re.compile("\u3000")),
    ("yaml_wide_colon", re.compile("[A-Za-z_][A-Za-z0-9_-]*：")),
    ("yaml_colon_space", re.compile(r"[A-Za-z_][A-Za-z0-9_-]*:\S")),
)  # what YAML takes for a word or a sentence


def meant(word: str, known: Iterable[str]) -> tuple[str, str]:
    """What slip of the pen it is, or «もしかして …？» as a hint, or which words there are, or nothing."""
    if slip := next((code for code, look in _SLIPS if look.match(word)), ""):
        (said_ja, said_en), (hint_ja, hint_en) = YAML_PROBLEMS[slip], YAML_HINTS[slip]
        return f"{said_ja} {hint_ja}", f"{said_en} {hint_en}"
    names = sorted({str(name) for name in known})
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"もしかして「{near[0]}」ですか？", f"Did you mean “{near[0]}”?"
    if names and len(names) <= 12:
        return f"使えるのは {', '.join(names)} です。", f"Known here: {', '.join(names)}."
    return "", ""
