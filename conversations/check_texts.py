"""Checks of what is said: LINE's limits, risky claims, promises without a time, reviews behind a score."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, urlsplit

from conversations.authored import LinkSaid, TextSaid
from conversations.check_flow import forks_on_scores
from conversations.check_messages import found
from conversations.counting import TEXT_LIMIT, graphemes, utf16_units
from conversations.partner import DISCLOSED_BY
from conversations.places import Places
from conversations.plan import PlannedAsk
from conversations.problems import Problem, meant
from conversations.script import AskStep, BranchStep, CaseStep, SayStep, Script, Step, When
from conversations.templates import wide_gaps
from conversations.ways import Ways

URI_LIMIT = 1000
BUBBLE_LIMIT = 30_000
BUTTON_BYTES = 330  # one Flex button with its label and data, as line/flex makes it, generously
QUESTION_SHOWN = 400  # what a notification and LINE for PC show without cutting
ALT_LIMIT = 1500

REVIEW_HOSTS = re.compile(
    r"g\.page|(?:maps\.app\.)?goo\.gl|search\.google\.[a-z.]+/local/writereview|google\.[a-z.]+/maps|maps\.google\."
    r"|amazon\.[a-z.]+/(?:review|gp/customer-reviews)|review\.rakuten\.co\.jp|shopping\.yahoo\.co\.jp/(?:store_rating|review)"
    r"|tabelog\.com|hotpepper\.jp|beauty\.hotpepper\.jp|cosme\.net|lipscosme\.com|kakaku\.com|minkara|retty\.me|gnavi\.co\.jp"
    r"|trustpilot\.com|yelp\.|tripadvisor\.|apps\.apple\.com|play\.google\.com|judge\.me|stamped\.io|loox\.",
    re.IGNORECASE,
)
# Words that ask for a public review, and those that ask for a good one.
_REVIEWS = r"(?:口コミ|クチコミ|くちこみ|レビュー|評価)"
REVIEW_ASKED = re.compile(
    rf"{_REVIEWS}[^。！？!?\n]{{0,20}}(?:書いて|投稿|投こう|お寄せ|入れて|つけて|付けて)[^。！？!?\n]{{0,12}}(?:ください|くださ|いただ|もらえ|お願い|ませんか|うれし|嬉し|幸い)"
    r"|(?:星|★|☆)\s*(?:5|５|五|4|４|四)(?:つ|個)?[^。！？!?\n]{0,16}(?:つけて|付けて|ください|お願い|いただ)"
    r"|(?:leave|write|post)\s+(?:us\s+)?(?:a|your)\s+(?:\w+\s+)?review",
    re.IGNORECASE,
)
PRAISE_ASKED = re.compile(
    r"(?:高|良い|よい|いい|好)(?:評価|レビュー|口コミ|クチコミ)|(?:星|★|☆)\s*(?:5|５|五|4|４|四)"
    r"|(?:good|positive|five[- ]star)\s+review",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|line://)[^\s「」（）()<>\"']+")
_SCORES = re.compile(
    r"\bscores?\b|last_(?:result|feeling)|\b(?:face|result|feeling|outcome|satisfaction|nps)\b"
)

CLAIMS = re.compile(
    r"治[りるすせっ]|治療|完治|根治|効能|薬効|病気|予防(?:でき|し|に)|シミ(?:が|も|を)?(?:消|取|なくな)|しみ(?:が|も)?(?:消|なくな)"
    r"|[シし][ワわ](?:が|も|を)?(?:消|取|なくな|改善)|若返|アンチエイジング|細胞(?:が|を|から)|再生|アトピー|ニキビ(?:が|も|を)?(?:治|消|なくな)"
    r"|美白|痩せ|やせ(?:る|ます|た)|脂肪(?:が|を)(?:燃|落|減)|デトックス|毒素|血行|免疫|代謝(?:が|を)(?:上|良)|血圧|血糖|がん(?:に|が|を)"
    r"|副作用(?:が|は)?(?:な|ありません)|必ず(?:効|良|よ|治|変|実感)|絶対(?:に)?(?:効|良|よ|安|治|満足)|100%|１００％|即効|永久|万能|最高級の効果|No\.?1|日本一"
    r"|医師(?:も|が)(?:推薦|すすめ|認め)|医薬品|臨床"
)
# «Two weeks since it arrived»: what is counted from a day that is over.
COUNTED_DAYS = re.compile(
    r"(?:から|届いて|来て|始まって)、?(?:もう|ちょうど)?(?:\d{1,3}|[一二三四])(?:日|週間|[かヶカ]月)(?:に|が|も)?(?:なり|たち|経ち|です|目)"
    r"|it(?: ha|')s been (?:\d{1,3}|an?|one|two|three|four) (?:day|week|month)s? since",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\b([a-z][a-z0-9_]*)\s*(?:==|!=)\s*(?:'([^']*)'|\"([^\"]*)\")")


_SAID = frozenset({"say", "ask", "text", "tell", "label", "labels", "hint", "retry", "alt", "link"})


def check_texts(script: Script, ways: Ways, places: Places) -> Iterator[Problem]:
    yield from _lengths(script, ways, places)
    yield from _wide(script, places)
    yield from _claims(script, places)
    yield from _counted(script, places)
    yield from _reviews(script, ways, places)
    yield from _favours(script, ways, places)
    yield from _words(script, places)
    yield from _conditions(script, ways, places)


def _sentences(script: Script) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Everything this file says to people, with its place; notes for colleagues are left out."""
    written = script.model_dump(mode="json", exclude={"parts", "note", "title"}, exclude_defaults=True)
    for path, text in _walk(written):
        if (
            path[-1] in ("say", "ask", "text", "tell", "label", "hint", "retry", "alt", "link")
            or "words" in path[:1]
            or (len(path) > 1 and path[-2] in ("say", "retry", "labels"))
        ):
            yield path, text


