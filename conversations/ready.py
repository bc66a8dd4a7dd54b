"""What has been ticked on a checklist is a fact of the purchase: `ready_<choice>` holds the day.

「全部できました」 ticks all that is left.
"""

import re
from typing import Final

from conversations.folding import key

READY = "ready_"
_THAI_END: Final = r"(?:ค่ะ|คะ|ครับ|นะคะ|นะครับ|นะ)*"
_ALL_DONE: Final = re.compile(
    r"(?:はい)?(?:(?:準備|用意)(?:は|が|も)?)?(?:もう|無事に?)?(?:全部|ぜんぶ|全て|すべて|みんな|どれも|[三3]つとも|[二2]つとも|一通り|ひととおり|ばっちり|完璧に?|完了)(?:が|は|も|に|の)?(?:準備|用意)?(?:が|は)?(?:もう)?"
    r"(?:でき(?:ました|た|てます|ています|上がりました)|出来(?:ました|た|てます|ています)|(?:終|お)わ(?:りました|った|ってます|っています|り)|(?:済|す)(?:みました|んだ|んでいます|み)|やりました|やった|しました|完了(?:しました)?|そろいました|揃いました|ok|おっけー)?(?:です|だ)?(?:よ|ね|っ)*"
    r"|(?:準備|用意)(?:は|が|も)?(?:完了|ok|万端|万全|整いました|ととのいました|でき(?:ました|た)|終わ(?:りました|った))(?:です|しました)?(?:よ|ね)*"
    r"|(?:i|ive|ihave|we|weve)?(?:did|done|finished|prepared|completed|ticked)?(?:itis|its|theyare)?(?:all|everything|allofthem|allofit|all(?:three|of3|3))(?:is|s|are)?(?:done|ready|finished|complete|completed|set|prepared|ok)?(?:now)?(?:thanks|thankyou)?"
    r"|(?:我)?(?:已經)?(?:全部|全都|都)(?:已經)?(?:完成|搞定|(?:做|準備|弄|處理)(?:好|完)|好|ok)(?:了|囉|啦)?"
    rf"|(?:ทํา|เตรียม|ติ๊ก)?(?:เสร็จ|เรียบร้อย|ครบ|พร้อม)?(?:ทั้งหมด|หมด|ทุกอย่าง|ทุกข้อ|ครบ)(?:เสร็จ|เรียบร้อย|พร้อม|ครบ)?แล้ว{_THAI_END}"
)


def ready_name(choice: str) -> str:
    """The fact that keeps that this was ticked."""
    return READY + choice.replace("-", "_")


def is_all_done(text: str) -> bool:
    """Whether the whole message says that nothing of a list is left."""
    return _ALL_DONE.fullmatch(key(text)) is not None
