"""Harm told in everyday words, and the harmless sentences that look like it.

Most were written before the rules were made for them; those that the rules missed then are kept by them now.
"""

import pytest

from conversations.feelings import read
from conversations.grave import grave

HARM = """
まぶたが開かない
塗ったところだけ色が変わった
使ったら熱をもってきた
肌がゴワゴワしてきた
カビみたいなのが浮いてる
変な味がする
まぶたが腫れぼったくて重い感じが続きます
塗ったあとから頬が熱っぽい
首のまわりがまだらに赤い
つけたところが白く抜けてきた
目がしょぼしょぼして涙が止まりません
目の周りがぴくぴくして開けづらい
飲んだらお腹がキュルキュルして何度もトイレに行ってます
舌がピリッとした後に感覚がない
使い始めてから髪がごっそり抜ける
肌がゴワついて皮がめくれてきました
表面に緑色のものが生えてる
開けたら酸っぱい匂いがして糸を引いてる
小さい虫のようなものが浮いている
飲んだら金属みたいな味がした
コンセントのところが触れないくらい熱い
プラグのあたりからバチッと音がした
子どもが少し口に入れてしまいました
使うと咳が止まらなくなる
鼻血がでました
付けた部分が茶色っぽくなって消えない
唇がパンパンで口が開けにくい
夜中に目がかゆくて起きます
ふたの裏に白いふわふわがついてました
電源を入れるとゴムが焼けたような匂いがする
食べたあと口の中がイガイガする
石けんみたいな味がして飲めない
首筋に細かい赤いプツプツ
充電中にすごく熱くなって怖い
おなかを下しました
使うたびにクラクラする
耳の後ろがじゅくじゅくしてます
まつげがごそっと抜けた
おなかが痛いです
背中が痛くなりました
""".strip().splitlines()
HARMLESS = """
まぶたが明るく見えるようになりました
塗った後の色が自然で気に入ってます
お湯で温めて使ったら熱が伝わって気持ちよかった
タオルがゴワゴワしなくなりました
お風呂のカビ取りにも使えますか
変わった味だけど癖になります
色が変わったパッケージ、かわいいですね
目元が軽くなった気がします
熱いうちに飲むとおいしい
使ったら肌の熱がすっと引きました
死ぬほどおいしい
髪の色が変わったねと言われました
浮いている油をすくってから食べました
白く濁るのは仕様ですか
目が覚めるような香り
死んだ母が好きだった味です
虫よけにもなりますか
咳が出る季節なので助かります
トイレに飾りたいです
消えてしまったメールを送り直してください
肌のごわつきがやわらぎました
熱を持ったパソコンを冷ますのに使ってます
目がぱっちりして嬉しい
思い出の味がしてうれしかったです
髪の抜け感が出て素敵
ゴムの匂いもなく快適
何度もトイレ掃除に使えて便利
咳払いをしてから使いました
このお店が消えてしまったら困ります
白い粒が浮いてきたら火を止めるんですよね
本体が軽くて熱くならないので安心
涙袋がふっくらして見えます
変な味もしないし飲みやすいです
コンセントの場所を教えてください
まぶたを閉じて塗るんですか
肌のごわつきがなくなりました
まぶたが軽く、目元がぱっちり
お笑いで死にそうになった
首まわりがひんやりして熱を持った肌に気持ちいい
""".strip().splitlines()
CRISIS = ["死にたい", "もう消えてしまいたい", "生きてるのがしんどい"]
ABROAD = ["i want to die", "i feel suicidal", "我不想活了", "好想死", "อยากตาย"]


@pytest.mark.parametrize("text", [*CRISIS, *ABROAD])
def test_who_may_not_want_to_live_makes_no_health_report_but_is_heard(text: str) -> None:
    assert (grave(text), read(text).health) == ("crisis", 0)


@pytest.mark.parametrize("text", HARM)
def test_harm_is_heard(text: str) -> None:
    reading = read(text)
    assert (reading.health, reading.band) == (2, "act")


@pytest.mark.parametrize("text", [*HARMLESS, "this cake is to die for", "想死你了"])
def test_what_only_looks_like_harm_is_none(text: str) -> None:
    assert (read(text).health, grave(text)) == (0, None)


@pytest.mark.parametrize(
    "text", ["おなかが痛い", "せなかがかゆい", "目が開かない", "まぶたが開かない", "舌の感覚がない"]
)
def test_a_no_within_the_word_itself_denies_nothing(text: str) -> None:
    """«おなか» holds a «ない» only to a computer."""
    assert read(text).health == 2
