# ruff: noqa: E501 - a pattern stays whole
"""Two things after which nothing goes by itself any more, and a person comes: somebody may not want to live, or
somebody has died. Read before everything else; in four languages.

    死にたい / 消えてしまいたい / I want to die / 想死 / อยากตาย         «crisis»: a person at once, and whom to call now
    母が亡くなりました / my mother passed away / 媽媽過世了                 «bereaved»: a tender word, silence, a person
«死ぬほどおいしい», «これなしでは生きていけない», «シミが消えたい» and «亡くなった祖母も好きだった» are neither. A word
too many costs a person one look.
"""

import re
from functools import lru_cache
from typing import Final, Literal

from conversations.folding import fold, key

Grave = Literal["crisis", "bereaved"]
LONGEST: Final = 2000

_CRISIS: Final = re.compile(
    r"死にたい(?!ほど|くらい|ぐらい)|(?<![ぁ-ん])しにたい(?!して|する|し)|死にたく(?:なる|なり|なっ|て(?!も))|死のう(?:と|か)|死んで(?:しまい|もい)い?たい|死んでもいい(?:と思|かな|や)|死んだ(?:ほう|方)が(?:まし|いい|良い|楽)"
    r"|(?<!しみが)(?<!しわが)(?<!くまが)(?<!毛穴が)消えて(?:しまい|なくなり|いなくなり)たい|(?:^|もう|このまま|私(?:が|は|なんて|なんか)|いっそ)消えたい"
    r"|(?:世から|人生から|もう|全部)?いなくなりたい|消えてなくなりた|自殺(?!行為)|自死|自傷|りすとかっと|首を?吊[らりるっろ]|首をつ(?:りたい|って(?:死|しまい))|命を?(?:絶|断)[ちとっ]|生きる(?:意味|価値|気力|希望)(?:が|も)?(?:な[いくか]|あり?ませ|わから)|生きて(?:いく|いる|る|い)?(?:の(?:が|も|は)(?:つら|辛|しんど|いや|嫌|疲れ)|意味が?な|価値が?な|いたくな|いけ(?:な|ませ)|いられ(?:な|ませ))|生きるの(?:が|も|は)(?:つら|辛|しんど|いや|嫌|疲れ)|生きていたくな|もう生きられ|この世から(?:いなく|消え)"
)
_CRISIS_ENGLISH: Final = re.compile(
    r"\bkill(?:ing)? myself\b|\bsuicid(?:e|al)\b|\b(?:want|wanna|wish|ready) to die\b|\bi wish i (?:was|were) dead\b|\b(?:want|wish) to be dead\b|\bend(?:ing)? (?:my life|it all)\b|\b(?:don t|dont|do not) want to (?:live|be alive)\b|\bno reason to live\b|\b(?:hurt|harm|cut)(?:ing|ting)? myself (?:again|because|on purpose)\b|\bself harm\b|\bbetter off dead\b"
)
_CRISIS_CHINESE: Final = re.compile(
    r"(?<!不)想死(?!你|妳|了你|我)|自殺(?!行)|自杀|不想活|活不下去|輕生|轻生|結束(?:我的|自己的)?生命|不想再活|自殘|割腕"
)
_CRISIS_THAI: Final = re.compile(
    r"อยากตาย|ฆ่าตัวตาย|ไม่อยากมีชีวิต|ไม่อยากอยู่(?:บนโลก|แล้ว)|ทําร้ายตัวเอง|อยากหายไปจากโลก"
)

# First blanked out: praise and everyday talk in the words of both.
_FIGURES: Final = re.compile(
    r"(?:(?:な|無)しの?(?:生活|毎日)?(?:では|じゃ|には|で)|(?<!い)(?:な|無)(?:いと|くては|くちゃ))(?:もう|本当に|ほんとに|私は?|絶対)*(?:生きて(?:い|ゆ|行)け|生きら?れ)(?:な[いさ]|ま?せん)"
    r"|(?:留学|就職|進学|転勤|出張|旅行|単身赴任|赴任|海外|東京|大阪|地方|大学|新生活|修学旅行|新婚旅行|遠征|嫁ぎ先|新しい(?:道|場所|世界|職場))(?:先)?(?:の(?:ため|旅))?(?:に|へ|で|のために?)[^。!?]{0,6}旅立[ちっ]|(?:春|4月|卒業)(?:から|して|に)[^。!?]{0,6}旅立[ちっ]"
    r"|天国(?:に|へ)(?:行|い)(?:きたい(?:くらい|ぐらい|ほど)|けそう)|天国(?:に|へ)(?:いる|居る)(?:よう|みたい)な(?:気|心地)"
    r"|(?:しみ|しわ|くま|毛穴|にきび|くすみ)(?:が|は|も)(?:もう|早く|全部)?(?:消え|いなくなり)たい|消えたい(?:しみ|しわ|くま|毛穴|にきび|くすみ)"
    r"|(?:好[用吃看聽喝笑]|開心|舒服|高興|可愛|香|美味|好)(?:得|到)(?:讓?我)?(?:好|都|快|會)?想死|去世(?:界|博)"
    r"|(?:อร่อย|ดี|ชอบ|น่ารัก|สวย|ฟิน|หอม)(?:มาก)?(?:จน|แทบ)(?:แทบ)?อยากตาย"
    r"|\b(?:died|dead) (?:laughing|of laughter|of joy|of happiness|of cuteness|inside)\b|\bpass(?:ed)? away the (?:time|hours?)\b|\b(?:phone|battery|plants?|car|laptop|computer|engine|machine|pump|wifi|camera)(?: has| have| just)* died\b"
    r"|(?:可愛|開心|高興|羨慕|嫉妒|喜歡|愛|累|笑|餓|好吃|舒服|熱|冷|忙|氣|煩|美|帥|香|樂|嚇|緊張|期待)死(?:了|我|人)"
)

