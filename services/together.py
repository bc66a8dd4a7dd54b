"""Questions about one person, asked once for everybody they are dealt with together with."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")
Load = Callable[[Session, Collection[int]], Mapping[int, T]]  # (session, contacts) → by contact


class Together:
    """Outside of `group` each question is about one person, and its answer is of this very moment."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._group: Collection[int] = ()
        self._told: dict[str, Mapping[int, Any]] = {}

    @contextmanager
    def group(self, contact_ids: Collection[int]) -> Iterator[None]:
        """What is asked about one of these people is asked about all of them, and stays as it was told."""
        self._group, self._told = contact_ids, {}
        try:
            yield
        finally:
            self._group, self._told = (), {}

    def ask(self, contact_id: int, what: str, load: Load[T]) -> T | None:
        """What this query tells about this person. `what`: the question's name."""
        if contact_id not in self._group:
            return load(self._session, [contact_id]).get(contact_id)
        if what not in self._told:
            self._told[what] = load(self._session, self._group)
        return self._told[what].get(contact_id)
