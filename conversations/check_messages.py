# ruff: noqa: E501 - one problem, one place
"""What the static checks say, Japanese and English, each with what to do about it. `{word}` is the thing."""

from typing import Literal

from conversations.problems import Problem

# code → (severity, ja, en, hint ja, hint en)
_TABLE: dict[str, tuple[Literal["error", "warning"], str, str, str, str]] = {
    "unreachable": (
        "error", "手順「{word}」には、どこからも来られません。", "No way leads to the step “{word}”.",
        "どこかの go から呼ぶか、消してください。", "Lead to it with a go, or take it out.",
    ),
    "dead_end": (
        "error", "「{word}」と答えた人に、何も返事がないまま終わります。", "Whoever answers “{word}” gets no word back; it just ends.",
        "go で行き先を書くか、お礼のひとことを足してください。", "Give it a go, or add a word of thanks.",
    ),
    "endless": (
        "error", "手順「{word}」から抜け出せず、質問のないまま回り続けます。", "The steps around “{word}” go round for ever without a question.",
        "輪のどこかから外へ出る go を書いてください。", "Lead out of the ring with a go.",
    ),
    "asks_again": (
        "error", "質問「{word}」に何度でも戻ってきます。終わりがありません。", "The question “{word}” comes back without end.",
        "もう一度聞きたいときは again（日をあらためて）を使ってください。", "To ask another day, use again.",
    ),
    "no_timeout": (
        "error", "質問「{word}」に timeout がなく、返事がないと終わりません。", "The question “{word}” has no timeout and may wait for ever.",
        "例: timeout: { after: 3d }", "For example timeout: { after: 3d }.",
    ),
    "too_many_asks": (
        "error", "質問が続けて{word}。5つまでにしてください。", "{word} questions in one go; five is the limit.",
        "使った・変化・気持ち・言葉・ひとこと、で足ります。", "Used, result, feeling, word, comment: that is enough.",
    ),
    "too_many_steps": (
        "error",
        "手順が多すぎます（呼び出した台本も入れて{word}）。",
        "Too many steps ({word}, called scripts included).",
        "台本を分けてください。",
        "Split the script.",
    ),
    "lost_target": (
        "error", "行き先「{word}」が、呼び出した台本の中にありません。", "The target “{word}” does not exist inside the called script.",
        "every_question の timeout や refuse の go は、呼び出した台本でも使われます。質問ごとに書いてください。", "A go in every_question also holds in called scripts: write it at the question instead.",
    ),
    "text_long": (
        "error", "文が長すぎます（LINE の数え方で{word}）。", "The text is too long ({word} as LINE counts).",
        "5,000 までです。絵文字は 2 と数えます。", "5,000 is the limit; most emoji count two.",
    ),
    "wide_gap": (
        "error", "全角のかっこで書かれた差し込みがあります（{word}）。このまま、お客様に届いてしまいます。", "A gap is typed with full-width brackets ({word}); customers would read it as it stands.",
        "半角で {{ name }} のように書いてください。", "Type it in half width: {{ name }}.",
    ),
    "question_long": (
        "warning", "質問が長く（{word}文字）、通知やPCでは途中で切れます。", "The question is long ({word}); notifications will cut it.",
        "前置きは say に分けてください。", "Move the introduction into a say.",
    ),
    "bubble_big": (
        "error", "質問とボタンが大きすぎて送れません（およそ{word}）。", "The question with its buttons is too big to send (about {word}).",
        "30KB までです。文を短く、選択肢を少なくしてください。", "30 KB is the limit: shorten it.",
    ),
    "many_bubbles": (
        "warning", "一度に{word}の吹き出しになります。つなげて5つにして送ります。", "{word} bubbles at once; they are joined to five.",
        "文をまとめるか、あいだに質問を入れてください。", "Join some texts, or ask something between.",
    ),
    "uri_long": (
        "error", "リンクが長すぎます（{word}）。", "The link is too long ({word}).",
        "1,000 文字までです。日本語は1字が9文字になります。", "1,000 is the limit; a Japanese character becomes nine.",
    ),
    "costly": (
        "warning", "1人あたり最大{word}かかります。", "It may cost {word} messages per person.",
        "reminder と、timeout のあとの文を減らしてください。", "Take out reminders, or what is said after timeouts.",
    ),
    "no_refuse": (
        "warning", "質問「{word}」に「答えたくない」がありません。", "The question “{word}” cannot be refused.",
        "refuse: 答えたくない か、optional: とばす を足してください。", "Add refuse: … or optional: ….",
    ),
    "text_before_score": (
        "warning", "自由記述「{word}」が、ボタンの質問より先に来ます。", "The free text “{word}” comes before a score.",
        "ボタンを先に。書くのは最後に、書かなくてもよい形で。", "Buttons first; writing last, and optional.",
    ),
    "review_gating": (
        "error", "点数や気持ちの質問のあとに、公開の口コミサイト（{word}）へのリンクがあります。", "A public review site ({word}) is linked behind a score.",
        "満足した人だけに口コミを頼むことは、各サイトの規約と景品表示法に触れます。点数の前に全員へ出すか、消してください。", "Asking only the happy for reviews breaks the sites' rules: show it to everybody before the score, or to nobody.",
    ),
    "not_an_offer": (
        "error", "「{word}」は、ご紹介や掲載のお願いです。purpose: referral の台本に分けてください。", "“{word}” asks a favour of the customer; that belongs in a script of purpose: referral.",
        "purpose: referral の台本は、よくないお答えやご相談のあとには決して届きません。", "A script of purpose: referral is never sent after an unhappy answer or a case.",
    ),
    "share_unasked": (
        "error", "「{word}」は、たずねずに紹介のリンクを渡しています。", "“{word}” hands out the share link without asking.",
        "axis: referral の質問（yes / no）で、先にうかがってください。", "Ask first, with a question of axis: referral (yes / no).",
    ),
    "no_disclosure": (
        "error", "お礼の有無が書かれていません（{word}）。", "It does not say whether anything is given in return ({word}).",
        "景品表示法（ステマ規制）のため、質問の文に {{ words_disclosure }} か {{ share_disclosure }} を入れてください。", "Put {{ words_disclosure }} or {{ share_disclosure }} into the question.",
    ),
    "claim": (
        "warning", "薬機法・景品表示法で問題になりやすい言葉です: 「{word}」", "This word is risky under the medical-claims law: “{word}”",
        "化粧品・食品では、治る・消える・必ず などは言えません。", "Cosmetics and food may not promise to heal, erase or guarantee.",
    ),
    "counts_days": (
        "warning", "文の中で日数を数えています: 「{word}」", "The text counts the days: “{word}”.",
        "対応中やお休みで遅れて届くと、うそになります。「しばらくたちましたね」のように書いてください。",
        "Held back, it comes later and is untrue then: say “a little while”.",
    ),
    "no_promise": (
        "warning", "words の {word} に、だれが・いつまでに連絡するかがありません。", "words.{word} does not say who will answer, and by when.",
        "{{ staff }} と {{ promise }} を入れてください。", "Put in {{ staff }} and {{ promise }}.",
    ),
    "no_stop_words": (
        "warning", "はじめの案内に「配信停止」の方法がありません。", "The welcome does not say how to stop the messages.",
        "「いらないときは『配信停止』とお送りください」と書いてください。", "Say that 「配信停止」 stops them.",
    ),
    "unknown_choice": (
        "error", "条件の中の「{word}」という選択肢はありません。", "The condition compares with a choice that does not exist: “{word}”.",
        "", "",
    ),
    "never_open": (
        "error", "時間帯 {word} は、すべておやすみの時間です。一度も送られません。", "The window {word} lies wholly in the quiet hours.",
        "", "",
    ),
    "translation_missing": (
        "warning", "まだ訳がありません: {word}", "Not translated yet: {word}",
        "一つでも欠けていると、台本はまるごと元の言葉で届きます。", "While one sentence is missing, the whole script is sent in the language it was written in.",
    ),
    "translation_superfluous": (
        "warning", "元の台本にない文の訳です（{word}）。", "The script has no such sentence ({word}).",
        "消すか、手順の id を直してください。", "Take it out, or correct the id of the step.",
    ),
    "translation_stale": (
        "warning", "訳したあとに、元の文が変わりました（{word}）。", "The script's sentences changed after this was translated ({word}).",
        "読み直し、bot.py translated で確認済みにしてください。", "Look through it, then let bot.py translated note it.",
    ),
    "translation_unseen": (
        "warning", "どの文から訳したかの控えがありません（{word}）。", "It is not noted which sentences this was translated from ({word}).",
        "bot.py translated を実行すると、あとで元の文が変わったときに気づけます。", "Run bot.py translated; later changes of the script will then be noticed.",
    ),
    "translation_variable": (
        "warning", "元の文にある差し込み「{word}」が、訳にありません。", "The script's sentence shows “{word}”; the translation does not.",
        "", "",
    ),
    "before_use": (
        "warning", "「{word}」は、商品が届く前に使い心地をたずねます。", "“{word}” asks how it is before the goods have arrived.",
        "anchor を delivered か first_used にしてください。", "Anchor it at delivered or first_used.",
    ),
}  # fmt: skip

CHECKS = tuple(_TABLE)


def found(code: str, at: tuple[int, int], word: object = "", hint: tuple[str, str] = ("", "")) -> Problem:
    """A Problem in the checks' words; a better hint may be given."""
    severity, ja, en, hint_ja, hint_en = _TABLE[code]
    shown = str(word) if len(str(word)) <= 60 else f"{str(word)[:59]}…"
    return Problem(
        *at,
        code,
        ja.replace("{word}", shown),
        en.replace("{word}", shown),
        hint[0] or hint_ja,
        hint[1] or hint_en,
        severity,
    )
