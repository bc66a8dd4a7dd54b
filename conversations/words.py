"""The sentences the engine says by itself, where a script's own `words` say nothing else.

`{{ staff }}` and `{{ promise }}` come from the event's facts: who would answer, and by when. The health words
say what to do and who comes back; they neither diagnose nor reassure.
"""

from typing import Final

# What a sentence may always rely on, if services gave no such fact.
STANDARD_FACTS: Final[dict[str, dict[str, str]]] = {
    "ja": {
        "name": "お客様",
        "product": "商品",
        "shop": "当店",
        "promise": "翌営業日",
        "staff": "担当者",
        "progress_page": "https://example.jp/p/…",
        "contact_person": "担当者",
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
        "contact_person": "our staff",
        "share_link": "https://line.me/R/share?text=…",
        "share_disclosure": "Nothing is given in return for telling a friend.",
        "words_disclosure": "Nothing is given in return for your words.",
    },
}

WORDS: Final[dict[str, dict[str, str]]] = {
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
        "human": "承知しました。{{ staff }}が{{ promise }}までに、こちらのトークでご連絡いたします。",
        "unreadable": (
            "うまく読み取れず、申し訳ございません。いただいた内容は{{ staff }}が確認し、"
            "{{ promise }}までにこちらのトークでお返事いたします。"
        ),
        "refuse": (
            "承知しました。お答えいただかなくて大丈夫です。気になることがあれば、いつでもお送りください。"
        ),
        "answered": "そちらは「{{ answer }}」とお答えいただいています。ありがとうございます。",
        "answered_unknown": "そちらのご質問は、もう済んでいます。ありがとうございます。",
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
        "human": "Certainly. {{ staff }} will contact you here by {{ promise }}.",
        "unreadable": (
            "Sorry, I could not read that. {{ staff }} will look at what you sent "
            "and answer here by {{ promise }}."
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
}
