# ruff: noqa: E501 - a pattern stays whole
"""What cannot wait for a quiet hour: an order that shall go another way, and whoever asks to be answered soon.

    キャンセルできますか / 住所を変えたい / 交換したい / can I cancel?     an order: the parcel may leave any moment
    間違えて2個注文した / 別の人の名前になっている / もう一本追加したい      the same: it must be caught before it leaves
    早くして / まだですか / urgent please                            only that somebody waits
「キャンセルしました」 is news and 「キャンセルしません」 is none. A thing that is broken or was sent back is a
complaint and read before this (`alarms`).
"""

import re
from typing import Final

from conversations.folding import fold, key

LONGEST: Final = 120  # letters; a longer text tells a story
_SHORT: Final = 30

_WANTED: Final = r"(?:したい|したく|して(?:ほし|欲し|くだ|下さ|もら|いただ|頂)|お願い|おねがい|希望|でき|出来|可能|させ|するに|方法|は?(?:いつまで|まだ間に)|いただけ|頂け)"
_CHANGED: Final = r"(?:変更|変え|かえ|修正|訂正|直し|間違|まちが)"
_BOUGHT: Final = r"(?:注文|購入|買っ|買い|頼ん|申し?込|ぽち)"
_FEW: Final = r"(?:一|二|三|1|2|3|数|ひと|ふた)(?:つ|本|個|箱|袋|枚|点|台|せっと|けーす|缶|瓶)"
_JAPANESE: Final = re.compile(
    rf"きゃんせる(?:を|は|って|も|が|に|で)?(?:$|です$|{_WANTED})"
    rf"|(?:取り?消し?|とりけし|取りやめ|とりやめ)(?:を|は|に|も)?(?:$|たい|て(?:ほし|欲し|くだ|下さ|もら|いただ)|{_WANTED})"
    r"|(?:注文|購入|予約|申し?込み|おーだー)(?:した(?:の|もの))?(?:を|は)?(?:やっぱり)?(?:取り?消(?!し(?:ました|た|済))|とりけ(?!しました)|取りやめ|とりやめ|やめ(?:たい|ます|ても?い|させ))"
    rf"|交換(?:を|は|って|も)?{_WANTED}"
    rf"|(?:住所|届け先|送り先|配送先|配達先|宛先|宛名|届け日|配達日|お届け日時|配達時間|受け?取り日)(?:を|の|が|は|に|も)?.{{0,6}}{_CHANGED}(?!ありません|ないです)"
    r"|引っ?越.{0,12}(?:住所|届け|送り先|配送)"
    r"|(?:色|いろ|さいず|個数|数量|注文内容|注文|商品)(?:を|の)?(?:別の.{0,8}に)?(?:変更|変え)(?:を|は)?(?:たい|て(?:ほし|欲し|くだ|下さ|もら|いただ)|られ|したい|して|でき|出来|お願い|可能)"
    rf"|(?:間違|まちが)(?:えて|って)(?!い).{{0,12}}{_BOUGHT}|{_BOUGHT}(?:内容|個数|数)?(?:を|が|の)(?:数を)?(?:間違|まちが)(?:え|って|い(?!な))"
    rf"|(?:二重|重複|2重|だぶっ)(?:に|で|して|て)?{_BOUGHT}|(?:2|二|3|三)(?:つ|個|本|回|重)(?:も)?{_BOUGHT}(?:して|て)?しま(?:い|っ|う)"
    r"|(?:別|違う|他|ほか)の(?:人|方|ひと|かた)の(?:名前|なまえ|住所|宛)|(?<!商品)(?<!商品の)(?:名前|宛名|氏名)(?:が|は|の漢字が|の表記が|を)?(?:違(?!和)|ちが(?!い?ま?せん|わな)|間違|まちが|旧姓|別の人|別人)"
    rf"|(?:もう|あと)(?:{_FEW})[^。、!?]{{0,8}}(?:追加|足して|注文|購入|買い|頼み|お願い|ほしい|欲しい)(?!し?(?:ました|ちゃ)|くらい|ぐらい|ほど)|追加(?:で)?(?:を)?(?:(?:注文|購入)(?!し(?:ました|た(?!い)|ちゃ|て(?:い|し|よか|良か)))|頼(?!みました|んだ|んじゃ|んで(?:い|よか))|買(?!いました|った|っちゃ|ってよか|って良か|って(?:い|し))|お願い|{_WANTED})"
)
_NOTHING: Final = re.compile(  # no change, or thanks for one, or a fright that is over
    r"(?:変更|修正|訂正|交換|きゃんせる)(?:点|等|など)?(?:(?:は|が|も)?(?:特に|とくに)?(?:な(?:い(?:です|よ|ので)|し)|あり?ません(?!か)|ございません(?!か)|不要|大丈夫です(?!か))|(?:を|も|へ|の|に)?(?:ご?対応|して)?(?:くださり|下さり|いただき|頂き|くれて)?(?:本当に|誠に|どうも)?(?:ありがと|有難|感謝))"
    r"|(?:間違|まちが)[^。!?]{0,8}かと思[いっ]|(?:交換|変更|きゃんせる)(?:が)?でき(?:る(?:の|ところ|から|し|と(?:は|いう))[^。!?]{0,8}(?:便利|いい|良|安心|うれし|嬉し|助か|ありがた)|て[^。!?]{0,8}(?:便利|良か|よか|安心|うれし|嬉し|助か))"
)
_ENGLISH: Final = re.compile(
    r"\bcancel\b(?! the noise)|\bcancell?ation\b|\bcancelling\b"
    r"|\b(?:change|update|correct|fix)\b.{0,24}\b(?:address|delivery date|delivery time|size|colou?r|quantity|order)\b"
    r"|\baddress\b.{0,20}\b(?:wrong|mistake|typo|changed|chang(?:e|ing))\b|\bmoved (?:house|to a new)\b|\bnew address\b"
    r"|\bby mistake\b.{0,30}\border|\border(?:ed)?\b.{0,24}\b(?:twice|by mistake|two by (?:mistake|accident|error)|the wrong)\b|\b(?:wrong|someone else s|somebody else s) name\b|\bname is (?:wrong|misspelled|not mine)\b"
    r"|\badd (?:one|another|two) (?:more |bottle |piece |item )?.{0,12}\b(?:order|more|please)\b|\b(?:order|want|need) (?:one|another|two) more\b"
    r"|\bexchange (?:it|this|for|the|my)\b|\b(?:can|could|may) i (?:exchange|return)\b"
)
_DONE_ABROAD: Final = re.compile(
    r"\b(?:cancelled|canceled)\b|\b(?:not|never|don t|dont|didn t|didnt|won t|wont) cancel\b"
)
_CHINESE: Final = re.compile(
    r"取消(?!了|通知|訂閱|訊息|推播|不)|換貨|退貨"
    r"|(?:改|換|更改|變更|修改|更正|寫錯|填錯|打錯).{0,6}(?:地址|收件|日期|時間|尺寸|顏色|數量|訂單)"
    r"|(?:不小心|誤|重複|多)(?:多)?(?:訂|下單|買了?(?:兩|2|二))|訂(?:錯|重複|了兩次)|(?:名字|姓名|收件人)(?:不對|錯|寫錯|打錯|是別人)|(?:加購|加訂|再加|追加)(?![了過]).{0,6}(?:一|1|兩|2|瓶|個|件|盒|訂)"
    r"|(?:地址|收件人?).{0,6}(?:改|換|錯|變更|更改|修改)"
)
_THAI: Final = re.compile(
    r"(?<!ไม่)(?<!ไม่ได้)ยกเลิก(?!แล้ว|การรับ|รับ|ส่ง|ข้อความ|การแจ้ง)"
    r"|(?:เปลี่ยน|แก้ไข|แก้|ใส่ผิด|ผิด).{0,10}ที่อยู่|ที่อยู่.{0,14}(?:เปลี่ยน|แก้|ผิด)"
    r"|(?<!ไม่ได้)สั่ง(?:ผิด|ซ้ํา|เกิน|สองครั้ง|เพิ่ม)|ชื่อ(?:ผู้รับ)?(?:ผิด|ไม่ถูก|เป็นของคนอื่น)|(?:ขอ|อยาก)เพิ่ม.{0,6}(?:อีก|ชิ้น|ขวด)"
    r"|(?:เปลี่ยน|แก้)(?:ไซส์|ไซซ์|สี|วันส่ง|วันจัดส่ง|จํานวน)"
)

