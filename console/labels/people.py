"""Staff: roles, signing in, hours, and what the API's tokens may do."""

from collections.abc import Mapping
from typing import Final

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "role": {
        "owner": "オーナー",
        "lead": "リーダー",
        "agent": "対応スタッフ",
        "marketer": "マーケター",
        "viewer": "閲覧のみ",
    },
    "door": {
        "browser_mailed": (
            "ご登録のメールアドレスでしたら、リンクをお送りしました。このブラウザで30分以内に開いてください。"
        ),
        "browser_met": "リンクを確かめました。このブラウザから、いつものパスワードでサインインしてください。",
    },
    "problem": {
        "browser_link_over": "このリンクの期限が切れています。もう一度お試しください。",
        "wrong": "メールアドレスかパスワードが違います。",
        "throttled": (
            "サインインの失敗が続いたため、しばらく受け付けていません。15分ほどおいてお試しください。"
        ),
        "short": "パスワードは12文字以上にしてください。",
        "long": "パスワードが長すぎます。",
        "guessable": "推測されやすいパスワードです。ほかのものにしてください。",
        "differs": "2回の入力が一致しません。",
        "password": "パスワードが違います。",
        "code": "コードが違うか、もう使われています。アプリの新しい数字をお試しください。",
    },
    "personnel": {
        "role": "その権限は選べません。",
        "email": "メールアドレスの形が正しくありません。",
        "known": "そのメールアドレスの方は、すでに登録されています。下の一覧から変更してください。",
        "self": "ご自分の権限や利用は、ここでは変えられません。ほかのオーナーにお願いしてください。",
        "gone": "その方は見つからないか、利用停止中です。",
        "changed_meanwhile": "ほかの人が先に変えたため、保存していません。下は、いまの内容です。",
        "token": "名前と、できることを一つ以上選んでください。",
    },
    "weekday": {
        "mon": "月曜日",
        "tue": "火曜日",
        "wed": "水曜日",
        "thu": "木曜日",
        "fri": "金曜日",
        "sat": "土曜日",
        "sun": "日曜日",
    },
    "holidays": {
        "JP": "日本の祝日は休む",
        "TW": "台湾の祝日は休む",
        "TH": "タイの祝日は休む",
        "none": "祝日も営業する",
    },
    "how": {
        "password": "パスワード",
        "code": "パスワードと確認コード",
        "recovery": "パスワードとリカバリーコード",
        "passkey": "パスキー",
        "link": "サインインリンク",
    },
    "scope": {
        "purchases:write": "購入の登録と更新",
        "purchases:read": "購入を読む",
        "answers:read": "お客様の回答を読む",
        "cases:read": "対応を読む",
    },
}
