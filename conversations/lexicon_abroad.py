# ruff: noqa: E501 - one subject, one line: a word list reads better long
"""Words of harm, of discontent and of content in English, Chinese and Thai, for `conversations.readings_abroad`.

Small and honest: what is not here reads as «unknown» and goes to staff. Compared with NFKC text in lower case.
A word of harm too many costs a person one look; one too few costs a customer their health.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language. `denied` ends just before the word it takes back; the others are looked for anywhere."""

    traps: re.Pattern[str]  # blanked out first: they hold an alarm word and mean none
    health: re.Pattern[str]
    over: re.Pattern[str]  # it was, or is better: a person shall look, but it is not now
    again: re.Pattern[str]  # … and yet it is
    denied: re.Pattern[str]
    hard: re.Pattern[str]  # whoever writes this needs a person, whatever else they write
    whole_good: re.Pattern[str]  # their parts would mislead
    bad: re.Pattern[str]
    good: re.Pattern[str]
    soft: re.Pattern[str]  # «a little»: look, rather than act
    hedge: re.Pattern[str]
    clause: re.Pattern[str]  # where one thought ends


def _any(*parts: str) -> re.Pattern[str]:
    """Written as people write, compared as NFKC writes it (a Thai ำ is two letters there)."""
    return re.compile(unicodedata.normalize("NFKC", "|".join(parts)))


