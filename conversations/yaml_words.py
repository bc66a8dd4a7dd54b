# ruff: noqa: E501 - one problem, one place
"""What is said of a file that is not readable YAML, and what to do about it: Japanese, English (yaml_mistakes.py)."""

from typing import Final

YAML_PROBLEMS: Final[dict[str, tuple[str, str]]] = {
    "yaml_tab": ("タブ文字は使えません。", "Tabs cannot be used."),
    "yaml_wide_space": ("全角の空白は、ここでは使えません。", "A full-width space cannot stand here."),
    "yaml_wide_colon": ("「：」が全角です。", "This “：” is a full-width colon."),
    "yaml_wide_dash": (
        "行の頭の「-」が、半角ではありません。",
        "The “-” this line begins with is not the plain one.",
    ),
    "yaml_wide_quote": (
        "文を囲む引用符が、半角ではありません。",
        "The quotes around this text are not the plain ones.",
    ),
    "yaml_wide_bracket": ("括弧「{word}」が全角です。", "The bracket “{word}” is a full-width one."),
    "yaml_dash_space": (
        "「-」のすぐあとに「{word}」が続いています。",
        "“{word}” follows the “-” without a space.",
    ),
    "yaml_colon_space": ("「:」のあとに空白がありません。", "There is no space behind the “:”."),
    "yaml_no_colon": ("「{word}」のあとに「:」がありません。", "There is no “:” behind “{word}”."),
    "yaml_quote_open": (
        "ここで開いた引用符 {word} が閉じていません。",
        "The quote {word} opened here is not closed.",
    ),
    "yaml_quote_inside": (
        "引用符 {word} が閉じたあとに、文字が続いています。",
        "Text goes on behind the closing quote {word}.",
    ),
    "yaml_gap_bare": ("文が「{{{{」や「{{%」で始まっています。", "The text begins with “{{{{” or “{{%”."),
    "yaml_special_start": ("文が「{word}」で始まっています。", "The text begins with “{word}”."),
    "yaml_colon_inside": (
        "文の中に「: 」（半角のコロンと空白）があります。",
        "There is a “: ” (colon and space) inside the text.",
    ),
    "yaml_bracket_open": (
        "ここで開いた括弧「{word}」が閉じていません。",
        "The bracket “{word}” opened here is not closed.",
    ),
    "yaml_bracket_wrong": (
        "閉じ括弧「{word}」が、開いた括弧と合っていません。",
        "“{word}” does not match the bracket that was opened.",
    ),
    "yaml_no_dash": (
        "並びの途中ですが、行の頭に「- 」がありません。",
        "This stands in a list, but has no “- ” in front.",
    ),
    "yaml_indent": (
        "字下げ（行の頭の空白 {word}文字）が、上の行とそろっていません。",
        "The indentation ({word} spaces) does not fit the lines above.",
    ),
}

_QUOTE_ALL: Final = ('文ぜんたいを " と " で囲んでください。', 'Put the whole text between " and ".')

YAML_HINTS: Final[dict[str, tuple[str, str]]] = {
    "yaml": (
        "この行とその上の行の、「名前: 値」の形、字下げ、引用符や括弧の閉じ忘れをご確認ください。",
        "Look at this line and the one above: “name: value”, the indentation, quotes and brackets left open.",
    ),
    "aliases": (
        '文の中の「&」「*」なら、文ぜんたいを " と " で囲んでください。',
        'If they belong to a text, put all of it between " and ".',
    ),
    "yaml_tab": ("半角の空白に直してください。", "Use spaces."),
    "yaml_wide_space": ("半角の空白に直してください。", "Use the plain space."),
    "yaml_wide_colon": ("半角の「:」と空白に直してください。", "Use a plain “:” and a space."),
    "yaml_wide_dash": ("半角の「-」と空白に直してください。", "Use a plain “-” and a space."),
    "yaml_wide_quote": ('半角の " に直してください。', 'Use the plain ".'),
    "yaml_wide_bracket": ("半角の [ ] か { } に直してください。", "Use plain [ ] or { }."),
    "yaml_dash_space": ("「- 」と、半角の空白を入れてください。", "Put a space behind the “-”."),
    "yaml_colon_space": ("「: 」と、半角の空白を入れてください。", "Put a space behind it."),
    "yaml_no_colon": ("半角の「:」を入れてください。", "Put a “:” there."),
    "yaml_quote_open": ("文の終わりに、同じ引用符を付けてください。", "Put the same quote at the end of the text."),
    "yaml_quote_inside": (
        "文の中の引用符は「」にするか、外側を別の引用符にしてください。",
        "Use other quotes inside the text than around it.",
    ),
    "yaml_gap_bare": _QUOTE_ALL,
    "yaml_special_start": _QUOTE_ALL,
    "yaml_colon_inside": (
        '文ぜんたいを " と " で囲むか、全角の「：」にしてください。',
        'Put the whole text between " and ".',
    ),
    "yaml_bracket_open": ("[ には ]、{ には } が要ります。", "[ needs its ], { its }."),
    "yaml_bracket_wrong": ("[ には ]、{ には } が要ります。", "[ needs its ], { its }."),
    "yaml_no_dash": ("「- 」を付けるか、上の項目の続きなら字下げしてください。", "Put “- ” there, or indent it if it belongs to the entry above."),
    "yaml_indent": (
        "同じまとまりの項目は、頭をそろえてください（「- 」の並びでは、その次の文字に）。",
        "What belongs together begins in the same column (behind a “- ”, at the letter after it).",
    ),
}  # fmt: skip
