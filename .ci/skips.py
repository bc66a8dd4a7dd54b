"""Reads pytest's JUnit report: a skipped test whose reason is not in allowed-skips.txt fails the run."""

import re
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def reasons_in(report: Path) -> Counter[str]:
    """Why tests were skipped, and how many for that reason."""
    root = ElementTree.parse(report).getroot()  # noqa: S314  our own pytest wrote it
    return Counter(skipped.get("message", "") for skipped in root.iter("skipped"))


def allowed_in(listing: Path) -> list[re.Pattern[str]]:
    lines = (line.strip() for line in listing.read_text("utf-8").splitlines())
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def main() -> int:
    report, listing = Path(sys.argv[1]), Path(__file__).with_name("allowed-skips.txt")
    allowed = allowed_in(listing)
    unexpected = 0
    for reason, count in reasons_in(report).items():
        fine = any(pattern.search(reason) for pattern in allowed)
        unexpected += not fine
        print(f"{'allowed   ' if fine else 'UNEXPECTED'} {count:4} skipped: {reason}")  # noqa: T201
    return 1 if unexpected else 0


if __name__ == "__main__":
    sys.exit(main())
