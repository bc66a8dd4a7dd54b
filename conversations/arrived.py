# ruff: noqa: E501 - a pattern stays whole
"""「届きました」: the whole message says that it came, and nothing else. «It came broken» is not read here."""

import re
import unicodedata
from typing import Final

from conversations.folding import fold, key

_JA_WHEN: Final = r"(?:今日|きょう|本日|昨日|きのう|昨夜|今朝|けさ|今|いま|先ほど|さきほど|さっき|ちょうど|無事に?|ぶじに?|ようやく|やっと|もう)*"
_JA_WHAT: Final = r"(?:(?:お|ご)?(?:荷物|品物|品|商品|化粧品|化粧水|美容液|クリーム|注文の品|注文品|届け物)(?:が|は|を|も)?)?".translate(
    {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
)
_PATTERNS: Final = tuple(
    re.compile(unicodedata.normalize("NFKC", pattern))
    for pattern in (
        rf"(?:はい|こんにちは|こんばんは|おはようございます|お世話になります|お世話になっています)*{_JA_WHEN}{_JA_WHAT}{_JA_WHEN}(?:届きました|届いた|とどきました|とどいた|届いています|届いてます|受け取りました|受けとりました|受取りました|受け取った|到着しました|到着(?:済み?)?|着きました)(?:よ|ね|です|ー)*(?:(?:どうも)?ありがとう(?:ございます|ございました)?|よかった(?:です)?|良かった(?:です)?|うれしい(?:です)?|嬉しい(?:です)?|楽しみ(?:です|にしています)?)*",
        r"(?:今天|剛剛|剛才|昨天|已經)*(?:商品|包裹|東西)?(?:已經)?(?:收到|送到|到貨)(?:商品|包裹|東西)?(?:了|囉|啦|喔)*(?:謝謝(?:您|你|你們)?)?",
        r"(?:ของ|พัสดุ|สินค้า)?(?:มาถึง|ถึง|ได้รับ)(?:ของ|พัสดุ|สินค้า)?แล้ว(?:นะ|ค่ะ|คะ|ครับ|ขอบคุณ(?:มาก)?)*",
    )
)
_ENGLISH: Final = re.compile(
    r"(?:hi |hello |yes )*(?:(?:it|the (?:parcel|package|order)|my (?:parcel|package|order))(?: has)?(?: just| safely)? (?:arrived|came|is here)|its here|its arrived|(?:i )?(?:(?:have )?(?:just )?(?:received|got)) (?:it|the (?:parcel|package)|my (?:parcel|package|order))|arrived|received)(?: today| yesterday| just now| safely| this morning)*(?: (?:thank you|thanks)(?: so much| very much)?)?"
)
_LONGEST: Final = 60


def says_arrived(text: str) -> bool:
    """Whether the whole message tells that the goods are there."""
    said = fold(text)
    if not said or len(said) > _LONGEST or "?" in text or "？" in text:
        return False
    return _ENGLISH.fullmatch(said) is not None or any(one.fullmatch(key(text)) for one in _PATTERNS)