def _walk(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, (*path, str(key)))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, inner in enumerate(value):
            yield from _walk(inner, (*path, place))
    elif isinstance(value, str):
        yield path, value


def _lengths(script: Script, ways: Ways, places: Places) -> Iterator[Problem]:
    for path, text in _sentences(script):
        if utf16_units(text) > TEXT_LIMIT:
            yield found("text_long", places.at(*path), f"{utf16_units(text)}")
        if path[-1] == "link":
            length = len(quote(text, safe=":/?#[]@!$&'()*+,;=%{}| "))
            if length > URI_LIMIT:
                yield found("uri_long", places.at(*path), length)
    for step_path, node in ways.nodes.items():
        if not isinstance(node, PlannedAsk) or "/" in step_path:
            continue
        asked = node.step.ask
        size = len(json.dumps(asked).encode()) + BUTTON_BYTES * (len(node.buttons) + 2)
        if size > BUBBLE_LIMIT:
            yield found("bubble_big", places.step(script, step_path, "ask"), f"{size // 1000}KB")
        elif graphemes(asked) > QUESTION_SHOWN or utf16_units(asked) > ALT_LIMIT:
            yield found("question_long", places.step(script, step_path, "ask"), graphemes(asked))


def _wide(script: Script, places: Places) -> Iterator[Problem]:
    """Also in what is only kept or set: it is said sooner or later."""
    written = script.model_dump(
        mode="json", exclude={"parts", "translations", "note", "title"}, exclude_defaults=True
    )
    for path, text in _walk(written):
        for gap in wide_gaps(text):
            yield found("wide_gap", places.at(*path), gap)


def _claims(script: Script, places: Places) -> Iterator[Problem]:
    for path, text in _sentences(script):
        for claim in dict.fromkeys(match[0] for match in CLAIMS.finditer(text)):
            yield found("claim", places.at(*path), claim)


def _counted(script: Script, places: Places) -> Iterator[Problem]:
    for path, text in _sentences(script):
        if (counted := COUNTED_DAYS.search(text)) is not None:
            yield found("counts_days", places.at(*path), counted[0])


def _reviews(script: Script, ways: Ways, places: Places) -> Iterator[Problem]:
    for path, node in ways.nodes.items():
        host = _review_host(_texts_of(node.step))
        if host and _is_behind_score(script, ways, path):
            yield found("review_gating", places.step(script, path), host)


