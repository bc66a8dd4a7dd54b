"""What a page group hands to `blueprint.py`: its routes, each with the roles that may open it."""

from typing import Final, NamedTuple

from console.guards import FORM_LIMIT, View

ID: Final = "int(max=9007199254740991)"  # larger numbers are no ids and would trouble the database


class Route(NamedTuple):
    """`polled`: a page asks for it by itself; it keeps nobody signed in and answers 401, not a redirect.

    `limit`: how many bytes a form may have; more only where files come in.
    `fresh`: only for who proved a moment ago who they are; others are asked for their password once more.
    `early`: open to who must have a second factor and has not set it up yet.
    """

    rule: str
    name: str
    method: str
    view: View
    roles: frozenset[str]
    polled: bool = False
    limit: int = FORM_LIMIT  # bytes of a form
    fresh: bool = False
    early: bool = False
