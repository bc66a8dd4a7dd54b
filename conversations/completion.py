"""What may be written here: the words a script or journey knows at one place, from the JSON Schema.

Works on text that is not yet YAML: the place is read from the lines above and their indentation.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from conversations.schema_files import make_schemas
from conversations.script import STEP_WORDS, Script

Schema = Mapping[str, Any]
_KEY: Final = re.compile(r"^(?P<indent>\s*)(?P<dash>-\s+)?(?P<key>[a-z_]+)\s*:\s*(?P<rest>.*)$")
_ID: Final = re.compile(r"^[ \t]*(?:-[ \t]*)?(?:\{[ \t]*)?id:[ \t]*([a-z][a-z0-9_-]*)", re.M)
MOST: Final = 14


def complete(kind: str, text: str, line: int, scripts: Mapping[str, Script]) -> list[str]:
    """Suggestions for line `line` (from 1) of this text: keys («say: »), or values after a key."""
    lines = text.split("\n")
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    path, typed = _place(lines, line - 1)
    found = _KEY.match(here)
    if found:
        return _matching(_values(kind, [*path, found["key"]], text, scripts), found["rest"].strip())
    used = _siblings(lines, line - 1)
    return _matching([f"{key}: " for key in _keys(kind, path) if key not in used], typed)


def _place(lines: list[str], number: int) -> tuple[list[str], str]:
    """The keys that lead to this line, outermost first; and the word that is being written."""
    here = lines[number] if 0 <= number < len(lines) else ""
    bare = here.lstrip()
    indent = len(here) - len(bare)
    if bare.startswith("- "):
        indent, bare = indent + 2, bare[2:].lstrip()
    path: list[str] = []
    for above in reversed(lines[:number]):
        found = _KEY.match(above)
        if found is None:
            continue
        dash = found["dash"] or ""
        its = len(found["indent"]) + len(dash)
        if its < indent and not found["rest"].strip(" |>-"):
            path.append(found["key"])
            indent = len(found["indent"])
        elif its < indent or (dash and len(found["indent"]) < indent):
            indent = min(indent, len(found["indent"]))
        if indent == 0:
            break
    return path[::-1], bare.split(":")[0].strip()


def _siblings(lines: list[str], number: int) -> set[str]:
    """The keys written already beside this line."""
    here = lines[number] if 0 <= number < len(lines) else ""
    indent = len(here) - len(here.lstrip())
    used: set[str] = set()
    for step in (-1, 1):
        at = number + step
        while 0 <= at < len(lines):
            found = _KEY.match(lines[at])
            width = len(found["indent"]) + len(found["dash"] or "") if found else None
            if (width is not None and width < indent) or here.lstrip().startswith("- "):
                break
            if found and width == indent:
                used.add(found["key"])
                if found["dash"]:
                    break
            at += step
    return used


def _matching(options: Iterable[str], typed: str) -> list[str]:
    fitting = [one for one in options if one.startswith(typed) and one.strip() != typed]
    return fitting[:MOST]


def _keys(kind: str, path: list[str]) -> list[str]:
    keys: dict[str, None] = {}
    for schema in _at(kind, path):
        keys.update(dict.fromkeys(schema.get("properties", {})))
    first = [*(word for word in STEP_WORDS if word in keys), "id"] if path[-1:] == ["steps"] else []
    return list(dict.fromkeys([*first, *keys]))


def _values(kind: str, path: list[str], text: str, scripts: Mapping[str, Script]) -> list[str]:
    match path[-1]:
        case "go" | "else":
            return [*dict.fromkeys(_ID.findall(text)), "end"]
        case "call" | "script":
            return sorted(scripts)
    values: dict[str, None] = {}
    for schema in _at(kind, path):
        values.update(dict.fromkeys(str(one) for one in schema.get("enum", ())))
        values.update(dict.fromkeys(str(one) for one in schema.get("examples", ())))
        if "const" in schema:
            values[str(schema["const"])] = None
        if schema.get("type") == "boolean":
            values.update({"true": None, "false": None})
    return list(values)


def _at(kind: str, path: list[str]) -> list[Schema]:
    """Every schema that may stand at this place."""
    root = _schema(kind)
    open_schemas = _spread(root, root)
    for key in path:
        inner = [s["properties"][key] for s in open_schemas if key in s.get("properties", {})]
        open_schemas = [one for schema in inner for one in _spread(root, schema)]
    return open_schemas


def _spread(root: Schema, schema: Schema) -> list[Schema]:
    """References followed, alternatives and list items laid side by side."""
    found: list[Schema] = []
    todo, seen = [schema], set()
    while todo:
        one = todo.pop(0)
        if "$ref" in one:
            if one["$ref"] not in seen:
                seen.add(one["$ref"])
                todo.append(root["$defs"][one["$ref"].rsplit("/", 1)[-1]])
            continue
        found.append(one)
        todo += [*one.get("anyOf", ()), *one.get("oneOf", ())]
        if isinstance(one.get("items"), dict):
            todo.append(one["items"])
    return found


@cache
def _schema(kind: str) -> Schema:
    schema: Schema = json.loads(make_schemas()[f"{kind}.schema.json"])
    return schema
