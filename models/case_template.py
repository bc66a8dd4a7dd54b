"""ひな形: what a lead wrote out once for everybody: answers, proposals, macros (several actions in one)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key

KINDS: Final = ("reply", "proposal", "macro")


class CaseTemplate(Base):
    __tablename__ = "case_templates"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]  # one of KINDS
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")  # with gaps: {{ name }} …
    proposal: Mapped[str] = mapped_column(default="")  # which kind of proposal
    lines: Mapped[list[Any]] = mapped_column(default=list)  # of an estimate: label, quantity, price
    actions: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of a macro
    active: Mapped[bool] = mapped_column(default=True)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


def all_of(session: Session, *, active_only: bool = True) -> Sequence[CaseTemplate]:
    """By kind and title."""
    statement = select(CaseTemplate).order_by(CaseTemplate.kind, CaseTemplate.title, CaseTemplate.id)
    if active_only:
        statement = statement.where(CaseTemplate.active.is_(True))
    return session.scalars(statement).all()
