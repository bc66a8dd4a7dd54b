"""Markdown, taken apart as far as tests of the documents need it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_FENCE = re.compile(
    r"^(?:<!-- tested: (?P<name>[\w ]+) -->\n)?```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.M | re.S
)


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def headings(text: str) -> list[int]:
    """The level of each heading, in order."""
    return [len(mark) for mark in re.findall(r"^(#+) ", without_blocks(text), re.M)]


def blocks(text: str) -> list[str]:
    """What stands between fences."""
    return [found["body"] for found in _FENCE.finditer(text)]


def runnable(text: str) -> dict[str, str]:
    """Blocks that promise to be run by a test, by the name in the comment above."""
    return {found["name"]: found["body"] for found in _FENCE.finditer(text) if found["name"]}


def tables(text: str) -> list[list[list[str]]]:
    """Tables → rows → cells; the line of dashes is left out."""
    found: list[list[list[str]]] = []
    inside = False
    for line in without_blocks(text).splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        if not inside:
            found.append([])
            inside = True
        if not re.fullmatch(r"[|\s:-]+", line):
            found[-1].append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return found


def links(text: str) -> list[str]:
    """Where its links lead, within the repository."""
    targets = re.findall(r"\]\(([^)\s]+)\)", without_blocks(text))
    return [target for target in targets if "://" not in target]


def code(cell: str) -> str:
    return cell.strip("`")


def without_blocks(text: str) -> str:
    return _FENCE.sub("", text)
