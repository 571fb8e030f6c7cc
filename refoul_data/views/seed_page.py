"""The page that sets each statement of the two seed documents beside what better sources say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from ..access.references import labels, name_works
from ..vocabulary.codes import label_of, read_codelist
from .addresses import record_page
from .pages import render, thin

Row = Mapping[str, Any]
_CLASS = {"confirmed": "pass", "imprecise": "warn", "contradicted": "fail"}
_PAGES = {"methods": "methods.html", "codebook": "codebook.html", "law": "law.html", "map": "map.html",
          "index": "index.html"}  # fmt: skip


def _article(text: str) -> str:
    """Return how an article is named; the limbs of custom and whole texts have none."""
    return f"article {text}" if re.match(r"[0-9IVX]+\b|[0-9]", text) else text.lower()


class _Names:
    """Titles by id, for the words that stand for a reference."""

    def __init__(self, rows: Mapping[str, list[Row]]):
        self.records = {r["id"]: r["title"] for r in rows["incidents"]}
        self.sources = {r["key"]: r["title"] for r in rows["sources"]}
        self.works = labels(rows["sources"])
        self.instruments = {r["id"]: r["short"] for r in rows.get("instruments", [])}
        self.provisions = {
            r["id"]: f"{self.instruments[r['instrument']]}, {_article(r['article'])}"
            for r in rows.get("provisions", [])
        }
        self.questions = {r["id"]: r["text"] for r in rows.get("exclusion_questions", [])}

    def lives(self, reference: str) -> dict[str, str]:
        kind, _, name = reference.partition(":")
        words, href = name, ""
        if kind == "record":
            words, href = self.records[name], record_page(name)
        elif kind == "source":
            words = self.sources[name]
        elif kind == "instrument":
            words, href = self.instruments[name], "law.html"
        elif kind == "provision":
            words, href = self.provisions[name], "law.html"
        elif kind == "question":
            words = f"Question {name}: {self.questions[name]}"
        elif kind == "page":
            words, href = f"the page “{name}”", _PAGES[name]
        return {"words": words, "href": href}

    def shows(self, reference: str) -> dict[str, str]:
        if reference.startswith("source:"):
            return {"where": "the work itself", "source": self.sources[reference[7:]]}
        target, _, source = reference.partition("@")
        name, _, field = target.partition(".")
        where = (
            field.replace("_", " ")
            if field
            else self.provisions.get(name) or self.instruments[name]
        )
        return {"where": where, "source": self.sources[source]}

    def shown(self, text: str | None) -> list[dict[str, str]]:
        """Return what shows a verdict, one entry per work."""
        places: dict[str, list[str]] = {}
        for reference in _parts(text):
            found = self.shows(reference)
            places.setdefault(found["source"], []).append(found["where"])
        return [{"where": "; ".join(where), "source": work} for work, where in places.items()]


def _parts(text: str | None) -> list[str]:
    return text.split(";") if text else []


def _statement(row: Row, names: _Names) -> dict[str, Any]:
    place = f"{row['sentence']}" if row["part"] == 1 else f"{row['sentence']}.{row['part']}"
    return {
        "place": place,
        "text": row["text"],
        "verdict": label_of("seed_verdict", row["verdict"]),
        "style": _CLASS.get(row["verdict"], "quiet"),
        "lives": [names.lives(r) for r in _parts(row["lives_in"])],
        "shows": names.shown(row["shown_by"]),
        "note": name_works(row["note"], names.works) if row["note"] else None,
    }


def _unit_title(seed: str, unit: str) -> str:
    if seed == "guidelines" and unit.isdigit():
        return f"Paragraph {unit}"
    section, _, number = unit.rpartition("-")
    return f"{section.replace('-', ' ').capitalize()}, paragraph {number}"


def _tally(rows: Iterable[Row]) -> list[dict[str, str]]:
    counts = Counter(r["verdict"] for r in rows)
    return [
        {"n": thin(counts[c.code]), "label": c.label.lower()}
        for c in read_codelist("seed_verdict").values()
        if counts[c.code]
    ]


def make_seed_page(rows: Mapping[str, list[Row]]) -> str:
    """Return the concordance page; `rows` are the published tables' rows by table."""
    names = _Names(rows)
    documents = []
    for code, entry in read_codelist("seed").items():
        own = [r for r in rows["seed_statements"] if r["seed"] == code]
        units = [
            {"id": f"{code}-{unit}", "title": _unit_title(code, unit),
             "statements": [_statement(r, names) for r in found]}
            for unit, found in groupby(own, key=lambda r: r["unit"])
        ]  # fmt: skip
        contradicted = [
            {"text": r["text"], "unit": f"{code}-{r['unit']}",
             "note": name_works(r["note"], names.works) if r["note"] else None,
             "where": _unit_title(code, r["unit"]).lower()}
            for r in own if r["verdict"] == "contradicted"
        ]  # fmt: skip
        documents.append({"title": entry.label, "text": entry.definition, "units": units,
                          "tally": _tally(own), "id": code,
                          "contradicted": contradicted})  # fmt: skip
    return render(
        "seeds",
        current="seeds",
        documents=documents,
        verdicts=list(read_codelist("seed_verdict").values()),
        total=thin(len(rows["seed_statements"])),
    )
