"""What our buttons carry in `postback.data`, written and read in one place.

    a=<conversation token>&t=<turn>&s=<step>&c=<choice>    an answer to a question
    p=<proposal token>&v=accept|decline|other[&d=<place>]  an answer to a staff proposal (d: of its moments)
    k=<command>[&x=<argument>]                          stop, resume, human (a shop's menu, too), rest, go_on

At most 300 characters (https://developers.line.biz/en/reference/messaging-api/#postback-action).
Data comes back from outside: reading never raises, unknown data is None.
"""

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import parse_qsl

DATA_LIMIT: Final = 300
Verdict = Literal["accept", "decline", "other"]
_ESCAPES = {ord(c): f"%{ord(c):02X}" for c in "%&=+;#\0\n\r\t "}


@dataclass(frozen=True, slots=True)
class Answer:
    """A button of a question, as shown at that turn. `choice` is "" for the date picker."""

    conversation: str
    turn: int
    step: str
    choice: str


@dataclass(frozen=True, slots=True)
class Proposal:
    token: str
    verdict: Verdict
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    argument: str = ""


def answer_data(conversation: str, turn: int, step: str, choice: str) -> str:
    return f"a={_escape(conversation)}&t={turn}&s={_escape(step)}&c={_escape(choice)}"


def proposal_data(token: str, verdict: Verdict, choice: str = "") -> str:
    return f"p={_escape(token)}&v={verdict}" + (f"&d={_escape(choice)}" if choice else "")


def command_data(name: str) -> str:
    return f"k={_escape(name)}"


def parse_postback(data: str | None) -> Answer | Proposal | Command | None:
    """What a tap says, or None if it is not a button of ours (or of a version nobody knows any more)."""
    if not data or len(data) > DATA_LIMIT * 3:
        return None
    try:
        fields = dict(parse_qsl(data, keep_blank_values=True, max_num_fields=8))
    except ValueError:
        return None
    match fields:
        case {"a": token, "t": turn, "s": step, "c": choice} if token and turn.isascii() and turn.isdigit():
            return Answer(token, int(turn[:9]), step, choice)
        case {"p": token, "v": ("accept" | "decline" | "other") as verdict} if token:
            return Proposal(token, verdict, fields.get("d", ""))
        case {"k": name} if name:
            return Command(name, fields.get("x", ""))
    return None


def _escape(value: str) -> str:
    """Only what would break the format; Japanese stays readable and short."""
    return value.translate(_ESCAPES)
