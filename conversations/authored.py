"""The small parts an author writes: bubbles, choices, small buttons, waits, and the words of ids and labels.

`conversations.script` puts them together. The `BeforeValidator`s allow the short forms a person would write
(one text instead of a list, `refuse: true`).
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from conversations.counting import LABEL_LIMIT, graphemes
from conversations.durations import Wait
from conversations.effects import Outcome

MAX_BUBBLES = 5
MAX_BAR = 10


def _label(value: str) -> str:
    if not value.strip() or graphemes(value) > LABEL_LIMIT:
        raise ValueError(f"label: {value!r} must have 1 to {LABEL_LIMIT} characters")
    if "{{" in value or "\n" in value:
        raise ValueError(f"label_plain: {value!r} must be one line of plain words")
    return value


def _bar(value: str) -> str:
    done, _, of = value.partition("/")
    if not (done.isdecimal() and of.isdecimal() and int(done) <= int(of) and 1 <= int(of) <= MAX_BAR):
        raise ValueError(f"bad_value: {value!r} is not a place on the way such as 2/3")
    return value


def as_list(value: Any) -> Any:
    """One text, one bubble or one name may be written without a list."""
    return value if isinstance(value, (list, tuple)) else [value]


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$", description="a-z 0-9 _ -")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="a-z 0-9 _")]
Target = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$", description="a step's id, or end")]
Label = Annotated[str, BeforeValidator(lambda v: _label(v) if isinstance(v, str) else v)]
Text = Annotated[str, Field(min_length=1, max_length=5000)]
Condition = Annotated[str, Field(min_length=1, max_length=500, description="CEL")]
Scalar = bool | int | float | str
Bar = Annotated[str, AfterValidator(_bar)]  # «2/3»: so far along, shown over the text
Words = Annotated[tuple[str, ...], BeforeValidator(as_list)]


class Part(BaseModel):
    """Anything an author writes: frozen, and no unknown words."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        coerce_numbers_to_str=True,
        populate_by_name=True,
        serialize_by_alias=True,
    )


class TextSaid(Part):
    text: Text


class ImageSaid(Part):
    image: Annotated[str, Field(pattern=r"^https://", max_length=2000)]
    preview: Annotated[str, Field(pattern=r"^https://", max_length=2000)] | None = None
    alt: str = ""


class StickerSaid(Part):
    sticker: Annotated[str, Field(pattern=r"^\d+/\d+$", description="package/sticker")]


class LinkSaid(Part):
    link: Annotated[str, Field(pattern=r"^(https://|tel:|\{\{)", max_length=1000)]
    text: Text
    label: Label


def _said_kind(value: Any) -> str:
    """Which bubble: a mapping with link, image, sticker; anything else is a text."""
    for word in ("link", "image", "sticker"):
        if (isinstance(value, dict) and word in value) or hasattr(value, word):
            return word
    return "text"


Said = Annotated[
    Annotated[
        TextSaid,
        BeforeValidator(lambda v: {"text": v} if isinstance(v, (str, int, float)) else v),
        Tag("text"),
    ]
    | Annotated[LinkSaid, Tag("link")]
    | Annotated[ImageSaid, Tag("image")]
    | Annotated[StickerSaid, Tag("sticker")],
    Discriminator(_said_kind),
]
Bubbles = Annotated[tuple[Said, ...], BeforeValidator(as_list), Field(min_length=1, max_length=MAX_BUBBLES)]


class Choice(Part):
    """One button. `also` are other words for it; `mark` says what choosing it means."""

    id: Id
    label: Label
    also: Words = ()
    go: Target | None = None
    mark: Outcome | None = None
    score: Annotated[int, Field(ge=1, le=5)] | None = None


class Reminder(Part):
    after: Wait
    text: Text


class Timeout(Part):
    """No answer for `after`: go on with `go`, or let the conversation expire."""

    after: Wait
    go: Target | None = None


class Quiet(Part):
    """A small button under the choices: refuse, human or skip."""

    label: Label | None = None
    go: Target | None = None


class Unreadable(Part):
    """What happens when every retry was used up; without `go` a human gets it and the questions end."""

    go: Target


def _quiet(value: Any) -> Any:
    """`refuse: true`, `refuse: false`, `refuse: 言いたくない` or the long form."""
    if value is True:
        return {}
    return {"label": value} if isinstance(value, str) else value


# None = as `every_question` says; False = not here.
QuietButton = Annotated[Quiet | Literal[False] | None, BeforeValidator(_quiet)]


class AskDefaults(Part):
    """What holds for every question that does not say otherwise itself."""

    retry: Annotated[tuple[Text, ...], BeforeValidator(as_list)] | None = None
    reminder: Reminder | Literal[False] | None = None
    timeout: Timeout | None = None
    refuse: QuietButton = None
    human: QuietButton = None
