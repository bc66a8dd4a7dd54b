"""The stages in their order: the eight of the customer's way, and what holds on all of it."""

from typing import Final

from tests.stages import first_half, second_half
from tests.stages.chapter import Chapter, Life

LATE: Final = {
    "shipped": "5d",
    "delivered": "7d",
    "expected_delivery": "4d",
    "events": [{"day": 3, "at": "13:00", "what": "delivery_date", "to": "7d"}],
}
UNSURE: Final = {
    "name": "佐藤 花子",
    "writes": 1.0,
    "choices": {
        "result": "some",
        "cosmetics-checkin.face": "uneasy",
        "recovery-skin.face": "good",
        "word-dark": "worried",
        "word-bright": "relieved",
    },
    "texts": {"comment": "使うと少しベタつく気がして、迷っています"},
}
GLAD: Final = {"name": "田中 さくら", "writes": 1.0, "texts": {"comment": second_half.WORDS}}
NOON: Final = {
    "name": "渡辺 結衣",
    "days": [{"day": 0, "at": "18:00", "what": "says", "text": "お昼の12時に届けて"}],
}

CHAPTERS: Final = (
    Chapter(
        "1-befriending",
        "お買い上げと友だち追加",
        "お礼のページやQRから友だちになり、購入コードを送ると、お買い上げとトークがつながります。"
        "最初のひとことで、何が届くか、どのくらい届くか、どう止めるかをお伝えします。",
        Life(0, 0, "購入コードを送る"),
        first_half.befriending,
    ),
    Chapter(
        "2-wait",
        "お届けまで",
        "楽しみにしていることをうかがい、準備を一緒に進めます。遅れるときは、聞かれる前に正直にお伝えします。",
        Life(1, 7, "予定に変わりました", course=LATE),
        first_half.the_wait,
    ),
    Chapter(
        "3-first-win",
        "最初の成功",
        "説明書の全部ではなく、「今日は、まずこれだけ」。できたら一緒に喜び、つまずいたらその場で助けます。",
        Life(3, 6, "最初の一歩", customer={"choices": {"try": "done"}}),
        first_half.first_win,
    ),
    Chapter(
        "4-check-in",
        "その後、いかがですか",
        "使ったころに、変化と気持ちをうかがいます。最初の質問とボタンが1通に入り、あとは無料のお返事で進みます。",
        Life(17, 18, "もう使ってみましたか", customer=GLAD),
        first_half.check_in,
    ),
    Chapter(
        "5-recovery",
        "うれしくないお返事は、人へ",
        "だれがいつまでに連絡するかをその場で約束し、対応が始まります。提案に答えていただき、"
        "終わった2日後に、同じ質問をもう一度うかがいます。",
        Life(17, 20, "まあまあ (4/5)", customer=UNSURE),
        first_half.recovery,
    ),
    Chapter(
        "6-partner",
        "うれしいお返事は、パートナーへ",
        "よいお返事の方にだけ、役に立ったことをうかがい、ご希望の方にだけ紹介のリンクをお渡しします。"
        "お友だちのお買い上げには、お礼をお伝えします。",
        Life(18, 27, "パートナー", customer=GLAD | {"choices": {"partner": "yes", "referral": "yes"}}),
        second_half.partner,
    ),
    Chapter(
        "7-refill",
        "なくなる前に",
        "残りをひと押しでうかがってその方のペースを見積もり、なくなる少し前に次の分をうかがいます。",
        Life(
            30,
            48,
            "ご注文をうけたまわります",
            customer={"choices": {"left": "half", "next": "order", "partner": "no"}},
        ),
        second_half.refill,
    ),
    Chapter(
        "8-learning",
        "お店が学ぶ",
        "成果と気持ち、最初の成功までの日数、守れた約束、回答1件あたりの通数。どの数字からも、その方々にたどれます。",
        Life(0, 90, "最初の成功まで", customers=100),
        second_half.learning,
    ),
    Chapter(
        "9-hours",
        "時間と、控えめさ",
        "ご希望の時間にお送りし、お一人に続けてたずねません。送らなかった理由も、お客様のページに残ります。",
        Life(0, 6, "12時ごろ", customer=NOON),
        second_half.hours_and_fatigue,
    ),
    Chapter(
        "10-languages",
        "お客様の言葉で",
        "日本語・英語・中国語（繁体字）・タイ語。LINEの言葉か、ご本人が選んだ言葉でお送りします。",
        Life(0, 6, "林怡君您好", customer={"name": "林怡君", "language": "zh-Hant"}),
        second_half.languages,
    ),
)
