# ruff: noqa: E501 - a pattern stays whole
"""What a customer asks for without a question mark: a receipt, a sample, something done; and what stands beside an
answer (「うるおいかな、あと領収書ほしいです」).

    領収書をお願いします / サンプルがほしい / receipt please / 請開發票 / ขอใบเสร็จ      `asks_for`: wherever it is said
    包んでいただきたいです / please wrap it / 請幫我包裝 / ช่วยห่อให้หน่อย            `asks_for(adrift=True)`: only where it
                                                                      answers nothing; in a comment it is a comment
「あとで答えます、待ってください」 asks for nothing. What a wish about the order is, `urgent` knows.
"""

import re
from typing import Final

from conversations.commands import is_closing
from conversations.folding import fold, key, plain_text

LONGEST: Final = 120  # letters; a longer text tells a story

_THING: Final = r"(?:領収書|領収証|請求書|納品書|見積書?|お?見積もり?|明細書?|保証書|説明書|取扱説明書|資料|かたろぐ|ぱんふれっと|さんぷる|試供品|れしぴ|(?<!た)のし(?:紙|を)|熨斗|ぎふと包装|らっぴんぐ|手提げ袋|紙袋|配達証明)"
_WISH: Final = r"(?:ください|下さい|ほしい|欲しい|お願い|おねがい|もらえ|いただ|頂|希望|必要|要り(?!ません)|いり(?!ません)|送って|つけて|付けて|入れて|発行(?:して|でき|は|を)|出して|同封|できれば)"
_NAMED: Final = re.compile(rf"{_THING}[^。!?]{{0,12}}{_WISH}|{_WISH}[^。!?]{{0,4}}{_THING}$")
_NAMED_ENGLISH: Final = re.compile(
    r"\b(?:receipt|invoice|quote|catalog(?:ue)?|brochure|sample|gift wrap(?:ping)?|user manual)s?\b.{0,20}\bplease\b|\b(?:please|need|want|like|send|have|get|issue)\b.{0,24}\b(?:receipt|invoice|quotation|catalog(?:ue)?|brochure|samples?|gift wrap(?:ping|ped)?|user manual)\b"
)
_NAMED_CHINESE: Final = re.compile(
    r"(?:請|麻煩|想要?|需要|要|可以|能|給我|幫我|开|開).{0,8}(?:收據|發票|发票|統編|統一編號|報價單|目錄|試用品|樣品|說明書|保證書|禮物包裝|提袋)"
)
_NAMED_THAI: Final = re.compile(
    r"(?:ขอ|อยากได้|ต้องการ|ออก|รับ).{0,12}(?:ใบเสร็จ|ใบกํากับภาษี|ใบเสนอราคา|แคตตาล็อก|ตัวอย่าง|คู่มือ|ห่อของขวัญ)"
)

_LATER: Final = re.compile(
    r"(?:待って|まって|お待ち|考えさせ|後にし|あとにし|後で|あとで|今度|また(?!は)|ゆっくりさせ|そのうち|そっと|気にし|安心し|心配し|頑張|がんばって|気を(?:付|つ)け|無理(?:を)?し|無理なさ|(?:大事|自愛|元気)(?:に|で)|ひかない|風邪|(?:楽しみ|期待|応援)(?:に)?して|続け(?:て(?:い)?(?:って)?(?:ください|下さい|ほしい|欲しい)|られ)|作り?続け|笑って|(?:これから|今後|引き続き)[^。!?]{0,16}(?:作|続|届け|頼|よろしく)|wait|later|等一下|等等|稍後|เดี๋ยว|รอ|ทีหลัง)"
)
# Good wishes, and what nobody can do for them.
_KIND: Final = re.compile(
    r"(?:消え|出|な[っく]|減っ|効い|治っ|なおっ|続い|届い|晴れ|やせ|痩せ|伸び|勝っ|受かっ|当たっ)て(?:ほしい|欲しい)"
    r"|^please (?:keep up|keep making|say hello|say hi|do not stop|dont stop|don t stop|take care|stay (?:safe|well|healthy)|give my|thank|tell (?:them|her|him|everyone)|enjoy|do not worry|don t worry)\b"
    r"|^(?:i want|i d like|id like|i would like|i need) (?:to (?:tell|say|thank|look|feel|be|become|believe|try|use|buy|get|recommend|give it)\b|coffee|sleep|a nap|more time|time|it all)"
    r"|^(?:請(?:問候|多|保重|繼續|代我|加油|放心|別擔心)|希望(?:皮膚|膚|效果|會|大家|早日|真的|你們生意|以後|未來)|我要(?:好好|繼續|再|多|每天|去|睡)|我想要(?:變|有|繼續|每天))"
    r"|^(?:ขอ(?:ให้(?!.{0,20}(?:ส่ง|ห่อ|โทร|ติดต่อ))|ชม|แสดง|อวยพร)|ช่วย(?:ให้(?!.{0,12}(?:หน่อย|ที))|ได้))"
)
_ASKED: Final = re.compile(
    r"(?:[てで](?:ほしい|欲しい|ください|下さい|もらいたい|いただきたい|頂きたい|くれ)|(?:を|が|も)?(?:お願いしたい|お願いでき|ほしい|欲しい|いただきたい|頂きたい|もらいたい|希望し|希望)|(?:を|で|も|に)(?:ください|下さい|お願い|おねがい))"
    r"(?:し(?:ます|たい)|いたします|致します|ます)?(?:です|でした|のです|んです|と思(?:います|って(?:い)?ます))?(?:が|けど|けれど|けども)?(?:ね|よ)?$"
)
_ASKED_ABROAD: Final = re.compile(
    r"^(?:please|i need|i want|i d like|id like|i would like|could somebody|can someone)\b.{6,}|.{6,}\bplease$"
    r"|^(?:請|麻煩|我要|我想要|希望|幫我|拜託).{3,}"
    r"|^(?:ขอ(?!บ|ง|โทษ)|ช่วย|อยากได้|อยากให้|รบกวน|กรุณา).{3,}"
)