ENGLISH: Final = Lexicon(
    traps=_any(
        r"itching to|burning (?:candle|question|desire|incense)|red (?:bottle|box|lip|wine|ribbon|packag\w*|colou?r)|bleeding edge|sick of|pain in the neck|hot (?:day|weather|water|bath|summer)|dry (?:skin|hair) (?:is|feels|got|became)? ?(?:so )?(?:much )?(?:better|softer|gone|improved)|painless|painfully (?:slow|late)|swell(?! )|doctor(?:'s)? recommend\w*|hospital(?:ity)|eye[- ]?(?:catching|cream|opener)"
    ),
    health=_any(
        r"\b(?:itch\w*|scratch(?:ing|ed)|sting\w*|stung|burn(?:s|t|ed|ing)?|rash(?:es)?|hives?|blister\w*|swollen|swell(?:s|ing|ed)|peel(?:s|ing|ed)?|bleed\w*|bled|blood|redness|reddened|inflam\w*|irritat\w*|eczema|dermatitis|allerg\w*|anaphyla\w*)",
        r"\b(?:turned|went|gone|got|getting|becomes?|became|is|are|all) (?:very |so |really |all |bright )?red\b|\bred (?:spots?|bumps?|patch\w*|marks?|cheeks?|face|eyes?)",
        r"\b(?:break|broke|breaking|broken) out\b|\bbreakouts?\b|\b(?:pimples?|acne|bumps)\b(?! (?:is|are|have|has|got)? ?(?:gone|better|less|clear\w*))",
        r"\b(?:hurts?|hurting|sore|pain|painful|aches?|aching|headaches?|migraine|dizz\w*|faint(?:ed|ing)?|nause\w*|vomit\w*|threw up|throwing up|diarrh\w*|cramps?|stomach ?ache|fever|numb\w*|tingl\w*|palpitation\w*|shak(?:y|ing)|short(?:ness)? of breath|can(?:no|')t breathe|breathing|chok\w*|swallow(?:ed|s|ing)?|ingest\w*|poison\w*|unconscious|seizure)",
        r"\b(?:in(?:to)?|got in) (?:my|his|her|the|our) eyes?\b|\beyes? (?:hurt|burn|are red|is red|sting)",
        r"\b(?:hospital|emergency room|\ber\b|ambulance|dermatologist|doctor|clinic|physician|prescri\w+)\b",
        r"\b(?:cut|injur\w*|wound\w*|bruis\w*|scald\w*)\b(?= (?:my|me|his|her|myself|finger|hand|arm|face))|\bi (?:cut|burned|burnt|hurt) my\w*|\b(?:i'?m|was|got) injured|\b(?:mold|mould|maggots?|glass (?:piece|shard)\w*|metal piece|foreign object|insects? in|hair in it|smoke|smoking|caught fire|on fire|sparks?|exploded|electric shock|overheat\w*)",
        r"\bhair (?:is |was |has been |keeps )?(?:falling|fell|fall(?:s)?) out|\bhair loss",
    ),
    over=_any(
        r"went away|gone (?:now|again|after)|(?:is|are|it's|its|all) (?:gone|fine|ok|okay|better|good) now|fine now|better now|healed|cleared up|calmed down|subsided|settled|at first but|used to|in the past|last year|years ago|other (?:products?|brands?)|normally|no longer|stopped (?:itching|stinging|burning|hurting)|calmer"
    ),
    again=_any(
        r"\bstill\b|came back|comes back|again(?! after)|worse|won'?t (?:go|stop)|doesn'?t (?:go|stop)|not (?:going away|stopping|better)"
    ),
    denied=_any(
        r"(?:\bno\b|\bnot\b|\bnever\b|\bwithout\b|\bzero\b|\bnone\b|n't\b|\bdont\b|\bdidnt\b|\bdoesnt\b|\bisnt\b|\bfree (?:of|from)\b|\bhardly\b|\bbarely\b)(?! (?:stop|go|get better|heal|only|just|help|improv|sure))(?:(?: (?!(?:my|it|its|is|are|was|because|since|now|so|i|the|but|and it)\b)[\w-]+){0,3} ?|(?: [\w-]+,){1,3}(?: and| or)? )$"
    ),
    hard=_any(
        r"\brefunds?\b|money back|\breturn (?:it|this|them|the|my)|\bhow (?:do|can) i return|\bcancel (?:my|the)|\bscam\b|\bfraud\b|\bfake\b|counterfeit|\bbroken\b|\bcracked\b|\bleak(?:s|ed|ing|y)?\b|\bdamaged\b|\bdefect\w*|doesn'?t (?:turn on|open|close)|wrong (?:item|product|one|size|colou?r|order|address)|(?:not|never|haven'?t|hasn'?t|didn'?t|still not) (?:yet )?(?:been )?(?:arriv\w*|receiv\w*|deliver\w*|get my|got my|gotten)|missing (?:item|part|piece)|(?:nobody|no one|noone|never) (?:answer\w*|repl\w*|respond\w*|contact\w*)|no (?:answer|reply|response)|ignor(?:ed|ing)|charged (?:twice|double|again)|double charge|overcharged|lawyer|\bsue\b|send (?:it|this|them) back|never (?:showed|turned) up|(?:no|any|the) point (?:of|in)|incomplete|\bmissing\b|consumer (?:center|protection)|(?<!no )(?<!nothing to )(?<!can't )(?<!cannot )complain\w*|expired|never (?:buy|order|again|use)|won'?t (?:buy|order) again|worst"
    ),
    whole_good=_any(
        r"could(?:n'?t| not) be happier|no complaints?|nothing to complain|not bad|can'?t (?:live without|complain|stop using|wait)|never (?:felt|looked|been) (?:better|so good|this good|softer)|no problems?|without (?:any )?problems?|not (?:sticky|greasy|heavy|disappointed)|(?:better|more) than (?:i )?(?:expected|thought|hoped)|no regrets?|nothing but good"
    ),
    bad=_any(
        r"\bexpected (?:more|better)\b|\bhoped for (?:more|better)\b|\bdisappoint\w*|\blet ?down\b|zero effect|\bterrible\b|\bhorrible\b|\bawful\b|\bbad(?:ly)?\b|\bpoor\b|\buseless\b|\bworthless\b|waste of|wasted|\bregret\w*|\bunhappy\b|\bupset\b|\bangry\b|\bannoy\w*|\bfrustrat\w*|\bfurious\b|\bhate\w*|\bdislike\b|\bsad\b|\bworse\b|\bugly\b|\bcheap(?:ly)? made|overpriced|too expensive|rip ?off|\bstinks?\b|smells? (?:bad|weird|awful|terrible|off|strange)|\bsticky\b|\bgreasy\b|\bdifficult\b|\bconfus\w*|\bcomplicated\b|\bworried\b|\banxious\b|\bconcerned\b|lied|mislead\w*|nothing happen\w*|no (?:difference|effect|change|result|improvement)s?|(?:did|do|does)(?:n'?t| not) (?:work|help|like|do anything|notice any|see any|feel any|make any|change)|(?:isn'?t|is not|wasn'?t|not) (?:working|what i|worth|as (?:described|advertised|pictured|expected)|good|great|happy|satisfied|impressed|for me|effective|useful)|not (?:worth|what i|as (?:described|advertised|expected))|(?:doesn'?t|don'?t|didn'?t) (?:fit|suit)"
    ),
    good=_any(
        r"\blove(?:s|d|ly)?\b|\bhappy\b|\bhappier\b|\bgreat\b|\bgood\b|\bnice(?:ly)?\b|\bwonderful\b|\bamazing\b|\bexcellent\b|\bperfect\w*|\bfantastic\b|\bawesome\b|\bsatisf\w*|\bpleased\b|\bglad\b|\bdelight\w*|\bthank\w*|\bbest\b|\bbeautiful\w*|\bsoft(?:er)?\b|\bsmooth(?:er)?\b|\bglow\w*|\bgentle\b|\bmoistur\w*|\bhydrat\w*|\bfresh\b|\brecommend\w*|\bworks? (?:well|great|wonders)|\bworks\b|\bimprov\w*|\bbetter\b|\bcalm(?:er)?\b|\brelax\w*|\benjoy\w*|\bfavou?rite\b|buy(?:ing)? (?:it |this )?again|\bsleep (?:so )?(?:much )?better"
    ),
    soft=_any(
        r"\ba (?:bit|little)\b|\bslight(?:ly)?\b|\bsomewhat\b|\bkind of\b|\bsort of\b|\bmaybe\b|\bi guess\b"
    ),
    hedge=_any(
        r"\bnot sure\b|\bunsure\b|\bi guess\b|\bok(?:ay)?\b|\bso[- ]?so\b|\bmeh\b|\bhm+\b|nothing special|\baverage\b|can'?t tell|hard to (?:say|tell)|\bneutral\b|(?:hoped|expected|wished) for (?:a bit |a little )?more|too (?:early|soon)|\bmixed\b|could be better|not (?:too|so|very|that) (?:sure|good|great)|wait and see|we'?ll see"
    ),
    clause=re.compile(r"[.!?;\n]|\bbut\b|\bhowever\b"),
)

