"""Which column is which: header names as shops and their carts write them, in Japanese and English."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from services.sheets import Cell, Row, Unreadable, UnreadableFile

_SEARCHED: Final = 20  # rows; exports may begin with a title
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "external_id": (
        "external_id", "order_number", "order_no", "order_id", "order", "注文番号", "注文no", "注文id",
        "受注番号", "受注no", "オーダー番号", "伝票番号",
    ),
    "purchased_at": (
        "purchased_at", "purchase_date", "ordered_at", "order_date", "created_at", "date", "購入日時",
        "購入日", "注文日時", "注文日", "受注日時", "受注日",
    ),
    "sku": ("sku", "product_code", "item_code", "product_id", "商品コード", "商品番号", "品番", "商品sku"),
    "name": ("name", "product", "product_name", "item", "item_name", "title", "商品名", "品名", "商品"),
    "category": ("category", "product_type", "カテゴリ", "カテゴリー", "商品カテゴリ", "商品分類", "分類"),
    "quantity": ("quantity", "qty", "count", "数量", "個数", "点数"),
    "unit_price": ("unit_price", "price", "単価", "販売単価", "商品単価", "価格", "税込単価", "販売価格"),
    "subscription": (
        "subscription", "subscribed", "recurring", "定期", "定期便", "定期購入", "定期コース", "定期区分",
    ),
    "customer_name": (
        "customer_name", "customer", "full_name", "お名前", "氏名", "名前", "顧客名", "お客様名", "購入者名",
        "購入者氏名", "注文者名", "注文者氏名",
    ),
    "phone": ("phone", "phone_number", "tel", "telephone", "電話番号", "電話", "携帯電話", "携帯番号"),
    "email": ("email", "mail", "email_address", "メール", "メールアドレス", "eメール"),
    "expected_delivery_on": (
        "expected_delivery_on", "expected_delivery", "expected_delivery_date", "delivery_date",
        "お届け予定日", "配達予定日", "到着予定日", "配送予定日", "お届け希望日",
    ),
    "shipped_at": ("shipped_at", "shipped", "shipping_date", "発送日", "発送日時", "出荷日", "出荷日時"),
    "delivered_at": ("delivered_at", "delivered", "配達日", "配達日時", "お届け日", "到着日", "配達完了日"),
    "first_used_at": ("first_used_at", "first_used", "使用開始日", "使い始めた日"),
    "referral_code": (
        "referral_code", "referral", "invite_code", "紹介コード", "紹介番号", "ご紹介コード",
    ),
    "status": ("status", "order_status", "状態", "ステータス", "注文状態", "受注ステータス"),
}  # fmt: skip
_NEEDED: Final = {"external_id": "注文番号", "purchased_at": "購入日時"}


def _key(name: Cell) -> str:
    return re.sub(r"[\s_\-.・:/()「」【】*※]", "", unicodedata.normalize("NFKC", str(name)).casefold())


_FIELDS: Final = {_key(name): field for field, names in NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands, what the file calls it, and which columns mean nothing to us."""

    line: int
    places: dict[str, int]
    titles: dict[str, str]
    ignored: tuple[str, ...]

    def cell(self, row: Row, field: str) -> Cell:
        """The cell of a field; "" when the column or the cell is missing."""
        place = self.places.get(field)
        return row.cells[place] if place is not None and place < len(row.cells) else ""


def find_columns(rows: Iterable[Row | Unreadable]) -> Columns:
    """The first row that names the order number is the header."""
    for row, _ in zip(rows, range(_SEARCHED), strict=False):
        if isinstance(row, Row) and "external_id" in (found := _places(row)):
            _check(found)
            titles = {field: str(row.cells[place]).strip() for field, place in found.items()}
            ignored = [
                str(cell).strip()
                for place, cell in enumerate(row.cells)
                if str(cell).strip() and place not in found.values()
            ]
            return Columns(row.line, found, titles, tuple(ignored))
    raise UnreadableFile(
        "見出しの行が見つかりません。「注文番号」「購入日時」「商品名」の列が必要です。",
        "no header found: columns «external_id», «purchased_at» and «name» (or «sku») are needed",
    )


def _places(row: Row) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        field = _FIELDS.get(_key(cell))
        if field is not None:
            places.setdefault(field, place)
    return places


def _check(found: dict[str, int]) -> None:
    missing = [(ja, en) for en, ja in _NEEDED.items() if en not in found]
    if "name" not in found and "sku" not in found:
        missing.append(("商品名", "name"))
    if missing:
        raise UnreadableFile(
            f"必要な列がありません: {'、'.join(ja for ja, _ in missing)}",
            f"columns are missing: {', '.join(en for _, en in missing)}",
        )
