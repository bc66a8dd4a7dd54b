"""`POST /callback` without a thread and without Flask: the one path where a request's cost counts.

The server's loop hands over what it has read, and writes the answer when it is told (`web_worker`). What it
does not read itself (chunks, a large body) and every other method goes to Flask, which has the same route for
the same Intake (`webhook.blueprint`). Why two: docs/adr/0002 and 0022, with the measurements.
"""

from collections.abc import Callable, Mapping
from typing import Final

from webhook.intake import Answer, Intake

PATH: Final = "/callback"
Tell = Callable[[int, str], None]


def direct(intake: Intake) -> Callable[[Mapping[bytes, bytes], bytes, Tell], bool]:
    """The door for the server's loop. It never waits; False: «read it again, with a thread»."""

    def take(headers: Mapping[bytes, bytes], body: bytes, tell: Tell) -> bool:
        given = headers.get(b"x-line-signature", b"").decode("latin-1")

        def answered(answer: Answer) -> None:
            tell(answer.status, answer.sentence)

        return intake.take(body, given, answered)

    return take
