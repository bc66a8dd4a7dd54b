"""訳: one script in another language: a file of its own that holds nothing but sentences, by step.

    translates: tea-checkin
    locale: en
    steps:
      used:
        ask: "{{ name }}, have you tried {{ product }} yet?"
        choices:
          often: { label: Every day, also: [daily, always] }
          some: A few times
    seen: { used: 1f2e3d4c }     # written by `bot.py translated`: which sentences this was made from

Steps, choices, ways, marks, scores and timings are the script's alone, so that a tap means the same in every
language. What belongs to which sentence is worked out in `conversations.translating`.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from conversations.authored import Id, Label, Name, Part, Text, Words, as_list
from conversations.locales import Locale


class LinkWords(Part):
    """A link's words; `link` only where this language has a page of its own."""

    text: Text
    label: Label
    link: Annotated[str, Field(pattern=r"^(https://|tel:|\{\{)", max_length=1000)] | None = None


class AltWords(Part):
    """What a picture shows, in words."""

    alt: str


def _kind(value: Any) -> str:
    if isinstance(value, LinkWords) or (isinstance(value, dict) and "label" in value):
        return "link"
    return "alt" if isinstance(value, AltWords) or (isinstance(value, dict) and "alt" in value) else "text"


SaidWords = Annotated[
    Annotated[Text, Tag("text")] | Annotated[LinkWords, Tag("link")] | Annotated[AltWords, Tag("alt")],
    Discriminator(_kind),
]


class ChoiceWords(Part):
    label: Label
    also: Words = ()  # other words for it, as people say in this language


Choices = dict[
    Id, Annotated[ChoiceWords, BeforeValidator(lambda v: {"label": v} if isinstance(v, str) else v)]
]


class QuestionWords(Part):
    """What holds for every question."""

    retry: Annotated[tuple[Text, ...], BeforeValidator(as_list)] = ()
    reminder: Text | None = None
    refuse: Label | None = None
    human: Label | None = None


class StepWords(QuestionWords):
    """The sentences of one step; only what the step itself has may stand here."""

    say: Annotated[tuple[SaidWords, ...], BeforeValidator(as_list)] = ()  # texts, links, pictures: in order
    ask: Text | None = None
    repeat: Text | None = None
    hint: str | None = None
    labels: Annotated[tuple[Label, ...], Field(max_length=5)] = ()
    choices: Choices = Field(default_factory=dict)
    optional: Label | None = None
    tell: Text | None = None
    set: dict[Name, str] = Field(default_factory=dict)
    remember: dict[Name, str] = Field(default_factory=dict)


class Translation(Part):
    """One script's sentences in one language."""

    translates: Id
    locale: Locale
    note: str = ""
    variables: dict[Name, str] = Field(default_factory=dict)
    words: dict[Name, Text] = Field(default_factory=dict)
    every_question: QuestionWords = QuestionWords()
    steps: dict[Id, StepWords] = Field(default_factory=dict)
    seen: dict[str, str] = Field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called among what is published: «tea-checkin.en»."""
        return f"{self.translates}.{self.locale}"
