"""All works that the records cite, as BibTeX and as CSL-JSON, for reference managers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..records.schema import Source
from ..vocabulary.bibtex import bibtex_entry, bibtex_names
from ..vocabulary.codes import label_of
from ..vocabulary.dates import date_bounds

BIBTEX_TYPES = {
    "book": "book",
    "chapter": "incollection",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "report": "techreport",
    "entry-encyclopedia": "incollection",
}
"""What is not named here is ``misc``; a thesis too, for its degree is not recorded."""
NOT_SEEN = "publisher-not-seen"
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAY = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?([~?%]?)")
_CALLED_LIKE_ITS_PUBLISHER = ("article-newspaper", "article-magazine")
"""A newspaper is its publisher; a journal is not the press that prints it."""
_CSL_FIELDS = (
    "title", "publisher_place", "volume", "issue", "page",
    "number", "DOI", "ISBN", "URL", "language",
)  # fmt: skip


def csl_date(date: str) -> dict[str, Any]:
    """Return an EDTF date in CSL terms, never more precise than it is.

    Examples
    --------
    >>> csl_date("1979-06")
    {'date-parts': [[1979, 6]]}
    >>> csl_date("1979-06-08/1979-06-23")
    {'date-parts': [[1979, 6, 8], [1979, 6, 23]]}
    >>> csl_date("1979~")
    {'date-parts': [[1979]], 'circa': True}
    >>> csl_date("197X")
    {'literal': '197X'}
    """
    days = [_DAY.fullmatch(part) for part in date.split("/")]
    if not all(days):
        return {"literal": date}
    found = {"date-parts": [[int(x) for x in d.groups()[:3] if x] for d in days]}
    return found | ({"circa": True} if any(d[4] for d in days) else {})


def _is_day(date: str | None) -> bool:
    found = _DAY.fullmatch(date or "")
    return bool(found and found[3] and not found[4])


def _names(source: Source) -> list[dict[str, str]]:
    return [{k: v for k, v in n.model_dump().items() if v} for n in source.author]


def _published_in(source: Source) -> tuple[str | None, str | None]:
    """Return container and publisher; what the file leaves out, the name of `publisher_id` says."""
    container, publisher = source.container_title, source.publisher
    if not publisher and source.publisher_id not in (None, NOT_SEEN):
        label = label_of("publisher", source.publisher_id)
        if source.type in _CALLED_LIKE_ITS_PUBLISHER:
            container = container or label
        else:
            publisher = label
    return container, publisher


def csl_item(source: Source) -> dict[str, Any]:
    """Return a work as an item of CSL-JSON."""
    item: dict[str, Any] = {"id": source.key, "type": source.type}
    if source.author:
        item["author"] = _names(source)
    container, publisher = _published_in(source)
    item |= {"container-title": container} if container else {}
    item |= {"publisher": publisher} if publisher else {}
    for name in _CSL_FIELDS:
        if getattr(source, name):
            item[name.replace("_", "-")] = getattr(source, name)
    if source.issued:
        item["issued"] = csl_date(source.issued)
    if source.accessed:
        item["accessed"] = csl_date(source.accessed)
    return item


def _bibtex_dates(issued: str | None) -> dict[str, str]:
    if not issued:
        return {}
    bounds = date_bounds(issued)
    years = [str(day.year) for day in (bounds.earliest, bounds.latest) if day]
    dates = {"year": "--".join(dict.fromkeys(years))}
    one = _DAY.fullmatch(issued)
    if one and one[2]:
        dates["month"] = MONTHS[int(one[2]) - 1]
    if one and one[3]:
        dates["day"] = str(int(one[3]))
    return dates


def bibtex_of(source: Source) -> str:
    """Return a work as an entry of BibTeX."""
    kind = BIBTEX_TYPES.get(source.type, "misc")
    inside, publisher = _published_in(source)
    container = {"article": "journal", "incollection": "booktitle"}.get(kind, "series")
    by = "institution" if kind == "techreport" else "publisher"
    fields = {
        "author": bibtex_names(_names(source)),
        "title": source.title,
        container: inside,
        by: publisher,
        # The plain styles show no publisher of such a work.
        "howpublished": publisher if kind == "misc" else None,
        "address": source.publisher_place,
        **_bibtex_dates(source.issued),
        "volume": source.volume,
        "number": source.issue or source.number,
        "pages": re.sub(r"(?<=\d)[-–](?=\d)", "--", source.page or ""),
        "doi": source.DOI,
        "isbn": source.ISBN,
        "url": source.URL,
        "urldate": source.accessed if source.URL and _is_day(source.accessed) else None,
        "language": source.language,
    }
    return bibtex_entry(kind, source.key, fields)


def make_bibtex(sources: Iterable[Source]) -> str:
    """Return all works as one BibTeX file, in the order of their keys."""
    return "\n".join(map(bibtex_of, sorted(sources, key=lambda s: s.key)))


def make_csl(sources: Iterable[Source]) -> list[dict[str, Any]]:
    """Return all works as CSL-JSON, in the order of their keys."""
    return [csl_item(s) for s in sorted(sources, key=lambda s: s.key)]
