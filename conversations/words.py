"""The sentences the engine says by itself, where a script's own `words` say nothing else.

`{{ staff }}` and `{{ promise }}` come from the event's facts: who would answer, and by when. The health words
say what to do and who comes back; they neither diagnose nor reassure.
"""

from typing import Final

from conversations.locales import Locale

# What a sentence may always rely on, if services gave no such fact.
STANDARD_FACTS: Final[dict[Locale, dict[str, str]]] = {
    "ja": {
        "name": "お客様",
        "product": "商品",
        "shop": "当店",
        "promise": "翌営業日",
        "staff": "担当者",
        "progress_page": "https://example.jp/p/…",
        "parcel": "waiting",
        "contact_person": "担当者",
        "help_line": "よりそいホットライン 0120-279-338（24時間・通話無料）",
        "share_link": "https://line.me/R/share?text=…",
        "share_disclosure": "ご紹介のお礼の品や割引はありません。",
        "words_disclosure": "掲載のお礼の品や割引はありません。",
    },
    "en": {
        "name": "dear customer",
        "product": "your purchase",
        "shop": "our shop",
        "promise": "the next working day",
        "staff": "our staff",
        "progress_page": "https://example.jp/p/…",
        "parcel": "waiting",
        "contact_person": "our staff",
        "help_line": "Yorisoi Hotline 0120-279-338 (in Japan, free of charge; other languages: press 2)",
        "share_link": "https://line.me/R/share?text=…",
        "share_disclosure": "Nothing is given in return for telling a friend.",
        "words_disclosure": "Nothing is given in return for your words.",
    },
    "zh-Hant": {
        "name": "親愛的顧客",
        "product": "您購買的商品",
        "shop": "本店",
        "promise": "下一個營業日",
        "staff": "專員",
        "progress_page": "https://example.jp/p/…",
        "parcel": "waiting",
        "contact_person": "專員",
        "help_line": "Yorisoi Hotline 0120-279-338（日本國內，免付費；其他語言請按 2）",
        "share_link": "https://line.me/R/share?text=…",
        "share_disclosure": "介紹朋友沒有贈品或折扣。",
        "words_disclosure": "刊登沒有贈品或折扣。",
    },
    "th": {
        "name": "คุณลูกค้า",
        "product": "สินค้าของคุณ",
        "shop": "ทางร้าน",
        "promise": "วันทำการถัดไป",
        "staff": "เจ้าหน้าที่",
        "progress_page": "https://example.jp/p/…",
        "parcel": "waiting",
        "contact_person": "เจ้าหน้าที่",
        "help_line": "Yorisoi Hotline 0120-279-338 (ในญี่ปุ่น โทรฟรี ภาษาอื่นกด 2)",
        "share_link": "https://line.me/R/share?text=…",
        "share_disclosure": "การแนะนำเพื่อนไม่มีของตอบแทนหรือส่วนลดค่ะ",
        "words_disclosure": "การเผยแพร่ไม่มีของตอบแทนหรือส่วนลดค่ะ",
    },
}

