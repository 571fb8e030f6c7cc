"""A tree of texts becomes a typed model; what is wrong is reported, and the rest is still checked."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..vocabulary.codes import nearest
from .problems import EMPTY, Problem
from .schema import model_of

Model = TypeVar("Model", bound=BaseModel)


def _line_of(tree: Any, location: tuple) -> int:
    line, node = 1, tree
    for part in location:
        if isinstance(node, dict):
            lines = node.get("__lines__", {})
            line = lines.get(part, lines.get("", line))
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
            if isinstance(node, dict):
                line = node.get("__lines__", {}).get("", line)
        else:
            break
    return line


def _model_at(model: type[BaseModel], location: tuple) -> type[BaseModel]:
    for part in location:
        if not isinstance(part, int):
            model = model_of(model, part) or model
    return model


def _message(error: dict, model: type[BaseModel]) -> str:
    kind, value = error["type"], error.get("input")
    if kind == "missing":
        return "required key is missing"
    if kind == "extra_forbidden":
        owner = _model_at(model, error["loc"][:-1])
        keys = [f.alias or n for n, f in owner.model_fields.items() if n != "lines"]
        return f"unknown key{nearest(error['loc'][-1], keys)}"
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind in ("list_type", "string_type", "model_type", "dict_type", "model_attributes_type"):
        wanted = {
            "list_type": "a list of items that begin with '-'",
            "string_type": "a single text",
        }
        if value in ("", None):
            return EMPTY
        return f"expected {wanted.get(kind, 'keys and values')}"
    return error["msg"]


def _problem(tree: Any, error: dict, model: type[BaseModel], shown: str) -> Problem:
    name = ".".join(map(str, error["loc"]))
    return Problem(shown, _line_of(tree, tuple(error["loc"])), name, _message(error, model))


def _is_new(tree: Any, error: dict) -> bool:
    """Tell whether a fault is not just what the YAML reader refused and reported before."""
    node = tree
    for part in error["loc"]:
        if isinstance(node, dict) and part in node:
            node = node[part]
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            return True
    return node is not None


def _clear(tree: Any, location: tuple) -> tuple | None:
    """Take the smallest part out of the tree that the model can do without; return its path."""
    nodes, node = [tree], tree
    for part in location:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            break
        nodes.append(node)
    for depth in range(len(nodes) - 1, 0, -1):
        parent, part = nodes[depth - 1], location[depth - 1]
        if isinstance(parent, list):
            parent[part] = None
            return location[:depth]
    if isinstance(tree, dict) and location and location[0] in tree:
        del tree[location[0]]
        return location[:1]
    return None


def _without_nones(node: Any) -> Any:
    if isinstance(node, dict):
        return {k: _without_nones(v) for k, v in node.items() if v is not None}
    if isinstance(node, list):
        return [_without_nones(v) for v in node if v is not None]
    return node


def validate(
    model: type[Model], tree: dict, shown: str, fallback: dict[str, Any] | None = None
) -> tuple[Model | None, list[Problem], set[str]]:
    """Make a model from a tree of texts.

    Parameters
    ----------
    model : type
        Class to make.
    tree : dict
        As `read_tree` gives it; it is changed.
    shown : str
        The path as problems show it.
    fallback : dict, optional
        Values for required keys that are missing or wrong, so that all other rules can still run.

    Returns
    -------
    tuple of (model or None, list of Problem, set of str)
        The model without its faulty parts; the problems; dotted names of the fields that lost a part.
    """
    problems: list[Problem] = []
    damaged: set[str] = set()
    for attempt in range(3):
        try:
            # What the reader refused is None in the tree; only what is cleared below leaves more.
            given = tree if attempt == 0 else _without_nones(tree)
            return model.model_validate(given), problems, damaged
        except ValidationError as error:
            items = error.errors()
            if attempt == 0:  # before anything is cleared: lines are looked up in the tree
                problems += [_problem(tree, e, model, shown) for e in items if _is_new(tree, e)]
            for item in items:
                location = tuple(item["loc"])
                cleared = _clear(tree, location) or location[:1]
                damaged.add(".".join(str(p) for p in cleared if not isinstance(p, int)))
                key = location[0]
                if fallback and key in fallback and key not in tree:
                    tree[key] = fallback[key]
    return None, problems, damaged
