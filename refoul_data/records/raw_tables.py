"""A raw CSV becomes typed rows of the library; every problem is kept."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from .csvtext import read_rows
from .law_schema import raw_name
from .library import Library
from .validate import validate


def header(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the columns of a raw table, in their order."""
    return tuple(raw_name(model, n) for n in model.model_fields if n != "lines")


def read_items(library: Library, name: str, model: type[BaseModel]) -> list[Any]:
    """Read a raw table as rows of a class.

    Parameters
    ----------
    library : Library
        Gets the problems, the works that the rows name in ``source``, and whether a row was lost.
    name : str
        The file, from the raw folder on.
    model : type
        Class of a row; its fields are the columns.

    Returns
    -------
    list
        The rows without a fault: of another, a rule would miss what was told and cleared.
    """
    shown = f"{library.root.as_posix()}/{name}"
    rows, problems = read_rows(library.root / name, shown, header(model))
    library.problems += problems
    kept, damaged = [], {"rows"} if problems else set()
    for row in rows:
        tree = {key: value for key, value in row.items() if value != ""}
        library.cited.update(filter(None, row.get("source", "").split(";")))
        item, problems, lost = validate(model, tree, shown)
        library.problems += problems
        damaged |= lost
        if item is not None and not problems:
            kept.append(item)
    library.damaged[shown] = damaged
    return kept
