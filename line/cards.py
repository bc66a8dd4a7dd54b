"""Messages that no script writes: a staff member's proposal, an alert to staff, the welcome of a claim."""

from collections.abc import Sequence
from typing import Final

from conversations.counting import graphemes
from line import flex
from line.limits import DISPLAY_TEXT, LABEL, TEXT, trim
from line.messages import Message
from line.postbacks import Verdict, command_data, proposal_data
from line.wording import JAPANESE, Wording

ALERT_WORDS: Final = 400  # an alert shows the beginning; the page shows all


def proposal(
    text: str,
    token: str,
    *,
    title: str = "",
    words: Wording = JAPANESE,
    rows: Sequence[tuple[str, str]] = (),
    moments: Sequence[str] = (),
) -> Message:
    """What we offer, with the ways to answer. `token` is the proposal's, 1 row = 1 token.

    `rows` is an estimate, its total last. With `moments` the yes is the choice of one of them.
    """
    body = [flex.paragraph(title, bold=True)] if title else []
    body.append(flex.paragraph(trim(text, TEXT)))
    if rows:
        body.append(flex.separator())
        body += [flex.pair(left, right, bold=(left, right) == rows[-1]) for left, right in rows]
    yes = [flex.main_button(_verdict(moment, token, "accept", str(at))) for at, moment in enumerate(moments)]
    footer = [
        *(yes or [flex.main_button(_verdict(words.accept, token, "accept"))]),
        flex.button(words.other, _verdict(words.other, token, "other")),
        flex.quiet_button(words.decline, _verdict(words.decline, token, "decline")),
    ]
    choices = (*(moments or (words.accept,)), words.other, words.decline)
    estimate = tuple(f"{left} {right}" for left, right in rows)
    alt_text = "\n".join(filter(None, (title, text, *estimate, *choices)))
    return flex.flex(alt_text, flex.bubble(body, footer))


def staff_alert(
    headline: str, customer_words: str, due: str, url: str,
    *, said: str = "", newest: str = "", words: Wording = JAPANESE,
) -> Message:  # fmt: skip
    """Who needs help, in their own words, until when, and one button to the page.

    `due` and `said` (when the words were said) are written out; `newest` is what was said after them. Quotes
    stand in paragraphs of their own: that is how an unsend finds them.
    """
    body = [flex.paragraph(headline, bold=True)]
    if customer_words.strip():
        body.append(flex.paragraph(_quoted(customer_words)))
    if said:
        body.append(flex.small(f"{words.said}: {said}"))
    if newest.strip():
        body += [flex.small(f"{words.newest}:"), flex.paragraph(_quoted(newest))]
    body.append(flex.separator())
    body.append(flex.small(f"{words.due}: {due}"))
    button = flex.main_button(flex.open_page(words.open_case, url))
    alt_text = f"{headline} {words.due}: {due}"
    return flex.flex(alt_text, flex.bubble(body, [button]))


def _quoted(said: str) -> str:
    return f"「{trim(said.strip(), ALERT_WORDS)}」"


def claimed(greeting: str, what_comes: str, how_to_stop: str) -> Message:
    """The first answer after a claim: a greeting, what will be sent and how often, how to stop."""
    body = [flex.paragraph(greeting, bold=True), flex.paragraph(what_comes), flex.small(how_to_stop)]
    return flex.flex("\n".join((greeting, what_comes, how_to_stop)), flex.bubble(body))


def ways(text: str, commands: Sequence[tuple[str, str]]) -> Message:
    """A sentence and our own commands as buttons: (label, name), the name as `line.postbacks` carries it."""
    footer = [
        flex.button(
            label,
            {
                "type": "postback",
                "label": trim(label, LABEL, graphemes),
                "data": command_data(name),
                "displayText": trim(label, DISPLAY_TEXT, graphemes),
            },
        )
        for label, name in commands
    ]
    return flex.flex(
        "\n".join((text, *(label for label, _ in commands))), flex.bubble([flex.paragraph(text)], footer)
    )


def _verdict(label: str, token: str, verdict: Verdict, choice: str = "") -> flex.Action:
    return {
        "type": "postback",
        "label": trim(label, LABEL, graphemes),
        "data": proposal_data(token, verdict, choice),
        "displayText": trim(label, DISPLAY_TEXT, graphemes),
    }
