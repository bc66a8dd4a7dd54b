"""台本: one conversation, step after step. Frozen; the shape here is the shape of the YAML file.

A step is told by its first word: say ask branch set remember milestone mark case again call end.
A `checklist` is a question that stays open until every choice is ticked, one tap each; what is ticked is a
fact of the purchase (`ready_<choice>`), so that the customer's page and the chat show one list.
`go` (on a step, choice, timeout …) names the step to go on with; without it the next in the file follows;
`go: end` ends. Every sentence is a template (`{{ name }}`); every `if` is a CEL condition; a value that
begins with `=` is a CEL expression. `parts` holds the called sub-scripts, put in by `conversations.library`,
so that one published version is whole in itself.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, PrivateAttr, Tag

from conversations.authored import (
    AskDefaults,
    Bar,
    Bubbles,
    Choice,
    Condition,
    Id,
    Label,
    Name,
    Part,
    QuietButton,
    Scalar,
    Target,
    Text,
    Unreadable,
    as_list,
)
from conversations.durations import Wait
from conversations.effects import Axis, CaseReason, Outcome
from conversations.feelings import FACES, RESULT
from conversations.locales import Locale
from conversations.translation import Translation

Purpose = Literal["welcome", "milestone", "how_to", "check_in", "recovery", "replenishment", "referral"]
AskKind = Literal["choice", "scale", "checklist", "text", "number", "date", "photo"]
END = "end"  # the reserved target of `go`
MAX_STEPS = 200


class Step(Part):
    """What every step may carry."""

    id: Id = ""  # filled with e.g. «say-3» when the author gives none
    note: str = ""  # for colleagues; never shown to a customer
    go: Target | None = None


class SayStep(Step):
    say: Bubbles
    bar: Bar | None = None


class AskStep(Step, AskDefaults):
    """A question; the conversation waits here. `scale` brings its five answers with it (score 1…5)."""

    ask: Text
    kind: AskKind = "choice"
    scale: Literal["faces", "result"] | None = None
    labels: Annotated[tuple[Label, ...], Field(min_length=5, max_length=5)] | None = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=12)] = ()
    axis: Axis = "other"
    save_as: Name | None = None
    optional: QuietButton = None  # a skip button
    hint: str = ""
    min: float | str | None = None
    max: float | str | None = None
    min_length: Annotated[int, Field(ge=0, le=5000)] | None = None
    max_length: Annotated[int, Field(ge=1, le=5000)] | None = None
    pattern: Annotated[str, Field(max_length=200)] | None = None
    unreadable: Unreadable | None = None
    repeat: Text | None = None  # the question in short, whenever it is shown again (retry, reminder …)
    or_photo: bool = False  # a photo answers it, too
    bar: Bar | None = None

    @property
    def name(self) -> str:
        """The name its answer has in templates and conditions."""
        return self.save_as or self.id.replace("-", "_")


class When(Part):
    condition: Condition = Field(alias="if")
    go: Target


class Otherwise(Part):
    go: Target = Field(alias="else")


Way = Annotated[
    Annotated[When, Tag("if")] | Annotated[Otherwise, Tag("else")],
    Discriminator(
        lambda v: "else" if (isinstance(v, dict) and "else" in v) or isinstance(v, Otherwise) else "if"
    ),
]


class BranchStep(Step):
    """The first way whose condition holds; when none does, the next step in the file."""

    branch: Annotated[tuple[Way, ...], BeforeValidator(as_list), Field(min_length=1, max_length=20)]


class SetStep(Step):
    set: Annotated[dict[Name, Scalar], Field(min_length=1)]


class RememberStep(Step):
    """Keep facts on the purchase: later scripts read them as `facts.<name>`."""

    remember: Annotated[dict[Name, Scalar], Field(min_length=1)]


class MilestoneStep(Step):
    milestone: Name


class MarkStep(Step):
    mark: Outcome


class CaseToOpen(Part):
    reason: CaseReason
    tell: Text | None = None


class CaseStep(Step):
    """A human is needed: open a case; `tell` is said to the customer (may use promise and staff)."""

    case: Annotated[CaseToOpen, BeforeValidator(lambda v: {"reason": v} if isinstance(v, str) else v)]


class AgainStep(Step):
    """Run this touchpoint again after this long («not yet used»)."""

    again: Wait


class CallStep(Step):
    """Go through another script here; its answers are readable by their names afterwards."""

    call: Id


class EndStep(Step):
    end: Literal["completed", "refused"]


_STEPS: dict[str, type[Step]] = {
    "say": SayStep, "ask": AskStep, "branch": BranchStep, "set": SetStep, "remember": RememberStep,
    "milestone": MilestoneStep, "mark": MarkStep, "case": CaseStep, "again": AgainStep, "call": CallStep,
    "end": EndStep,
}  # fmt: skip
STEP_WORDS = tuple(_STEPS)


def step_word(value: Any) -> str | None:
    """The word that says what kind of step this is: of a written mapping or of a Step."""
    if isinstance(value, dict):
        return next((word for word in STEP_WORDS if word in value), None)
    return next((word for word, cls in _STEPS.items() if type(value) is cls), None)


def step_model(word: str | None) -> type[Step] | None:
    return _STEPS.get(word or "")


AnyStep = Annotated[
    Annotated[SayStep, Tag("say")]
    | Annotated[AskStep, Tag("ask")]
    | Annotated[BranchStep, Tag("branch")]
    | Annotated[SetStep, Tag("set")]
    | Annotated[RememberStep, Tag("remember")]
    | Annotated[MilestoneStep, Tag("milestone")]
    | Annotated[MarkStep, Tag("mark")]
    | Annotated[CaseStep, Tag("case")]
    | Annotated[AgainStep, Tag("again")]
    | Annotated[CallStep, Tag("call")]
    | Annotated[EndStep, Tag("end")],
    Discriminator(step_word),
]


def _with_ids(steps: Any) -> Any:
    """Steps without an id get one from their word and place: «say-3»; a call gets its script's id."""
    if not isinstance(steps, (list, tuple)):
        return steps
    named = []
    for place, step in enumerate(steps, start=1):
        word = step_word(step) if isinstance(step, dict) else None
        if word is not None and not step.get("id"):
            own = step["call"] if word == "call" else f"{word}-{place}"
            step = {**step, "id": own}
        named.append(step)
    return named


