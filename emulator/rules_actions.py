"""Actions behind buttons, and what each place asks of them: label length, label needed, types allowed."""

from typing import Any

from emulator.rules import (
    Path,
    Problems,
    Rule,
    anything,
    by_type,
    choice,
    matching,
    shape,
    text,
    uri,
)

SCHEMES = ("http", "https", "line", "tel")
LINK = uri(1000, SCHEMES)
DATA = text(300, shortest=0)
SHOWN = text(300, graphemes=True)
INPUT_OPTIONS = choice("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice")
DATE = (
    r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|2100-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
)
TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
FORMATS = {
    "date": matching(DATE),
    "time": matching(TIME),
    "datetime": matching(rf"(?:{DATE})[Tt]{TIME}"),
}


def _one_text(action: dict[str, Any], path: Path, problems: Problems) -> None:
    if action.get("displayText") is not None and action.get("text") is not None:
        problems.add((*path, "displayText"), "displayText and text can't both be used at the same time")


def _fill_in_needs_keyboard(action: dict[str, Any], path: Path, problems: Problems) -> None:
    if action.get("fillInText") is not None and action.get("inputOption") != "openKeyboard":
        problems.add((*path, "fillInText"), "Valid only when inputOption is openKeyboard")


def _times_fit(action: dict[str, Any], path: Path, problems: Problems) -> None:
    form = FORMATS.get(str(action.get("mode")))
    if form is None:
        return
    before = len(problems)
    for name in ("initial", "max", "min"):
        if action.get(name) is not None:
            form(action[name], (*path, name), problems)
    least, most = action.get("min"), action.get("max")
    if len(problems) == before and least and most and least.upper() >= most.upper():
        problems.add((*path, "min"), "must be less than max")


def actions(
    longest_label: int,
    label_needed: bool,
    quick_reply: bool = False,
    rich_menu: bool = False,
    closed: bool = False,
) -> Rule:
    """The rule for an action in one kind of place."""
    label = text(longest_label, graphemes=True)
    needed = ("label",) if label_needed else ()

    def one(fields: dict[str, Rule], required: tuple[str, ...] = (), also: tuple[Rule, ...] = ()) -> Rule:
        every = {"type": anything, "label": label} | fields
        return shape(every, (*required, *needed), closed, also)

    alternative = shape({"desktop": LINK}, closed=closed)
    postback = {
        "data": DATA,
        "displayText": SHOWN,
        "text": SHOWN,
        "inputOption": INPUT_OPTIONS,
        "fillInText": SHOWN,
    }
    picker = {
        "data": DATA,
        "mode": choice("date", "time", "datetime"),
        "initial": anything,
        "max": anything,
        "min": anything,
    }
    kinds = {
        "postback": one(postback, ("data",), (_one_text, _fill_in_needs_keyboard)),
        "message": one({"text": text(300, graphemes=True)}, ("text",)),
        "uri": one({"uri": LINK, "altUri": alternative}, ("uri",)),
        "datetimepicker": one(picker, ("data", "mode"), (_times_fit,)),
        "clipboard": one({"clipboardText": text(1000)}, ("clipboardText",)),
    }
    if quick_reply:
        kinds |= {"camera": one({}), "cameraRoll": one({}), "location": one({})}
    if rich_menu:
        alias = text(32, pattern=r"[a-z0-9_-]{1,32}")
        fields = {"richMenuAliasId": alias, "data": DATA}
        kinds["richmenuswitch"] = one(fields, ("richMenuAliasId", "data"))
    return by_type(kinds)
