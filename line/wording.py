"""The few words the renderer itself says to people, in each language. Scripts say everything else."""

from dataclasses import dataclass
from typing import Final

from conversations.locales import Locale, read_locale


@dataclass(frozen=True, slots=True)
class Wording:
    """One language. `{n}` is the number of choices: first and last are named, so that
    «5» cannot be taken for «the best» where it is the fifth button."""

    by_number: str
    write: str
    number: str
    photo: str
    date: str
    pick_date: str
    accept: str
    other: str
    decline: str
    open_case: str
    due: str
    said: str
    newest: str
    claim: str


JAPANESE: Final = Wording(
    by_number="番号でも答えられます（1＝{first} … {n}＝{last}）",
    write="このままメッセージを送ってください",
    number="数字をメッセージで送ってください",
    photo="写真をこのトークに送ってください",
    date="ボタンで選ぶか、「11/22」のように送ってください",
    pick_date="日付を選ぶ",
    accept="お願いする",
    other="ほかの方法を相談する",
    decline="今回はやめておく",
    open_case="対応ページを開く",
    due="お約束の時刻",
    said="お言葉の時刻",
    newest="そのあとのお言葉",
    claim="購入コード",
)
ENGLISH: Final = Wording(
    by_number="You can also send the number (1 = {first} … {n} = {last})",
    write="Just write your message here",
    number="Please send a number",
    photo="Please send a photo in this chat",
    date="Tap the button or write a date like 11/22",
    pick_date="Pick a date",
    accept="Yes, please",
    other="I'd like another way",
    decline="No, thank you",
    open_case="Open the case",
    due="Promised by",
    said="Said",
    newest="Since then",
    claim="Purchase code",
)

CHINESE: Final = Wording(
    by_number="也可以直接傳數字（1＝{first} … {n}＝{last}）",
    write="請直接在這裡輸入訊息",
    number="請傳一個數字",
    photo="請在這個聊天室傳一張照片",
    date="請點按鈕選擇，或像「11/22」這樣傳給我們",
    pick_date="選擇日期",
    accept="麻煩您了",
    other="想討論其他方式",
    decline="這次先不用",
    open_case="開啟處理頁面",
    due="約定時間",
    said="留言時間",
    newest="之後的留言",
    claim="購買代碼",
)
THAI: Final = Wording(
    by_number="พิมพ์ตัวเลขตอบก็ได้ค่ะ (1 = {first} … {n} = {last})",
    write="พิมพ์ข้อความตอบมาได้เลยค่ะ",
    number="กรุณาส่งเป็นตัวเลขค่ะ",
    photo="กรุณาส่งรูปมาในแชทนี้ค่ะ",
    date="แตะปุ่มเพื่อเลือก หรือพิมพ์เช่น 11/22 ค่ะ",
    pick_date="เลือกวันที่",
    accept="ตกลงค่ะ/ครับ",
    other="ขอปรึกษาวิธีอื่น",
    decline="ครั้งนี้ขอผ่านก่อน",
    open_case="เปิดหน้าเรื่องนี้",
    due="เวลาที่นัดไว้",
    said="เวลาที่กล่าว",
    newest="ข้อความหลังจากนั้น",
    claim="รหัสการซื้อ",
)
_BY_LOCALE: Final[dict[Locale, Wording]] = {
    "ja": JAPANESE, "en": ENGLISH, "zh-Hant": CHINESE, "th": THAI,
}  # fmt: skip


def wording(locale: str) -> Wording:
    """The words for a BCP 47 language tag; Japanese when it is unknown."""
    return _BY_LOCALE[read_locale(locale) or "ja"]