CHINESE: Final = Lexicon(
    traps=_any(
        r"(?:還|尚|目前|現在)沒(?:有)?(?:開始|機會|時間)?用(?!處)|沒(?:有)?用(?:過|完|到|上)|手癢|心癢|技癢|痛快|疼愛|心疼|頭痛的(?:問題|是)|紅(?:包|利|色|酒|茶|瓶|盒|豆)|走紅|熱(?:賣|情|水|銷|心)|腫麼|血拼|熱血|出血價|不痛不癢|火(?:紅|速)|過敏肌(?:也|可|適合|能)|敏感肌(?:也|可|適合|能)|醫美|有沒有|皮膚科(?:醫師)?推薦|不用看醫生|頭皮屑"
    ),
    health=_any(
        r"癢|痒|紅點|破皮|睜不開|好刺|刺痛|灼熱|灼痛|燒灼|燒起來|發燙|熱熱辣辣|辣辣的|過敏|紅疹|疹|泛紅|發紅|變紅|紅腫|紅紅的|又紅|很紅|起紅|腫|脫皮|脱皮|龜裂|流血|出血|滲血|水泡|起泡|蕁麻疹|濕疹|皮膚炎|發炎|爛臉|爆痘|(?:長|冒|狂長|起).{0,5}(?:痘|粉刺|疙瘩)|痘痘.{0,4}(?:變多|嚴重|更多)|痛(?!快)|疼|刺刺的|有點刺|很刺|刺激",
        r"頭暈|頭痛|暈眩|想吐|噁心|嘔吐|吐了|拉肚子|腹瀉|腹痛|肚子痛|胃痛|發燒|心悸|心跳(?:很|好|變|加)?快|喘不過氣|呼吸困難|喘|胸悶|麻|抽筋|昏倒|暈倒|休克|中毒|掉髮|掉頭髮|失眠",
        r"(?:弄|跑|進|噴|滴)(?:到|進|入)?眼睛|眼睛.{0,4}(?:痛|紅|腫|癢|刺)|吞(?:下|到|進|食)|誤食|誤飲|喝下去|割(?:到|傷)|燙(?:到|傷)|燒(?:到|傷)|刮(?:到|傷)|受傷|起火|著火|冒煙|爆炸|觸電|異物|發霉|長蟲|有蟲|玻璃碎片|頭髮在裡面",
        r"看(?:了)?(?:醫生|醫師|皮膚科|急診|診所)|去(?:了)?(?:醫院|急診|診所|皮膚科)|就醫|住院|掛急診|送醫|醫生(?:說|開)|擦藥|類固醇",
    ),
    over=_any(
        r"現在(?:已經)?(?:好|沒事|不)了?|已經(?:好|沒事|消|退|不)|隔天就(?:好|消|退)|(?:後來|之後|就)(?:好了|消了|退了|沒事)|消(?:了|退)|好多了|改善|以前|之前(?:用|的)|別(?:家|牌|的牌子)|一開始"
    ),
    again=_any(
        r"還是|還在|仍然|一直|又(?=(?:癢|痛|腫|發|過敏|紅起))|越來越|更嚴重|沒有(?:好|改善|消)|不見好轉"
    ),
    denied=_any(
        r"(?:不會|不太|不再|不覺得|不|沒有|没有|沒|没|無|未|零|毫無|完全沒|從來沒|也不|都不|都沒)(?:任何|有|什麼|感到|感覺|覺得|出現|再|泛紅|發紅|過敏|刺痛|刺激|癢|也|會|、|或|和|跟|及|到|絲毫|一點|特別|變|發)*$"
    ),
    hard=_any(
        r"退(?:貨|款|錢|費|回)|換貨|還錢|詐騙|騙|假貨|仿冒|瑕疵|破(?:掉|了|損|裂)|壞(?:掉|了|的)|裂開|碎(?:了|掉)|漏(?:出|得|了|液|光)|壓扁|壓壞|凹(?:掉|陷|了)|少了|寄錯|送錯|發錯|出錯貨|少(?:寄|了一)|漏寄|(?:還沒|沒有|沒|一直沒|未)(?:有)?(?:收到|到貨|送到|寄到|拿到)|沒(?:有)?人(?:回|理|接)|都沒(?:有)?(?:回|人)|不(?:回|讀不回|理)(?:我|訊息)|已讀不回|重複(?:扣款|收費|扣)|多扣|扣了兩次|投訴|申訴|客訴|消保|律師|告你|過期|(?:不會|不想|絕對不|再也不|不敢)(?:再)?(?:買|回購|用|訂|來)|最爛|取消訂單"
    ),
    whole_good=_any(
        r"不錯|沒(?:有)?(?:什麼)?(?:問題|缺點|得挑)|無可挑剔|不(?:黏|油|膩|失望|後悔|踩雷)|不會(?:黏|油|膩)|比(?:想像|預期|期待).{0,4}(?:好|棒|優)|好到不行|愛不釋手|沒話說|離不開|買不膩"
    ),
    bad=_any(
        r"失望|太差|很差|好差|差勁|糟|爛|難用|難聞|臭|不好(?!意思)|不喜歡|不滿|不滿意|不開心|不高興|不舒服|不適合|不合|不如(?:預期|期待)|不值|不推|不划算|生氣|憤怒|火大|氣死|不爽|傻眼|後悔|浪費|白花|沒(?:有)?(?:什麼|任何|啥)?(?:效|效果|用|差|感覺|改變|變化|幫助)|(?:一點|完全|根本|都)(?:都)?(?:沒有|沒|不)(?:效|效果|用|變化|改變|差別|感覺)|(?:變化|效果|改變|感覺|差別)(?:都|也)(?:沒有|沒)|無效|沒用|變差|更差|太貴|偏貴|擔心|不安|害怕|困擾|麻煩死|難過|傷心|黏|油膩|跟(?:想像|圖片|說明|照片).{0,2}(?:不一樣|不同|差)|看不懂|不會用|太乾"
    ),
    good=_any(
        r"喜歡|開心|高興|滿意|很好|好用|好聞|很棒|超棒|真棒|太棒|讚|推薦|回購|感謝|謝謝|安心|放心|舒服|期待|驚艷|水潤|保濕|嫩|滑|亮|透亮|溫和|療癒|香|有效|有感|效果(?:很|非常|超|真的)?(?:好|明顯|不錯)|變好|改善|值得|划算|細心|貼心|快速|漂亮|可愛|完美|適合(?:我)?|愛"
    ),
    soft=_any(r"有點|有一點|稍微|一點點|些許|好像|可能|似乎|小小|小失望"),
    hedge=_any(
        r"還好|普通|普普|一般|不(?:太)?確定|不知道(?:有沒有|是不是)|看不太出|再(?:觀察|看看|試試)|沒什麼特別|還可以|馬馬虎虎|差強人意|說不上來|半信半疑|尚可|嗯+(?:$|…|\.)"
    ),
    clause=re.compile(r"[。！？!?；;\n]|但|可是|不過|然而"),
)

