"""From rows to orders: rows with one order number are items of one purchase. Nothing is stored here.

A wrong cell refuses its row, and with it the other rows of the same order: half an order could never be
completed later, because an order that is known does not change. Other orders are not concerned.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from conversations.sequence import clashes
from services.cells import WrongCell, read_count, read_day, read_instant, read_text
from services.columns import Columns
from services.purchases import EXTERNAL_ID, NewItem, NewPurchase, is_plausible
from services.reach import read_email, read_phone
from services.sheets import Row, Unreadable

_MILESTONES: Final = {"shipped_at": "shipped", "delivered_at": "delivered", "first_used_at": "first_used"}
_ENDINGS: Final = (
    ("returned", re.compile(r"返品|return", re.IGNORECASE)),
    ("refunded", re.compile(r"返金|refund", re.IGNORECASE)),
    ("cancelled", re.compile(r"キャンセル|取消|取り消し|cancel", re.IGNORECASE)),
)
_ID: Final = re.compile(EXTERNAL_ID)
Value = TypeVar("Value")


# What shops write about 定期便; an empty cell says nothing.
_NO_SUBSCRIPTION: Final = re.compile(
    r"0|no|false|off|none|-|×|なし|無し?|いいえ|通常|通常購入|都度|単品|解約.*|停止.*|cancel.*|one.?time",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One cell that is wrong: the line as in the file, the column as the file calls it, why."""

    line: int
    column: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase as a file tells it."""

    line: int
    purchase: NewPurchase
    milestones: dict[str, datetime]
    ending: str  # "" = none


@dataclass
class _Draft:
    line: int
    first: dict[str, Any] = field(default_factory=dict)
    items: list[NewItem] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    wrong: int = 0  # the line that spoils the order


@dataclass
class Reader:
    """Reads all rows, then `orders()`; collects refusals, and notes about what was left out."""

    columns: Columns
    zone: ZoneInfo
    now: datetime
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Refusal] = field(default_factory=list)
    rows: int = 0
    _drafts: dict[str, _Draft] = field(default_factory=dict)

    def read(self, rows: Iterable[Row | Unreadable]) -> None:
        for row in rows:
            if row.line <= self.columns.line:
                continue
            self.rows += 1
            if isinstance(row, Unreadable):
                self._refuse(row.line, "", '引用符（"）が閉じていない行です', "has a quote that never ends")
            else:
                self._add(row)

    def orders(self) -> list[Order]:
        """The orders without a wrong row, as they come in the file."""
        good = []
        for external_id, draft in self._drafts.items():
            if not draft.wrong:
                order = _finish(external_id, draft)
                self._note_clashes(order)
                good.append(order)
                continue
            for line in draft.lines:
                self._refuse(
                    line, self._title("external_id"),
                    f"同じ注文の{draft.wrong}行目に誤りがあるため、見送りました",
                    f"waits: line {draft.wrong} of the same order is wrong",
                )  # fmt: skip
        self.refused.sort(key=lambda refusal: refusal.line)
        return good

    def _note_clashes(self, order: Order) -> None:
        """Dates that cannot be true together are taken as they are told: the shop knows which is wrong."""
        told = {"purchased": order.purchase.purchased_at, **order.milestones}
        titles = {name: self._title(column) for column, name in _MILESTONES.items()}
        titles["purchased"] = self._title("purchased_at")
        found = [(titles[clash.name], titles[clash.other]) for clash in clashes(told, self.zone)]
        expected = order.purchase.expected_delivery_on
        if expected is not None and expected < order.purchase.purchased_at.astimezone(self.zone).date():
            found.append((self._title("expected_delivery_on"), titles["purchased"]))
        for column, other in found:
            ja, en = f"「{other}」より前の日付です。そのまま登録します", f"is before {other}; taken as it is"
            self.notes.append(Refusal(order.line, column, ja, en))

    def _add(self, row: Row) -> None:
        before = len(self.refused)
        external_id = self._cell(row, "external_id", self._order_number)
        if external_id is None:
            return
        draft = self._drafts.setdefault(external_id, _Draft(row.line))
        item = self._item(row)
        for name, value in self._shared(row).items():
            if draft.first.setdefault(name, value) in (None, ""):
                draft.first[name] = value
            elif value not in (None, "", draft.first[name]):
                self._refuse(
                    row.line, self._title(name),
                    f"同じ注文の{draft.line}行目と内容が違います",
                    f"differs from line {draft.line} of the same order",
                )  # fmt: skip
        if draft.first.get("purchased_at") is None and len(self.refused) == before:
            self._refuse(row.line, self._title("purchased_at"), "空欄です", "is empty")
        if len(self.refused) > before or item is None:
            draft.wrong = draft.wrong or row.line
        else:
            draft.items.append(item)
            draft.lines.append(row.line)

    def _item(self, row: Row) -> NewItem | None:
        sku = self._cell(row, "sku", lambda cell: read_text(cell, 200))
        name = self._cell(row, "name", lambda cell: read_text(cell, 200))
        category = self._cell(row, "category", lambda cell: read_text(cell, 200))
        quantity = self._cell(row, "quantity", lambda cell: read_count(cell, 1, 9_999))
        price = self._cell(row, "unit_price", lambda cell: read_count(cell, 0, 2_147_483_647))
        subscription = self._cell(row, "subscription", lambda cell: _subscription(read_text(cell, 200)))
        if sku is None or name is None:
            return None
        if not sku and not name:
            column = "name" if "name" in self.columns.places else "sku"
            self._refuse(row.line, self._title(column), "空欄です", "is empty")
            return None
        return NewItem(sku or name, name or sku, category or "", quantity or 1, price, subscription)

    def _shared(self, row: Row) -> dict[str, Any]:
        """What belongs to the whole order; told in its first row or in each."""
        zone = self.zone
        shared: dict[str, Any] = {
            name: self._cell(row, name, lambda cell: self._instant(cell, zone))
            for name in ("purchased_at", *_MILESTONES)
        }
        shared["expected_delivery_on"] = self._cell(row, "expected_delivery_on", read_day)
        for name in ("customer_name", "phone", "email", "status", "referral_code"):
            shared[name] = self._cell(row, name, lambda cell: read_text(cell, 200))
        for name, reads in (("phone", read_phone), ("email", read_email)):
            if shared[name] and not reads(shared[name]):
                ja, en = "読み取れないため、空欄で登録します", "cannot be read and is left empty"
                self.notes.append(Refusal(row.line, self._title(name), ja, en))
                shared[name] = ""
        return shared

    def _instant(self, cell: Any, zone: ZoneInfo) -> datetime | None:
        at = read_instant(cell, zone)
        if at is not None and not is_plausible(at, self.now):
            raise WrongCell("1年以上先の日付です", "is more than a year ahead")
        return at

    def _order_number(self, cell: Any) -> str:
        text = read_text(cell, 100)
        if not text:
            raise WrongCell("空欄です", "is empty")
        if not _ID.fullmatch(text):
            raise WrongCell(
                "注文番号に使えない文字（/ や先頭の .）があります", "must not contain / or begin with a dot"
            )
        return text

    def _cell(self, row: Row, field: str, reads: Callable[[Any], Value]) -> Value | None:
        """The value of a cell, or None after refusing it."""
        try:
            return reads(self.columns.cell(row, field))
        except WrongCell as wrong:
            self._refuse(row.line, self._title(field), wrong.ja, wrong.en)
            return None

    def _title(self, field: str) -> str:
        return self.columns.titles.get(field, field)

    def _refuse(self, line: int, column: str, ja: str, en: str) -> None:
        self.refused.append(Refusal(line, column, ja, en))


def by_hand(
    typed: Mapping[str, str], zone: ZoneInfo, now: datetime
) -> tuple[NewPurchase | None, list[Refusal]]:
    """One purchase typed into a form, read as a row of a file is; the refusals name its fields."""
    fields = list(typed)
    places = {name: place for place, name in enumerate(fields)}
    reader = Reader(Columns(0, places, {name: name for name in fields}, ()), zone, now)
    reader.read([Row(1, tuple(typed[name] for name in fields))])
    orders = reader.orders()
    unread = [note for note in reader.notes if typed.get(note.column)]
    if orders and not unread:
        return orders[0].purchase, []
    return None, reader.refused or [Refusal(1, note.column, *_of_a_form(note)) for note in unread]


def _of_a_form(note: Refusal) -> tuple[str, str]:
    """A file is taken in with such a cell; whoever types it is asked to look at it again."""
    if note.column == "expected_delivery_on":
        return "ご購入の日より前の日付です", "is before the order"
    return "読み取れません", "cannot be read"


def _finish(external_id: str, draft: _Draft) -> Order:
    told = draft.first
    purchase = NewPurchase(
        external_id=external_id,
        purchased_at=told["purchased_at"],
        items=tuple(draft.items),
        customer_name=told["customer_name"] or "",
        phone=told["phone"] or "",
        email=told["email"] or "",
        expected_delivery_on=told["expected_delivery_on"],
        referral_code=told["referral_code"] or "",
    )
    milestones = {name: told[column] for column, name in _MILESTONES.items() if told[column] is not None}
    status = told["status"] or ""
    ending = next((name for name, words in _ENDINGS if words.search(status)), "")
    return Order(draft.line, purchase, milestones, ending)


def _subscription(text: str) -> bool | None:
    """Whether the product comes by itself: 「定期」, «1», 「毎月」…; None where nothing is said."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return None if not plain else _NO_SUBSCRIPTION.fullmatch(plain) is None
