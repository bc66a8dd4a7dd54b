"""simulate: a journey lived through in memory, in seconds. No LINE account, no database, no server."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import click
import holidays
from rich.progress import track

from commands.authoring import say
from commands.diary_page import DiaryPage
from commands.simulated_words import titles_of
from commands.summary_page import pages
from commands.terminal import err, out, plainly
from conversations.authored import Part
from conversations.library import Library, built_in_files, files_of, load_files, load_library
from conversations.locales import LOCALES, Locale
from conversations.simulate import Diary, Stage, simulate
from conversations.simulate.course import COURSES, Course, SimulatedShop
from conversations.simulate.persona import Persona
from conversations.simulate.personas import KIND, PERSONAS, invent, vary
from conversations.simulate.reading import read_written
from conversations.simulate.record import dump, to_json
from conversations.simulate.summary import Summary
from conversations.timing import FatigueCaps
from settings import Settings, load

Written = TypeVar("Written", bound=Part)
LOOK_AHEAD = timedelta(days=400)  # holidays that may matter to a promise


@click.command("simulate")
@click.argument("journey_id", metavar="JOURNEY")
@click.option("--customer", default="", help=f"A persona's file, or one of: {', '.join(PERSONAS)}.")
@click.option("--days", type=click.IntRange(1, 730), default=90, show_default=True)
@click.option("--customers", type=click.IntRange(1, 1_000_000), default=1, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed lives the same lives.")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Keep it as a transcript.")
@click.option("--events", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file.")
@click.option(
    "--event", "dropped", multiple=True, type=click.Choice(tuple(COURSES)), help="Repeat for several."
)
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="The day of the purchase.")
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option("--locale", type=click.Choice(LOCALES), help="The language the customer's LINE is in.")
@plainly
def simulate_journey(
    journey_id: str, customer: str, days: int, customers: int, seed: int, record: Path | None,
    events: Path | None, dropped: tuple[str, ...], start: datetime | None, lang: str, locale: Locale | None,
) -> None:  # fmt: skip
    """Live a journey as one customer, or as thousands. JOURNEY: its id, or a file."""
    settings = load(())
    library = _library(settings, Path(journey_id))
    journey = library.journeys.get(_id_of(library, journey_id))
    if journey is None:
        names = ", ".join(sorted(library.journeys))
        raise click.ClickException(f"no journey {journey_id!r}; there are: {names}")
    course = Course(category=next(iter(journey.audience.categories), ""))
    if events is not None:
        course = course.changed(_read(Course, events, lang).model_dump(exclude_unset=True))
        course = _with_files(course, events.parent)
    for name in dropped:
        course = course.changed(COURSES[name])
    if start is not None:
        course = course.changed({"start": start.date()})
    stage = Stage(journey, library.scripts, shop_of(settings, course.start), course, days)
    persona = _persona(customer, lang) if customer or customers == 1 else None
    if locale is not None:
        persona = (persona or PERSONAS[KIND]).model_copy(update={"language": locale})
    if customers == 1:
        _one(stage, persona or PERSONAS[KIND], seed, record, lang)
    else:
        _many(stage, persona, customers, seed, lang)


def _one(stage: Stage, persona: Persona, seed: int, record: Path | None, lang: str) -> None:
    diary = simulate(stage, persona, random.Random(seed))  # noqa: S311 - a game, not a secret
    span = f"{stage.days}日間 · 乱数 {seed}" if lang == "ja" else f"{stage.days}d · seed {seed}"
    say(f"▶ {stage.journey.title} · {persona.name} · {span}", style="bold")
    for line in DiaryPage(diary, lang, titles_of(stage, lang)).lines():
        out.print(line, soft_wrap=True)
    _show([diary], stage, lang)
    if record is not None:
        record.write_text(dump(to_json(stage, persona, seed, diary)), encoding="utf-8")
        say(f"{record} に記録しました" if lang == "ja" else f"recorded in {record}")


def _many(stage: Stage, persona: Persona | None, customers: int, seed: int, lang: str) -> None:
    def lives() -> Iterator[Diary]:
        for number in track(range(customers), description="", console=err, transient=True):
            chance = random.Random(f"{seed}:{number}")  # noqa: S311 - a game, not a secret
            lived = replace(stage, course=vary(stage.course, chance))
            yield simulate(lived, persona or invent(chance), chance)

    _show(lives(), stage, lang)


def _show(diaries: Iterable[Diary], stage: Stage, lang: str) -> None:
    summary = Summary(stage)
    for diary in diaries:
        summary.add(diary)
    say("")
    for page in pages(summary, lang):
        out.print(page)


def shop_of(settings: Settings, start: date) -> SimulatedShop:
    """The shop as it is set up here, with the holidays that may matter."""
    years = range(start.year, (start + LOOK_AHEAD).year + 1)
    known = holidays.country_holidays(settings.holidays, years=years) if settings.holidays != "none" else {}
    return SimulatedShop(
        name=settings.shop_name,
        zone=str(settings.time_zone),
        week=settings.business_hours,
        closed=settings.closed_days,
        holidays=tuple(sorted(day for day in known if start <= day <= start + LOOK_AHEAD)),
        promise_within=settings.promise_within,
        quiet=(settings.quiet_hours.start, settings.quiet_hours.end),
        caps=FatigueCaps(
            settings.fatigue_asks.count,
            settings.fatigue_asks.within,
            settings.fatigue_pushes.count,
            settings.fatigue_pushes.within,
        ),
    )


def _library(settings: Settings, path: Path) -> Library:
    """What is built in and in SCRIPTS_DIR; a journey's file brings the scripts beside it."""
    if not path.is_file():
        library = load_library(settings.scripts_dir)
    else:
        library = load_files(
            dict.fromkeys([*built_in_files(), *files_of(settings.scripts_dir), *files_of(path.parent)])
        )
    for problem in library.problems:
        err.print(problem.show(), style="yellow", markup=False, soft_wrap=True)
    return library


def _id_of(library: Library, given: str) -> str:
    name = Path(given).name
    return next((key.removeprefix("journey/") for key, file in library.files.items() if file == name), given)


def _persona(customer: str, lang: str) -> Persona:
    if customer in PERSONAS or not customer:
        return PERSONAS[customer or KIND]
    if not Path(customer).is_file():
        raise click.ClickException(f"no persona {customer!r}; there are: {', '.join(PERSONAS)}")
    return _read(Persona, Path(customer), lang)


def _read(model: type[Written], path: Path, lang: str) -> Written:
    found = read_written(model, path.read_text(encoding="utf-8-sig"))
    if isinstance(found, list):
        raise click.ClickException("\n".join(f"{path.name} {problem.show(lang)}" for problem in found))
    return found


def _with_files(course: Course, folder: Path) -> Course:
    """Scripts that are published on a day, read from beside the events' file."""
    events = []
    for event in course.events:
        if event.what == "publish" and event.script is None:
            files = [*built_in_files(), folder / event.file]
            loaded = load_files(files)
            name = next((k for k, f in loaded.files.items() if f == Path(event.file).name), "")
            script = loaded.scripts.get(name.removeprefix("script/"))
            if script is None:
                raise click.ClickException(
                    f"{event.file}: no script to publish; try: bot.py check {event.file}"
                )
            event = event.model_copy(update={"script": script})
        events.append(event)
    return course.model_copy(update={"events": tuple(events)})
