"""The story in the terminal, as a phone would show it."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.markup import escape

from demo.world import TOKYO, World


class Narrator:
    """Tells the story in the terminal, as a phone would show it."""

    def __init__(self, out: Console, world: World) -> None:
        self._out = out
        self._world = world

    def _print(self, text: str) -> None:
        self._out.print(text, soft_wrap=True, highlight=False)

    def scene(self, title: str) -> None:
        now = self._world.now().astimezone(TOKYO)
        self._print(f"\n[bold cyan]── {now:%m月%d日 %H:%M}  {title}[/]")

    def customer(self, text: str) -> None:
        self._print(f"  [green]{'花子さん':>6} ▶[/] {escape(text)}")

    def staff(self, text: str) -> None:
        self._print(f"  [magenta]{'スタッフ':>6} ▶[/] {escape(text)}")

    def note(self, text: str) -> None:
        self._print(f"  [dim]{escape(text)}[/]")

    def received(self, lines: list[dict[str, Any]]) -> None:
        told = -1
        for line in lines:
            cost = f"（{line['kind']}・{'1通' if line.get('billed') else '無料'}）"
            if line["index"] == told:
                cost = ""  # bubbles of one request cost once
            told = line["index"]
            words, buttons = words_of(line["message"])
            first, *rest = words.splitlines() or [""]
            self._print(f"  [yellow]{'Sonogo':>8} ▶[/] {escape(first)} [dim]{cost}[/]")
            for more in rest:
                self._print(f"             {escape(more)}")
            if buttons:
                self._print("             " + escape("　".join(f"［{label}］" for label in buttons)))


def words_of(message: dict[str, Any]) -> tuple[str, list[str]]:
    """What a person reads in a LINE message: its words and its buttons."""
    if message["type"] == "text":
        return str(message["text"]), []
    if message["type"] != "flex":
        return f"（{message['type']}）", []
    texts: list[str] = []
    labels: list[str] = []
    for part in _parts(message["contents"]):
        action = part.get("action")
        if isinstance(action, dict) and "label" in action:
            labels.append(str(action["label"]))
        elif part.get("type") == "text" and not isinstance(action, dict):
            texts.append(str(part["text"]))
    faces = set(labels)
    return "\n".join(t for t in texts if t not in faces and len(t) > 2), list(dict.fromkeys(labels))


def _parts(part: Any, inside_button: bool = False) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for one in part:
            yield from _parts(one, inside_button)
    elif isinstance(part, dict):
        is_button = isinstance(part.get("action"), dict)
        if is_button or not inside_button:
            yield part
        for key in ("body", "footer", "header", "hero", "contents"):
            if key in part:
                yield from _parts(part[key], inside_button or is_button)
