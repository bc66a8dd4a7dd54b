# ruff: noqa: E501 - a pattern stays whole
"""Whether a customer asks us something: when it comes, what it costs, when we are open. People answer people.

    いつ届きますか？ / 発送はまだですか / where is my parcel     «delivery»: what is known is told, else a human
    営業時間は？ / 定休日はいつですか / are you open on Sunday?      «hours»: told from the shop's own hours
    送料はいくらですか / 使い方は？                                  «shop»: a human, by a promised time
Whoever asks something has said something that could be read: they are never told that it could not. A sign of
surprise («え？», 「これは？」) asks nothing of us. A complaint in the form of a question is read before this
(`alarms`), and stays one.
"""

import re
from typing import Final, Literal

from conversations.folding import fold, key, plain_text

Topic = Literal["delivery", "hours", "shop"]
LONGEST: Final = 120  # letters; a longer text tells a story
_SIGN: Final = 4  # «え？», «これは？», «what?»: about our own question

# --- when it comes ---------------------------------------------------------------------------------------

_WHEN: Final = r"(?:いつ|何日|なんにち|何時|なんじ|どのくらい|どれくらい|どれぐらい|どのぐらい|あとなん|そろそろ|今日|きょう|明日|あした|今週|来週)"
_COMES: Final = r"(?:届|とど|着|つきま|つくの|到着|発送|出荷|配送|配達|納品|受け取|うけと|送って(?:もら|いただ)|来ま|きますか|来る)"
_JAPANESE: Final = re.compile(
    rf"{_WHEN}.{{0,14}}{_COMES}"
    r"|(?:届|とど|到着|発送|出荷|配送|配達|納期|納品|荷物|注文した|商品).{0,12}(?:いつ|何日|何時|どのくらい|どれくらい|どうなって|どこ|状況)"
    r"|(?:届|とど|到着|発送|出荷|配送|配達)(?:く|き|か|け|いた|い|さ|され|し)?.{0,8}(?:ますか|ましたか|でしょうか|ですか|ませんか|たか|のか)$"
    r"|^(?:配送|発送|配達|お?届け|荷物|納期)(?:の)?(?:状況|予定日?|日|時期|番号)?(?:は|を|について|が)?(?:教えて|おしえて|知りたい|しりたい|確認したい).{0,10}$"
    r"|(?:届く|とどく|着く|到着する|発送される)(?:日|時期|のが|予定)"
    r"|(?:追跡|荷物|お?問い?合わ?せ|伝票)番号"
)
_ENGLISH: Final = re.compile(
    r"\bwhen\b.{0,40}\b(?:arriv\w*|deliver\w*|com(?:e|es|ing)|ship\w*|get here|get (?:it|my)|receive|be here)\b"
    r"|\bwhere\b.{0,12}\b(?:my|the|is it)\b.{0,12}(?:order|parcel|package|delivery|shipment|item|product)?"
    r"|\b(?:has|have|did|is)\b.{0,24}\b(?:shipped|sent|dispatched|on (?:its|the) way|been delivered)\b"
    r"|\btracking\b|\bhow long\b.{0,30}\b(?:deliver\w*|ship\w*|arriv\w*|get here|take to)\b"
    r"|\bdelivery (?:date|day|time|status)\b"
)
_CHINESE: Final = re.compile(
    r"(?:什麼時候|甚麼時候|什么时候|何時|何时|幾時|几时|多久|幾天|几天|哪天|哪一天|今天|明天).{0,10}(?:到|送|寄|收到|出貨|出货|配送)"
    r"|(?:出貨|出货|寄出|送達|送达|到貨|到货|包裹|訂單|订单|配送|貨|货).{0,8}(?:了嗎|了吗|了沒|嗎|吗|哪|進度|进度|什麼時候|什么时候|何時|到了沒)"
    r"|(?:物流|追蹤|追踪|快遞|快递)(?:單|单)?(?:號|号|編號|碼)"
)
_THAI: Final = re.compile(
    r"(?:เมื่อไหร่|เมื่อไร|กี่วัน|วันไหน|นานแค่ไหน|นานไหม).{0,30}(?:ถึง|ส่ง|ได้รับ|ได้ของ|มา)"
    r"|(?:ของ|พัสดุ|สินค้า|ส่ง|ถึง|ได้รับ|จัดส่ง).{0,30}(?:เมื่อไหร่|เมื่อไร|กี่วัน|วันไหน|หรือยัง|รึยัง|ถึงไหน|อยู่ไหน|ยัง(?:คะ|ครับ)$)"
    r"|เลขพัสดุ|เลขติดตาม|หมายเลขพัสดุ"
)

# --- anything else ---------------------------------------------------------------------------------------

