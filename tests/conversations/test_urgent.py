"""A wish about the order is told from news of it, and impatience from a question; in four languages."""

import pytest

from conversations.urgent import hurries, order_change

CHANGES = (
    "キャンセルできますか",
    "キャンセルしたいです",
    "キャンセルしたいのですが",
    "キャンセルでお願いします",
    "キャンセル",
    "やっぱりキャンセルは可能ですか？",
    "注文を取り消したい",
    "注文の取り消しをお願いします",
    "取り消してもらえますか",
    "注文をやめたいです",
    "住所を変更したい",
    "届け先の住所が間違っていました",
    "引っ越したので、送り先を変えてください",
    "お届け日を変更できますか",
    "交換できますか",
    "サイズを変更したいです",
    "色を変えられますか",
    "間違えて2個注文しちゃった",
    "二重に注文してしまいました",
    "注文の数を間違えました",
    "別の人の名前になってます",
    "宛名が違います",
    "もう一本追加したいです",
    "追加注文できますか",
    "I ordered two by mistake",
    "the name is wrong",
    "不小心訂了兩個",
    "名字打錯了",
    "สั่งผิดค่ะ",
    "Can I cancel?",
    "I'd like to cancel please",
    "Please change my address",
    "I made a mistake in the address, the address is wrong",
    "Could I return it?",
    "可以取消嗎",
    "我想換貨",
    "地址寫錯了",
    "可以改地址嗎",
    "ยกเลิกได้ไหมคะ",
    "ขอเปลี่ยนที่อยู่ค่ะ",
)
NO_CHANGES = (
    "キャンセルしました",
    "キャンセルしません",
    "キャンセル待ちの人気商品ですね",
    "注文しました",
    "もう一本買いました",
    "あと1個です",
    "もう二度と買いたいと思わない",
    "間違えて飲みました",
    "量を間違えて使っていました",
    "注文して間違いなかった",
    "香りが違います",
    "ไม่ได้สั่งเพิ่ม",
    "住所は変わりません",
    "住所の変更はありません",
    "配送先の変更ありがとうございます",
    "追加で買いました",
    "追加購入しました！",
    "2つ注文しました",
    "もう一本欲しいくらい気に入りました",
    "交換できるの便利ですね",
    "住所を間違えたかと思いました",
    "加訂了一瓶，很喜歡",
    "お肌が変わりました",
    "やめたら乾燥しました",
    "使い方を変えてみました",
    "色がきれいです",
    "うるおい",
    "早くして",
    "I didn't cancel anything",
    "it was cancelled",
    "a nice change",
    "已經取消了",
    "取消通知",
    "ยกเลิกการรับข้อความ",
    "ชอบมากค่ะ",
    "",
)
HURRIES = (
    "早くして",
    "早くしてください",
    "急いでいます",
    "急いでいるのですが",
    "至急お願いします",
    "すぐに返事ください",
    "まだですか",
    "返事はまだですか？",
    "待っています",
    "hurry up",
    "It's urgent!",
    "any news?",
    "still waiting",
    "請盡快回覆",
    "很急",
    "ด่วนค่ะ",
    "เร็วๆ หน่อยค่ะ",
)
CALM = (
    "早く届きました",
    "早く使ってみたいです",
    "すぐに届いてうれしいです",
    "まだです",
    "まだ使っていません",
    "楽しみに待っています",
    "急ぎません",
    "not urgent at all",
    "不急",
    "ไม่รีบค่ะ",
    "",
)


@pytest.mark.parametrize("text", CHANGES)
def test_who_wants_the_order_otherwise_is_heard(text: str) -> None:
    assert order_change(text)


@pytest.mark.parametrize("text", NO_CHANGES)
def test_news_and_other_changes_are_no_such_wish(text: str) -> None:
    assert not order_change(text)


@pytest.mark.parametrize("text", HURRIES)
def test_whoever_waits_is_told_from_whoever_asks(text: str) -> None:
    assert hurries(text)


@pytest.mark.parametrize("text", CALM)
def test_patience_is_no_hurry(text: str) -> None:
    assert not hurries(text)
