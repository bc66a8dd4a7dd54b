# ruff: noqa: E501 - a pattern stays whole
"""A stranger who says that they bought, or that the code is nowhere: they need another way to their order.

買ったんですけどコードがありません / コードをなくしました / I have no code / 找不到代碼 / ไม่มีรหัสค่ะ
"""

import re
from typing import Final

from conversations.folding import fold, key

LONGEST: Final = 120  # letters; a longer text tells a story
_BOUGHT: Final = re.compile(
    r"(?:買い?|購入|注文|おーだー)(?:を)?(?:いた)?(?:し|っ|させて)?(?:た(?!い|く)|て(?:い)?(?:ます|る|た)|まし|いただ)"
    r"|こーど.{0,14}(?:ない|無い|なく|なか|ありません|ございません|見つか|みつか|見当た|失く|無くし|紛失|捨て|わから|分から|わかり|分かり|読め|どこ|忘れ|届いて)"
    r"|(?:我|已經|有).{0,4}(?:買了|購買|訂了|下單)|(?:沒有?|找不到|不見|弄丟|遺失|沒收到).{0,6}(?:代碼|代码|序號|購買碼)|(?:代碼|代码|購買碼).{0,8}(?:沒有|不見|找不到|弄丟|遺失|在哪|丟)"
    r"|(?:ไม่มี|หา|ทํา|ไม่พบ|ไม่ได้รับ|ลืม).{0,10}(?:รหัส|โค้ด)|(?:รหัส|โค้ด).{0,12}(?:ไม่มี|หาย|หาไม่|อยู่ไหน|อยู่ที่ไหน)|(?:ซื้อ|สั่ง)(?:ซื้อ|ของ|สินค้า)?(?:ไป|มา)?แล้ว"
)
_ENGLISH: Final = re.compile(
    r"\b(?:no|not have|dont have|don t have|without|lost|cant find|can t find|cannot find|never got|didnt get|didn t get|where is|missing)\b.{0,24}\bcode\b"
    r"|\bcode\b.{0,16}\b(?:lost|missing|gone|nowhere|not (?:here|there))\b"
    r"|\bi(?: have| ve|ve)? (?:already |just )?(?:bought|purchased|ordered)\b"
)


def is_without_code(text: str) -> bool:
    """Whether somebody who has shown no purchase yet says that there is one."""
    said = key(text)
    if len(said) > LONGEST:
        return False
    return _BOUGHT.search(said) is not None or _ENGLISH.search(fold(text)) is not None
