# ruff: noqa: E501 - a pattern stays whole
"""Who has enough of our messages, and says so among other words or not quite in the words of `commands`.

    まったく効果なくてがっかり。配信停止 / いらないので停止で / it did nothing, please unsubscribe me    stop, and what else they said
    配信停止ってどうやるの？ / How do I unsubscribe?                                              how
    アンケートはもういいです / 通数多すぎ / 退会したい / too many messages                          tired: stop, rest or go on?
    解約したい                                                                                cancel: a person, and the same buttons
A stop is a clause of its own, or the end of one after its reason. What is quoted, denied («停止しないで»), asked,
told («停止しました») or made to depend on something («効かないなら、配信停止で») stops nothing.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from conversations.commands import command, is_closing
from conversations.folding import fold, key, plain_text

_LONGEST: Final = 60  # letters of a clause that may be a wish
_MOST: Final = 300  # clauses: nobody writes more
_SHORT: Final = 40  # letters of a message that is nothing but tired
_WORTH: Final = 4  # letters of a rest that says anything

_OURS: Final = r"(?:らいん|line|配信|はいしん|通知|つうち|めっせーじ|お知らせ|おしらせ|めるまが|送信)"
_SURVEY: Final = r"(?:あんけーと|ご?質問|問いかけ)"
_MORE: Final = r"(?:もう|全部|ぜんぶ|すべて|全て|一切|今後|これから|これ以上|二度と|今日で|とりあえず|とにかく|やっぱり|では|じゃあ|なので|だから|できれば|あと|それと|それから|この|こちらの|そちらの|の|は)*"
_ASKED: Final = (
    r"(?:ほしい|欲しい|もらえますか|もらえませんか|くれますか|くれませんか|くれ|いただけますか|いただけませんか|頂けますか|もらいたい|いただきたい|頂きたい|ください|下さい|くださいませ"
    r"|お願い(?:します|いたします|致します|したい|できますか|できませんか)?|おねがい(?:します)?|願います|希望(?:します)?|頼みます)(?:です|ね|よ|な)*"
)
_PLEASE: Final = rf"(?:で|を|に|は|も)?(?:(?:して|させて)?{_ASKED}|します|する|したい(?:です)?|です|ね|よ)?"
_NO_MORE: Final = (
    rf"(?:らないで|ってこないで|って来ないで|らなくて(?:いい|結構|大丈夫))(?:{_ASKED}|です|ね|よ)?"
)
_STOP: Final = (
    rf"{_MORE}{_OURS}(?:の)?(?:配信|通知|送信)?(?:を|は|も|の|とか)?(?:停止|ていし|すとっぷ|解除|中止|終了|不要){_PLEASE}"
    rf"|{_MORE}(?:{_OURS}|ご?連絡)(?:を|は|も|とか)?{_MORE}(?:やめて|止めて|とめて|辞めて|切って)(?:{_ASKED})?"
    rf"|{_MORE}{_OURS}(?:は|を|も)?{_MORE}(?:送|おく){_NO_MORE}"
    rf"|{_MORE}{_OURS}(?:は|を|も)?{_MORE}(?:いらない|要らない|いりません|要りません|結構|やめます|(?:して)?(?:こ|来)ないで|しないで)(?:{_ASKED}|です|ね|よ)?"
    rf"|{_MORE}ご?連絡(?:は|を|も)?{_MORE}(?:して(?:こ|来)ないで|しないで)(?:{_ASKED})?"
)
# Messages, machines and orders are stopped alike: these count only where no machine and no order is told of.
_BARE: Final = rf"{_MORE}(?:停止|すとっぷ)(?:で(?:{_ASKED}|いいです|す)?|を?{_ASKED}|して{_ASKED})|(?:もう|これ以上|二度と|一切)(?:送|おく){_NO_MORE}"
_REASON: Final = (
    r"(?:^|ので|のに|から|ため|ですし|いし|けど|けれど|ですが|ますが|です|ます|[いっし]た|ない|あと|それと)"
)
_CLEAR: Final = re.compile(rf"{_REASON}(?:{_STOP})$")
_LESS_CLEAR: Final = re.compile(rf"{_REASON}(?:{_BARE})$")
_OTHER_THING: Final = re.compile(
    r"注文|発送|配送|荷物|商品|定期|届け|届い|届き|受け取|かたろぐ|さんぷる|試供品|機械|本体|運転|電源|動[いかきくけ]|えらー|回転|ぽんぷ|えんじん|もーたー|たいまー|洗濯|ぼたん|画面"
)
_TE_FORM: Final = re.compile(r"(?:やめて|止めて|とめて|辞めて|切って|ないで|停止で)$")

_ENGLISH: Final = re.compile(
    r"(?:(?:please|just|ok|okay|now|sorry|kindly|thanks|thank you|no thanks|also|and|then|so|but|can you|could you|would you|i (?:would like|want|wish|need) (?:you )?to|id like (?:you )?to) )*"
    r"(?:stop(?: (?:all|the|your|these|those|any|sending|texting|messaging|contacting|writing|asking|me|to|more|surveys?|messages?|notifications?|texts?|questions?|everything|it|this))*"
    r"|unsubscribe(?: me)?(?: from)?(?: (?:this|these|your|the|all|list|messages?|notifications?))*|opt(?: me)? out|take me off(?: (?:your|the|this) list)?"
    r"|(?:do not|dont|don t|never|no longer) (?:send|message|text|contact|write)(?: (?:me|to|any|more|anymore|again|messages?|these|this|texts?|surveys?))*|no more messages)"
    r"(?: (?:please|now|thanks|thank you|immediately|anymore|ok))*"
)
_CHINESE: Final = re.compile(
    r"(?:請|麻煩|幫我|我要|我想要?|還有|另外|也|就|所以|直接)*(?:停止(?:通知|訂閱|訊息|傳送|發送|接收|傳訊息|推播|發訊息)+|退訂|取消(?:訂閱|通知|推播|訊息)+|關閉(?:通知|推播|訊息)+"
    r"|(?:不要|別|請勿)再?(?:傳|發|推播|通知)(?:訊息|通知|給我|我|來|任何)*|(?:不用|不必)再(?:傳|發|推播|通知)(?:訊息|通知|給我|我|來|任何)*)(?:了|吧|謝謝|好嗎)*"
)
_THAI_END: Final = r"(?:ค่ะ|คะ|ครับ|นะ|หน่อย|ด้วย|เลย|ที)*"
_THAI: Final = re.compile(
    r"(?:แล้วก็|และ|ช่วย|ขอ|กรุณา|รบกวน|อยาก)*(?:หยุด(?:การ)?(?:รับ|ส่ง)(?:ข้อความ|ข่าวสาร|การแจ้งเตือน|แจ้งเตือน)?|(?:ยกเลิก|เลิก)(?:การ)?(?:รับ|ส่ง)(?:ข้อความ|ข่าวสาร|การแจ้งเตือน|แจ้งเตือน)"
    rf"|(?:ไม่ต้อง|อย่า)ส่ง(?:ข้อความ)?(?:มา)?(?:อีก|แล้ว))(?:มา)?(?:แล้ว|อีก)?{_THAI_END}"
)
_IF_BEFORE: Final = re.compile(
    r"(?:れば|たら|なら|ならば|場合は?|とき|時は?|ても)$|^(?:if|unless|when) |^(?:如果|要是|若)|^(?:ถ้า|หาก)"
)
_NOT_AFTER: Final = re.compile(
    r"し(?:ない|なく|ません|ました|ても|たら|た(?!い))|じゃ|では|って|という|といっ|と(?:言|書|出|あ)|とか|ぼたん|でき|され|方法|やり方|の|を押|とは|するべき|ということ"
)

_HOW: Final = re.compile(
    rf"(?:{_OURS}|{_SURVEY}|ご?連絡)[^。]{{0,6}}?(?:停止|止め|とめ|解除|やめ)[^。]{{0,10}}?(?:どう|どこ|どのよう|方法|やり方|仕方|しかた|できますか|できる(?:の|ん)?(?:ですか|でしょうか|かな)?$|には$|いいですか|教えて|おしえて)"
    rf"|(?:{_OURS}|{_SURVEY})(?:を|の|は)?(?:停止の?)?(?:止め方|やめ方|方法)|(?:どうやって|どうすれば|どこで)[^。]{{0,8}}(?:{_OURS})[^。]{{0,6}}(?:停止|止め|とめ|解除|やめ)"
    r"|(?:怎麼|如何|怎樣|哪裡可以)[^。]{0,6}(?:取消訂閱|退訂|停止(?:通知|訊息|接收)|關閉通知|取消通知)|(?:取消訂閱|退訂|停止通知|關閉通知)[^。]{0,6}(?:怎麼|如何|方法|哪裡)"
    r"|(?:หยุด|ยกเลิก|เลิก|ปิด)(?:การ)?(?:รับ|ส่ง|แจ้งเตือน)[^。]{0,14}(?:ยังไง|อย่างไร|ทําไง|ที่ไหน)"
)
_HOW_ENGLISH: Final = re.compile(
    r"\b(?:how|where)\b.{0,16}\b(?:unsubscribe|opt out|(?:stop|turn off|switch off) (?:getting |receiving )?(?:these|this|the|your|all|them|messages|notifications))|\bcan i (?:unsubscribe|opt out|stop (?:these|the|your) messages)"
)
_DONE: Final = re.compile(
    r"(?:した|された)のに|(?:しました|してある|しておいた)|\b(?:unsubscribed|already|still)\b"
)

_VERY: Final = r"(?:ちょっと|少し|すごく|とても|正直|かなり|本当に|ほんとに|さすがに|もう|、)*"
_TIRED: Final = re.compile(
    rf"{_MORE}{_SURVEY}(?:に(?:は|も)?|は|も|とか|が)?{_VERY}(?:いい(?:です|や|よ)?(?!です|や|よ|ね)|結構(?:です)?|うんざり(?:です)?|やめて(?:{_ASKED})?|止めて(?:{_ASKED})?|しないで(?:{_ASKED})?|いらない(?:です)?|いりません|不要(?:です)?|答えたくない(?:です)?|答えません|答える気(?:は|が)?ない(?:です)?|面倒(?:です|くさい(?:です)?)?|めんどう(?:です)?|めんど(?:う)?くさい(?:です)?|しつこい(?:です)?|多い(?:です)?|多すぎ(?:る|ます|です)?|ばかり(?:です)?)(?:ね|よ|な)*"
    rf"|(?:(?:通数|{_OURS}|ご?連絡)(?:の)?(?:回数|頻度|数|量)?)(?:が|は|も)?{_VERY}(?:多い|多すぎ(?:る|ます)?|おおい|しつこい|しつこすぎ(?:る|ます)?|うざい|うるさい|頻繁(?:すぎ(?:る|ます)?)?|迷惑|邪魔|じゃま|めんどう|面倒|めんどくさい|面倒くさい|うっとうしい|鬱陶しい)(?:です|ん|だ|から|ので|けど|ね|よ|な)*"
    rf"|{_VERY}(?:うざい|うざ|うざったい|うっとうしい|鬱陶しい|しつこい|しつこすぎ(?:る|ます)?|うるさい)(?:です|ん|だ|から|ね|よ|な|わ)*"
    rf"|(?:会員を?)?退会(?:の?手続き)?(?:を|は|も)?(?:したい(?:です|のですが|んですが|んですけど)?|します|する|(?:させて|して)?{_ASKED}|です)?"
    r"|(?:請)?(?:不要|別)再?(?:問|煩我|吵我)(?:了|我|卷)*|(?:訊息|通知|問卷)(?:真的|也)?(?:太多|好多|很煩|好煩|太頻繁)(?:了|啦)*|太多(?:訊息|通知|問卷)了?|(?:好|很|真)煩(?:人)?|不想(?:再)?(?:回答|填)(?:問卷|問題)?了?"
    r"|(?:ข้อความ|แจ้งเตือน|คําถาม)(?:เยอะ|บ่อย|มาก)(?:เกิน)?(?:ไป)?(?:ค่ะ|ครับ|นะ|แล้ว)*|ส่ง(?:มา)?(?:บ่อย|เยอะ)(?:เกิน)?ไป(?:ค่ะ|ครับ|นะ|แล้ว)*|(?:น่า)?รําคาญ(?:ค่ะ|ครับ|มาก|จัง)*|ไม่อยากตอบ(?:แบบสอบถาม|คําถาม)?(?:แล้ว|ค่ะ|ครับ)*"
)
_TIRED_ENGLISH: Final = re.compile(
    r"(?:(?:this is|these are|its|it is|way|just|you send|you are sending|youre sending|there are|i get|getting|please|sorry|really|so) )*(?:too many (?:messages|questions|texts|notifications|surveys)|annoying|spam|spamming me|no more surveys?|(?:please )no more questions?|no more questions? please|leave me alone|stop bothering me|too (?:often|much)"
    r"|i (?:do not|dont|don t) want (?:to answer )?(?:any more |any |more |these |your )?(?:surveys?|questions?)|(?:i want to )?(?:delete|close) my account)(?: (?:please|now|thanks|anymore))*"
)
_CANCEL: Final = re.compile(
    rf"(?:定期(?:便|購入|こーす)?|契約|購入|さぶすく)?(?:を|の|は)?解約(?:の?手続き)?(?:を|は|も)?(?:したい(?:です|のですが|んですが|んですけど)?|します|する|できますか|(?:させて|して)?{_ASKED}|です|方法(?:を|は)?(?:教えて)?(?:{_ASKED})?)?"
)
_KEEP: Final = re.compile(
    rf"{_MORE}{_OURS}(?:は|だけは|の方は|のほうは|で)(?:この|その|今)?(?:まま|通り)?(?:で)?(?:続け|継続|残し|お願い|送って|ください|下さい|大丈夫|おっけ|ok|ほしい|欲しい)(?!.*(?:停止|解除|中止))|(?:please )?keep (?:the |this |these |sending )"
)
_QUOTED: Final = re.compile(
    r"「(?!(?:配信)?停止」で?(?:お願い|おねがい|希望|して))[^「」]{0,60}」|『[^『』]{0,60}』|“[^“”]{0,60}”|\"[^\"]{0,60}\"|«[^«»]{0,60}»"
)
_POLITE: Final = re.compile(
    r"(?:大変)?(?:すみません|すいません|申し訳(?:ない|ありません|ございません)|恐れ入ります|ごめんなさい)(?:が|けど)?|sorry|抱歉|不好意思|ขอโทษ"
)
_BREAK: Final = re.compile(
    r"[。.!?\n、,;…♪🙏]+|(?<=[^\x00-\x7f])\s+|(?<!\s)\s+(?=[^\x00-\x7f])|\s(?:and|but|so|also|because)\s",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(r"[。.!?\n]")


@dataclass(frozen=True, slots=True)
class Leaving:
    """`rest`: what else was said, as it was typed; only of a stop."""

    kind: Literal["stop", "how", "tired", "cancel"]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    after: str  # the sign that ends it
    said: str
    spaced: str


@lru_cache(maxsize=1024)
def leaving(text: str) -> Leaving | None:
    """None: they have not enough of us, or it is one of the words of `commands`."""
    plain = plain_text(text)
    clauses = _clauses(plain)
    if len(clauses) > _MOST:
        return None
    elsewhere = _OTHER_THING.search(key(plain)) is not None
    stops = [place for place in range(len(clauses)) if _stops(clauses, place, elsewhere)]
    if stops and any(_goes_on(clause) for clause in clauses):
        return None
    if stops:
        rest = _rest(plain, clauses, stops)
        if rest and all(clauses[place].spaced == "stop it" for place in stops):
            return None  # «Stop it, this is so good»
        return Leaving("stop", rest)
    said, spaced = key(plain), fold(plain)
    if len(said) > 2 * _SHORT:
        return None
    if (_HOW.search(said) or _HOW_ENGLISH.search(spaced)) and not _DONE.search(spaced):
        return Leaving("how")
    if len(said) > _SHORT:
        return None
    if _CANCEL.fullmatch(said):
        return Leaving("cancel")
    wordy = [clause for clause in clauses if clause.said and not is_closing(clause.spaced)]
    if _TIRED.fullmatch(said) or (
        wordy and all(_TIRED.fullmatch(c.said) or _TIRED_ENGLISH.fullmatch(c.spaced) for c in wordy)
    ):
        return Leaving("tired")
    return None


def _goes_on(clause: _Clause) -> bool:
    """「メルマガは不要です。LINEは続けてください」."""
    return command(clause.spaced) == "resume" or _KEEP.match(clause.said) is not None


def _clauses(plain: str) -> list[_Clause]:
    masked = _QUOTED.sub(lambda quoted: "q" * len(quoted[0]), plain)
    found, start = [], 0
    for sign in (*_BREAK.finditer(masked), None):
        end = sign.start() if sign else len(masked)
        words = masked[start:end]
        if words.strip():
            found.append(_Clause(start, end, sign[0] if sign else "", key(words), fold(words)))
        start = sign.end() if sign else end
    return found


def _stops(clauses: list[_Clause], place: int, elsewhere: bool) -> bool:
    clause = clauses[place]
    if not clause.said or len(clause.said) > _LONGEST or not _means_stop(clause, elsewhere):
        return False
    if "?" in clause.after and not re.search(r"(?:ますか|ませんか|好嗎)$", clause.said):
        return False
    last = place + 1 == len(clauses) or _ENDS.search(clause.after) is not None
    if not last and (_TE_FORM.search(clause.said) or _NOT_AFTER.match(clauses[place + 1].said)):
        return False
    before = clauses[place - 1] if place else None
    return before is None or _ENDS.search(before.after) is not None or not _IF_BEFORE.search(before.spaced)


def _means_stop(clause: _Clause, elsewhere: bool) -> bool:
    if _CLEAR.search(clause.said) or _CHINESE.fullmatch(clause.said) or _THAI.fullmatch(clause.said):
        return True
    if _ENGLISH.fullmatch(clause.spaced):
        return True
    return not elsewhere and _LESS_CLEAR.search(clause.said) is not None


def _rest(plain: str, clauses: list[_Clause], stops: list[int]) -> str:
    """What was said beside it; of a clause that gives its reason, the reason."""
    kept = []
    for place, clause in enumerate(clauses):
        words = plain[clause.start : clause.end]
        if place in stops:
            words = _reason(words)
        if words.strip():
            kept.append(words.strip() + (clause.after if _ENDS.search(clause.after) else "、"))
    rest = "".join(kept).strip("、 ")
    worth = _POLITE.sub("", key(rest))
    return rest if len(worth) >= _WORTH and not is_closing(rest) else ""


def _reason(words: str) -> str:
    """「効果なかったので配信停止」 → 「効果なかったので」."""
    found = re.match(r"(.{4,40}?(?:ので|のに|から|ため|ですし|けど|けれど|ですが|ますが))(?=.)", words)
    return found[1] if found else ""