class ScriptWords(Part):
    """The sentences the engine says by itself. What is not given here comes from `conversations.words`."""

    health: Text | None = None
    unhappy: Text | None = None
    drop: Text | None = None  # much worse than last time
    human: Text | None = None
    unreadable: Text | None = None
    question: Text | None = None  # they asked us something
    ask_on: Text | None = None  # before the next question, in a turn that apologised
    refuse: Text | None = None
    answered: Text | None = None  # a button of an earlier question was tapped
    closed: Text | None = None  # a button was tapped after the end
    late: Text | None = None  # the answer came after the question had expired
    media: Text | None = None  # a sticker or photo came while an answer was awaited
    failed: Text | None = None


class Script(Part):
    """台本: one conversation from its first words to its ends."""

    id: Id
    title: Annotated[str, Field(min_length=1, max_length=80)]
    version: Annotated[int, Field(ge=1)] = 1
    purpose: Purpose
    locale: Locale = "ja"  # the language it is written in
    note: str = ""
    variables: dict[Name, Scalar] = Field(default_factory=dict)
    every_question: AskDefaults = AskDefaults()
    words: ScriptWords = ScriptWords()
    steps: Annotated[
        tuple[AnyStep, ...], BeforeValidator(_with_ids), Field(min_length=1, max_length=MAX_STEPS)
    ]
    parts: dict[Id, "Script"] = Field(default_factory=dict)
    translations: dict[Locale, Translation] = Field(default_factory=dict)  # put in by the library, as `parts`
    _written_as: "Script | None" = PrivateAttr(None)

    @property
    def written_as(self) -> "Script":
        """The script this is a translation of; itself if it is none."""
        return self._written_as or self

    def as_translation_of(self, script: "Script") -> "Script":
        made = self.model_copy()
        made._written_as = script
        return made

    def step(self, step_id: str) -> Step | None:
        return next((s for s in self.steps if s.id == step_id), None)

    @property
    def asks(self) -> bool:
        """Whether it asks anything at all, itself or in a part."""
        return any(isinstance(s, AskStep) for _, s in self.walk())

    @property
    def calls(self) -> frozenset[str]:
        """The scripts it calls itself."""
        return frozenset(s.call for s in self.steps if isinstance(s, CallStep))

    @property
    def cyclic(self) -> bool:
        """Whether following the calls never ends (such a script is refused when it is loaded)."""
        return any(_leads_back(name, self.parts, (self.id,)) for name in self.calls)

    @staticmethod
    def scale_ids(ask: AskStep) -> tuple[str, ...]:
        """The ids of the five answers a scale brings with it."""
        if ask.kind != "scale":
            return ()
        return tuple(level.id for level in (FACES if ask.scale == "faces" else RESULT))

    def choice_ids(self, ask: AskStep) -> tuple[str, ...]:
        return self.scale_ids(ask) + tuple(choice.id for choice in ask.choices)

    def walk(self, path: str = "", outer: AskDefaults | None = None) -> Iterator[tuple[str, Step]]:
        """Every step with its path through the called scripts («feeling/word»); parts must be acyclic.

        Questions come with what `every_question` says filled in (a called script's own words first).
        """
        defaults = self.every_question if outer is None else merged(self.every_question, outer)
        for step in self.steps:
            yield path + step.id, settled(step, defaults) if isinstance(step, AskStep) else step
            if isinstance(step, CallStep) and (part := self.parts.get(step.call)) is not None:
                inner = part.model_copy(update={"parts": self.parts})
                yield from inner.walk(f"{path}{step.id}/", defaults)


def _leads_back(name: str, parts: dict[str, Script], callers: tuple[str, ...]) -> bool:
    if name in callers:
        return True
    part = parts.get(name)
    return part is not None and any(_leads_back(n, parts, (*callers, name)) for n in part.calls)


_INHERITED = ("retry", "reminder", "timeout", "refuse", "human")


def merged(own: AskDefaults, outer: AskDefaults) -> AskDefaults:
    """A called script's own defaults, and its caller's for what it leaves open."""
    return AskDefaults(
        **{f: v if (v := getattr(own, f)) is not None else getattr(outer, f) for f in _INHERITED}
    )


def settled(ask: AskStep, defaults: AskDefaults) -> AskStep:
    """The question as it will be asked: the defaults filled in, «false» turned to None."""
    chosen = {f: v if (v := getattr(ask, f)) is not None else getattr(defaults, f) for f in _INHERITED}
    return ask.model_copy(
        update={f: v or None for f, v in chosen.items()} | {"optional": ask.optional or None}
    )