THAI: Final = Lexicon(
    traps=_any(
        r"คันมือ|คัน(?:นี้|รถ|แรก|เดียว|ละ)|(?:กี่|หนึ่ง|สอง|สาม)คัน|ร่มคัน|รถ.{0,6}คัน|แดง(?:สด|เลือดนก)|(?:ขวด|กล่อง|สี|ลิป|ซอง)แดง|ร้อนแรง|อากาศร้อน|น้ำร้อน|หน้าร้อน|เจ็บใจ|แพ้ใจ|แพ้ทาง|ผิวแพ้ง่าย(?:ใช้ได้|ก็ใช้|เหมาะ|ด้วย)|ปวดหัวกับ|หมอ(?:แนะนำ|นอน|ก)|เลือดใหม่|บวมน้ำลด"
    ),
    health=_any(
        r"คัน|ปื้น|แสบ|ระคาย|แพ้|ผื่น|ผด|ลมพิษ|แดง|บวม|ปวด|เจ็บ|ไหม้|ร้อนผ่าว|ร้อน(?=มาก|วูบ|หน้า|ผิว|ๆ)|(?<!ห)ลอก|พุพอง|ตุ่ม|เลือด|อักเสบ|สิว.{0,3}(?:ขึ้น|เห่อ|เยอะ|เต็ม|บุก)|เห่อ|หน้าพัง|ผิวพัง|หน้าเยิน",
        r"เวียนหัว|มึนหัว|วิงเวียน|คลื่นไส้|อาเจียน|อ้วก|ท้องเสีย|ท้องร่วง|ถ่ายเหลว|มีไข้|ตัวร้อน|ใจสั่น|ใจเต้น(?:แรง|เร็ว)|หายใจไม่ออก|หายใจลำบาก|แน่นหน้าอก|ชา(?=ค่ะ|ครับ|คะ|มาก|ที่|ไป|$| )|หมดสติ|เป็นลม|หน้ามืด|ชัก|ผมร่วง|นอนไม่หลับ",
        r"เข้าตา|ตา.{0,4}(?:แดง|บวม|พร่า)|กลืน|เผลอกิน|กินเข้าไป|สำลัก|บาดเจ็บ|บาด(?=มือ|นิ้ว|แผล|ปาก)|แผล|ลวก|ไฟไหม้|ไฟลุก|ควันขึ้น|ระเบิด|ไฟดูด|ไฟช็อต|สิ่งแปลกปลอม|แมลงใน|ขึ้นรา|เชื้อรา|เศษแก้ว|หนอน",
        r"(?:ไป|ต้อง|ได้)?(?:หา|พบ|เจอ)(?:คุณ)?หมอ|โรงพยาบาล|คลินิก|ห้องฉุกเฉิน|คุณหมอบอก|หมอบอก|ทายา|สเตียรอยด์",
    ),
    over=_any(
        r"หาย(?:แล้ว|ไป|ดี)|ดีขึ้นแล้ว|ตอนนี้(?:ไม่|หาย|ดี|ปกติ|โอเค)|ตอนแรก|เมื่อก่อน|แต่ก่อน|เคย|ยี่ห้ออื่น|แบรนด์อื่น|ไม่เป็นแล้ว|ยุบแล้ว|ลดลง"
    ),
    again=_any(r"ไม่หาย|ยังไม่หาย|ยัง(?=คัน|แสบ|แดง|บวม|ปวด|เจ็บ)|เป็นอีก|ขึ้นอีก|แย่ลง|หนักขึ้น|มากขึ้น|เรื่อย"),
    denied=_any(
        r"(?:ไม่|ไม่มี|ไม่รู้สึก|ไม่ได้|ไม่เคย|ไม่เห็น|ไม่เกิด|ปราศจาก|ไร้)(?:อาการ|การ|รอย|รู้สึก|ความ|ค่อย|มี|ทำให้|ผิว|หน้า|(?:คัน|แสบ|แดง|ระคายเคือง|ผื่น|บวม)(?:หรือ|และ|กับ))*$"
    ),
    hard=_any(
        r"คืน(?:เงิน|สินค้า|ของ)|ส่งคืน|บุบ|ขาดไป|ของขาด|เสียเงินฟรี|ขอเงินคืน|เปลี่ยนสินค้า|โกง|หลอก|ของปลอม|ปลอม|ชำรุด|แตก|ร้าว|รั่ว|หก(?:เลอะ|หมด)|พัง(?!ผืด)|เสียหาย|เปิดไม่ติด|ใช้งานไม่ได้|ส่ง(?:ของ|สินค้า)?ผิด|ผิด(?:รุ่น|สี|ไซส์|ชิ้น)|ได้ของผิด|(?:ยัง)?ไม่(?:ได้รับ|ได้ของ|มาส่ง|ถึง|มาเลย)|ของ(?:ยัง)?ไม่(?:มา|ถึง|ครบ)|ของหาย|ส่งไม่ครบ|ไม่(?:มีใคร|มีคน)?ตอบ|ไม่มีใคร(?:ตอบ|รับ|ติดต่อ)|เงียบหาย|หักเงิน(?:ซ้ำ|สอง|2)|เก็บเงินซ้ำ|ร้องเรียน|แจ้งความ|ทนาย|สคบ|หมดอายุ|ไม่(?:ซื้อ|สั่ง|ใช้|อุดหนุน)(?:อีก|แล้ว)|ยกเลิกคำสั่งซื้อ|ยกเลิกออเดอร์|แย่ที่สุด|ห่วยแตก"
    ),
    whole_good=_any(
        r"ไม่(?:เหนียว|มัน|เหนอะ|ผิดหวัง|แย่|เสียดายเงิน|มีปัญหา|มีที่ติ)|ไม่มีปัญหา|ดีกว่าที่คิด|เกินคาด|ขาดไม่ได้|ไม่เลว|ดีจนหยุด"
    ),
    bad=_any(
        r"ผิดหวัง|แย่|ห่วย|ไม่ดี|ไม่ชอบ|ไม่พอใจ|ไม่ประทับใจ|ไม่โอเค|ไม่สบายใจ|ไม่คุ้ม|ไม่เหมาะ|ไม่เหมือน(?:ที่|ใน|ภาพ)|ไม่ตรง(?:ปก|กับ)|ไม่ได้ผล|ไม่เห็นผล|ไม่เห็น(?:ความ)?(?:เปลี่ยน|ต่าง|ผล)|ไม่(?:มีอะไร)?(?:เปลี่ยน|ต่าง|ดีขึ้น|ช่วย|แนะนำ)|ไม่มีผล|เสียดายเงิน|เสียเงินเปล่า|เปลืองเงิน|แพงไป|โมโห|โกรธ|หงุดหงิด|รำคาญ|เสียใจ|กังวล|กลัว|เป็นห่วง|เหม็น|กลิ่น(?:แรง|ไม่ดี|แปลก)|เหนียว|เหนอะ|มันเยิ้ม|ใช้ยาก|ใช้ไม่เป็น|งง|ช้ามาก|ส่งช้า|แย่ลง"
    ),
    good=_any(
        r"ชอบ|ดีใจ|ดีมาก|ดีเลย|ดีค่ะ|ดีครับ|ดีขึ้น|ดีจริง|ดีกว่า|พอใจ|ประทับใจ|ขอบคุณ|หอม|นุ่ม|ชุ่มชื้น|อ่อนโยน|ใส(?=ขึ้น|มาก|ค่ะ)|กระจ่าง|เนียน|เด้ง|สบาย|ผ่อนคลาย|แนะนำ|ซื้อซ้ำ|สั่งอีก|สั่งซ้ำ|ซื้ออีก|คุ้ม|เยี่ยม|สุดยอด|เลิศ|ปัง|ได้ผล|เห็นผล|รัก(?!ษา)|สวย|น่ารัก|มั่นใจ|โล่งใจ|เร็วมาก"
    ),
    soft=_any(r"นิดหน่อย|นิดนึง|ไปนิด|เล็กน้อย|ค่อนข้าง|อาจจะ|บ้าง|หน่อย ๆ"),
    hedge=_any(
        r"เฉย ๆ|เฉยๆ|งั้น ๆ|งั้นๆ|ธรรมดา|ไม่แน่ใจ|ยังบอกไม่ได้|ก็โอเค|ก็ดี(?!มาก)|พอใช้(?:ได้)?|ลองต่อ|ลองดูก่อน|ยังไม่รู้|ครึ่ง ๆ|ไม่มีอะไรพิเศษ|ปกติ|อืม|เรื่อย ๆ"
    ),
    clause=re.compile(r"[.!?\n]|แต่|อย่างไรก็ตาม"),
)
