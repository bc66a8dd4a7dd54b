"""What was seen, side by side: one page for the browser and the same as a list to read in a terminal."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from tests.stages.camera import Picture
from tests.stages.chapter import Chapter

KINDS: Final = {
    "customer": "お客様のスマホ",
    "phone": "コンソール（スマホ）",
    "desk": "コンソール（パソコン）",
}
STYLE: Final = """
body { margin: 0; padding: 16px; color: #1c2733; font: 16px/1.7 system-ui, sans-serif; }
p { max-width: 60em; }
section { border-top: 2px solid #067a46; margin-top: 40px; }
.side { display: flex; gap: 16px; overflow-x: auto; padding-bottom: 12px; }
.side > * { flex: none; width: 300px; margin: 0; }
.side > .diary { width: 460px; }
.side > .desk { width: 820px; }
.box { height: 760px; overflow: auto; border: 1px solid #d5dbe2; }
.box img { display: block; width: 100%; }
pre { margin: 0; padding: 12px; background: #f4f6f4; font-size: 13px; white-space: pre-wrap; }
figcaption { font-size: 14px; color: #566373; }
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One stage as it was: its diary's file and text, its pictures."""

    chapter: Chapter
    diary_file: str
    diary: str
    pictures: tuple[Picture, ...]


def bind(folder: Path, seen: list[Seen]) -> None:
    """index.html and INDEX.md in the folder that has the pictures."""
    contents = "".join(f'<li><a href="#{s.chapter.key}">{escape(s.chapter.title)}</a></li>' for s in seen)
    (folder / "index.html").write_text(
        '<!doctype html>\n<html lang="ja">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>お客様の道のり</title>\n<style>{STYLE}</style>\n<h1>お客様の道のり</h1>\n"
        "<p>お買い上げから次のご注文まで。それぞれの場面で、お客様のスマホに届くものと、お店のコンソールに"
        "たまるものを並べました。日記は、同じシナリオをシミュレーターで先に生きてみた記録です。</p>\n"
        f"<nav><ol>{contents}</ol></nav>\n" + "\n".join(_section(one) for one in seen) + "\n</html>\n",
        encoding="utf-8",
    )
    (folder / "INDEX.md").write_text("\n".join(["# お客様の道のり", *map(_listed, seen)]), encoding="utf-8")


def _section(one: Seen) -> str:
    boxes = [_box("diary", "シミュレーターの日記", f"<pre>{escape(one.diary)}</pre>")]
    for picture in one.pictures:
        shown = f'<a href="{picture.file}"><img src="{picture.file}" alt="{escape(picture.title)}"></a>'
        boxes.append(_box(picture.kind, _caption(picture), shown))
    return (
        f'<section id="{one.chapter.key}"><h2>{escape(one.chapter.title)}</h2>'
        f'<p>{escape(one.chapter.about)}</p><div class="side">{"".join(boxes)}</div></section>'
    )


def _box(kind: str, caption: str, inside: str) -> str:
    caption = escape(caption)
    return (
        f'<figure class="{kind}"><figcaption>{caption}</figcaption>'
        f'<div class="box" tabindex="0" role="region" aria-label="{caption}">{inside}</div></figure>'
    )


def _listed(one: Seen) -> str:
    lines = [
        f"\n## {one.chapter.title}\n\n{one.chapter.about}\n",
        f"- 日記: [{one.diary_file}]({one.diary_file})",
    ]
    return "\n".join([*lines, *(f"- {_caption(p)}: [{p.file}]({p.file})" for p in one.pictures), ""])


def _caption(picture: Picture) -> str:
    return f"{KINDS[picture.kind]}：{picture.title}"
