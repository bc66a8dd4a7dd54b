# ruff: noqa: E501 - a pattern stays whole
"""What a customer's own words say to a proposal of ours: yes, no, or rather another way. When unsure, None.

    「はい、お願いします」 "Yes, please go ahead" 「好的，麻煩您」 ตกลงค่ะ      accept
    「今回は結構です」 "No, thanks" 「先不用了」 ไม่เป็นไรค่ะ                   decline
    「ほかの方法はありますか？」 "Is there another way?"                        other
The whole message has to say it: a yes with a condition (「はい、でも色は…」) is read by a person, and so is what
means both (「大丈夫です」, 「結構です」) or only that it was read (「わかりました」).
"""

import re
from typing import Final, Literal

from conversations.folding import key, plain_text

Verdict = Literal["accept", "decline", "other"]
LONGEST: Final = 60  # letters, as compared; a longer text tells more than a yes

_POLITE: Final = (
    r"(?:です|ね|よ|ありがとう(?:ございます|ございました)?|有難うございます|助かります|嬉しいです|うれしいです|すみません(?:が)?|すいません(?:が)?"
    r"|お手数(?:を)?(?:お掛け|おかけ)?(?:します|いたします)?(?:が)?|ご提案|どうぞ|申し訳(?:ない|ありません|ございません)(?:です)?(?:が)?|せっかくですが"
    r"|thankyou|thanks|verymuch|somuch|alot|謝謝|谢谢|感謝|您|你|了|喔|哦|呢|吧|ขอบคุณ|มาก|ค่ะ|คะ|ครับ|นะ|เลย|ๆ)"
)
_THIS: Final = (
    r"(?:それ|これ|こちら|そちら|そのよう|この(?:ご?提案|内容|方法|形|案)|その(?:ご?提案|内容|方法|形|案|方向)|ご?提案(?:の?(?:とおり|通り|どおり|内容))?"
    r"|(?:商品の)?交換|ご?返金|お?電話(?:での)?(?:ご?相談)?|代わりの商品|くーぽん)"
)
_YES: Final = (
    r"(?:はい|はーい|はあい|ええ|うん|ぜひ(?:とも)?|是非(?:とも)?|もちろん(?:です)?|そうします|そうしてください|承諾(?:します|いたします)|同意(?:します|いたします)|賛成です"
    rf"|(?:では|じゃあ?|それでは|ぜひ|是非)?(?:{_THIS}(?:で|を|に|が|の方向で)?)?(?:よろしく|宜しく)?(?:お願い|おねがい)(?:します|いたします|致します|する|しますね|したい(?:です)?|できますか|できますでしょうか|できれば|申し上げます)"
    rf"|{_THIS}(?:で|が)(?:いい|良い|よい|お?けー|ok|大丈夫|結構|けっこう|構いません|かまいません|問題(?:ない|ありません)|希望(?:します)?)(?:です)?"
    rf"|(?:{_THIS}(?:で|を))?(?:進めて|すすめて)(?:ください|下さい|いただけますか|もらえますか|ほしい(?:です)?)"
    r"|おっけー|おーけー|okay|ok"
    r"|yes|yeah|yep|yup|sure|ofcourse|absolutely|definitely|please(?:do(?:so|it|that)?)?|goahead(?:withit|withthat)?|letsdo(?:it|that|this)|dothat|doit"
    r"|(?:that|this|it)?(?:would|will)?(?:be|is|s)?(?:fine|great|nice|lovely|perfect|wonderful|works|work|good)(?:withme|forme)?|soundsgood|i(?:d|would)?(?:accept|agree|like|love|take)(?:it|that|this|to)?|agreed|accepted"
    r"|是的?|對|对|好的?|可以|沒問題|没问题|(?:就|那)?(?:麻煩|麻烦|拜託|拜托)(?:您|你)?|請?(?:您|你)?(?:幫我|帮我)?(?:處理|处理|安排|進行|进行|這樣做|这样做)|就?(?:這樣|这样)|同意|接受|我要|要"
    r"|ตกลง|โอเค|ได้|เอา(?:ตามนี้|อันนี้|แบบนี้)?|ใช่|ยินดี|รับ(?:ข้อเสนอ)?|ตามนั้น|ตามนี้|รบกวน(?:ด้วย)?|ช่วย(?:ดําเนินการ|จัดการ)(?:ให้)?(?:ด้วย)?|ดําเนินการ(?:ได้|ต่อ)?(?:ด้วย)?|ขอ(?:รับ|แบบนี้|ตามนี้)|ด้วย)"
)
_NO: Final = r"(?:いいえ|いえ|いや|今回は|今は|いまは|やっぱり|やはり|今回|no|nope|nah|notnow|notthistime|不|不用|不要|不了|不必|先不用|先不要|暫時|暂时|這次|这次|ครั้งนี้|ตอนนี้|ไม่|ยัง)"
_NO_THANKS: Final = (
    r"(?:やめておき?(?:ます|たい(?:です)?|く)|やめ(?:ます|る|たい(?:です)?)|見送り(?:ます|たい(?:です)?)|見送る|(?:ご?遠慮|ご?辞退|お断り|おことわり)(?:し(?:ます|ておきます|たい(?:です)?)|する|させてください|させていただきます|いたします)"
    r"|(?:必要)(?:ありません|ない(?:です)?|ございません)|不要(?:です)?|(?:いり|要り)ません|(?:いら|要ら)ない(?:です)?|お?気持ちだけで(?:十分(?:です)?|結構(?:です)?)?"
    r"|nothanks|nothankyou|(?:i)?(?:decline|(?:d|would)rathernot|dontwant(?:it|that|this)?|dont(?:need|want)(?:it|that|this)?|donotwant(?:it|that|this)?)|noneed|notneeded|notnecessary|notinterested|illpass"
    r"|不用了?|不需要|不要了?|不必了?|不了|算了|先不用|先不要|暫時不用|暂时不用|這次先不用|这次先不用|拒絕|拒绝"
    r"|ไม่(?:เอา|ต้อง(?:การ)?|รับ|เป็นไร|สะดวก|สนใจ|ตกลง)(?:แล้ว)?|ยังไม่(?:เอา|ต้อง|รับ|สะดวก)|ขอ(?:ผ่าน|ปฏิเสธ)(?:ก่อน)?|ไม่)"
)
_FINE_NOT: Final = (
    r"(?:結構|けっこう|大丈夫|だいじょうぶ|いい|良い)(?:です)?"  # a no only after 「いえ」 or 「今回は」
)
_WAY: Final = (
    r"(?:(?:ほか|他|別|べつ)(?:の|に|で)?(?:方法|やり方|案|ご?提案|選択肢|かたち|形|商品|もの)?(?:も|を|が|は|で|に|について)?"
    r"(?:ご?相談(?:し(?:たい(?:です)?|ます|てもいいですか)|する|させてください|できますか)?|お願い(?:します|したい(?:です)?|できますか)?|あり(?:ます|ません)か|ない(?:です|でしょう)?か|考えたい(?:です)?|検討したい(?:です)?|(?:が)?いい(?:です)?|希望(?:します)?|ありますでしょうか|知りたい(?:です)?|教えてください)"
    r"|(?:ほか|他|別|べつ)の(?:方法|やり方|案|ご?提案|選択肢|かたち|形|商品|もの)(?:は|で|を|が)?"
    r"|(?:ご?相談)(?:したい(?:です)?|させてください|できますか)"
    r"|(?:i(?:d|would)?(?:like|prefer|want|need)?|(?:is|are)there|do(?:youhave|youoffer)?|couldwefind|canwefind|letsfind|anything|maybe|rather|what|about|can|we|talk|discuss|any|to)*(?:a|an)?(?:another|other|different|else|somethingelse|anythingelse|anotherone)(?:way|ways|option|options|solution|solutions|idea|proposal|possibility|possibilities)?"
    r"|(?:我)?(?:想|想要|可以|能|能不能|請問|请问)?(?:討論|讨论|商量|換|换|有|有沒有|有没有|找|選|选)?(?:其他|其它|別的|别的|另外的|另一個|另一个|不同的)的?(?:方式|方法|方案|選擇|选择|辦法|办法|提議|提议)(?:嗎|吗)?"
    r"|(?:ขอ|อยาก|มี|อยากได้|ขอปรึกษา|ปรึกษา|อยากปรึกษา|เป็น)*(?:วิธี|ทางเลือก|ข้อเสนอ|แบบ)อื่น(?:ๆ)?(?:ได้)?(?:ไหม|มั้ย|หรือเปล่า|แทน)?)"
)
_SIGNS: Final = re.compile("[👍👌🙆⭕🙏\u200d♂♀🏻-🏿\ufe0f]*[👍👌🙆⭕][👍👌🙆⭕🙏\u200d♂♀🏻-🏿\ufe0f]*")
# So many of each and no more: 「不了」 is one word and two, and a text of nothing but such words could be cut in
# more ways than anybody waits for.
_KINDLY: Final = rf"{_POLITE}{{0,5}}"
_ACCEPT: Final = re.compile(rf"{_KINDLY}(?:{_YES}{_KINDLY}){{1,5}}")
_DECLINE: Final = re.compile(
    rf"{_KINDLY}(?:{_NO}{_KINDLY}){{0,3}}(?:{_NO_THANKS}|{_NO}{_KINDLY}{_FINE_NOT}){_KINDLY}"
    rf"|(?:いいえ|いえ|no|nope|nah|ไม่){_KINDLY}"
)
_OTHER: Final = re.compile(rf"{_KINDLY}(?:(?:いいえ|いえ|はい|できれば|no|ไม่){_KINDLY})?{_WAY}{_KINDLY}")
_ASKS: Final = re.compile(r"(?:ますか|でしょうか|ませんか)$|^(?:can|could|will)you")