_ASKS: Final = re.compile(
    r"(?:ですか|ますか|でしょうか|ませんか|ましたか|でしたか|んですか|のですか|たっけ|かしら)$"
    r"|(?:教えて|おしえて)(?:ください|下さい|ほしい|欲しい|もらえますか|いただけますか|いただきたい|くれますか|くれませんか|頂けますか)?(?:です|ね)?$"
    r"|(?:知りたい|しりたい|聞きたい|ききたい|伺いたい|うかがいたい)(?:です|のですが|んですが|ことがあります)?$"
    r"|(?:質問|お聞きしたい|お尋ねしたい|おたずねしたい)(?:が|こと)?(?:が)?(?:あります|です|ある|ございます|したい(?:です)?)?$"
)
_NAMED: Final = re.compile(  # the thing alone, as some people ask: 「送料は」「営業時間」
    r"(?:(?P<delivery>配送日|お?届け日|配達日|納期|発送日|配送状況|発送状況|お?届け予定日?)|(?P<hours>営業時間|営業日|定休日|休業日|お?休み|営业时间|營業時間)|お?値段|価格|料金|送料|電話番号|住所|支払い?方法|返品方法|在庫|再入荷|領収書|成分|全成分|賞味期限|使用期限|使い方|お手入れ方法|保存方法|保証期間|多少錢|多少钱|運費)(?:は|って|について|を|の件)?"
)
_ASKS_ABROAD: Final = re.compile(
    r"^(?!when (?:it|they|i|we|she|he|the \w+|my \w+) (?:came|arrived|got|was|were|opened|used|saw|first|received|tried)\b)(?:what|when|where|who|how|which|why|can i|can you|could you|could i|do you|does it|is it|is there|are you|are there|may i|should i|will you)\b.{6,}"
    r"|^(?:(?:what|your|the|about) )*(?:opening hours|price|how much|shipping cost|refund policy)\b.{0,20}$"
    r"|(?:嗎|吗|呢|多少錢?|多少钱|幾點|几点|怎麼用|怎么用|營業時間|營業到|運費|价格|價格|如何使用)$"
    r"|(?:ไหมคะ|ไหมครับ|ไหม|มั้ย|หรือเปล่า|รึเปล่า|เท่าไหร่|เท่าไร|ยังไง|อย่างไร|ที่ไหน|กี่โมง|อะไร)(?:คะ|ครับ|ค่ะ|นะ)*$"
)

_HOURS: Final = re.compile(
    r"営業(?:時間|日|して(?:い)?ます|は?何時)|(?:定休|休業)日|何時(?:から|まで|に).{0,6}(?:やって|やります|開|閉|あい|あき|営業|対応)"
    r"|(?:今日|きょう|明日|あした|土曜日?|日曜日?|土日|週末|平日|祝日|年末年始|お盆)(?:は|も|って)?(?:営業|やって|開い|あいて|お?休み)|お?休みは?(?:いつ|何曜)"
    r"|營業(?:時間|到|嗎)|营业时间|幾點(?:開|關|營業|打烊|休息)|几点(?:开|关)|公休"
)
_HOURS_ABROAD: Final = re.compile(
    r"\b(?:opening|business|working|office|closing) (?:hours|times?)\b|\b(?:are|do) you (?:open|close|closed)\b|\bwhat time do you\b"
    r"|(?:เปิด|ปิด).{0,6}(?:กี่โมง|วันไหน|วันอะไร)|เวลาทําการ|วันหยุด(?:ร้าน)?(?:วันไหน|อะไร)"
)

_JOY: Final = re.compile(
    r"楽しみ|たのしみ|待ち遠|まちどお|待ちきれ|待ち切れ|わくわく|どきどき|うれし|嬉し|やった"
)
_CAME: Final = re.compile(
    r"\b(?:yay|can t wait|cant wait)\b|^when (?:it|they|the \w+|my \w+) (?:came|arrived|was|were)\b|^.{0,6}(?:收到|送到)(?:了|包裹|商品)?(?!.*(?:嗎|吗|沒|什麼|何時|多久))"
)
_WONDERS: Final = re.compile(r"(?:ไม่แน่ใจ|ไม่รู้)ว่า|\bnot sure (?:if|whether)\b")


def question(text: str) -> Topic | None:
    """What the whole message asks us, or None: it asks nothing."""
    said = key(text)
    if len(said) > LONGEST:
        return None
    named = _NAMED.fullmatch(said)
    if named is not None:
        return "delivery" if named["delivery"] else "hours" if named["hours"] else "shop"
    spaced, marked = fold(text), plain_text(text).rstrip("!！。. 　").endswith("?")
    if _WONDERS.search(spaced):
        return None
    asks = bool(_ASKS.search(said) or _ASKS_ABROAD.search(spaced) or (marked and len(said) > _SIGN))
    if _asks_when(said, spaced, asks=asks):
        return "delivery"
    if asks and (_HOURS.search(said) or _HOURS_ABROAD.search(spaced)):
        return "hours"
    return "shop" if asks else None


def _asks_when(said: str, spaced: str, *, asks: bool) -> bool:
    if not asks and (_JOY.search(said) or _CAME.search(spaced)):
        return False
    if any(pattern.search(spaced) for pattern in (_ENGLISH, _THAI)) or _CHINESE.search(said):
        return asks or len(said) <= 40
    found = _JAPANESE.search(said)
    return found is not None and (asks or _IS_NEWS.search(said) is None)


_IS_NEWS: Final = re.compile(
    r"(?:ました|ます|です|した|った|いた|到着|ています|てます|ない|たい|ので|から|けど|が)(?:よ|ね|よね)?$"
)