# A greeting, or that they answer later: nobody waits for anything, and nothing was answered.
_BUSY: Final = r"(?:すみません|すいません|ごめんなさい|ごめん|今|いま|ちょっと|まだ|仕事|外出|移動|運転|会議|旅行|出張|電車|手が離せ(?:ない|なく|ません)|忙し(?:い|く)|ばたばた|子ども|子供|泣い|中|な|で|して|いる|い?て|る|です|ます|から|けど|が|の|に|、)*"
_WHEN: Final = r"(?:また|帰ったら|帰宅後に?|夜に?|今夜|今晩|明日|週末に?|落ち着いたら|あとで|後で|後ほど|のちほど|時間(?:が)?(?:ある|できた)(?:とき|時|ら)に?|、)+"
_GREETS: Final = re.compile(
    r"(?:(?:これから|今後|引き続き|今年|本年|来年|末永く|どうぞ|どうか|何卒|また|変わらず)(?:も|とも)?)*(?:よろしく|宜しく)(?:お?(?:願い|ねがい)(?:し|致し|いたし|申し上げ)ます)?(?:ね|です)*"
    rf"|{_BUSY}{_WHEN}(?:ゆっくり|ちゃんと|必ず)?(?:お?返事|返信|回答|ご?連絡|答え|こたえ|書き込み|書き|送り)(?:を)?(?:ます|る|します|する|させて(?:いただき|もらい)ます|いたします)(?:ね|です|わ)*"
    rf"|{_BUSY}(?:また)?(?:あとで|後で|後ほど|のちほど)(?:ね|です|で)*"
    r"|(?:ご?返信|お?返事|ご?連絡|回答|お答え)(?:が|も|は)?(?:大変|すっかり|とても)?(?:遅くな(?:り|って(?:しまい|しまって)?|ってて)|遅れ(?:て|まして)?|おそくな(?:り|って)|おくれて)(?:まして|ました)?(?:大変|本当に)?(?:すみません|すいません|ごめん(?:なさい|ね)?|申し訳(?:ありません|ございません|ないです)|失礼(?:しました|いたしました))(?:でした)?"
    r"|(?:i am |im )?(?:so |very )?sorry for (?:the |my )?(?:late|slow) (?:reply|answer|response)|(?:sorry )?(?:(?:i am |im |i m )?(?:busy|at work|driving|on the train)(?: right)?(?: now)? )?(?:(?:so )?i (?:will|ll) |ill |let me )(?:answer|reply|respond|write|get back(?: to you)?|tell you)(?: (?:you|more|back|to you|to this|it))*(?: (?:later|tonight|tomorrow|soon|next week|this evening))+"
    r"|(?:i am |im |i m )?looking forward to (?:it|this|that|your messages|hearing from you)|nice to meet you|greetings from .{2,20}|have a (?:nice|good|great) (?:day|weekend|evening|one)"
    r"|(?:不好意思|抱歉|現在|我|在忙|上班|開車|比較)*(?:晚點|稍後|等一下|等等|晚上|明天)再?(?:回覆|回答|回|跟你們說)(?:您|你|你們)?(?:喔|哦|哈)?|(?:以後也|今後也)?請多(?:指教|關照|多指教|保重)"
    r"|(?:ขอโทษ|ตอนนี้|ทํางานอยู่|ไม่ว่าง)*(?:เดี๋ยว|ไว้)(?:คืนนี้|พรุ่งนี้|ทีหลัง)?(?:ค่อย)?(?:ตอบ|มาตอบ)(?:ให้)?(?:นะ|คะ|ค่ะ|ครับ|ทีหลัง)*"
)
_ADDRESS: Final = re.compile(r"https?://[!-~]+|[\w.+-]+@[\w-]+\.[\w.-]+")

