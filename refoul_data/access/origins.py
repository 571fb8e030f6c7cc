"""Origins of information in words: who knew it first, by a name that a reader knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from ..vocabulary.codes import label_of, read_codelist
from ..vocabulary.states import fold_name
from .references import names_of, surname

_WORD = re.compile(r"\w(?:[\w.'’]*\w)?")
_SLUG = str.maketrans({"'": "", "’": "", ".": ""})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


class Origins:
    """Names origins of information.

    Parameters
    ----------
    sources, places, states : iterable of mapping
        Rows of the published tables: they show which words of a slug are names.
    """

    def __init__(
        self,
        sources: Iterable[Mapping[str, Any]],
        places: Iterable[Mapping[str, Any]],
        states: Iterable[Mapping[str, Any]],
    ):
        self._sources = list(sources)
        self._places = [place["name"] for place in places]
        # A code, not a claim on a day: whose government spoke is told by the present name.
        self._states = {state["code"]: state["name"] for state in states}

    def name(self, origin: str) -> str:
        """Return an origin such as ``un:unhcr`` as ``UN, UNHCR``."""
        kind, _, who = origin.partition(":")
        label = label_of("origin_type", kind)
        name = self._state(who) if kind == "state" else self._named(origin, kind, who)
        return label if name in ("", label) else f"{label}, {name}"

    def _state(self, code: str) -> str:
        return f"{self._states[code]} ({code})" if code in self._states else code

    def _named(self, origin: str, kind: str, who: str) -> str:
        for codelist in ("publisher", "origin_name"):
            if who in read_codelist(codelist):
                return label_of(codelist, who)
        works = [source for source in self._sources if source["origin"] == origin]
        words = who.split("-")
        return _authors(words, works) or self._spelled(words, works, kind == "scholarship")

    def _spelled(self, words: list[str], works: list[Mapping[str, Any]], scholars: bool) -> str:
        """Return the words of a slug, with a capital where the tables show that it is a name."""
        texts = [text for work in works for text in (work["author"], work["title"]) if text]
        found = self._names | {_slug(w): w for w in _capitals(texts) if _slug(w) not in self._small}
        for word in words if scholars else ():  # slugs of works are mostly names of authors
            if word not in self._small:
                found.setdefault(word, word.capitalize())
        return " ".join(found.get(word, word) for word in words)

    @cached_property
    def _names(self) -> dict[str, str]:
        named = _capitals([*self._places, *self._states.values()])
        return {_slug(word): word for word in named if _slug(word) not in self._small}

    @cached_property
    def _small(self) -> set[str]:
        """Words that some title has in small letters: in headlines every word has a capital."""
        titles = (source["title"] or "" for source in self._sources)
        return {w for title in titles for w in _WORD.findall(title) if w[0].islower()}


def _slug(text: str) -> str:
    """Return a text as it stands in a slug, with spaces for hyphens."""
    return fold_name(text.translate(_SLUG))


def _capitals(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in _WORD.findall(text) if word[0].isupper()]


def _authors(words: list[str], works: Iterable[Mapping[str, Any]]) -> str:
    """Return the authors that the words name, all of them; empty where one names no author."""
    found: dict[str, str] = {}
    left = set(words)
    names = dict.fromkeys(name for work in works for name in names_of(work))
    for name in sorted(names, key=len):  # one author can stand under a short and a long name
        family = surname(name)
        given = name.removeprefix(family).removeprefix(", ")
        of_family, of_given = (_spellings(part) & left for part in (family, given))
        if of_family:
            first = min(of_family, key=words.index)
            found[first] = f"{given} {family}" if of_given else family
            left -= of_family | of_given
    return "" if left else " and ".join(found[word] for word in words if word in found)


def _spellings(name: str) -> set[str]:
    """Return the words of a name as slugs may spell them: ``Kälin`` as ``kalin`` or ``kaelin``."""
    return {*_slug(name).split(), *_slug(name.lower().translate(_UMLAUTS)).split()}
