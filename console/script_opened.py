"""One script or journey opened for any of its pages: what is live, what is being written, who may write."""

from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import abort, g, request
from sqlalchemy.orm import Session

from console import script_queries
from console.display import LANGUAGE_COOKIE, Display, language_of
from console.guards import Console
from conversations.journey import Journey
from conversations.library import Library
from conversations.script import Script
from conversations.yaml_tree import Tree, read_tree
from models import channel as channels
from models import publication as publications
from models.publication import Draft, Publication
from services.publishing import WRITERS

KIND: Final = "<any(script, journey):kind>"
WRITING: Final = frozenset(WRITERS)
Live = dict[tuple[str, str], Publication]


@dataclass(frozen=True, slots=True)
class Opened:
    """One script or journey as it is now, for any of its pages. One that was never live is a draft only."""

    kind: str
    name: str
    row: Publication | None
    content: Script | Journey | None
    library: Library
    live: Live
    draft: Draft | None
    revision: int

    @property
    def text(self) -> str:
        return self.draft.text if self.draft is not None else self.live_text

    @property
    def live_text(self) -> str:
        return self.row.text if self.row is not None and self.content is not None else ""

    @property
    def title(self) -> str:
        """As it is live, else as its author has written it so far."""
        if self.content is not None:
            return self.content.title
        tree = read_tree(self.text)
        return str(tree.values.get("title") or self.name) if isinstance(tree, Tree) else self.name

    def page(self) -> dict[str, Any]:
        """What every template of these pages is given."""
        return {
            "kind": self.kind, "name": self.name, "row": self.row, "content": self.content,
            "title": self.title, "is_live": self.content is not None, "draft": self.draft,
            "revision": self.revision, "zone": None, "may_write": g.staff.role in WRITING,
        }  # fmt: skip


def opened(session: Session, kind: str, name: str, *, begun: bool = False) -> Opened:
    """404 for what is not live; with `begun`, also what is being written and was never published."""
    live = publications.live(session)
    row = live.get((kind, name))
    draft = publications.draft_row(session, kind, name)
    if (row is None or row.version_id is None) and not (begun and draft is not None):
        abort(404)
    library = script_queries.live_library(session, live)
    content = script_queries.content_of(library, kind, name)
    if content is None and not begun:
        abort(404)
    written, revision = (draft if draft and draft.text else None), (draft.revision if draft else 0)
    return Opened(kind, name, row, content, library, live, written, revision)


def zone_of(console: Console, session: Session) -> ZoneInfo:
    found = channels.all_channels(session)
    return ZoneInfo(found[0].time_zone if found else "Asia/Tokyo")


def shown(console: Console) -> Display:
    return Display(language_of(request.cookies.get(LANGUAGE_COOKIE)), console.clock())