_BESIDE: Final = re.compile(
    r"(?:(?<=[、。,.!！?？…\s])|^)(?:あと|それと|それから|ちなみに|ところで|ついでに|それとは別に|別件ですが|話は変わりますが|あとは)[、,\s]*(?=\S)"
    r"|(?:[,.;!?]\s*|(?<![,.;!?\s])\s+|^)(?:also|by the way|btw|another thing|one more thing|and can you|and could you|and please)\b[,\s]*"
    r"|(?:另外|還有|順便|對了|此外)[,，、\s]*|(?:อีกอย่าง|แล้วก็|อีกเรื่อง|นอกจากนี้)[,\s]*",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[。!！?？\n]+|(?<=[a-zก-๙])[.]\s+")
_SHORT_SENTENCE: Final = 5
_SENTENCE: Final = 10  # letters that say something; of Chinese fewer, of a spelt language more
_SENTENCE_HAN: Final = 6
_SENTENCE_SPELT: Final = 16
_SPELT: Final = re.compile(r"[\x00-\x7f\u0e00-\u0e7f]*")
_SHORTEST: Final = 4  # letters beside an answer that mean anything: 「あと2週間」 is none


def asks_for(text: str, *, adrift: bool = False) -> bool:
    """Whether somebody asks for something to be given or done. `adrift`: it answers no question of ours."""
    said, spaced = key(text), fold(text)
    if len(said) > LONGEST:
        return False
    if _NAMED.search(said) or _NAMED_CHINESE.search(said) or _NAMED_THAI.search(spaced):
        return True
    if _NAMED_ENGLISH.search(spaced):
        return True
    if not adrift or _LATER.search(spaced) or _KIND.search(spaced) or _KIND.search(said):
        return False
    return bool(_ASKED.search(said) or _ASKED_ABROAD.search(spaced))


def beside(text: str) -> tuple[str, str]:
    """The answer and what was said beside it; the latter "" where there is nothing, or nothing that says much."""
    plain = plain_text(text)
    for found in _BESIDE.finditer(plain):
        first, rest = plain[: found.start()].strip(" 、。,.\n"), plain[found.end() :].strip()
        if first and not rest[:1].isdecimal() and len(key(rest)) > _SHORTEST:
            return first, rest
    return text, ""


def greets(text: str) -> bool:
    """Whether the whole message is a greeting, or that they answer later: nobody waits for us."""
    plain = plain_text(text).strip()
    if len(plain) > LONGEST or "?" in plain:
        return False
    forms = (plain.casefold(), key(plain), fold(plain))
    if any(_GREETS.fullmatch(form) for form in forms):
        return True
    parts = [part for part in _SENTENCE_END.split(plain) if key(part)]
    return len(parts) > 1 and all(is_closing(part) or greets(part) for part in parts)


def is_address(text: str) -> bool:
    """Whether the whole message is a link or a mail address."""
    return _ADDRESS.fullmatch(plain_text(text).strip()) is not None


def says_something(text: str) -> bool:
    """Whether a text that answers nothing is a sentence: 「ええっと」 and 「あのですね」 are not yet."""
    said = key(text)
    han = sum("一" <= letter <= "鿿" for letter in said)
    least = _SENTENCE_HAN if han == len(said) else _SENTENCE_SPELT if _SPELT.fullmatch(said) else _SENTENCE
    return len(said) >= least and not is_closing(text) and len(set(said)) > _SHORT_SENTENCE


def added(text: str) -> str:
    """What stands after the first sentence, if it may mean something of its own; else ""."""
    parts = [part for part in _SENTENCE_END.split(plain_text(text)) if key(part)]
    rest = "。".join(parts[1:])
    return rest if len(key(rest)) > _SHORT_SENTENCE and not is_closing(rest) else ""
