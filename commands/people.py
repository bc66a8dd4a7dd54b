"""staff add, token create: who may come in, and with what."""

import click

from commands.common import migrated, read_settings
from commands.terminal import plainly
from composition import make_clock
from models.staff import by_email
from services import second_step, staffing, tokens
from services.clock import system_clock


@click.group()
def staff() -> None:
    """People who sign in to the console."""


@staff.command("add")
@click.argument("email")
@click.option("--role", default="agent", show_default=True, help="owner, lead, agent, marketer or viewer")
@click.option("--name", default="", help="As customers read it: 佐藤")
@plainly
def staff_add(email: str, role: str, name: str) -> None:
    """Add a staff member (or give a fresh link); prints a one-time sign-in link."""
    chosen = read_settings(())
    database = migrated(chosen)
    with database.begin() as uow:
        try:
            path = staffing.add(uow.session, email, role, name, system_clock())
        except staffing.BadStaff as error:
            raise click.ClickException(str(error)) from None
        uow.commit()
    click.echo("Open this link once, within 48 hours, to set a password:")
    click.echo(chosen.address + path)


@staff.command("reset-second-factor")
@click.argument("email")
@plainly
def staff_reset_second_factor(email: str) -> None:
    """For whoever lost phone and recovery codes, also the last owner: the password alone opens again."""
    database = migrated(read_settings(()))
    with database.begin() as uow:
        found = by_email(uow.session, email)
        if found is None:
            raise click.ClickException(f"nobody has the address {email!r}")
        second_step.reset(uow.session, found, system_clock(), actor=None)
        uow.commit()
    click.echo("The second factor is gone and every session ended. Set up a new one after signing in.")


@click.group()
def token() -> None:
    """Bearer tokens for the shop's systems."""


@token.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, help="Default: all scopes. Repeat for several.")
@plainly
def token_create(name: str, scopes: tuple[str, ...]) -> None:
    """Make a token for the REST API; it is shown once."""
    chosen = read_settings(())
    database = migrated(chosen)
    with database.begin() as uow:
        try:
            made, _ = tokens.create(
                uow.session, name, scopes or tokens.SCOPES, make_clock(chosen, database)()
            )
        except ValueError as error:
            raise click.ClickException(str(error)) from None
        uow.commit()
    click.echo("This token is shown only now:")
    click.echo(made)
