# ruff: noqa: E501 - one reason, one line
"""Why something was sent, put off or not sent, in sentences for the «なぜ届いた／届いていない» button.

The codes are stored and never change; the sentences may.
"""

from collections.abc import Mapping
from typing import Literal

Detail = Mapping[str, str | int | float | bool | None]
Why = Literal[
    "due", "quiet_hours", "outside_window", "holiday", "own_hour", "preferred_hour", "fatigue", "displaced", "late_shift",
    "case_open", "health", "refund_open", "return_open", "human_talking", "conversation_running",
    "not_a_friend", "blocked", "quota_low", "quota_out",
    "purchase_cancelled", "stopped", "condition_not_met", "too_late", "never_open", "arrived", "heard_lately",
    "subscriber", "bought_again", "unhappy_lately", "out_of_stock", "case_lately", "health_reported", "owed",
    "as_known",
]  # fmt: skip

_REASONS: dict[str, tuple[str, str]] = {
    "due": ("予定の時刻になったため、お送りしました", "It was due, and nothing spoke against it"),
    "quiet_hours": ("おやすみの時間帯のため、次に送れる時間まで待っています", "It is quiet hours for this customer"),
    "outside_window": ("この接点の時間帯の外のため、次の時間帯を待っています", "It is outside this touchpoint's hours"),
    "holiday": ("休日のため、次の営業日を待っています", "It is a holiday"),
    "never_answered": ("これまでお返事がないため、重ねておたずねするのは控えました", "This customer has never answered, so the question was not asked twice"),
    "reminded_lately": ("この60日のうちに一度おたずねし直しているため、重ねておたずねするのは控えました", "This customer was asked something once more within these 60 days, so this question was not asked twice"),
    "told_lately": ("この90日のうちに「その後」のご様子をうかがっているため、重ねておたずねするのは控えました", "This customer told us how it is going within these 90 days, so this question was not asked twice"),
    "own_hour": ("お客様がご希望の時間を待っています", "Waiting for the hour this customer asked for"),
    "preferred_hour": ("お客様がよくご覧になる時間を待っています", "Waiting for the hour this customer usually reads"),
    "fatigue": ("最近のご連絡が多いため、間をあけています", "This customer heard from us often lately"),
    "displaced": ("同じ日により大切なご連絡があるため、翌日にまわしました", "A more important message goes today"),
    "late_shift": ("予定より遅れたため、予定をずらしました", "It was late, so it was moved on"),
    "case_open": ("対応中のご相談があるため、質問や、ただのごあいさつは控えています", "A case is open, so nothing is asked and no small talk is made"),
    "health": ("体調・お肌の異常のご連絡があるため、すべて止めています", "A health report is open, so nothing is sent"),
    "health_reported": ("この商品で体調・お肌の異常のご連絡があったため、使い方やおすすめはもうお送りしません", "A health report came about this product, so no tips or offers for it go out any more"),
    "owed": ("お約束したご返金や交換などがまだのため、質問や、ただのごあいさつは控えています", "A refund or an exchange was agreed on and is not done yet, so nothing is asked and no small talk is made"),
    "refund_open": ("返金の手続き中のため、控えています", "A refund is under way"),
    "return_open": ("返品の手続き中のため、控えています", "A return is under way"),
    "human_talking": ("スタッフが会話中のため、待っています", "A member of staff is talking with this customer"),
    "conversation_running": ("別の会話の途中のため、待っています", "Another conversation is under way"),
    "not_a_friend": ("まだ友だち追加されていないため、お送りできません", "This customer is not a friend of the account yet"),
    "blocked": ("ブロックされているため、お送りできません", "This customer has blocked the account"),
    "quota_low": ("今月の残り通数が少ないため、優先度の低いご連絡を控えています", "Few messages are left this month"),
    "quota_out": ("今月の通数を使い切ったため、お送りできません", "No messages are left this month"),
    "purchase_cancelled": ("購入が取消・返金・返品されたため、終了しました", "The purchase was cancelled, refunded or returned"),
    "stopped": ("お客様が配信停止をご希望のため、お送りしません", "The customer asked us to stop"),
    "condition_not_met": ("この接点の条件に当てはまらないため、お送りしません", "This touchpoint's condition does not hold"),
    "too_late": ("予定から時間がたちすぎたため、お送りしませんでした", "Too much time has passed since it was due"),
    "never_open": ("時間帯とおやすみの時間が重なり、送れる時間がありません", "Its hours lie wholly in quiet hours"),
    "arrived": ("お手もとに届いたため、もうお送りする必要がありません", "It has arrived, so there is nothing left to wait for"),
    "as_known": ("お届けの日が、お客様のご存じの日に戻ったため、お知らせはしませんでした", "The delivery is back at the day the customer knows, so there was nothing to tell"),
    "heard_lately": ("最近ご連絡したばかりなので、静かになりすぎる前の日に延ばしました", "The customer heard from us lately, so it was moved on"),
    "subscriber": ("定期便のお客様のため、次の分のご案内はしません", "The next one comes by subscription, so it is not offered"),
    "bought_again": ("同じ商品をもうお買い求めのため、次の分のご案内はしません", "The same product was bought again already"),
    "unhappy_lately": ("最近のお答えがよくないため、おすすめは控えます", "The latest answers were not good, so nothing is offered"),
    "out_of_stock": ("在庫切れのため、ご案内を待っています", "The product is out of stock, so the offer waits"),
    "case_lately": ("最近ご相談があったため、おすすめは控えます", "There was a case lately, so nothing is offered"),
    "friend_cancelled": ("ご紹介のお買い上げが取消・返金になった（またはご本人のものだった）ため、お礼は送りません", "The friend's purchase was cancelled, or was their own"),
    "no_partner": ("パートナーをやめるとのご希望のため、お願いは控えます", "The customer asked to be a partner no more, so no favour is asked"),
    "answered_at_once": ("お客様のメッセージへのお返事として、その場でお送りしました", "It answered the customer's own message at once"),
    "had_it": ("以前のお買いもので、すでにお送りしているため、繰り返しません", "This customer had it with an earlier purchase"),
    "twin": ("同じ商品の別のご注文で同じご連絡をしたばかりのため、繰り返しません", "The same was just said about another order of the same product"),
    "not_in_journey": ("いまのシナリオにない接点のため、お送りしません", "The journey has no such touchpoint any more"),
    "script_missing": ("この接点の台本が公開されていないため、お送りできません", "Its script is not published"),
    "paused": ("自動のご連絡をお休みしているため、お送りしません", "What is sent by itself is paused for this customer"),
    "marketing_off": ("おすすめのご案内を控える設定のため、お送りしません", "Offers are turned off for this customer"),
    "cancelled": ("購入が取り消されたため、終了しました", "The purchase was cancelled"),
    "refunded": ("返金されたため、終了しました", "The purchase was refunded"),
    "returned": ("返品されたため、終了しました", "The purchase was returned"),
    "erased": ("お客様の情報を消去したため、終了しました", "The customer's data was erased"),
    "touchpoint_paused": ("この接点はいま止めてあるため、再開するまで待っています", "This touchpoint is paused; it waits until it goes on"),
    "paused_over": ("この接点を止めているあいだに時期が来たため、お送りしませんでした", "It came due while this touchpoint was paused"),
    "expired": ("期限が過ぎたため、終了しました", "It expired"),
}  # fmt: skip
_GAVE_WAY = ("（「{name}」が先）", " (“{name}” goes first)")
_KINDS = {  # as the page of the month's messages calls them (console/labels)
    "referral": ("知人への紹介", "Telling a friend"),
    "replenishment": ("買い足しのご案内", "Replenishment"),
    "check_in": ("ご様子うかがい", "Check-in"),
    "milestone": ("進捗のお知らせ", "Milestone"),
    "promise": ("お約束のご連絡", "Promise"),
    "case_reply": ("スタッフの返信", "Answer by staff"),
}
_ITS_TURN = ("（待つ順番は「{kind}」が{n}番目です）", " (“{kind}” is number {n} of what waits first)")
_GAVE_UP = ("（{n}回見合わせたため、送るのをやめました）", " (put off {n} times, then given up)")


_WORTHLESS = (
    "（来月では時期を過ぎるため、お送りしませんでした）",
    " (and next month would be too late for it)",
)


def reason_ja(why: str, detail: Detail | None = None) -> str:
    """One sentence a shop assistant understands; an unknown code is shown as it is."""
    return _sentence(why, detail or {}, 0)


def reason_en(why: str, detail: Detail | None = None) -> str:
    return _sentence(why, detail or {}, 1)


def _sentence(why: str, detail: Detail, language: Literal[0, 1]) -> str:
    sentence = _REASONS.get(why, (why, why))[language]
    if detail.get("for"):
        sentence += _GAVE_WAY[language].format(name=detail["for"])
    if "turn" in detail:
        kind = str(detail.get("kind"))
        name = _KINDS.get(kind, (kind, kind))[language]
        sentence += _ITS_TURN[language].format(kind=name, n=detail["turn"])
    if detail.get("worthless"):
        sentence += _WORTHLESS[language]
    return sentence + (
        _GAVE_UP[language].format(n=detail["given_up_after"]) if "given_up_after" in detail else ""
    )
