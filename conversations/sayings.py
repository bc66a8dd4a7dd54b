"""What an author wrote, made ready to be said: texts compiled once, bubbles from the values of a turn."""

from collections.abc import Callable, Mapping
from typing import Any

from conversations.authored import Bubbles, ImageSaid, LinkSaid, Scalar, StickerSaid, TextSaid
from conversations.counting import cut_to_units
from conversations.effects import Bubble, ImageBubble, LinkBubble, StickerBubble, TextBubble
from conversations.expressions import Expression, compile_expression
from conversations.templates import Template, compile_template

Scope = Mapping[str, Any]


def over(text: str, bar: str | None) -> str:
    """The text with how far along we are above it: ●●○ 2/3."""
    if bar is None:
        return text
    done, of = (int(number) for number in bar.split("/"))
    return f"{'●' * done}{'○' * (of - done)} {done}/{of}\n{text}"


def barred(said: Bubbles, bar: str | None) -> Bubbles:
    """The bar stands over the first bubble that is words."""
    if bar is None:
        return said
    for place, bubble in enumerate(said):
        if isinstance(bubble, (TextSaid, LinkSaid)):
            first = bubble.model_copy(update={"text": over(bubble.text, bar)})
            return (*said[:place], first, *said[place + 1 :])
    return said


def value_maker(value: Scalar) -> Template | Expression | Scalar:
    """What an author gave a name: an expression after «=», a text with gaps, or the value itself."""
    if isinstance(value, str):
        return compile_expression(value[1:].strip()) if value.startswith("=") else compile_template(value)
    return value


def bubble_maker(said: Bubbles | Any) -> Callable[[Scope], Bubble | None]:
    """What makes this bubble from the values of the turn; None when there is nothing to show."""
    match said:
        case TextSaid(text=text):
            template = compile_template(text)
            return lambda scope: TextBubble(shown) if (shown := sayable(template, scope)) else None
        case ImageSaid():
            image = ImageBubble(said.image, said.preview or said.image, said.alt)
            return lambda scope: image
        case StickerSaid(sticker=sticker):
            package, _, number = sticker.partition("/")
            bubble = StickerBubble(package, number)
            return lambda scope: bubble
        case LinkSaid(text=text, link=link, label=label):
            words, url = compile_template(text), compile_template(link)
            return lambda scope: _link(sayable(words, scope), label, url.render(scope).strip())
    raise TypeError(said)


def _link(text: str, label: str, url: str) -> Bubble | None:
    if url.startswith(("https://", "http://", "tel:")) and text:  # http: what we compute on a trial machine
        return LinkBubble(text, label, url)
    return TextBubble(text) if text else None


def sayable(template: Template, scope: Scope) -> str:
    """The finished text within LINE's limit; raises Missing."""
    return template.plain or cut_to_units(template.render(scope).strip())
