"""/api/openapi.json and /api/docs: the description for machines, and the same for people, without scripts."""

from collections.abc import Callable
from functools import cache
from typing import Any

from apiflask import APIFlask
from flask import Blueprint, Response, jsonify, render_template

from api.headers import guard


def make_blueprint(app: APIFlask) -> Blueprint:
    """Open to everybody: it describes, it tells nothing about anyone."""
    bp = Blueprint(
        "api_docs",
        __name__,
        url_prefix="/api",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    bp.after_request(guard)

    @cache
    def described() -> dict[str, Any]:
        spec: Any = app.spec
        return {**spec, "servers": [{"url": "/"}]}

    @bp.get("/openapi.json")
    def openapi() -> Response:
        return jsonify(described())

    @bp.get("/docs")
    def docs() -> str:
        spec = described()
        operations = [
            {"method": method.upper(), "path": path, **operation}
            for path, methods in spec["paths"].items()
            for method, operation in methods.items()
        ]
        fields_of = _reader(spec)
        events = [{"type": type, **methods["post"]} for type, methods in spec["webhooks"].items()]
        return render_template(
            "api/docs.html",
            operations=operations,
            events=events,
            fields_of=fields_of,
            parameters_of=lambda query: fields_of(
                {"properties": {part["name"]: part["schema"] for part in query}}
            ),
            problems=_problems,
        )

    return bp


def _problems(operation: dict[str, Any]) -> list[tuple[str, str]]:
    return [(status, answer["description"]) for status, answer in sorted(operation["responses"].items())]


def _reader(spec: dict[str, Any]) -> Callable[[dict[str, Any]], list[dict[str, Any]]]:
    schemas = spec["components"]["schemas"]

    def resolve(schema: dict[str, Any]) -> dict[str, Any]:
        return schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema

    def fields_of(schema: dict[str, Any], prefix: str = "") -> list[dict[str, Any]]:
        """The fields of an object, nested ones as `items[].sku`."""
        found = []
        whole = resolve(schema)
        for name, part in whole.get("properties", {}).items():
            choices = [choice for choice in part.get("anyOf", []) if choice.get("type") != "null"]
            kind = {**part, **resolve(choices[0] if choices else part)}
            path = f"{prefix}{name}"
            found.append(
                {
                    "path": path,
                    "type": kind.get("format", kind.get("type", "")),
                    "required": name in whole.get("required", ()),
                    "limits": _limits(kind),
                    "description": part.get("description", ""),
                }
            )
            if kind.get("type") == "object" and "properties" in kind:
                found += fields_of(kind, f"{path}.")
            elif kind.get("type") == "array":
                found += fields_of(kind["items"], f"{path}[].")
        return found

    return fields_of


def _limits(kind: dict[str, Any]) -> str:
    words = {"minimum": "≥ {}", "maximum": "≤ {}", "maxLength": "≤ {} characters", "maxItems": "≤ {} items"}
    return ", ".join(words[name].format(kind[name]) for name in words if name in kind)
