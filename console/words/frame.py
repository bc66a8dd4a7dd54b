"""The frame, signing in, problems and my page."""

# ruff: noqa: E501 - sentences stay whole, so that they can be read and found

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    # frame
    "もっと見る": "More", "その他のメニュー": "More of the menu",
    "本当によろしいですか": "Are you sure?", "やめる": "Cancel", "はい": "Yes",
    "表で見る": "Show as a table", "前のページ": "Previous page", "次のページ": "Next page", "{first}〜{last}件目": "{first}–{last}",
    "{first}〜{last}件目（全{total}件）": "{first}–{last} of {total}", "戻る": "Back",
    "その後": "after the sale", "本文へ": "To the content", "メニュー": "Menu", "ページ": "Pages", "今日の対応": "Today",
    "：": ": ", "（": " (", "）": ")", "、": ", ", "。": ". ", "「": " “", "」": "”", "お客様（お名前なし）": "Customer",
    "このお客様": "This customer", "お客様": "Customers", "マイページ": "My page", "スタッフ": "Staff",
    "今日": "today", "明日": "tomorrow", "昨日": "yesterday", "{time}超過": "{time} late", "あと{time}": "{time} left",
    "新しい動きがあります。表示する": "Something is new. Show it",
    # coming in
    "サインイン": "Sign in", "サインアウト": "Sign out", "サインインへ": "To sign-in", "メールアドレス": "E-mail address",
    "パスワード": "Password", "パスワードの設定": "Set your password",
    "お急ぎのときは、待たずに続けられます。あなたのメールアドレスに、このブラウザ用のリンクをお送りします。": "If you cannot wait: a link for this browser can be sent to your mail address.",
    "メールでリンクを受け取る": "Get the link by mail",
    "ご登録のメールアドレスでしたら、リンクをお送りしました。このブラウザで30分以内に開いてください。": "If somebody signs in with this address, a link is on its way. Open it within 30 minutes, in this browser.",
    "リンクを確かめました。このブラウザから、いつものパスワードでサインインしてください。": "The link is good. Sign in from this browser with your password.",
    "このリンクの期限が切れています。もう一度お試しください。": "This link is over. Please try again.",
    "パスワードを忘れたときは、管理している方に新しいサインインリンクの発行をお願いしてください。": "Forgot your password? Ask whoever runs Sonogo for a new sign-in link.",
    "ようこそ、Sonogoへ": "Welcome to Sonogo",
    "はじめに、お客様に表示されるお名前と、パスワードを決めてください。": "First, choose the name customers will see, and a password.",
    "お名前（例：佐藤）": "Your name, as customers read it", "新しいパスワード（12文字以上）": "New password (at least 12 characters)",
    "もう一度": "Once more", "設定してはじめる": "Save and start",
    "覚えやすい言葉をいくつか並べると、長くて強いパスワードになります。": "A few words you can remember make a long, strong password.",
    "パスワードを設定しました。ようこそ。": "Your password is set. Welcome.",
    "リンクの期限切れ": "The link is over", "このリンクはもう使えません": "This link no longer works",
    "サインインリンクは48時間以内に一度だけ使えます。管理している方に、新しいリンクの発行をお願いしてください。": "A sign-in link works once, within 48 hours. Ask whoever runs Sonogo for a new one.",
    "メールアドレスかパスワードが違います。": "The e-mail address or the password is wrong.",
    "サインインの失敗が続いたため、しばらく受け付けていません。15分ほどおいてお試しください。": "Too many failed sign-ins. Please try again in about 15 minutes.",
    "パスワードは12文字以上にしてください。": "Please use at least 12 characters.", "パスワードが長すぎます。": "The password is too long.",
    "推測されやすいパスワードです。ほかのものにしてください。": "That password is easy to guess. Please choose another.",
    "2回の入力が一致しません。": "The two entries differ.",
    # problems
    "ページが見つかりません": "Page not found", "移動したか、なくなったページです。": "It has moved or no longer exists.",
    "この操作はできません": "You cannot do this",
    "あなたの権限では、この操作はできません。必要なときはオーナーにご相談ください。": "Your role does not allow this. Ask the owner if you need it.",
    "もう一度お試しください": "Please try again",
    "ページの有効期限が切れています。前のページに戻り、読み込み直してから送ってください。入力した文章は残っています。": "The page has expired. Go back, reload it and send again. What you typed is still there.",
    "送られた内容が大きすぎます": "That was too large", "うまくいきませんでした": "That did not work",
    "少し待ってから、もう一度お試しください。": "Please wait a little and try again.", "今日の対応へ": "To today's cases",
    # my page
    "権限": "Role", "LINEでお知らせを受け取る": "Be told in LINE", "あなたのLINEにお知らせが届きます。": "You are told in your own LINE.",
    "お知らせを止める": "Stop telling me", "LINEへのお知らせを止めました。": "You are no longer told in LINE.",
    "ご自分のLINEで、お店の公式アカウントを友だちに追加します。": "In your own LINE, add the shop's official account as a friend.",
    "トークに、この番号をそのまま送ります。": "Send this code in the chat, as it is.",
    "スマートフォンでLINEを開く": "Open LINE on a phone", "{at}まで有効です。": "Good until {at}.",
    "送ったあとは、ここで確かめる": "After sending, check here",
    "新しい対応やお約束の時刻を、あなたのLINEにお知らせします。": "We tell you in LINE about new cases and promises that come due.",
    "新しい番号を出す": "Get a new code", "LINEをつなぐ": "Connect my LINE",
    "オーナー": "Owner", "リーダー": "Lead", "対応スタッフ": "Agent", "マーケター": "Marketer", "閲覧のみ": "Viewer",
    "サーバーとつながりません。表示は古いかもしれません。つながりしだい、自動で新しくなります。": "The server cannot be reached. What you see may be old; it renews itself once it can.",
}  # fmt: skip
