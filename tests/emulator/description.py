"""LINE's own OpenAPI description as JSON Schemas that really check.

The description tells subtypes apart by `discriminator`, which validators of JSON Schema pass over.
So every base with one becomes a `oneOf` of its subtypes, each bound to its type by an enum; the
bare base stays under another name, for the subtypes to inherit from.
"""

import copy
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

Json = dict[str, Any]
PREFIX = "#/components/schemas/"
BARE = "__Bare"


def _told_apart(schemas: dict[str, Json]) -> dict[str, Json]:
    bases = {name for name, schema in schemas.items() if "mapping" in schema.get("discriminator", {})}
    result: dict[str, Json] = {}
    for name, schema in schemas.items():
        made = copy.deepcopy(schema)
        for part in made.get("allOf", ()):
            if part.get("$ref", "").removeprefix(PREFIX) in bases:
                part["$ref"] += BARE
        if name not in bases:
            result[name] = made
            continue
        told = made.pop("discriminator")
        result[name + BARE] = made
        result[name] = {
            "oneOf": [
                {
                    "allOf": [{"$ref": target}],
                    "required": [told["propertyName"]],
                    "properties": {told["propertyName"]: {"enum": [value]}},
                }
                for value, target in told["mapping"].items()
            ]
        }
    return result


@lru_cache(maxsize=8)
def _load(path: Path) -> Json:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return dict(yaml.load(path.read_text("utf-8"), Loader=loader))  # noqa: S506 - a safe loader


class Description:
    """One of LINE's files."""

    def __init__(self, path: Path) -> None:
        self._paths: Json = _load(path)["paths"]
        self._components = {"schemas": _told_apart(_load(path)["components"]["schemas"])}
        self._validators: dict[str, Draft202012Validator] = {}

    def problems(self, name: str, content: Any) -> list[str]:
        """Why this is not such a thing; empty when it is."""
        return self._problems({"$ref": PREFIX + name}, name, content)

    def problems_of_answer(self, method: str, path: str, status: int, content: Any) -> list[str]:
        """Why this answer is none the description allows."""
        declared = self._operation(method, path)["responses"].get(str(status))
        if declared is None:
            return self.problems("ErrorResponse", content) if status >= 400 else [f"{status} is not declared"]
        schema = declared.get("content", {}).get("application/json", {}).get("schema")
        return self._problems(schema, f"{method} {path} {status}", content) if schema else []

    def _operation(self, method: str, path: str) -> Json:
        exact = self._paths.get(path)
        if exact is not None:
            return dict(exact[method.lower()])
        for template, operations in self._paths.items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in operations:
                return dict(operations[method.lower()])
        raise AssertionError(f"the description has no {method} {path}")

    def _problems(self, schema: Json, name: str, content: Any) -> list[str]:
        if name not in self._validators:
            self._validators[name] = Draft202012Validator(schema | {"components": self._components})
        return [error.message[:300] for error in self._validators[name].iter_errors(content)]