_POLITE: Final = r"(?:ください|下さい|くれますか|くれませんか|くれ|ほしい|欲しい|もらえますか|もらえませんか|いただけますか|いただけませんか|お願い(?:します|いたします|致します|したいです?)?|おねがい(?:します)?|です|ます|よ|ね|の)*"
_HURRY: Final = re.compile(
    r"(?:とにかく|もっと|もう|できるだけ|出来るだけ|なるべく|すみません|すいません)?"
    r"(?:大?至急|お?急ぎ(?:で)?|急いで(?:い(?:ます|る)|ます|る)?|早く|はやく|早めに|すぐに?|今すぐ)"
    rf"(?:に|で)?(?:ご?(?:返事|返信|対応|連絡|回答|発送|確認)(?:を|が)?|送って|届けて|教えて|返して|来て|して)*(?:んです(?:が|けど)?|のですが)?{_POLITE}"
    rf"|(?:お?返事|返信|回答|連絡)?(?:は|って)?まだ(?:です|でしょう|なのです|なんです|かかります)か{_POLITE}"
    r"|(?:いつまで|ずっと)?(?:待って(?:い?ます|い?るんです(?:が|けど)?|い?るのですが)|待てば(?:いい|よい)(?:んですか|ですか|のですか))"
    r"|(?:please)?(?:hurry(?:up)?|(?:itis|its|thisis)?(?:very)?urgent|asap|assoonaspossible|quickly|(?:answer|reply|respond)(?:me)?(?:soon|quickly|now|asap)|any(?:news|updates?|answers?)|(?:iam|im)?stillwaiting|howmuchlonger|(?:iam|im)inahurry)(?:please|now)*"
    r"|(?:請|可以|麻煩|能不能)?(?:盡快|儘快|快一?點|趕快|很?急|緊急|加急|趕時間)[^ぁ-ん]{0,8}|(?:還要|要)等多久.{0,2}|等很久了?"
    r"|(?!.*ไม่(?:ต้อง)?(?:รีบ|ด่วน)).{0,14}(?:ด่วน|รีบ|เร็วๆ|เร็วหน่อย|ไวๆ|รอนานแล้ว).{0,14}"
)


def order_change(text: str) -> bool:
    """Whether somebody wants an order cancelled, exchanged or sent elsewhere, or asks how."""
    said, spaced = key(text), fold(text)
    if len(said) > LONGEST:
        return False
    if _JAPANESE.search(_NOTHING.sub("_", said)) or _CHINESE.search(said) or _THAI.search(said):
        return True
    return _ENGLISH.search(spaced) is not None and _DONE_ABROAD.search(spaced) is None


def hurries(text: str) -> bool:
    """Whether the whole message only says that somebody waits."""
    said = key(text)
    return len(said) <= _SHORT and _HURRY.fullmatch(said) is not None
