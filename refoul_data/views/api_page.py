"""Docstrings of the public names become one page: the reference of what analysts call."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from typing import Any

import refoul_data

from .docstrings import Item, take_apart
from .guide_pages import markdown
from .pages import render

GROUPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "load": ("Load", "The published tables as typed frames, offline.", ("codelist",)),
    "explain": ("Explain", "From a cell to its claims and sources.", ("explain", "incident")),
    "law": (
        "Law",
        "What bound a state on a day. In force does not mean applicable to these persons.",
        ("law_at", "law_for", "assess_exclusion", "exclusion_questions"),
    ),
    "count": ("Count", "Sums that count nobody twice.", ("totals",)),
    "map": ("Map", "One file that opens offline.", ("map_incidents",)),
    "cite": ("Cite", "The set, or a selection from it.", ("cite",)),
    "check": ("Check", "Are the files the published ones, and what changed?", ("verify", "diff")),
    "learn": ("Learn", "The notebooks, to be run and changed.", ("copy_notebooks",)),
}
"""Title, sentence and names of each group; what begins with ``load_`` is loaded."""
_MORE = {"See Also": "See also", "Notes": "Notes", "Warnings": "Warnings"}
_LINE = 88


class _Bare(str):
    """A text that shows itself without quotation marks."""

    __repr__ = str.__str__


def signature_of(function: Callable, name: str) -> str:
    """Return the call of a function with its types, one argument a line where it is long."""
    signature = inspect.signature(function)

    def bare(annotation: Any) -> Any:
        return _Bare(annotation) if isinstance(annotation, str) else annotation

    parameters = [p.replace(annotation=bare(p.annotation)) for p in signature.parameters.values()]
    bound = signature.replace(
        parameters=parameters, return_annotation=bare(signature.return_annotation)
    )
    line = f"{name}{bound}"
    if len(line) <= _LINE:
        return line
    shown = [str(p) for p in parameters]
    kinds = [p.kind for p in parameters]
    if inspect.Parameter.KEYWORD_ONLY in kinds:
        shown.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    _, _, result = line.rpartition(") -> ")
    return f"{name}(\n" + "".join(f"    {text},\n" for text in shown) + f") -> {result}"


def as_markdown(text: str, names: Iterable[str]) -> str:
    """Return the text of a docstring in Markdown, with links to the public names in it.

    Examples
    --------
    >>> as_markdown("See `cite`, and ``df``.", ["cite"])
    'See [`cite`](#cite), and `df`.'
    """
    names = set(names)

    def word(found: re.Match) -> str:
        literal, name = found.groups()
        if literal is not None or name not in names:
            return f"`{literal or name}`"
        return f"[`{name}`](#{name})"

    text = re.sub(r"``(.+?)``|`([^`]+?)`", word, text, flags=re.DOTALL)
    # A list of definitions: Markdown has none.
    return re.sub(r"^(\S.*)\n((?: {4}.+(?:\n|$))+)", _definition, text, flags=re.MULTILINE)


def _definition(found: re.Match) -> str:
    term, body = found.groups()
    return f"- {term}: {' '.join(body.split())}\n"


class _Reference:
    def __init__(self, names: Iterable[str]):
        self.names = set(names)

    def html(self, text: str | None) -> str:
        return markdown(as_markdown(text or "", self.names))[1]

    def items(self, items: Iterable[Item]) -> list[dict[str, str]]:
        return [{"name": i.name, "type": i.type, "text": self.html(i.text)} for i in items]

    def more(self, title: str, text: str) -> str:
        if title == "See Also":  # one name a line
            text = re.sub(r"^(\w+) *: *", r"- `\1`: ", text, flags=re.MULTILINE)
        return self.html(text)

    def entry(self, name: str, function: Callable) -> dict[str, Any]:
        doc = take_apart(inspect.getdoc(function) or "")
        return {
            "name": name,
            "summary": self.html(doc.summary),
            "signature": signature_of(function, f"rd.{name}"),
            "text": self.html(doc.text),
            "lists": [
                {"title": title, "items": self.items(doc.items(title))}
                for title in ("Parameters", "Returns", "Raises")
                if title in doc.sections
            ],
            "more": [
                {"title": shown, "text": self.more(title, doc.sections[title])}
                for title, shown in _MORE.items()
                if title in doc.sections
            ],
            "examples": re.sub(r" *# doctest:.*", "", doc.sections.get("Examples", "")),
        }


def grouped(names: Iterable[str]) -> dict[str, list[str]]:
    """Return the public names by group; those that no group claims are ``more``."""
    groups: dict[str, list[str]] = {group: [] for group in GROUPS}
    claimed = {name: group for group, (_, _, own) in GROUPS.items() for name in own}
    for name in names:
        if not name.startswith("_"):
            group = "load" if name.startswith("load_") else claimed.get(name, "more")
            groups.setdefault(group, []).append(name)
    return groups


def make_api_page() -> str:
    """Return the page of every public name, as its docstring tells it."""
    groups = grouped(refoul_data.__all__)
    reference = _Reference(refoul_data.__all__)
    return render(
        "api",
        current="api",
        groups=[
            {
                "name": group,
                "title": GROUPS[group][0] if group in GROUPS else "More",
                "text": GROUPS[group][1] if group in GROUPS else "",
                "entries": [reference.entry(n, getattr(refoul_data, n)) for n in names],
            }
            for group, names in groups.items()
            if names
        ],
    )
