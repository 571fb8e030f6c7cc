"""Docstrings in the form of numpydoc, taken apart: its own parser would bring all of Sphinx."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import NamedTuple

_HEAD = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
_ITEM = re.compile(r"^(\S.*)(?:\n|$)((?:(?: .*)?(?:\n|$))*)", re.MULTILINE)


class Item(NamedTuple):
    """An argument, a result or an error."""

    name: str
    type: str
    text: str


class Docstring(NamedTuple):
    """What a docstring says, by section."""

    summary: str
    text: str
    sections: dict[str, str]

    def items(self, section: str) -> list[Item]:
        """Return the items of a section, such as ``Parameters``: a line, with its text indented below."""
        found = []
        for line, text in _ITEM.findall(self.sections.get(section, "")):
            name, _, kind = line.partition(" : ")
            found.append(Item(name.strip(), kind.strip(), dedent(text).strip()))
        return found


def take_apart(docstring: str) -> Docstring:
    """Return summary, text and sections of a docstring without its indentation.

    Examples
    --------
    >>> doc = take_apart("Sum.\\n\\nReturns\\n-------\\nint\\n    The sum.\\n")
    >>> doc.summary, doc.items("Returns")
    ('Sum.', [Item(name='int', type='', text='The sum.')])
    """
    lead, *parts = _HEAD.split(docstring)
    summary, _, text = lead.strip().partition("\n\n")
    sections = {
        title: body.strip("\n") for title, body in zip(parts[::2], parts[1::2], strict=True)
    }
    return Docstring(" ".join(summary.split()), text.strip(), sections)
