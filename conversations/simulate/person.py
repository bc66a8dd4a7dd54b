"""How an invented customer answers: whether, when, by which button or words. Chance is passed in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

from conversations.effects import QuestionBubble
from conversations.locales import Locale
from conversations.plan import HUMAN, REFUSE, SKIP, PlannedAsk, PlannedChoice, plan_of
from conversations.simulate.life import Deed, Life, Talk
from conversations.simulate.persona import Mood
from conversations.translating import in_locale
from conversations.windows import Hours

Thing = TypeVar("Thing")
MOST_REACTIONS = 4  # to one question of one conversation, reminders and second tries included
SMALL: Final = {"refuse": REFUSE, "human": HUMAN, "skip": SKIP}
TEXTS: Final[dict[Locale, dict[Mood, tuple[str, ...]]]] = {
    "ja": {
        "happy": ("とても気に入っています。毎日使うのが楽しみです", "香りが好きです"),
        "unhappy": ("思っていたものと違いました", "正直、期待はずれでした"),
        "health": ("使ったら、かゆくて赤くなりました",),
        "mixed": ("まだよくわかりません", "使いやすいです", "もう少し続けてみます"),
    },
    "en": {
        "happy": ("I love it and look forward to it every day", "The scent is lovely"),
        "unhappy": ("It is not what I expected", "Honestly, I am disappointed"),
        "health": ("It made my face itchy and red",),
        "mixed": ("I can't tell yet", "It is easy to use", "I will go on for a while"),
    },
    "zh-Hant": {
        "happy": ("很喜歡，每天都期待用它", "很喜歡這個香味"),
        "unhappy": ("跟想像的不一樣", "老實說有點失望"),
        "health": ("用了之後又癢又紅",),
        "mixed": ("還看不太出來", "很好用", "再用一陣子看看"),
    },
    "th": {
        "happy": ("ชอบมากค่ะ รอใช้ทุกวันเลย", "ชอบกลิ่นมากค่ะ"),
        "unhappy": ("ไม่เหมือนที่คิดไว้ค่ะ", "พูดตรง ๆ ว่าผิดหวังค่ะ"),
        "health": ("ใช้แล้วคันและหน้าแดงค่ะ",),
        "mixed": ("ยังไม่แน่ใจค่ะ", "ใช้ง่ายดีค่ะ", "ขอใช้ต่ออีกสักพักค่ะ"),
    },
}


def react(life: Life) -> None:
    """Look at every question shown since the last time, and mean to answer, or not."""
    shown, life.questions = life.questions, []
    for talk, bubble in shown:
        ask = plan_of(in_locale(talk.script, talk.state.locale)).nodes.get(bubble.step)
        times = talk.asked.get(bubble.step, 0)
        if not isinstance(ask, PlannedAsk) or bubble.step in talk.reacting:
            continue
        if times >= max(MOST_REACTIONS, len(ask.choices) + 1 if ask.step.kind == "checklist" else 0):
            continue
        talk.asked[bubble.step] = times + 1
        persona, chance = life.persona, life.chance
        if chance.random() >= persona.answers:
            continue
        at = awake(life, life.now + _delay(life))
        if chance.random() < persona.stickers and times == 0:
            life.later(at, Deed("sends", text="sticker"))
            at = awake(life, at + timedelta(minutes=5))
        talk.reacting.add(bubble.step)
        life.later(at, answer_to(life, talk, ask, bubble))


def awake(life: Life, at: datetime) -> datetime:
    """That moment, or some time in the hour after they get up."""
    up, to_bed = life.persona.awake
    opening = Hours(life.zone, (to_bed, up)).next_opening(at) or at
    return at if opening == at else opening + timedelta(minutes=int(60 * life.chance.random()))


def _delay(life: Life) -> timedelta:
    delay, zone = life.persona.delay, life.local_now.tzinfo
    if delay.at is None:
        return delay.draw(life.chance)
    at = datetime.combine(life.local_now.date(), delay.at, zone)
    return (at if at > life.now else at + timedelta(days=1)) - life.now


def answer_to(life: Life, talk: Talk, ask: PlannedAsk, bubble: QuestionBubble) -> Deed:
    """What they will do about this question."""
    persona, chance = life.persona, life.chance
    said = _configured(persona.texts, life, talk, ask)
    if said:
        return Deed("says", talk.number, bubble.step, text=said)
    choice = _choice(life, talk, ask, bubble)
    if choice:
        label = _label(bubble, choice)
        if label and chance.random() < persona.types:
            return Deed("says", talk.number, bubble.step, text=label)
        return Deed("tap", talk.number, bubble.step, bubble.turn, choice, label)
    if (ask.step.kind == "photo" or ask.step.or_photo) and chance.random() < persona.photos:
        return Deed("sends", talk.number, bubble.step, text="image")
    match ask.step.kind:
        case "photo":
            return Deed("sends", talk.number, bubble.step, text="image")
        case "date":
            day = life.local_now.date().isoformat()
            return Deed("tap", talk.number, bubble.step, bubble.turn, "", day, {"date": day})
        case "number":
            low = ask.step.min if isinstance(ask.step.min, (int, float)) else 3
            return Deed("says", talk.number, bubble.step, text=f"{low:g}")
    if chance.random() < persona.writes or not any(b.choice == SKIP for b in bubble.buttons):
        said = _one_of(TEXTS[life.language][persona.mood], chance.random())
        return Deed("says", talk.number, bubble.step, text=said)
    return Deed("tap", talk.number, bubble.step, bubble.turn, SKIP, _label(bubble, SKIP))


def _choice(life: Life, talk: Talk, ask: PlannedAsk, bubble: QuestionBubble) -> str:
    """The button they choose; "" when there is none to choose."""
    persona, chance = life.persona, life.chance
    there = {button.choice for button in bubble.buttons}
    chosen = _configured(persona.choices, life, talk, ask)
    chosen = SMALL.get(chosen, chosen)
    if chosen in there:
        return chosen
    for wish, share in ((REFUSE, persona.refuses), (HUMAN, persona.wants_human)):
        if wish in there and chance.random() < share:
            return wish
    offered = [choice for choice in ask.choices.values() if choice.id in there]
    return _by_mood(offered, persona.mood, chance.random()) if offered else ""


def _by_mood(choices: Sequence[PlannedChoice], mood: Mood, drawn: float) -> str:
    if mood == "health" and (alarms := [c for c in choices if c.mark == "health"]):
        return alarms[0].id
    plain = [c for c in choices if c.mark != "health"] or list(choices)
    scored = [c for c in plain if c.score is not None]
    if mood == "mixed":
        return _one_of(plain, drawn).id
    if mood == "health" and scored:
        return scored[len(scored) // 2].id
    if scored:
        best = sorted(scored, key=lambda choice: -(choice.score or 0))
        return (best[-1] if mood == "unhappy" else best[0]).id
    return next((c for c in plain if c.mark is None), plain[0]).id


def _configured(wishes: dict[str, tuple[str, ...]], life: Life, talk: Talk, ask: PlannedAsk) -> str:
    """What the persona's file says about this question, one after another; the last one stays."""
    own = ask.path.rpartition("/")[2]
    for name in (f"{talk.script.id}.{ask.path}", f"{talk.script.id}.{own}", ask.path, own, ask.step.axis):
        if name in wishes:
            given = sum(k.step == ask.path and k.script == talk.script.id for k in life.answers)
            return wishes[name][min(given, len(wishes[name]) - 1)]
    return ""


def _label(bubble: QuestionBubble, choice: str) -> str:
    return next((b.label for b in bubble.buttons if b.choice == choice), "")


def _one_of(things: Sequence[Thing], drawn: float) -> Thing:
    return things[min(int(drawn * len(things)), len(things) - 1)]
