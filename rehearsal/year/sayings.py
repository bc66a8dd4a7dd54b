"""What the town's people say in words of their own, each in their language."""

from typing import Final

Sayings = dict[str, tuple[str, ...]]  # by language

GLAD: Final[Sayings] = {
    "ja": (
        "毎晩使うのが楽しみになりました", "香りが好きです", "肌がしっとりして、朝の準備が楽になりました",
        "母にも勧めました", "少しずつ変わってきた気がします",
    ),
    "en": ("I look forward to it every evening", "My skin feels softer in the morning", "I love the scent"),
    "zh-Hant": ("每天晚上都很期待使用", "皮膚變得很水潤，早上輕鬆多了", "很喜歡這個香味"),
    "th": ("ชอบกลิ่นมาก", "ผิวนุ่มขึ้นในตอนเช้า", "รู้สึกดีที่ได้ใช้ทุกคืน"),
}  # fmt: skip
SORRY: Final[Sayings] = {
    "ja": (
        "少しべたつく気がします", "思っていたより変化がありません", "ふたが開けにくいです",
        "香りが少し強いです", "このままでいいのか迷っています",
    ),
    "en": ("It feels a little sticky", "I see less change than I had hoped", "The lid is hard to open"),
    "zh-Hant": ("感覺有點黏", "變化沒有想像中多", "蓋子有點難開"),
    "th": ("รู้สึกเหนียวนิดหน่อย", "เปลี่ยนแปลงน้อยกว่าที่คิด", "ฝาเปิดยาก"),
}  # fmt: skip
HARM: Final[Sayings] = {
    "ja": (
        "塗ったところが赤くなって、かゆいです", "頬に湿疹のようなものが出ました",
        "使うたびに少しヒリヒリします", "まぶたが腫れてしまい、皮膚科に行きました",
        "ぶつぶつができたのですが、使い続けていいですか",
    ),
    "en": ("My cheeks got a red, itchy rash", "It is burning every time I use it"),
    "zh-Hant": ("擦的地方又紅又癢", "臉上起了疹子"),
    "th": ("ผิวแดงและคันมาก", "มีผื่นขึ้นที่แก้ม"),
}  # fmt: skip
# Words before the code, as the page behind the parcel's picture offers them.
OPENING: Final = {
    "ja": "購入コード:", "en": "Hello! My purchase code:",
    "zh-Hant": "您好！我的購買代碼：", "th": "สวัสดี! รหัสการซื้อ:",
}  # fmt: skip
LANGUAGE: Final = {"en": "English", "zh-Hant": "中文", "th": "ไทย"}  # typed by whoever wants it
OWN_HOUR: Final = "{hour}時に届けて"
WEEK_OFF: Final = ("1週間休んで", "旅行中なので1週間休んでください")
FAMILY: Final = {
    "en": ("Brown", "Clark", "Evans", "Hill", "Moore", "Reed", "Ward"),
    "zh-Hant": ("陳", "林", "黃", "張", "李", "王"),
    "th": ("ใจดี", "ศรีสุข", "ทองคำ", "แสงจันทร์"),
}
GIVEN: Final = {
    "en": ("Emily", "Grace", "Hannah", "James", "Laura", "Oliver"),
    "zh-Hant": ("怡君", "雅婷", "淑芬", "家豪", "志明"),
    "th": ("มาลี", "สมชาย", "นภา", "อรุณ"),
}