WORDS: Final[dict[Locale, dict[str, str]]] = {
    "ja": {
        "health": (
            "お知らせくださり、ありがとうございます。まずは{{ product }}のご使用をおやめください。"
            "症状が強いとき、続くときは、医療機関にご相談ください。\n"
            "{{ staff }}が{{ promise }}までに、こちらのトークでご連絡いたします。"
        ),
        "unhappy": (
            "正直にお聞かせくださり、ありがとうございます。ご期待にそえず申し訳ございません。\n"
            "{{ staff }}が{{ promise }}までに、こちらのトークでご連絡いたします。"
        ),
        "drop": (
            "お聞かせくださり、ありがとうございます。お困りのことがないか、"
            "{{ staff }}が{{ promise }}までに、こちらのトークでおたずねいたします。"
        ),
        "ask_on": "ご連絡の前に、差しつかえのない範囲で、もう少しだけ聞かせてください。",
        "human": "承知しました。{{ staff }}が{{ promise }}までに、こちらのトークでご連絡いたします。",
        "unreadable": (
            "書いてくださって、ありがとうございます。いただいた言葉は{{ staff }}が確認し、"
            "{{ promise }}までにこちらのトークでお返事いたします。"
        ),
        "question": (
            "ご質問ありがとうございます。{{ staff }}におつなぎしますね。\n"
            "{{ promise }}までに、こちらのトークでお返事いたします。"
        ),
        "opening_hours": "営業時間は、{{ opening_hours }}です。メッセージは、いつでもお送りくださいね。",
        "corrected": "「{{ answer }}」ですね。覚え直しました。",
        "crisis": (
            "話してくださって、ありがとうございます。とても大切なことなので、人がお話をうかがいます。"
            "{{ staff }}に、いますぐ知らせました。{{ promise }}までに、こちらのトークでご連絡いたします。\n\n"
            "いますぐ誰かと話したいときは、こちらへどうぞ。\n{{ help_line }}\n"
            "命の危険を感じるときは、119へお電話ください。"
        ),
        "bereaved": (
            "大切なときに知らせてくださって、ありがとうございます。心よりお悔やみを申し上げます。\n"
            "こちらからの自動のご連絡は、すべて止めました。{{ staff }}が{{ promise }}までに、"
            "こちらのトークでご連絡いたします。お返事は、どうぞご無理のないときに。"
        ),
        "order_change": (
            "お知らせありがとうございます。{{ staff }}にすぐ伝えます。\n"
            "{{ promise }}までに、こちらのトークでお返事いたします。"
        ),
        "request": (
            "うかがいました。{{ staff }}に伝えますね。\n"
            "{{ promise }}までに、こちらのトークでお返事いたします。"
        ),
        "passed_on": "こちらも{{ staff }}に伝えますね。",
        "glad": "うれしいお言葉をありがとうございます。{{ staff }}にも伝えますね。",
        "beside": "書き添えてくださったことも、{{ staff }}が拝見しますね。",
        "delivery_known": (
            "{{ delivery_known }}動きがあれば、このトークでお知らせします。"
            "ほかにもご心配なことがあれば「担当者と話す」とお送りください。"
        ),
        "refuse": (
            "承知しました。お答えいただかなくて大丈夫です。気になることがあれば、いつでもお送りください。"
        ),
        "answered": "こちらは「{{ answer }}」とうかがっています。ありがとうございます。",
        "answered_unknown": "こちらのご質問は、もう済んでいます。ありがとうございます。",
        "closed": (
            "ありがとうございます。こちらのご質問は終わっています。"
            "変わったことがあれば、いつでもこのトークに書いてくださいね。"
        ),
        "late": "お返事ありがとうございます。確かに承りました。",
        "media": "ありがとうございます。スタッフにも伝えますね。よろしければ、こちらにもお答えください。",
        "failed": (
            "申し訳ございません。うまくご案内できませんでした。"
            "{{ staff }}が{{ promise }}までにご連絡いたします。"
        ),
        "retry": "すみません、うまく読み取れませんでした。下のボタンから選んでいただけますか。",
        "retry_text": "すみません、うまく読み取れませんでした。もう一度お送りいただけますか。",
        "retry_again": "恐れ入ります、もう一度だけお願いします。難しければ「担当者と話す」とお送りください。",
        "checklist": "済んだものから、ひとつずつ押してください",
        "button_refuse": "答えたくない",
        "button_human": "担当者と話す",
        "button_skip": "とばす",
        "photo": "写真",
    },
    "en": {
        "health": (
            "Thank you for telling us. Please stop using {{ product }} for now. If the symptoms are severe "
            "or last, please see a doctor.\n{{ staff }} will contact you here by {{ promise }}."
        ),
        "unhappy": (
            "Thank you for being honest. We are sorry it is not what you hoped for.\n"
            "{{ staff }} will contact you here by {{ promise }}."
        ),
        "drop": (
            "Thank you for telling us. {{ staff }} will write to you here by {{ promise }} "
            "to ask whether something is troubling you."
        ),
        "ask_on": "Before we write to you, may we ask a little more? Only as much as you like.",
        "human": "Certainly. {{ staff }} will contact you here by {{ promise }}.",
        "unreadable": (
            "Thank you for writing. {{ staff }} will read what you sent and answer here by {{ promise }}."
        ),
        "question": (
            "Thank you for asking. A person will answer: {{ staff }} will write to you here by {{ promise }}."
        ),
        "opening_hours": "Our hours: {{ opening_hours }}. You can write to us at any time.",
        "corrected": "“{{ answer }}”, then. We have noted it anew.",
        "crisis": (
            "Thank you for telling us. This matters, and a person will listen: {{ staff }} has been told "
            "just now and will write to you here by {{ promise }}.\n\n"
            "If you want to talk to somebody right now:\n{{ help_line }}\n"
            "If your life is in danger, please call the emergency number (119 in Japan)."
        ),
        "bereaved": (
            "Thank you for letting us know at such a time. We are very sorry for your loss.\n"
            "We have stopped everything we send by ourselves. {{ staff }} will write to you here by "
            "{{ promise }}. There is no hurry to answer."
        ),
        "order_change": (
            "Thank you for telling us. We pass this on to {{ staff }} at once.\n"
            "You will have an answer here by {{ promise }}."
        ),
        "request": ("We have noted that. {{ staff }} will see to it and answer you here by {{ promise }}."),
        "passed_on": "We will pass this on to {{ staff }}, too.",
        "glad": "Thank you for your kind words. We will tell {{ staff }}, too.",
        "beside": "{{ staff }} will read what you added, too.",
        "delivery_known": (
            "{{ delivery_known }} We will tell you here when there is news. "
            "If anything else is on your mind, write “human”."
        ),
        "refuse": "That is all right, you need not answer. Write to us at any time.",
        "answered": "You have answered “{{ answer }}” there. Thank you.",
        "answered_unknown": "That question is already done. Thank you.",
        "closed": "Thank you. These questions are finished; if something has changed, please write to us.",
        "late": "Thank you for your answer. We have noted it.",
        "media": "Thank you. I will show it to our staff. Would you answer this one, too?",
        "failed": "Sorry, something went wrong here. {{ staff }} will contact you by {{ promise }}.",
        "retry": "Sorry, I could not read that. Could you choose one of the buttons below?",
        "retry_text": "Sorry, I could not read that. Could you send it once more?",
        "retry_again": "Sorry, once more please. If it is difficult, write “talk to a human”.",
        "checklist": "Tap each one as it is done",
        "button_refuse": "Rather not say",
        "button_human": "Talk to a human",
        "button_skip": "Skip",
        "photo": "Photo",
    },
    "zh-Hant": {
        "health": (
            "謝謝您告訴我們。請先停止使用{{ product }}。若症狀嚴重或持續，請儘快就醫。\n"
            "{{ staff }}會在{{ promise }}前，於此聊天室與您聯絡。"
        ),
        "unhappy": (
            "謝謝您坦誠地告訴我們。沒能符合您的期待，真的很抱歉。\n"
            "{{ staff }}會在{{ promise }}前，於此聊天室與您聯絡。"
        ),
        "drop": ("謝謝您告訴我們。{{ staff }}會在{{ promise }}前，於此聊天室向您關心，看看是否有什麼困擾。"),
        "ask_on": "在我們聯絡您之前，若您願意，請再多告訴我們一點。",
        "human": "好的。{{ staff }}會在{{ promise }}前，於此聊天室與您聯絡。",
        "unreadable": ("謝謝您的訊息。{{ staff }}會親自確認您傳來的內容，並在{{ promise }}前於此回覆您。"),
        "question": ("謝謝您的提問，我們會轉告{{ staff }}，並在{{ promise }}前於此聊天室回覆您。"),
        "opening_hours": "我們的營業時間是{{ opening_hours }}。訊息隨時都可以傳給我們。",
        "corrected": "「{{ answer }}」，好的，已經重新記下了。",
        "crisis": (
            "謝謝您願意告訴我們。這件事很重要，會有真人來聽您說。已經馬上通知{{ staff }}，"
            "{{ promise }}前會在這個聊天室與您聯絡。\n\n"
            "如果想現在就找人說說話：\n{{ help_line }}\n若有生命危險，請撥打緊急電話（日本 119）。"
        ),
        "bereaved": (
            "謝謝您在這樣的時刻告訴我們，請節哀，也請保重。\n"
            "我們已停止所有自動訊息。{{ staff }}會在{{ promise }}前於此聊天室與您聯絡，不必急著回覆。"
        ),
        "order_change": ("謝謝您告訴我們，馬上轉告{{ staff }}。\n會在{{ promise }}前，於此聊天室回覆您。"),
        "request": "好的，我們會轉告{{ staff }}，並在{{ promise }}前於此聊天室回覆您。",
        "passed_on": "這一點也會轉告{{ staff }}。",
        "glad": "謝謝您的這番話，我們也會轉告{{ staff }}。",
        "beside": "您另外提到的，{{ staff }}也會親自看過。",
        "delivery_known": (
            "{{ delivery_known }}有進展時會在這裡通知您。若還有擔心的地方，請傳「真人客服」。"
        ),
        "refuse": "好的，不回答也沒關係。若有任何想說的，歡迎隨時傳訊息給我們。",
        "answered": "那一題您已經回答「{{ answer }}」了，謝謝您。",
        "answered_unknown": "那一題已經完成了，謝謝您。",
        "closed": "謝謝您。這些問題已經結束了。若有任何變化，歡迎隨時在這裡告訴我們。",
        "late": "謝謝您的回覆，我們已經收到了。",
        "media": "謝謝您，我們也會轉給同事看。方便的話，也請回答這一題。",
        "failed": "很抱歉，這裡出了一點狀況。{{ staff }}會在{{ promise }}前與您聯絡。",
        "retry": "不好意思，我沒能看懂。可以請您從下方的按鈕中選一個嗎？",
        "retry_text": "不好意思，我沒能看懂。可以請您再傳一次嗎？",
        "retry_again": "不好意思，麻煩您再一次。如果不方便，請傳「真人客服」。",
        "checklist": "完成一項，就點一下",
        "button_refuse": "不想回答",
        "button_human": "真人客服",
        "button_skip": "略過",
        "photo": "照片",
    },
    "th": {
        "health": (
            "ขอบคุณที่แจ้งให้เราทราบนะคะ ขอให้หยุดใช้{{ product }}ไว้ก่อนนะคะ "
            "หากอาการรุนแรงหรือไม่ดีขึ้น โปรดไปพบแพทย์ค่ะ\n"
            "{{ staff }}จะติดต่อคุณทางแชทนี้ภายใน{{ promise }}ค่ะ"
        ),
        "unhappy": (
            "ขอบคุณที่บอกเราตามตรงนะคะ ขออภัยที่ไม่เป็นอย่างที่คุณหวังไว้ค่ะ\n{{ staff }}จะติดต่อคุณทางแชทนี้ภายใน{{ promise }}ค่ะ"
        ),
        "drop": ("ขอบคุณที่เล่าให้ฟังนะคะ {{ staff }}จะทักมาทางแชทนี้ภายใน{{ promise }} เผื่อมีอะไรที่คุณกังวลใจอยู่ค่ะ"),
        "ask_on": "ก่อนที่เราจะติดต่อไป ถ้าไม่รบกวนเกินไป ขอถามอีกนิดนะคะ",
        "human": "ได้เลยค่ะ {{ staff }}จะติดต่อคุณทางแชทนี้ภายใน{{ promise }}ค่ะ",
        "unreadable": ("ขอบคุณที่เขียนมานะคะ {{ staff }}จะอ่านสิ่งที่คุณส่งมา และตอบทางแชทนี้ภายใน{{ promise }}ค่ะ"),
        "question": ("ขอบคุณที่ถามมานะคะ เราจะแจ้ง{{ staff }}ให้นะคะ และจะตอบทางแชทนี้ภายใน{{ promise }}ค่ะ"),
        "opening_hours": "เวลาทำการคือ {{ opening_hours }} ค่ะ ส่งข้อความมาได้ทุกเมื่อเลยนะคะ",
        "corrected": "“{{ answer }}” นะคะ จดไว้ใหม่แล้วค่ะ",
        "crisis": (
            "ขอบคุณที่เล่าให้เราฟังนะคะ เรื่องนี้สำคัญมาก จะมีคนรับฟังคุณค่ะ เราแจ้ง{{ staff }}ทันทีแล้ว "
            "และจะติดต่อคุณทางแชทนี้ภายใน{{ promise }}ค่ะ\n\n"
            "ถ้าอยากคุยกับใครสักคนตอนนี้:\n{{ help_line }}\n"
            "หากมีอันตรายต่อชีวิต โปรดโทรเบอร์ฉุกเฉิน (ในญี่ปุ่น 119) ค่ะ"
        ),
        "bereaved": (
            "ขอบคุณที่แจ้งให้เราทราบในเวลาเช่นนี้ ขอแสดงความเสียใจอย่างสุดซึ้งค่ะ\n"
            "เราหยุดข้อความอัตโนมัติทั้งหมดแล้ว {{ staff }}จะติดต่อคุณทางแชทนี้ภายใน{{ promise }} "
            "ไม่ต้องรีบตอบนะคะ"
        ),
        "order_change": ("ขอบคุณที่แจ้งนะคะ เราจะแจ้ง{{ staff }}ทันทีค่ะ\nและจะตอบทางแชทนี้ภายใน{{ promise }}ค่ะ"),
        "request": "รับทราบค่ะ เราจะแจ้ง{{ staff }}ให้นะคะ และจะตอบทางแชทนี้ภายใน{{ promise }}ค่ะ",
        "passed_on": "เรื่องนี้จะแจ้ง{{ staff }}ให้ด้วยนะคะ",
        "glad": "ขอบคุณสำหรับคำพูดดี ๆ นะคะ เราจะบอก{{ staff }}ด้วยค่ะ",
        "beside": "เรื่องที่เล่าเพิ่มมา {{ staff }}จะอ่านด้วยนะคะ",
        "delivery_known": (
            "{{ delivery_known }} มีความคืบหน้าเราจะแจ้งทางแชทนี้ค่ะ ถ้ามีอะไรเป็นห่วง พิมพ์ว่า “คุยกับเจ้าหน้าที่” ได้เลยค่ะ"
        ),
        "refuse": "ไม่เป็นไรค่ะ ไม่ต้องตอบก็ได้ มีอะไรทักมาได้ทุกเมื่อเลยนะคะ",
        "answered": "ข้อนั้นคุณตอบว่า “{{ answer }}” ไว้แล้ว ขอบคุณค่ะ",
        "answered_unknown": "คำถามข้อนั้นตอบไปแล้ว ขอบคุณค่ะ",
        "closed": "ขอบคุณค่ะ คำถามชุดนี้จบแล้ว ถ้ามีอะไรเปลี่ยนแปลง เขียนมาที่แชทนี้ได้เสมอนะคะ",
        "late": "ขอบคุณสำหรับคำตอบค่ะ เราได้รับแล้ว",
        "media": "ขอบคุณค่ะ จะส่งต่อให้ทีมงานดูด้วยนะคะ ถ้าสะดวกช่วยตอบข้อนี้ด้วยค่ะ",
        "failed": "ขออภัยค่ะ ระบบขัดข้องเล็กน้อย {{ staff }}จะติดต่อคุณภายใน{{ promise }}ค่ะ",
        "retry": "ขออภัยค่ะ อ่านไม่เข้าใจ รบกวนเลือกจากปุ่มด้านล่างได้ไหมคะ",
        "retry_text": "ขออภัยค่ะ อ่านไม่เข้าใจ รบกวนส่งอีกครั้งได้ไหมคะ",
        "retry_again": "ขออภัยค่ะ รบกวนอีกครั้งนะคะ ถ้าไม่สะดวก พิมพ์ว่า “คุยกับเจ้าหน้าที่” ได้เลยค่ะ",
        "checklist": "ทำข้อไหนเสร็จแล้ว แตะข้อนั้นได้เลยค่ะ",
        "button_refuse": "ไม่ขอตอบ",
        "button_human": "คุยกับเจ้าหน้าที่",
        "button_skip": "ข้าม",
        "photo": "รูปภาพ",
    },
}
