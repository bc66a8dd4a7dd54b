"""migrate, doctor, export, erase, bench: for whoever runs the place."""

import json
import sys
from collections.abc import Callable
from importlib import import_module

import click

from commands.accounts import channel_option, narrowed, person
from commands.common import read_settings
from commands.terminal import err, out, plainly
from composition import build_migrated, make_clock, open_database
from delivery.mail import Smtp
from models import channel as channels
from models import contact as contacts
from models.migrate import upgrade
from services import doctor_round, erasure
from services.doctor import examine, is_healthy
from services.findings import Finding, Level
from services.probes import probes_for
from services.staffing import audit
from settings import SettingsError, load

MARKS = {Level.GOOD: ("✔", "green"), Level.HINT: ("!", "yellow"), Level.BAD: ("✖", "red")}
WHOSE = "The LINE account they are at. Needed only where several know the order or the id."
BENCHES = ("intake", "relay", "latency", "touchpoints", "memory", "engine", "results", "console", "refill")


@click.command()
@plainly
def migrate() -> None:
    """Bring the database to this version's schema."""
    database = open_database(read_settings(()))
    upgrade(database)
    click.echo("The database has this version's schema.")


@click.command()
@channel_option("Look at this LINE account only. Default: at every one.")
def doctor(named: str) -> None:
    """Look at everything that can be wrong, and say what to do. Exit code 1 if something is."""
    try:
        chosen = load()
        database = open_database(chosen)
        smtp = chosen.smtp_url.get_secret_value()
        mail = Smtp(smtp, chosen.mail_from).try_out if smtp else None
        probes = probes_for(chosen, database, make_clock(chosen, database), smtp=mail)
    except SettingsError as error:
        for problem in error.problems:
            err.print(f"✖ {problem}", style="red", markup=False, soft_wrap=True)
        sys.exit(1)
    everybody = doctor_round.patients(chosen, database, probes)
    visited = narrowed(everybody, named)
    if len(everybody) == 1:
        found = tell(examine(probes))
    else:
        found = tell(doctor_round.installation(probes))
        for patient in visited:
            out.print(f"\n{patient.called}", style="bold", markup=False, highlight=False, soft_wrap=True)
            found += tell(doctor_round.account(patient))
    sys.exit(0 if is_healthy(found) else 1)


def tell(found: list[Finding]) -> list[Finding]:
    """The findings, for people."""
    for finding in found:
        mark, colour = MARKS[finding.level]
        out.print(f"{mark} {finding.what}", style=colour, markup=False, highlight=False, soft_wrap=True)
        if finding.advice:
            out.print(f"  → {finding.advice}", markup=False, highlight=False, soft_wrap=True)
    return found


@click.command()
@click.argument("who")
@channel_option(WHOSE)
@plainly
def export(who: str, named: str) -> None:
    """Everything kept about one person, as JSON. WHO: an order number, a LINE user id, or contact:NUMBER."""
    sonogo = build_migrated(read_settings(("LINE_BASIC_ID",)))
    with sonogo.database.begin() as uow:
        contact = person(uow.session, named, who)
        data = erasure.export(uow.session, contact)
        audit(uow.session, sonogo.clock(), "contact.exported", f"contact:{contact.id}", actor="cli")
        uow.commit()
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


@click.command()
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask.")
@channel_option(WHOSE)
@plainly
def erase(who: str, yes: bool, named: str) -> None:
    """Forget one person for good. WHO: an order number, a LINE user id, or contact:NUMBER."""
    sonogo = build_migrated(read_settings(("LINE_BASIC_ID",)))
    with sonogo.database.read() as session:
        found = person(session, named, who)
        account = channels.get(session, found.channel_id).basic_id
    if not yes:
        click.confirm(f"Erase contact {found.id} of {account} for good? This cannot be undone", abort=True)
    with sonogo.database.begin() as uow:
        contact = contacts.lock(uow.session, found.id)
        erasure.erase(uow.session, contact, sonogo.clock())
        audit(uow.session, sonogo.clock(), "contact.erased", f"contact:{contact.id}", actor="cli")
        uow.commit()
    sonogo.database.forget_old_pages()
    click.echo(f"Contact {found.id} is erased. Backups made before still hold this person.")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("which", type=click.Choice(BENCHES))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(which: str, arguments: tuple[str, ...]) -> None:
    """Measure, and print ratios of one run. Needs the development requirements (make setup-dev)."""
    run: Callable[[list[str]], object] = import_module(f"bench.{which}").main
    run(list(arguments))
