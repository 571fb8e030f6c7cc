"""One YAML file of the exclusion framework becomes a typed object, with what was lost on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from .problems import Problem
from .validate import validate
from .yamltext import read_text, read_tree


def read_whole(
    model: type[BaseModel], path: Path, shown: str
) -> tuple[Any, list[Problem], set[str]]:
    """Read one file as a model.

    Parameters
    ----------
    model : type
        Class that declares the file.
    path : Path
        The file.
    shown : str
        The path as problems show it.

    Returns
    -------
    tuple of (model or None, list of Problem, set of str)
        The file without its faulty parts; the problems; names of its keys that lost a part.
    """
    if not path.is_file():
        return None, [Problem(shown, 0, "", "the file is missing")], set()
    text, problems = read_text(path, shown)
    if text is None:
        return None, problems, set()
    tree, problems = read_tree(text, shown)
    if tree is None:
        return None, problems, set()
    file, found, damaged = validate(model, tree, shown)
    lost = {*damaged, *(p.field for p in problems)}
    return file, problems + found, {name.split(".")[0] for name in lost}
