"""An annotated file to start a record or a source from, derived from the schema."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, get_origin

from pydantic import BaseModel

from ..vocabulary.codes import read_codelist
from .formatting import WIDTH, model_keys
from .rules import CORE_CLAIMS
from .schema import Record, Source, codelist_of, model_of


def _by_key(model: type[BaseModel], key: str) -> tuple[str, Any]:
    return next((n, i) for n, i in model.model_fields.items() if key in (n, i.alias))


class _Template:
    def __init__(self, given: dict[str, str], wanted: tuple[str, ...]):
        self.given, self.wanted = given, wanted
        self.told: set[str] = set()

    def note(self, model: type[BaseModel], name: str, info: Any) -> Iterator[str]:
        """Say once what a key means, and which codes it takes."""
        words = info.description or ""
        codes = codelist_of(model, name)
        if codes:
            words += f" One of (list {codes}): {', '.join(read_codelist(codes))}."
        if words and f"{name}: {words}" not in self.told:
            self.told.add(f"{name}: {words}")
            for line in textwrap.wrap(words, WIDTH - 8, break_on_hyphens=False):
                yield f"# {line}"

    def lines(self, model: type[BaseModel], top: bool = True) -> Iterator[str]:
        """Yield the lines of a class; what may be left out is a comment, so that it can be."""
        for key in model_keys(model):
            name, info = _by_key(model, key)
            yield from self.note(model, name, info)
            needed = info.is_required() or name in self.wanted or (top and name in self.given)
            body = list(self.body(model, key, name, info, top))
            yield from body if needed else (f"# {line}" for line in body)

    def body(
        self, model: type[BaseModel], key: str, name: str, info: Any, top: bool
    ) -> Iterator[str]:
        inner = model_of(model, key)
        many = get_origin(info.annotation) is list
        value = self.given.get(name, "") if top else ""
        yield f"{key}: {value}".rstrip()
        if inner is None:
            yield from ["  - "] if many else []
            return
        body = list(self.lines(inner, top=False))
        if not many:
            yield from (f"  {line}" for line in body)
            return
        # The dash stands before the first key; what explains that key goes above the dash.
        first = next((n for n, line in enumerate(body) if not line.startswith("#")), None)
        if first is None:  # every key may be left out (a name): the last one is offered
            first, body[-1] = len(body) - 1, body[-1].removeprefix("# ")
        yield from (f"  {line}" for line in body[:first])
        yield f"  - {body[first]}"
        yield from (f"    {line}" for line in body[first + 1 :])


def make_template(model: type[BaseModel], given: dict[str, str]) -> str:
    """Return an annotated file with every key of a class and what it means.

    Parameters
    ----------
    model : type
        `Record` or `Source`.
    given : dict of str to str
        Values that are known already, such as ``id``.
    """
    head = {
        Record: "One record. Fill in what sources say, delete what you do not need; every claim has a source.",
        Source: "One work. Cite the original, and say in `access` what you really read.",
    }[model]
    lines = [f"# {head}", "# `refoul check` says what is wrong, `refoul format` puts it in order."]
    lines += [*_Template(given, (*CORE_CLAIMS, "actors")).lines(model)]
    return "\n".join(line.rstrip() for line in lines) + "\n"
