"""Words that work at any time, whatever question is open: stop, resume, a human; and the polite end."""

import re
from typing import Literal

from conversations.folding import key, plain_text

Command = Literal["stop", "resume", "human", "withdraw"]

_PLEASE = (
    r"(?:を|に|は|も)?(?:して|する|します|しろ|させて)?(?:ほしい|欲しい|もらえますか|もらえませんか|くれますか|くれませんか|いただけますか|頂けますか)?"
    r"(?:ください|下さい|くださいませ|頂戴|ちょうだい|願います|お願い|お願いします|お願いいたします|お願い致します|おねがい|おねがいします"
    r"|希望|希望です|希望します|したい|したいです|たのむ|頼みます|どうぞ)?(?:です|ね|よ)?"
)
_WHAT = (
    r"(?:らいん|line|配信|はいしん|通知|つうち|めっせーじ|お知らせ|連絡|送信|これ|もう)?(?:の|を|は)?"
    r"(?:配信|通知|送信)?(?:の|を|は)?"
)
_COMMANDS: tuple[tuple[Command, re.Pattern[str]], ...] = (
    (  # before «stop»: 「掲載をやめて」 stops no messages
        "withdraw",
        re.compile(
            r"(?:わたしの|私の)?(?:お?言葉|口こみ|こめんと)?(?:の)?(?:お?名前の)?(?:掲載|けいさい|ぱーとなー|紹介ぺーじ)(?:は|を|も|の)?(?:もう)?"
            r"(?:停止|中止|取り?消し?|取り?消す|取り?下げる?|とりけし|やめたい|やめます|やめる|やめて|止める|止めて|外して|消して|辞めたい|辞めます|辞める|辞めて)"
            rf"{_PLEASE}"
            r"|(?:withdrawmywords|removemywords|stopbeingapartner)"
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
            rf"|有人(?:対応|ちゃっと)?{_PLEASE}|(?:talk|speak)toa?(?:human|person|agent)"
            rf"|(?:お?電話(?:相談)?|おはなし|お話|お?問い?合わ?せ|直接相談)(?:が|を)?(?:したい|したいです|して){_PLEASE}"
        ),
    ),
)


def command(text: str) -> Command | None:
    """A wish that holds at any moment, if the whole message is one: 「停止しないで」 is not a stop."""
    said = key(text)
    if not said or len(said) > 30:
        return None
    # 「担当者と話せますか？」 is a wish; 「停止しましたか？」 is not a command.
    if re.search(r"[?？]", plain_text(text)) and not re.search(r"(?:ます|せん)か$", said):
        return None
    return next((name for name, pattern in _COMMANDS if pattern.fullmatch(said)), None)


_CLOSING_WORDS = (
    r"(?:どうも|本当に|ほんとに|ほんとうに|早速|さっそく|ご?丁寧に|ご親切に|色々|いろいろ|いつも|助かりました|とても|まことに|誠に)?"
    r"(?:ありがと|有難う|有り難う|ありがとう|ありがとうございます|ありがとうございました|有難うございます|有難うございました"
    r"|有り難うございます|有り難うございました|あざす|あざます|さんきゅー?|thankyou|thanks|thx|ty"
    r"|了解|りょうかい|了解です|了解しました|了解いたしました|承知|承知しました|承知いたしました|承知です|かしこまりました|わかりました|分かりました|わかった|分かった"
    r"|はい|はーい|はあい|うん|ええ|ok|okです|おっけー|おけ|おーけー|okay|り|りょ|なるほど|そうします|やってみます|試してみます|そうですか"
    r"|よろしく|よろしくです|よろしくお願いします|よろしくおねがいします|よろしくお願いいたします|宜しくお願いします|宜しくお願いいたします|お願いします|おねがいします"
    r"|助かります|助かりました|感謝|感謝です|感謝します|お世話になりました|お世話になります|お疲れ様です|お疲れさまです|失礼します|失礼いたします|では|それでは|またね|また)"
    r"(?:ね|よ|です|ー|w+|笑)*"
)
_CLOSING = re.compile(rf"(?:{_CLOSING_WORDS})+")
_CLOSING_SIGNS = re.compile("[👍👌🙏🙇🙇😊☺🙂😄😀😃😆❤♥💕💗🥰✨🎉🙆💁👏🌸♪\u200d♂♀🏻-🏿\ufe0f]+")


def is_closing(text: str) -> bool:
    """A polite end (「ありがとうございました」「了解です」👍) that asks for nothing and restarts no clock."""
    said = key(text)
    if not said or re.search(r"[?？]", plain_text(text)):
        return False
    return bool(_CLOSING_SIGNS.fullmatch("".join(text.split())) or _CLOSING.fullmatch(said))
