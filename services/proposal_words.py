"""What proposals are called and what the customer reads after a tap, in each language."""

# ruff: noqa: E501 - sentences stay whole, so that they can be read and found

from typing import Final

from conversations.locales import Locale

TITLES: Final[dict[Locale, dict[str, str]]] = {
    "ja": {
        "advice": "使い方のご案内", "exchange": "商品の交換", "refund": "ご返金", "call": "お電話でのご相談",
        "substitute": "代わりの商品", "coupon": "クーポン", "free": "ご提案",
    },
    "en": {
        "advice": "How to use it", "exchange": "An exchange", "refund": "A refund", "call": "A phone call",
        "substitute": "Another product", "coupon": "A coupon", "free": "Our proposal",
    },
    "zh-Hant": {
        "advice": "使用方式說明", "exchange": "更換商品", "refund": "退款", "call": "電話諮詢",
        "substitute": "替代商品", "coupon": "優惠券", "free": "我們的提議",
    },
    "th": {
        "advice": "แนะนำวิธีใช้", "exchange": "เปลี่ยนสินค้า", "refund": "คืนเงิน", "call": "พูดคุยทางโทรศัพท์",
        "substitute": "สินค้าทดแทน", "coupon": "คูปอง", "free": "ข้อเสนอของเรา",
    },
}  # fmt: skip
SAYINGS: Final[dict[Locale, dict[str, str]]] = {
    "ja": {
        "accept": "ありがとうございます。「{title}」で進めます。続きは{staff}が、こちらのトークでご連絡いたします。",
        "decline": "承知しました。お返事をありがとうございます。ほかにご希望があれば、このままお送りください。{staff}が拝見します。",
        "other": "承知しました。ほかの方法を一緒に考えます。ご希望やお困りのことを、このままお送りください。{staff}が拝見します。",
        "accepted": "「{title}」は、すでに承っています。ありがとうございます。そのまま進めますので、ご安心ください。",
        "declined": "こちらのご提案へのお返事は、すでにいただいています。お気持ちが変わりましたら、このままお送りください。{staff}が拝見します。",
        "older": "こちらは前のご提案です。新しいご提案のボタンからお返事いただくか、ご希望をこのままお送りください。{staff}が拝見します。",
        "late": "お返事をありがとうございます。この件は、{ended}。いただいたお返事は{staff}が確認し、{until}までに、こちらのトークでご連絡いたします。",
        "late_talking": "お返事をありがとうございます。この件は、{ended}。いただいたお返事は{staff}が拝見し、こちらのトークで続きをお話しします。",
        "late_no": "お返事をありがとうございます。この件は、{ended}。ほかにご用があれば、このままお送りください。{staff}が拝見します。",
        "over": "この件は、{ended}。ご用があれば、このままお送りください。{staff}が拝見します。",
    },
    "en": {
        "accept": "Thank you. We will go ahead with: {title}. {staff} will write to you here.",
        "decline": "Of course, and thank you for telling us. If you have another wish, just write it here; {staff} will read it.",
        "other": "Of course. Let us find another way together: just write here what you wish; {staff} will read it.",
        "accepted": "You have already accepted: {title}. Thank you, it is on its way.",
        "declined": "You have already answered this proposal. If you changed your mind, just write here; {staff} will read it.",
        "older": "This is an earlier proposal. Please answer the newest one, or write here what you wish; {staff} will read it.",
        "late": "Thank you for your answer. This matter {ended}. {staff} will look at your answer and write to you here by {until}.",
        "late_talking": "Thank you for your answer. This matter {ended}. {staff} will read your answer and go on with you here.",
        "late_no": "Thank you for your answer. This matter {ended}. If there is anything else, just write it here; {staff} will read it.",
        "over": "This matter {ended}. If there is anything else, just write it here; {staff} will read it.",
    },
    "zh-Hant": {
        "accept": "謝謝您。我們就以「{title}」進行。之後由{staff}在這裡與您聯絡。",
        "decline": "好的，謝謝您的回覆。若有其他想法，請直接寫在這裡，{staff}會看。",
        "other": "好的，我們一起想想別的方法。請直接寫下您的想法或困擾，{staff}會看。",
        "accepted": "「{title}」已經收到您的同意了，謝謝您。我們會照樣進行，請放心。",
        "declined": "這個提議您已經回覆過了。若改變心意，請直接寫在這裡，{staff}會看。",
        "older": "這是之前的提議。請從最新的提議按鈕回覆，或直接寫下您的想法，{staff}會看。",
        "late": "謝謝您的回覆。這件事{ended}。{staff}會確認您的回覆，並在{until}前於這裡與您聯絡。",
        "late_talking": "謝謝您的回覆。這件事{ended}。{staff}會看您的回覆，並在這裡繼續與您聯絡。",
        "late_no": "謝謝您的回覆。這件事{ended}。若還有其他需要，請直接寫在這裡，{staff}會看。",
        "over": "這件事{ended}。若還有其他需要，請直接寫在這裡，{staff}會看。",
    },
    "th": {
        "accept": "ขอบคุณค่ะ เราจะดำเนินการ “{title}” ให้ {staff}จะติดต่อทางแชทนี้ค่ะ",
        "decline": "รับทราบค่ะ ขอบคุณที่ตอบนะคะ ถ้ามีความต้องการอื่น พิมพ์มาที่นี่ได้เลย {staff}จะอ่านค่ะ",
        "other": "ได้เลยค่ะ มาช่วยกันหาวิธีอื่นนะคะ พิมพ์สิ่งที่ต้องการหรือสิ่งที่กังวลมาได้เลย {staff}จะอ่านค่ะ",
        "accepted": "“{title}” คุณตอบรับไว้แล้วค่ะ ขอบคุณนะคะ เราดำเนินการให้ตามนั้น สบายใจได้ค่ะ",
        "declined": "ข้อเสนอนี้คุณตอบไว้แล้วค่ะ ถ้าเปลี่ยนใจ พิมพ์มาที่นี่ได้เลย {staff}จะอ่านค่ะ",
        "older": "อันนี้เป็นข้อเสนอก่อนหน้าค่ะ กรุณาตอบจากปุ่มของข้อเสนอล่าสุด หรือพิมพ์สิ่งที่ต้องการมาได้เลย {staff}จะอ่านค่ะ",
        "late": "ขอบคุณสำหรับคำตอบค่ะ เรื่องนี้{ended}ค่ะ {staff}จะดูคำตอบของคุณ แล้วติดต่อทางแชทนี้ภายใน{until}ค่ะ",
        "late_talking": "ขอบคุณสำหรับคำตอบค่ะ เรื่องนี้{ended}ค่ะ {staff}จะอ่านคำตอบของคุณ แล้วคุยต่อทางแชทนี้ค่ะ",
        "late_no": "ขอบคุณสำหรับคำตอบค่ะ เรื่องนี้{ended}ค่ะ ถ้ามีเรื่องอื่น พิมพ์มาที่นี่ได้เลย {staff}จะอ่านค่ะ",
        "over": "เรื่องนี้{ended}ค่ะ ถ้ามีเรื่องอื่น พิมพ์มาที่นี่ได้เลย {staff}จะอ่านค่ะ",
    },
}  # fmt: skip
# How a case ended, after «この件は、»; {day}: when. Any other way: "".
ENDED: Final[dict[Locale, dict[str, str]]] = {
    "ja": {
        "advice": "{day}に、使い方のご案内で、いったん区切りとしております", "exchanged": "{day}に、商品の交換で完了しております",
        "refunded": "{day}に、ご返金で完了しております", "merged": "もう一つのトークで、まとめてご案内しております",
        "": "{day}に、いったん区切りとしております",
    },
    "en": {
        "advice": "was closed on {day} with help on how to use it", "exchanged": "was closed on {day} with an exchange",
        "refunded": "was closed on {day} with a refund", "merged": "goes on in your other chat",
        "": "was closed on {day}",
    },
    "zh-Hant": {
        "advice": "已於{day}以使用方式說明結束", "exchanged": "已於{day}以更換商品結束",
        "refunded": "已於{day}以退款結束", "merged": "已併到您的另一個聊天室處理", "": "已於{day}暫時結束",
    },
    "th": {
        "advice": "จบไปแล้วเมื่อ{day}ด้วยการแนะนำวิธีใช้", "exchanged": "จบไปแล้วเมื่อ{day}ด้วยการเปลี่ยนสินค้า",
        "refunded": "จบไปแล้วเมื่อ{day}ด้วยการคืนเงิน", "merged": "ย้ายไปดูแลต่อในแชทอื่นของคุณ", "": "จบไปแล้วเมื่อ{day}",
    },
}  # fmt: skip
