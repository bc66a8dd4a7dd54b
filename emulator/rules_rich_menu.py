"""The rich menu object."""

from typing import Any

from emulator.rules import Path, Problems, boolean, list_of, number, shape, text
from emulator.rules_actions import actions

PLACE = number(0, 2**31 - 1)
SIDE = number(1, 2**31 - 1)
BOUNDS = shape({"x": PLACE, "y": PLACE, "width": SIDE, "height": SIDE}, ("x", "y", "width", "height"))
AREA = shape(
    {"bounds": BOUNDS, "action": actions(20, label_needed=False, rich_menu=True)}, ("bounds", "action")
)


def _wide_enough(size: dict[str, Any], path: Path, problems: Problems) -> None:
    width, height = size.get("width"), size.get("height")
    if isinstance(width, int) and isinstance(height, int) and height > 0 and width / height < 1.45:
        problems.add(path, "the aspect ratio must be at least 1.45")


RICH_MENU = shape(
    {
        "size": shape(
            {"width": number(800, 2500), "height": number(250, 2500)},
            ("width", "height"),
            also=(_wide_enough,),
        ),
        "selected": boolean,
        "name": text(300, graphemes=True),
        "chatBarText": text(14, graphemes=True),
        "areas": list_of(AREA, 0, 20),
    },
    ("size", "selected", "name", "chatBarText", "areas"),
)
