"""気持ちのうつりかわり as a small drawing: each scored answer a dot, the newest at the right.

Dots stand evenly, not by the calendar: three answers of one evening must stay apart to be read. The dates
stand under them, and the words in the list below the drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from models.conversation import Answer

AXES: Final = ("feeling", "result")
MOST: Final = 12  # dots that stay apart on a phone
WIDTH, HEIGHT = 320, 112
_LEFT, _RIGHT, _TOP, _STEP = 28, 12, 14, 20  # a step of the score is 20 units high


@dataclass(frozen=True, slots=True)
class Dot:
    axis: str
    score: int
    label: str
    at: datetime
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class FeelingLine:
    """`paths`: axis → the points of its line as SVG wants them; one answer alone is no line."""

    dots: tuple[Dot, ...]
    paths: dict[str, str]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def axes(self) -> tuple[str, ...]:
        """What is drawn, be it one dot: the key names all of it."""
        return tuple(axis for axis in AXES if any(dot.axis == axis for dot in self.dots))

    @property
    def levels(self) -> tuple[tuple[int, int], ...]:
        """(score, height) of the lines drawn behind."""
        return tuple((score, _height(score)) for score in (5, 3, 1))


def feeling_line(answers: Sequence[Answer]) -> FeelingLine | None:
    """From answers, newest first; None while there are not two of them to compare.

    Of an answer that was corrected only the correction counts.
    """
    latest: dict[tuple[int, str], Answer] = {}
    for answer in answers:
        if answer.axis in AXES and answer.score is not None:
            latest.setdefault((answer.conversation_id, answer.step), answer)
    scored = list(latest.values())[:MOST][::-1]
    moments = sorted({a.answered_at.replace(second=0, microsecond=0) for a in scored})
    dots = []
    for answer in scored:
        moment = answer.answered_at.replace(second=0, microsecond=0)
        x = _place(moments.index(moment), len(moments))
        score = answer.score or 0
        dots.append(Dot(answer.axis, score, answer.label, answer.answered_at, x, _height(score)))
    paths = {axis: " ".join(f"{d.x},{d.y}" for d in dots if d.axis == axis) for axis in AXES}
    paths = {axis: points for axis, points in paths.items() if " " in points}
    return FeelingLine(tuple(dots), paths) if paths else None


def _place(place: int, of: int) -> int:
    room = WIDTH - _LEFT - _RIGHT - 24
    return _LEFT + 12 + (room * place // (of - 1) if of > 1 else room // 2)


def _height(score: int) -> int:
    return _TOP + _STEP * (5 - score)
