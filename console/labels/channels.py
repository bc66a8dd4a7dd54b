"""What the doctor finds about a LINE account, and what to do about it, in plain Japanese."""

# ruff: noqa: E501 - sentences stay whole, so that they can be read and found

from collections.abc import Mapping
from typing import Final

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "finding": {
        "https": "お客様とLINEは {url} に来ます。",
        "no_https": "PUBLIC_URLが https ではありません（{url}）。",
        "token": "アクセストークンは有効です（{account}）。",
        "token_refused": "LINEがアクセストークンを受けつけません。",
        "no_answer": "LINEから返事がありません。",
        "other_account": "このトークンは {account} のもので、{expected} のものではありません。",
        "other_destination": "このアカウントのWebhookを、別のアカウントのものとして覚えています。",
        "chat_mode": "「チャット」がオンです。スタッフがLINEの画面からも返事できる状態です。",
        "auto_reply": "LINE側の自動応答とあいさつメッセージは、こちらからは見えません。",
        "no_webhook": "Webhookのアドレスが、LINEに登録されていません。",
        "webhook": "LINEは {url} にできごとを送ります。",
        "webhook_elsewhere": "LINEは別のアドレス（{url}）にできごとを送っています。",
        "webhook_unused": "「Webhookの利用」がオフです。",
        "webhook_refused": "Webhookの設定を、LINEにたずねられませんでした。",
        "reached": "LINEからWebhookが届きます。シークレットも正しいです。",
        "not_reached": "LINEからWebhookが届きません（{why}）。",
        "secret_refused": "Webhookは届きましたが、チャネルシークレットが違います。",
        "quota": "今月は {limit} 通のうち {used} 通を使いました。",
        "quota_unlimited": "今月は {used} 通を使いました。上限はありません。",
        "quota_low": "今月の通数が残り少なくなっています（{used} / {limit}通）。",
        "quota_out": "今月の通数を使い切りました（{used} / {limit}通）。",
        "quota_unread": "今月の通数を、LINEにたずねられませんでした。",
    },
    "cure": {
        "no_https": "LINEは https のアドレスだけを呼び出します。サーバーの設定 PUBLIC_URL を、証明書のあるアドレスにしてください。エミュレータで試すあいだは、このままで大丈夫です。",
        "token_refused": "「Messaging API設定」のいちばん下で「再発行」を押し、新しいトークンを貼ってください。前後に空白が入っていないかもご確認ください。",
        "no_answer": "サーバーがインターネットにつながっているか、サーバーの設定 LINE_API_BASE が正しいかをご確認ください。少し待って、もう一度お試しください。",
        "other_account": "{expected} のチャネルを開き、そのトークンを貼ってください。",
        "other_destination": "一度このアカウントを止め、鍵を貼って加え直してください。",
        "chat_mode": "LINE Official Account Manager → 設定 → 応答設定 で「チャット」をオフにします。両方で返事をするなら、どちらがだれに返すかを決めておいてください。",
        "auto_reply": "LINE Official Account Manager → 設定 → 応答設定 で、「応答メッセージ」と「あいさつメッセージ」をオフにしてください。オンのままだと、お客様に二重に届きます。",
        "no_webhook": "下の「Webhookを設定して試す」を押してください。",
        "webhook_elsewhere": "下の「Webhookを設定して試す」を押すと、このアドレスに変わります：{expected}",
        "webhook_unused": "LINE Developersコンソール →「Messaging API設定」で「Webhookの利用」をオンにしてください。ここからは変えられません。",
        "webhook_refused": "先に、上のトークンの項目を直してください。",
        "not_reached": "お店のサーバーが動いているか、証明書が有効か、PUBLIC_URLが外から開けるかをご確認ください。LINEに登録してから1分ほどかかることがあります。",
        "secret_refused": "「チャネル基本設定」のチャネルシークレットを貼り直してください。",
        "quota_low": "大切なメッセージ（お返事・お約束）を先に送り、ほかは翌月まで待たせます。足すときはLINE Official Account Managerで。",
        "quota_out": "無料のお返事のほかは送れません。LINE Official Account Managerで追加メッセージを買うか、翌月をお待ちください。",
        "quota_unread": "少し待って、もう一度お試しください。",
    },
    "channel_problem": {
        "secret": "チャネルシークレットを読み取れません。英数字だけの文字列を、そのまま貼ってください。",
        "token": "アクセストークンを読み取れません。英数字と記号だけの長い文字列を、そのまま貼ってください。",
        "is_environment": "このアカウントは、サーバーの設定（環境変数）ですでに使っています。",
        "is_known": "このアカウントは、すでに加えてあります。鍵を変えるには、そのアカウントの画面を開いてください。",
        "too_many": "公式アカウントは20までです。",
        "other_account": "この鍵は、別の公式アカウントのものです。変えていません。",
        "name": "名前を入れてください。",
        "not_here": "ここでは変えられません。サーバーの設定（環境変数）をご確認ください。",
    },
}
