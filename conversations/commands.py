"""Words that work at any time, whatever question is open: stop, resume, a human; and the polite end."""

import re
from typing import Literal

from conversations.folding import key, plain_text

Command = Literal["stop", "resume", "human", "withdraw", "share"]

_PLEASE = (
    r"(?:を|に|は|も)?(?:して|する|します|しろ|させて)?(?:ほしい|欲しい|もらえますか|もらえませんか|くれますか|くれませんか|いただけますか|頂けますか)?"
    r"(?:ください|下さい|くださいませ|頂戴|ちょうだい|願います|お願い|お願いします|お願いいたします|お願い致します|おねがい|おねがいします"
    r"|希望|希望です|希望します|したい|したいです|たのむ|頼みます|どうぞ)?(?:です|ね|よ)?"
)
_WHAT = (
    r"(?:らいん|line|配信|はいしん|通知|つうち|めっせーじ|お知らせ|連絡|送信|これ|もう)?(?:の|を|は)?"
    r"(?:配信|通知|送信)?(?:の|を|は)?"
)
# 「電話ください」「折り返しお願いします」: they want to be called, by a person.
_CALL_ME = (
    r"(?:(?:して|かけて)(?:ください|下さい|ほしい|欲しい|くれますか|くれませんか|もらえますか|もらえませんか|いただけますか|いただけませんか|頂けますか)"
    r"|ください|下さい|ほしい|欲しい|もらえますか|もらえませんか|いただけますか|いただけませんか|頂けますか|いただきたい|頂きたい|もらいたい"
    r"|お願い(?:します|いたします|致します|できますか)?|おねがい(?:します)?|待って(?:い)?ます|お待ちして(?:い|お)ります)(?:です|のですが|んですが)?(?:ね|よ)?"
)
_THAI_END = r"(?:ค่ะ|คะ|ครับ|นะคะ|นะครับ|นะ|ได้ไหม|หน่อย|ด้วย)*"
_THAI_NEWS = r"(?:ข้อความ|ข่าวสาร|การแจ้งเตือน|แจ้งเตือน)"
_FRIEND = (
    r"(?:お?友だち|お?友達|お?ともだち|家族|知り?合い|知人|同僚|母|妹|姉|娘"
    r"|(?:まわり|周り|ほか|他)の(?:人|方|かた))"
)
_LINK = r"(?:りんく|url|こーど|ぺーじ|番号)"
_GIVE = (
    r"(?:が|を|は|って)?(?:ほしい|欲しい|くれますか|もらえますか|もらえませんか|もらえる|いただけますか|頂けますか|ちょうだい|送って|教えて"
    r"|おしえて|出して|発行して|ありますか|あります|ある|どこですか|どれですか)?"
)
# U+0E33 is written as NFKC leaves it: แนะนํา.
_THAI_LINK = r"(?:ลิงก์|ลิงค์|ลิ้งค์|ลิ้งก์|โค้ด)"
_COMMANDS: tuple[tuple[Command, re.Pattern[str]], ...] = (
    (  # before «stop»: 「掲載をやめて」 stops no messages
        "withdraw",
        re.compile(
            r"(?:わたしの|私の)?(?:お?言葉|口こみ|こめんと)?(?:の)?(?:お?名前の)?(?:掲載|けいさい|ぱーとなー|紹介ぺーじ)(?:は|を|も|の)?(?:もう)?"
            r"(?:停止|中止|取り?消し?|取り?消す|取り?下げる?|とりけし|やめたい|やめます|やめる|やめて|止める|止めて|外して|消して|辞めたい|辞めます|辞める|辞めて)"
            rf"{_PLEASE}"
            r"|(?:please)?(?:withdrawmywords|removemywords|stopbeingapartner)(?:please)?"
            r"|停止刊登|停止當夥伴|หยุดเผยแพร่|เลิกเป็นพาร์ตเนอร์"
        ),
    ),
    (
        "stop",
        re.compile(
            rf"{_WHAT}(?:停止|ていし|すとっぷ|stop|unsubscribe|解除|中止|不要|ふよう){_PLEASE}"
            rf"|{_WHAT}(?:とめて|止めて|やめて|辞めて){_PLEASE}"
            rf"|(?:もう)?{_WHAT}(?:もう)?(?:送|おく)(?:らないで|ってこないで|って来ないで|らなくて(?:いい|結構|大丈夫))"
            r"(?:ください|下さい|欲しい|ほしい|です|ね|よ)*"
            r"|(?:もう)?(?:らいん|line|配信|通知|めっせーじ|お知らせ|連絡)(?:は|を)?(?:もう)?"
            r"(?:いらない|要らない|いりません|要りません|しないで|結構|やめます)(?:ください|下さい|です)*"
        ),
    ),
    ("resume", re.compile(rf"{_WHAT}(?:再開|さいかい|開始|resume){_PLEASE}")),
    (
        "human",
        re.compile(
            r"(?:お店の|店の)?(?:担当者?|担当の(?:人|方|かた)|おぺれーたー?|すたっふ|店員|人間|(?:生身の|本物の)人|お店の(?:人|方)|人(?=と)|相談員|human|operator|agent)"
            r"(?:さん|様|の方|のかた)?(?:と|に|へ|を|から|の)?"
            r"(?:直接)?(?:お?話(?:す|し|したい|がしたい|をしたい|したいです|がしたいです|せますか|できますか)|はなしたい|はなす|つないで|繋いで|繋げて"
            r"|代わって|かわって|変わって|相談|相談する|相談したい|呼んで|出して|連絡|連絡して|電話|対応|対応して|返事)?"
            rf"{_PLEASE}"
            rf"|(?:[^。!?]{{0,12}}(?:に|で|から|まで|は|も|、))?(?:お?電話|おでんわ|折り?返し(?:の?お?電話|の?ご?連絡)?)(?:を|が|も|で)?{_CALL_ME}"
            rf"|ご?連絡(?:を|が|も)?{_CALL_ME}"
            rf"|有人(?:対応|ちゃっと)?{_PLEASE}|(?:talk|speak)toa?(?:human|person|agent)"
            rf"|(?:お?電話(?:相談)?|おはなし|お話|お?問い?合わ?せ|直接相談)(?:が|を)?(?:したい|したいです|して){_PLEASE}"
        ),
    ),
    (  # the link for a friend, asked for by themselves
        "share",
        re.compile(
            rf"{_FRIEND}?(?:への|に|用の|を)?(?:ご?紹介|しぇあ|招待)(?:する|できる)?(?:用の?|の)?{_LINK}{_GIVE}{_PLEASE}"
            rf"|{_FRIEND}(?:に|にも|へ|を)(?:も)?(?:ぜひ|是非)?(?:ご?紹介|おすすめ|お勧め|しぇあ)(?:を)?(?:し)?(?:たい|たいです|たいのですが|てもいいですか|てもいいでしょうか|できますか)(?:ね|な|よ)?"
            rf"|{_FRIEND}(?:に|にも)(?:も)?(?:ぜひ|是非)?(?:教え|おしえ|すすめ|勧め|送り|伝え)(?:たい|たいです|たいのですが|てもいいですか|てもいいでしょうか|ても大丈夫ですか)(?:ね|な|よ)?"
            r"|(?:please|howdoi|howcani|cani|couldi|mayi|canyou|couldyou)?(?:i(?:d|would)?)?(?:like|want|have|get|need|giveme|sendme)?(?:to)?(?:have|get)?(?:a|the|my)?"
            r"(?:referral|refer|invite|invitation|share|sharing)(?:a)?(?:friends?)?(?:link|code|url)(?:please)?"
            r"|(?:howdoi|howcani|cani|couldi|mayi)?(?:i(?:d|would)?)?(?:like|want|love)?(?:to)?(?:tell|recommend(?:you|it|this)?(?:to)?|invite|refer|share(?:it|this)?(?:with)?)(?:a|my|some)?friends?(?:aboutit|aboutyou|aboutthis)?(?:please)?"
            r"|(?:我)?(?:想|想要|請|可以|能)?(?:給我|要)?(?:推薦|介紹|分享|邀請)(?:給)?(?:朋友|好友|家人|同事)?(?:的|用的)?(?:連結|链接|網址|代碼)(?:給我|在哪裡|嗎|謝謝)*"
            r"|(?:我)?(?:想|想要|可以|能)(?:把這個)?(?:推薦|介紹|分享|邀請|告訴)(?:給)?(?:我的)?(?:朋友|好友|家人|同事)(?:嗎|謝謝)*"
            rf"|(?:ขอ|อยากได้)?{_THAI_LINK}(?:สำหรับ)?(?:แนะนํา|ชวน|แชร์)(?:ให้)?(?:เพื่อน)?{_THAI_END}"
            rf"|(?:อยาก|ขอ|จะ)(?:แนะนํา|บอกต่อ|ชวน|แชร์|บอก)(?:ให้)?(?:เพื่อน|ครอบครัว|คนอื่น){_THAI_END}"
        ),
    ),
    # Other languages. `key` has taken spaces, capitals and most signs away.
    (
        "stop",
        re.compile(
            r"(?:please)?(?:stop|unsubscribe|optout|quit)(?:all)?(?:the|your|these|sending|me)*(?:messages?|notifications?)?(?:please|now)?"
            r"|(?:please)?(?:donot|dont|don't)(?:send|message)(?:me)?(?:any)?(?:more|anymore|messages?)*"
            r"|(?:請)?(?:停止|退訂)(?:通知|訂閱|訊息|傳送|發送|接收|傳訊息|傳|推播)*(?:了|吧|謝謝)?"
            r"|(?:請)?(?:取消|關閉)(?:通知|訂閱|訊息|推播)+(?:了|吧|謝謝)?"
            r"|(?:請)?(?:不要|別|不用|不必)再?(?:通知|傳|發|寄|推播)+(?:訊息|通知|給我|我|來)*(?:了|吧|謝謝)?"
            rf"|(?:ขอ|กรุณา|ช่วย)?หยุด(?:การ)?(?:รับ|ส่ง|แจ้งเตือน)*{_THAI_NEWS}?(?:มา)?(?:แล้ว|อีก)?{_THAI_END}"
            rf"|(?:ขอ|กรุณา|ช่วย)?(?:ยกเลิก|เลิก|ไม่ต้อง|อย่า|ไม่)(?:การ)?(?:รับ|ส่ง)+{_THAI_NEWS}?(?:มา)?(?:แล้ว|อีก)?{_THAI_END}"
        ),
    ),
    (
        "resume",
        re.compile(
            r"(?:please)?(?:resume|restart|subscribe|start(?:again)?)(?:the|your|sending)*(?:messages?|notifications?)?(?:please)?"
            r"|(?:請)?(?:恢復|重新開始|重新接收|重新訂閱|再開始|開啟)(?:通知|訂閱|訊息|傳送|接收)*(?:謝謝)?"
            rf"|(?:ขอ)?(?:รับข้อความต่อ|รับต่อ|เริ่มรับข้อความ(?:อีกครั้ง)?|เริ่มใหม่|เริ่มอีกครั้ง|รับข้อความอีกครั้ง|เปิดรับข้อความ){_THAI_END}"
        ),
    ),
    (
        "human",
        re.compile(
            r"(?:please|canyou|couldyou|can(?:some|any)one)?(?:callme|giveme(?:a)?call|phoneme|ringme|callmeback)(?:back|please|today|tomorrow|now)*"
            r"|(?:請|麻煩|可以|能)?(?:回|打)(?:個)?電話(?:給我|嗎|謝謝)+|(?:請|麻煩)(?:回電|來電|聯絡我|跟我聯絡)(?:給我|謝謝)?"
            rf"|(?:ช่วย|กรุณา|รบกวน)?โทร(?:หา|กลับ|กลับหา|มาหา)(?:ฉัน|ผม|หนู|เรา)?(?:ด้วย|หน่อย)?{_THAI_END}"
            r"|(?:please)?(?:i(?:d|would)?(?:want|like|need|wish)?to?)?(?:can|could|may)?i?(?:talk|speak|chat)(?:to|with)(?:a|an|the|your|some)?(?:real)?(?:human|person|someone|somebody|staff|agent|operator)(?:please)?"
            r"|(?:real)?(?:human|person|staff|operator|agent|customerservice|support)(?:please)?"
            r"|(?:我)?(?:想|要|想要|請|幫我)?(?:找|轉|轉接|接|聯絡|和|跟|與)?(?:真人|人工|專人|專員|店員|客服|人員)(?:客服|服務|人員|專員)?(?:說話|講話|談|對話|聊|聯絡|幫忙)?(?:謝謝|嗎)?"
            rf"|(?:ขอ|อยาก|ต้องการ)?(?:คุย|พูด|ติดต่อ|สอบถาม|แชท)(?:กับ)?(?:เจ้าหน้าที่|พนักงาน|คน|แอดมิน|คนจริง|ทีมงาน)(?:จริง)?(?:หน่อย)?{_THAI_END}"
            rf"|(?:ขอ)?(?:เจ้าหน้าที่|แอดมิน|พนักงาน){_THAI_END}"
        ),
    ),
)


