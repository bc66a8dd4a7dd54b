# ruff: noqa: E501 - a pattern stays whole
"""How well it goes, in a customer's own words: 「だいぶいい感じ」「前よりよくなりました」, in four languages.

Read only as the answer to a result or feeling scale, and only where the whole message says nothing else. Good
news only: what is not good is read by `alarms`, and what is meant so-so is worth the question once more. 「いいです」
alone may be a refusal.
"""

import re
import unicodedata
from typing import Final

from conversations.folding import fold

VERY: Final = 5
WELL: Final = 4
_LONGEST: Final = 40

_JA_START: Final = r"(?:はい|うん|ええ|おかげさまで|お陰様で|(?:今|いま)の(?:ところ|所)は?|(?:今|いま)は|最近は?|もう|なんか|なんだか)*"
_JA_VERY: Final = (
    r"(?:とても|とっても|すごく|すっごく|めっちゃ|めちゃくちゃ|だいぶ|大分|かなり|ずいぶん|本当に|ほんとに|ほんとうに"
    r"|ものすごく|はっきり|明らかに|ずっと|非常に|大変)"
)
_JA_SOME: Final = r"(?:(?:前|以前|まえ|最初)より(?:は|も)?|少しずつ|すこしずつ|少し|すこし|ちょっと|まあまあ|けっこう|結構|わりと|割と|やや|なかなか)"
_JA_BETTER: Final = r"(?:よく|良く)な(?:って(?:き|い)?(?:ました|た|ます|る|きてます|きている)|りました|った)"
_JA_GOOD: Final = (
    rf"(?:(?:いい|良い|よい)(?:感じ|かんじ|調子)|調子(?:が|は|も)?(?:いい|良い|よい)|{_JA_BETTER}|満足(?:して(?:い)?(?:ます|る))?"
    r"|(?:気に入|きにい)(?:って(?:い)?(?:ます|る)|りました|った)|(?:効果|変化|手応え|手ごたえ)(?:を|が)?(?:感じ|かんじ)(?:て(?:い)?)?(?:ます|る|ました)?)"
)
_JA_PLAIN: Final = r"(?:いい|良い|よい|よかった|良かった)"
_JA_END: Final = r"(?:です|でした|だ|と思います|と思う|気がします|気がする|ように思います|かな|な|ね|よ|わ)*"
_EN_START: Final = (
    r"(?:(?:yes|so far|it is|its|it feels|it looks|feels|looks|i feel|i am|im|going|it is going|its going) )*"
)
_ZH_END: Final = r"(?:了|喔|哦|耶|呢|啊|的)*"
_TH_END: Final = r"(?:เลย|นะ|ค่ะ|คะ|ครับ|แล้ว|จ้า)*"

_VERY: Final = (
    rf"{_JA_START}(?:{_JA_VERY}(?:{_JA_GOOD}|{_JA_PLAIN})|最高|大満足|完璧|素晴らしい|すばらしい){_JA_END}",
    rf"{_EN_START}(?:(?:really|very|so|extremely|super) (?:good|nice|happy(?: with it)?|pleased)|great|excellent|amazing|wonderful|fantastic|perfect|i love it|love it|(?:much|a lot|so much) better)(?: so far| now)?",
    rf"(?:我覺得|感覺|目前)*(?:(?:非常|超級?|真的很|特別)(?:好|棒|滿意|不錯|有感|喜歡)|好很多|太棒|最棒|好多){_ZH_END}",
    rf"(?:ตอนนี้|รู้สึก|ผิว)*(?:ดีมาก|ดีสุดๆ|ดีขึ้นมาก|ดีขึ้นเยอะ|ชอบมาก|เห็นผลชัด(?:เจน)?){_TH_END}",
)
_WELL: Final = (
    rf"{_JA_START}(?:{_JA_SOME}?{_JA_GOOD}|{_JA_SOME}{_JA_PLAIN}){_JA_END}",
    rf"{_EN_START}(?:(?:pretty|quite|rather) (?:good|nice|well)|good|well|nice|(?:a (?:bit|little) |getting |somewhat )?better|improving|so far so good)(?: so far| now)?",
    rf"(?:我覺得|感覺|目前)*(?:還不錯|滿不錯|蠻不錯|很不錯|不錯|很好|滿好|蠻好|(?:有|慢慢)?變好|好一點|比(?:以前|之前)好(?:一點|多)?|滿意|很滿意){_ZH_END}",
    rf"(?:ตอนนี้|รู้สึก|ผิว)*(?:ค่อนข้างดี|ดีขึ้น(?:นิดหน่อย|หน่อย|เรื่อยๆ)?|ดีกว่าเดิม|ดี|ชอบ){_TH_END}",
)


def _made(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """As texts are folded; English keeps its spaces."""
    return tuple(re.compile(unicodedata.normalize("NFKC", pattern)) for pattern in patterns)


_BY_DEGREE: Final = ((VERY, _made(_VERY)), (WELL, _made(_WELL)))


def read_degree(text: str) -> int | None:
    """5 very well, 4 well; None where the message says anything else, or too little."""
    said = fold(text)
    if len(said) > _LONGEST or "?" in text or "？" in text:
        return None
    forms = (said, said.replace(" ", ""))
    for degree, patterns in _BY_DEGREE:
        if any(pattern.fullmatch(form) for pattern in patterns for form in forms):
            return degree
    return None
