"""The shape of a file: known words, right types. Pydantic finds what is wrong; it gets a line here."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from conversations import authored, journey, script, translation, waits
from conversations.problems import PROBLEMS, Problem, meant, problem
from conversations.yaml_tree import Tree

_TAGGED = ("steps", "say", "branch")  # lists whose items pydantic names by their kind, too
_INSIDE: dict[str, type[BaseModel]] = {
    "choices": authored.Choice,
    "reminder": authored.Reminder,
    "timeout": authored.Timeout,
    "refuse": authored.Quiet,
    "human": authored.Quiet,
    "optional": authored.Quiet,
    "unreadable": authored.Unreadable,
    "every_question": authored.AskDefaults,
    "words": script.ScriptWords,
    "case": script.CaseToOpen,
    "touchpoints": journey.Touchpoint,
    "for": journey.Audience,
    "wait": waits.Waiting,
    "stations": waits.Station,
    "first_win": waits.FirstWin,
}
_LIMITS = ("too_long", "too_short", "greater_than", "less_than", "string_too")
_TYPES = {
    "string_type": ("文字で書いてください。", "Write text here."),
    "int_type": ("整数で書いてください。", "Write a whole number here."),
    "int_parsing": ("整数で書いてください。", "Write a whole number here."),
    "int_from_float": ("整数で書いてください。", "Write a whole number here."),
    "bool_type": ("true か false で書いてください。", "Write true or false here."),
    "bool_parsing": ("true か false で書いてください。", "Write true or false here."),
    "tuple_type": ("「- 」で始まる並びで書いてください。", "Write a list, each entry with “- ”."),
    "dict_type": ("「名前: 値」の並びで書いてください。", "Write entries such as “name: value”."),
    "model_type": ("「名前: 値」の並びで書いてください。", "Write entries such as “name: value”."),
}
Model = TypeVar("Model", bound=BaseModel)


def read_model(model: type[Model], tree: Tree) -> Model | list[Problem]:
    for made in ("parts", "translations"):  # put in by the library
        if made in tree.values:
            return [problem("unknown_word", tree.at((made,), key=True), made)]
    try:
        return model.model_validate(tree.values)
    except ValidationError as errors:
        found = {_problem(model, tree, error) for error in errors.errors(include_url=False)}
    except RecursionError:
        return [problem("too_big", (1, 1), "levels")]
    best: dict[tuple[int, int], Problem] = {}
    for one in sorted(found):  # one place, one sentence: a union reports every way it failed
        best.setdefault((one.line, one.column), one)
    return list(best.values())


def _problem(model: type[BaseModel], tree: Tree, error: ErrorDetails) -> Problem:
    kind, path = error["type"], _path(tree.values, error["loc"])
    word = str(path[-1]) if path else ""
    given = error.get("input")
    shown = given if isinstance(given, (str, int, float)) else word
    if kind == "extra_forbidden":
        known = _known_words(model, tree.values, path[:-1])
        return problem("unknown_word", tree.at(path, key=True), word, meant(word, known))
    if kind == "missing":
        return problem("missing_word", tree.at(path), _last_word(error["loc"]))
    if kind == "union_tag_not_found":
        words = ", ".join(str(k) for k in given) if isinstance(given, dict) else str(shown)
        first = next(iter(given), "") if isinstance(given, dict) else str(given)
        return problem("unknown_step", tree.at(path), words or "…", meant(str(first), script.STEP_WORDS))
    if kind in ("value_error", "assertion_error"):
        code, _, rest = str(error.get("ctx", {}).get("error", "")).partition(":")
        quoted = rest.strip().split("'")
        return problem(
            code if code in PROBLEMS else "bad_value", tree.at(path), quoted[1] if len(quoted) > 1 else shown
        )
    if kind == "literal_error":
        expected = str(error.get("ctx", {}).get("expected", ""))
        words_ja = f"使えるのは {expected} です。".replace("'", "").replace(" or ", ", ")
        return problem(
            "not_one_of", tree.at(path), shown, (words_ja, f"Use one of {expected}.".replace("'", ""))
        )
    if kind == "string_pattern_mismatch":
        return problem(
            "bad_id" if word not in ("image", "preview", "sticker", "link") else "bad_value",
            tree.at(path),
            shown,
        )
    if kind.startswith(_LIMITS):
        limits = {k: v for k, v in error.get("ctx", {}).items() if isinstance(v, (int, float))}
        return problem("limit", tree.at(path), f"{word}: {', '.join(str(v) for v in limits.values())}")
    return problem("wrong_type", tree.at(path), word, _TYPES.get(kind, ("", "")))


def _path(values: Any, loc: Sequence[str | int]) -> tuple[str | int, ...]:
    """Pydantic's way to the error without the kinds it adds: the way through the file."""
    path: list[str | int] = []
    node, skip = values, False
    for part in loc:
        if skip:
            skip = False
            continue
        if isinstance(node, dict) and isinstance(part, str) and part in node:
            path.append(part)
            node = node[part]
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            skip = bool(path) and path[-1] in _TAGGED
            path.append(part)
            node = node[part]
    return tuple(path)


def _last_word(loc: Sequence[str | int]) -> str:
    return next((p for p in reversed(loc) if isinstance(p, str)), "")


def _known_words(model: type[BaseModel], values: Any, path: Sequence[str | int]) -> set[str]:
    """Which words may stand at this place."""
    inside = model
    if model is translation.Translation:
        return _known_in_translation(path)
    for place, part in enumerate(path):
        if part == "steps" and len(path) > place + 1:
            step = values["steps"][path[place + 1]]
            inside = script.step_model(script.step_word(step)) or inside
        elif isinstance(part, str) and part in _INSIDE:
            inside = _INSIDE[part]
    return {field.alias or name for name, field in inside.model_fields.items()} - {"parts", "translations"}


def _known_in_translation(path: Sequence[str | int]) -> set[str]:
    inside: type[BaseModel] = translation.Translation
    match list(path):
        case ["steps", _, "choices", _, *_]:
            inside = translation.ChoiceWords
        case ["steps", _, "say", *_]:
            inside = translation.LinkWords
        case ["steps", _, *_]:
            inside = translation.StepWords
        case ["every_question", *_]:
            inside = translation.QuestionWords
    return set(inside.model_fields)
