"""Codelists: the only place where a code is declared, read from `refoul_data/codelists/*.csv`."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Code(NamedTuple):
    """One entry of a codelist."""

    code: str
    label: str
    definition: str
    extra: dict[str, str]
    """Columns beyond the three that every list has, such as the locator of a source type."""


@cache
def codelist_names() -> tuple[str, ...]:
    """Names of all codelists, in alphabetical order."""
    folder = files("refoul_data") / "codelists"
    return tuple(sorted(f.name[:-4] for f in folder.iterdir() if f.name.endswith(".csv")))


@cache
def read_codelist(name: str) -> dict[str, Code]:
    """Read one codelist.

    Parameters
    ----------
    name : str
        Name of the list, for example ``"conduct"``.

    Returns
    -------
    dict of str to Code
        The entries by code, in the order of the file.

    Raises
    ------
    ValueError
        If there is no such list; the message names the nearest one.
    """
    if name not in codelist_names():
        hint = nearest(name, codelist_names())
        raise ValueError(f"no codelist {name!r}{hint}")
    text = (files("refoul_data") / "codelists" / f"{name}.csv").read_text(encoding="utf-8")
    entries = {}
    for row in csv.DictReader(io.StringIO(text)):
        code, label, definition = row.pop("code"), row.pop("label"), row.pop("definition")
        if code in entries:
            raise ValueError(f"codelist {name!r} declares {code!r} twice")
        entries[code] = Code(code, label, definition, row)
    return entries


def label_of(list_name: str, code: str) -> str:
    """Return the label of a code, or the code itself where the list has none."""
    entry = read_codelist(list_name).get(code)
    return entry.label if entry else code


def nearest(word: str, choices) -> str:
    """Return ``"; did you mean 'x'?"`` for the choice nearest to `word`, or an empty text."""
    import difflib

    found = difflib.get_close_matches(str(word), [str(c) for c in choices], n=1, cutoff=0.6)
    return f"; did you mean {found[0]!r}?" if found else ""
