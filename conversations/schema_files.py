"""The JSON Schemas editors use while an author types: made from the models, kept in `conversations/schemas/`.

`python -m conversations.schema_files` writes them; a test says when they are old.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from conversations.journey import Journey
from conversations.script import Script
from conversations.translation import Translation

FOLDER = Path(__file__).parent / "schemas"


def make_schemas() -> dict[str, str]:
    """File name → text."""
    return {
        f"{name}.schema.json": json.dumps(_schema(model, name), ensure_ascii=False, indent=1) + "\n"
        for name, model in (("script", Script), ("journey", Journey), ("translation", Translation))
    }


def write_schemas(folder: Path = FOLDER) -> list[Path]:
    """Write them; returns the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in make_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written


def _schema(model: type[BaseModel], name: str) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True, mode="validation")
    if "$ref" in schema:  # a script may hold scripts in `parts`, so pydantic refers to it by name
        schema = {**schema["$defs"].pop(model.__name__), "$defs": schema["$defs"]}
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = f"Sonogo {name}"
    _forget_parts(schema)
    for definition in schema.get("$defs", {}).values():
        _forget_parts(definition)
    _allow_short_forms(schema)
    return schema


def _forget_parts(definition: dict[str, Any]) -> None:
    """`parts` and `translations` are filled when a version is made, never by an author."""
    for made in ("parts", "translations"):
        definition.get("properties", {}).pop(made, None)


def _allow_short_forms(schema: dict[str, Any]) -> None:
    """The models also read «one text instead of a list» and «true for a button»; editors shall know."""
    text, flag = {"type": "string"}, {"type": "boolean"}
    short = {"say": [text], "retry": [text], "also": [text], "refuse": [text, flag], "human": [text, flag],
             "optional": [text, flag], "case": [text], "for": [{"const": "all"}]}  # fmt: skip
    for definition in (schema, *schema.get("$defs", {}).values()):
        for name, ways in short.items():
            field = definition.get("properties", {}).get(name)
            if field is not None and definition.get("title") != "ScriptWords":
                inner = field.pop("anyOf", None) or [
                    {k: field.pop(k) for k in list(field) if k not in ("default", "title")}
                ]
                field["anyOf"] = inner + [way for way in ways if way not in inner]
        said = definition.get("properties", {}).get("say")
        for way in said["anyOf"] if said else ():
            if way.get("type") == "array" and isinstance(way.get("items"), dict):
                ways = way["items"].pop("oneOf", None) or way["items"].pop("anyOf", [])
                way["items"]["anyOf"] = [*ways, text]
                way["items"].pop("discriminator", None)


if __name__ == "__main__":
    write_schemas()