# 「返金でお願いします」 is no yes to an exchange: what a yes names has to be what was offered.
NAMED: Final = {
    "交換": ("exchange", "substitute"),
    "返金": ("refund",),
    "電話": ("call",),
    "代わりの商品": ("exchange", "substitute"),
    "くーぽん": ("coupon",),
}


def names_another(text: str, kind: str, offered: str) -> bool:
    """Whether the words name a thing that this kind of proposal is not; of a free one its own words decide."""
    said, free = key(text), key(offered) if kind == "free" else ""
    return any(word in said and kind not in kinds and word not in free for word, kinds in NAMED.items())


def verdict(text: str) -> Verdict | None:
    """What these words mean where a proposal, and nothing after it, waits for an answer."""
    said = key(text)
    if not said or len(said) > LONGEST:
        return None
    if len(text) <= LONGEST and _SIGNS.fullmatch("".join(text.split())):
        return "accept"
    if _OTHER.fullmatch(said):  # «another way?» is an answer in the form of a question
        return "other"
    if "?" in plain_text(text) and not _ASKS.search(said):
        return None
    meant: list[Verdict] = []
    if _ACCEPT.fullmatch(said):
        meant.append("accept")
    if _DECLINE.fullmatch(said):
        meant.append("decline")
    return meant[0] if len(meant) == 1 else None