_KIN: Final = r"(?:母|父|両親|夫|妻|主人|旦那|だんな|家内|嫁|子ども|子供|こども|赤ちゃん|娘|息子|祖母|祖父|おばあ|おじい|ばあちゃん|じいちゃん|孫|姉|妹|兄|弟|義母|義父|叔母|叔父|家族|身内|親族|本人|彼女|彼氏|友人|友だち|友達|犬|猫|わんこ|ぺっと|うちの子)"
_DIED: Final = r"(?:亡くな(?:っ|り)|他界|逝去|永眠|死去|急逝|旅立[ちっ]|息を(?:引き取|ひきと)|死(?:んで|んだ|にまし)(?!よう|ふり|目|顔|かと|気が)|天国(?:に|へ))"
_BEREAVED: Final = re.compile(
    rf"{_KIN}(?:さん|ちゃん|様)?(?:が|は|も|を)(?:(?!肌|髪)[^。!?]){{0,14}}{_DIED}(?!そう)|{_KIN}(?:さん|ちゃん|様)?(?:が|は)(?:先月|先日|先週|昨日|急に|突然|去年|昨年|今年|今朝)*なくな(?:って(?:しまい|から|、)|りまし)|(?:他界|逝去|永眠|急逝)(?:し(?:まし|た|て)|いたし|され)|(?:お?葬式|お?葬儀|告別式|お通夜)(?:が|を|に|の(?:準備|最中)|で(?:した|す|忙))|四十九日|忌中|喪中(?:です|なので|のため|で)"
)
_BEREAVED_ENGLISH: Final = re.compile(
    r"\b(?:mother|father|mom|mum|dad|parent|husband|wife|partner|son|daughter|baby|child|brother|sister|grand(?:mother|father|ma|pa)|friend|dog|cat|he|she)\b.{0,24}\b(?:died|(?:has |have |just )?passed away|is dead(?! (?:tired|serious|set|right|on|sure|good|keen))|is no longer with us)\b|\bpassed away\b|\b(?:in mourning|bereave(?:d|ment)|the funeral)\b"
)
_BEREAVED_CHINESE: Final = re.compile(
    r"(?:媽媽|爸爸|母親|父親|先生|太太|老公|老婆|丈夫|妻子|兒子|女兒|孩子|奶奶|爺爺|外婆|外公|阿嬤|阿公|家人|姊姊|妹妹|哥哥|弟弟|朋友|狗狗?|貓咪?).{0,8}(?:過世|去世|往生|離世|病逝|不在了|死了)|喪事|告別式|守喪"
)
_BEREAVED_THAI: Final = re.compile(
    r"(?:แม่|พ่อ|สามี|ภรรยา|แฟน|ลูก|ยาย|ตา|ย่า|ปู่|พี่|น้อง|เพื่อน|หมา|แมว).{0,10}(?:เสียชีวิต|จากไปแล้ว|ถึงแก่กรรม)|(?:แม่|พ่อ|สามี|ภรรยา|แฟน|ลูก(?:ชาย|สาว)?|ยาย|ย่า|ปู่|หมา|แมว)(?:ของ)?(?:ฉัน|ผม|หนู|เรา|ดิฉัน)?(?:เพิ่ง)?(?:ตาย|เสีย)(?:ไป)?แล้ว|งานศพ|ไว้ทุกข์"
)


@lru_cache(maxsize=2048)
def grave(text: str) -> Grave | None:
    """Which of the two a text tells of, the graver first; None: neither. Never raises."""
    said, spaced = (_FIGURES.sub("_", form) for form in (key(text[:LONGEST]), fold(text[:LONGEST])))
    if any(found.search(said) for found in (_CRISIS, _CRISIS_CHINESE)) or any(
        found.search(spaced) for found in (_CRISIS_ENGLISH, _CRISIS_THAI)
    ):
        return "crisis"
    if any(found.search(said) for found in (_BEREAVED, _BEREAVED_CHINESE)) or any(
        found.search(spaced) for found in (_BEREAVED_ENGLISH, _BEREAVED_THAI)
    ):
        return "bereaved"
    return None