def command(text: str) -> Command | None:
    """A wish that holds at any moment, if the whole message is one: 「停止しないで」 is not a stop."""
    said = key(text)
    if not said or len(said) > 40:
        return None
    # 「担当者と話せますか？」 is a wish; 「停止しましたか？」 is not a command.
    if re.search(r"[?？]", plain_text(text)) and not re.search(
        r"(?:ます|せん|いいです|いいでしょう)か$|^(?:can|could|may|howcan|howdo)i|嗎$", said
    ):
        return None
    return next((name for name, pattern in _COMMANDS if pattern.fullmatch(said)), None)


# Each of these in one way only: where a text can be cut into them in two (「またね」, 「また」「ね」), a long
# one that ends in anything else is tried in every way there is, for longer than anybody waits.
_LONGEST_CLOSING = 80  # letters, as compared
_CLOSING_WORDS = (
    r"(?:どうも|本当に|ほんとに|ほんとうに|早速|さっそく|ご?丁寧に|ご親切に|色々|いろいろ|いつも|助かりました|とても|まことに|誠に)?"
    r"(?:ありがと|有難う|有り難う|ありがとう|ありがとうございます|ありがとうございました|有難うございます|有難うございました"
    r"|有り難うございます|有り難うございました|あざす|あざます|さんきゅ|thankyou|thanks|thx|ty"
    r"|了解|りょうかい|了解しました|了解いたしました|承知|承知しました|承知いたしました|かしこまりました|わかりました|分かりました|わかった|分かった"
    r"|はい|はーい|はあい|うん|ええ|ok|おっけー|おけ|おーけー|okay|り|りょ|なるほど|そうします|やってみます|試してみます|そうですか"
    r"|よろしく|よろしくお願いします|よろしくおねがいします|よろしくお願いいたします|宜しくお願いします|宜しくお願いいたします|お願いします|おねがいします"
    r"|助かります|助かりました|感謝|感謝します|お世話になりました|お世話になります|お疲れ様です|お疲れさまです|失礼します|失礼いたします|では|それでは|また)"
    r"(?:ね|よ|です|ー|w|笑)*"
)
_CLOSING_ABROAD = (
    r"(?:manythanks|verymuch|somuch|alot|igotit|gotit|understood|allright|alright|noproblem|great|perfect|bye|goodnight"
    r"|謝謝|多謝|感恩|非常|好的|好喔|好|瞭解|知道了|收到|沒問題|辛苦了|麻煩了|晚安|再見|您|你|們"
    r"|ขอบคุณ|ขอบใจ|ขอบพระคุณ|มาก|เลย|รับทราบ|เข้าใจแล้ว|เข้าใจ|ตกลง|โอเค|ได้|ค่ะ|คะ|ครับ|นะ|จ้า|จ้ะ|ๆ)"
)
_CLOSING = re.compile(rf"(?:{_CLOSING_WORDS}|{_CLOSING_ABROAD})+")
_CLOSING_SIGNS = re.compile("[👍👌🙏🙇🙇😊☺🙂😄😀😃😆❤♥💕💗🥰✨🎉🙆💁👏🌸♪\u200d♂♀🏻-🏿\ufe0f]+")


def is_closing(text: str) -> bool:
    """A polite end (「ありがとうございました」「了解です」👍) that asks for nothing and restarts no clock."""
    said = key(text)
    if not said or len(said) > _LONGEST_CLOSING or re.search(r"[?？]", plain_text(text)):
        return False
    return bool(_CLOSING_SIGNS.fullmatch("".join(text.split())) or _CLOSING.fullmatch(said))
