"""The JSON Schema of a raw file, for editors that complete and check while one writes."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

_NUMBERS = ("integer", "number")


def _as_editors_read(node: dict) -> dict:
    """Widen what holds one value to all that an editor may read there.

    An editor reads ``1979`` as a number and ``yes`` as a truth value; the project reads texts only.
    """
    kind = node.get("type")
    if kind == "boolean":
        truths = ["yes", "no", "true", "false", True, False]
        return {k: v for k, v in node.items() if k != "type"} | {"enum": truths}
    if kind in _NUMBERS:
        return node | {"type": [kind, "string"]}
    if kind != "string":
        return node
    if "enum" in node:
        numbers = [int(code) for code in node["enum"] if code.isdecimal()]
        truths = [truth for code, truth in (("yes", True), ("no", False)) if code in node["enum"]]
        node = {k: v for k, v in node.items() if k != "type"}
        return node | {"enum": [*node["enum"], *numbers, *truths]}
    return node | {"type": ["string", "number", "boolean"]}


def json_schema(model: type[BaseModel]) -> dict:
    """Return the JSON Schema (draft 2020-12) of a raw file.

    Parameters
    ----------
    model : type
        Class that declares the file: `Record` or `Source`.
    """

    def clean(node: Any) -> Any:
        if isinstance(node, dict):
            node = {k: clean(v) for k, v in node.items() if k not in ("basis", "unit")}
            if "properties" in node:
                node["properties"].pop("__lines__", None)
            return _as_editors_read(node)
        return [clean(v) for v in node] if isinstance(node, list) else node

    schema = model.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **clean(schema)}