def _is_behind_score(script: Script, ways: Ways, path: str) -> bool:
    """Whether only some come here: after a score, or at all, in an offer the unhappy never get."""
    forks = (fork for fork in ways.nodes if path in ways.after(fork))
    return script.purpose == "referral" or any(_parts_people(ways, fork) for fork in forks)


def _favours(script: Script, ways: Ways, places: Places) -> Iterator[Problem]:
    """Telling a friend, lending one's words: only in an offer, only when asked, with what is given for it."""
    asked = {node.step.axis for node in ways.nodes.values() if isinstance(node.step, AskStep)}
    for path, node in ways.nodes.items():
        said = "\n".join(_texts_of(node.step))
        here = places.step(script, path)
        gated = PRAISE_ASKED.search(said) or _is_behind_score(script, ways, path)
        if REVIEW_ASKED.search(said) and gated:
            yield found("review_gating", here, "口コミのお願い")
        axis = node.step.axis if isinstance(node.step, AskStep) else ""
        shares = "share_link" in said
        if (axis in DISCLOSED_BY or shares) and script.purpose != "referral":
            yield found("not_an_offer", here, path)
        if shares and "referral" not in asked:
            yield found("share_unasked", here, path)
        if axis in DISCLOSED_BY and DISCLOSED_BY[axis] not in said:
            yield found("no_disclosure", here, DISCLOSED_BY[axis])


def _texts_of(step: Step) -> list[str]:
    """What this step says, links first."""
    if isinstance(step, AskStep):
        return [step.ask]
    if isinstance(step, CaseStep):
        return [step.case.tell or ""]
    said = step.say if isinstance(step, SayStep) else ()
    links = [one.link for one in said if isinstance(one, LinkSaid)]
    return links + [one.text for one in said if isinstance(one, (LinkSaid, TextSaid))]


def _parts_people(ways: Ways, path: str) -> bool:
    node = ways.nodes[path]
    if isinstance(node.step, BranchStep):
        return any(isinstance(way, When) and depends_on_scores(way.condition) for way in node.step.branch)
    return forks_on_scores(ways, path)


def depends_on_scores(condition: str) -> bool:
    """Whether a condition asks how somebody felt or how it went."""
    return bool(_SCORES.search(condition))


def asks_for_reviews(script: Script) -> str:
    """The public review site this script links to, or «»."""
    return next((host for _, step in script.walk() if (host := _review_host(_texts_of(step)))), "")


def _review_host(texts: list[str]) -> str:
    urls = (url for text in texts for url in _URL.findall(text))
    return next((urlsplit(url).netloc for url in urls if REVIEW_HOSTS.search(url)), "")


def _words(script: Script, places: Places) -> Iterator[Problem]:
    for word in ("health", "unhappy", "human", "unreadable", "question"):
        text: str | None = getattr(script.words, word)
        if text is not None and not ("promise" in text and "staff" in text):
            yield found("no_promise", places.at("words", word), word)
    told = any("配信停止" in text for _, text in _sentences(script))
    if script.purpose == "welcome" and script.locale == "ja" and not told:
        yield found("no_stop_words", places.title())


def _conditions(script: Script, ways: Ways, places: Places) -> Iterator[Problem]:
    """`used == 'dayly'`: a comparison with a choice nobody can choose."""
    known: dict[str, set[str]] = {}
    for _, step in script.walk():
        if isinstance(step, AskStep) and step.kind in ("choice", "scale", "checklist"):
            known.setdefault(step.name, set()).update(script.choice_ids(step))
    for place, step in enumerate(script.steps):
        if not isinstance(step, BranchStep):
            continue
        for number, way in enumerate(step.branch):
            for name, single, double in _COMPARED.findall(way.condition if isinstance(way, When) else ""):
                choice = single or double
                if name in known and choice not in known[name]:
                    at = places.at("steps", place, "branch", number, "if")
                    yield found("unknown_choice", at, choice, meant(choice, known[name]))
