"""What the engine wants: frozen values that services turn into rows of the same commit.

Bubbles are what the customer shall see, in the field's words, not in LINE's JSON:
`line.messages` renders them (≤ 5 bubbles travel in one request).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from conversations.events import TimerKind

Axis = Literal[
    "used", "result", "feeling", "word", "strength", "expectation", "preparation", "comment", "photo",
    "remaining", "helped", "hardest", "partner", "testimonial", "referral", "other",
]  # fmt: skip
CaseReason = Literal[
    "unhappy", "health", "wants_human", "unreadable", "drop", "failed", "order_wish", "question",
    "order_change", "bereaved", "crisis",
]  # fmt: skip
Outcome = Literal["happy", "unhappy", "health", "wants_human"]
OUTCOMES: Final = ("", "happy", "unhappy", "wants_human", "health")  # the gravest counts


@dataclass(frozen=True, slots=True)
class TextBubble:
    """Plain text, ≤ 5000 UTF-16 units."""

    text: str


@dataclass(frozen=True, slots=True)
class ImageBubble:
    url: str
    preview_url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class StickerBubble:
    package_id: str
    sticker_id: str


@dataclass(frozen=True, slots=True)
class LinkBubble:
    """A text with one button that opens a page."""

    text: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Button:
    """One way to answer. `choice` comes back in `Tapped`; `quiet` buttons (refuse, human) look smaller."""

    choice: str
    label: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class QuestionBubble:
    """A question with its buttons inside the bubble (they stay, and exist on LINE for PC).

    `step` and `turn` travel in each button's data. `style` is a hint for the look: `list` (one under the
    other) or `faces` (five faces, each with its words). `input` says what else is awaited; `by_number`: tell
    that the number of a choice answers, too.
    """

    text: str
    step: str
    turn: int
    buttons: tuple[Button, ...]
    style: Literal["list", "faces"] = "list"
    input: Literal["choice", "text", "number", "date", "photo"] = "choice"
    hint: str = ""
    by_number: bool = False


Bubble = TextBubble | ImageBubble | StickerBubble | LinkBubble | QuestionBubble


@dataclass(frozen=True, slots=True)
class Say:
    """One answer to the customer: all bubbles of this turn together, in order, 1..5."""

    bubbles: tuple[Bubble, ...]


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """What the customer answered to `step`. `score` is 1 (worst) … 5 (best) on `result` and `feeling`."""

    step: str
    axis: Axis
    kind: str  # choice scale text number date photo
    value: str  # choice id, normalised number, ISO date, LINE message id of a photo, or the text
    label: str  # what they chose, as its author wrote it, or what they wrote: for staff to read
    score: int | None = None
    message_id: str = ""  # LINE's id of the message that carried it; "" for a tap
    question: str = ""  # the question as its author wrote it, its gaps filled
    asked: str = ""  # the question as the customer read it, where that was in another language


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Ring after `after`, counted from the moment the last bubble of this turn was really sent."""

    kind: TimerKind
    after: timedelta
    turn: int


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A human is needed. `matched` are the customer's words that said so; `level` 2 is a health alarm now."""

    reason: CaseReason
    step: str
    level: int = 0
    matched: tuple[str, ...] = ()
    text: str = ""  # the customer's own words
    message_id: str = ""  # LINE's id of the message that carried them


@dataclass(frozen=True, slots=True)
class MarkOutcome:
    """How this conversation went, for journeys (`answered(...)`), pages and numbers."""

    outcome: Outcome
    step: str


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep a fact on the purchase: readable later as `facts.<name>` by every script of its journey."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ReachMilestone:
    """The customer told us something happened (`first_used`): a milestone of the purchase."""

    name: str


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Not yet used: run this same touchpoint again after `after`."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class ShowStaff:
    """Nobody must act, but a human shall see it (a sticker or photo while no answer fits)."""

    why: str
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Redact:
    """Forget the text of this message everywhere."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Means nothing now; recorded so that «why did nothing happen» has an answer."""

    why: str


Effect = (
    Say
    | RecordAnswer
    | SetTimer
    | OpenCase
    | MarkOutcome
    | Remember
    | ReachMilestone
    | AskAgain
    | ShowStaff
    | Redact
    | Ignored
)
