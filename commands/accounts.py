"""Which LINE account a command is about: `--channel @id`, as the API has `?channel=@id` (docs/adr/0031).

With one account nobody has to say it. With several nothing is guessed: a command that cannot tell lists them.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

import click
from sqlalchemy.orm import Session

from composition import Sonogo
from models import channel as channels
from models.contact import Contact
from services import erasure
from services.shop import Shop


class Named(Protocol):
    """What an account is told apart by."""

    @property
    def basic_id(self) -> str: ...
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


def channel_option(about: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option("--channel", "named", metavar="@ID", default="", help=about)


def shop_of(sonogo: Sonogo, named: str) -> Shop:
    """The account that is named, or the only one that is served."""
    with sonogo.database.read() as session:
        rows = channels.served(session)
        found = narrowed(rows, named)
        if len(found) > 1:
            raise click.ClickException(f"there are several LINE accounts: say which one. {listed(found)}")
        return sonogo.shop_of(found[0].id)


def person(session: Session, named: str, who: str) -> Contact:
    """Who is meant, also at an account that is served no more: its customers are still the shop's."""
    rows = narrowed(channels.all_channels(session), named)
    known = [(row, contact) for row in rows if (contact := erasure.find(session, row.id, who)) is not None]
    if not known:
        raise click.ClickException(f"nobody is known as {who!r}")
    if len(known) > 1:
        where = listed(row for row, _ in known)
        raise click.ClickException(f"{who!r} is known in several LINE accounts: say which one. {where}")
    return known[0][1]


def narrowed(rows: list[T], named: str) -> list[T]:
    """Those that are meant: the one named (also without its @, which some shells keep), or all."""
    if not named:
        return rows
    found = [row for row in rows if row.basic_id.removeprefix("@") == named.removeprefix("@")]
    if not found:
        raise click.ClickException(f"no LINE account {named!r} here. {listed(rows)}")
    return found


def listed(rows: Iterable[Named]) -> str:
    return "Accounts: " + ", ".join(f"--channel {row.basic_id} ({row.name})" for row in rows)
