"""One unit of work is one transaction is one commit."""

from types import TracebackType

from sqlalchemy.orm import Session, sessionmaker

from models.appending import AppendingSession


class UnitOfWork:
    """Rolls back unless `commit` is called, so that forgetting is safe.

        with database.begin() as uow:
            …rows through uow.session…
            uow.commit()

    Never make a network call inside.
    """

    session: Session

    def __init__(self, sessions: sessionmaker[AppendingSession]) -> None:
        self._sessions = sessions

    def __enter__(self) -> "UnitOfWork":
        self.session = self._sessions()
        return self

    def commit(self) -> None:
        self.session.commit()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()  # rolls back what was not committed
