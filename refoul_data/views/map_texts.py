"""Numbers, dates, codes and references in words, as the map and its table show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from ..access.references import labels, reference
from ..vocabulary.codes import label_of
from ..vocabulary.dates import DateError, date_bounds, date_in_words

THIN_SPACE = "\u202f"  # narrow and unbreakable: a number never breaks over a line

Row = Mapping[str, Any]

_NUMBER = re.compile(r"\d|[IVX]+\b")


def number_in_words(value: float) -> str:
    """Return a whole number with thin separators: ``42 000``."""
    return f"{value:,.0f}".replace(",", THIN_SPACE)


def count_in_words(row: Row, prefix: str = "", act: str | None = None) -> str:
    """Return low, best and high of a row with what they count; empty where there is no number.

    Parameters
    ----------
    row : mapping
        With the keys ``low``, ``best``, ``high``, each after `prefix`.
    prefix : str
        What the keys begin with, for example ``"persons_"``.
    act : str or None
        Code of what is counted (codelist ``act``).

    Examples
    --------
    >>> count_in_words({"low": 900, "best": None, "high": None}, act="boats")
    'at least 900 boats'
    """
    low, best, high = (row.get(prefix + key) for key in ("low", "best", "high"))
    if low is None and high is None:
        if best is None:
            return ""
        low = high = best
    if low == high:
        words = number_in_words(low)
    elif high is None:
        words = f"at least {number_in_words(low)}"
    elif low is None:
        words = f"up to {number_in_words(high)}"
    else:
        words = f"{number_in_words(low)}–{number_in_words(high)}"
    if act:
        label = in_sentence(label_of("act", act))
        words += f" ({label})" if words == "1" else f" {label}"
    if best is not None and not low == best == high:
        words += f", best count {number_in_words(best)}"
    return words


def in_sentence(label: str) -> str:
    """Return a label with a small first letter, as it stands inside a sentence."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def article_in_words(article: str) -> str:
    """Return an article as it stands inside a sentence; a bare number is named as one.

    Examples
    --------
    >>> article_in_words("33(1)"), article_in_words("Paragraph 4")
    ('article 33(1)', 'paragraph 4')
    """
    return f"article {article}" if _NUMBER.match(article) else in_sentence(article)


def codes_in_words(text: str | None, codelist: str) -> str:
    """Return the labels of codes that semicolons part: ``Persecution, armed conflict``."""
    first, *rest = [label_of(codelist, code) for code in split_codes(text)] or [""]
    return ", ".join([first, *map(in_sentence, rest)])


def split_codes(text: str | None) -> list[str]:
    """Return the codes of a cell that semicolons part."""
    return [part for part in (text or "").split(";") if part]


@lru_cache(maxsize=65536)
def day_in_words(text: Any) -> str:
    """Return a date in words, or the text itself where it is no date that this package reads."""
    if text is None:
        return ""
    try:
        return date_in_words(str(text))
    except DateError:
        return str(text)


def references(works: Iterable[Row]) -> dict[str, tuple[str, str]]:
    """Return the short and the full reference of every work by its key.

    The full one has no address: links stand beside it.
    """
    works = [row | {"issued": row["issued"] if _is_date(row["issued"]) else None} for row in works]
    named = labels(works)
    bare = {"DOI": None, "URL": None, "access": None}
    return {
        row["key"]: (str(named[row["key"]]), reference(row | bare, named[row["key"]]))
        for row in works
    }


def _is_date(text: str | None) -> bool:
    try:
        return bool(text and date_bounds(text))
    except DateError:
        return False


def how_read(source: Row, origin: str) -> str:
    """Return what was read of a work, how far it can be relied on, and who knew it first."""
    grade = source["grade"]
    as_read = source.get("grade_read") or grade
    parts = [
        label_of("source_type", source["type"]),
        f"published {day_in_words(source['issued'])}" if source["issued"] else "",
        f"grade {grade} of 5, {in_sentence(label_of('grade', grade))}" if grade else "",
        f"as read, through the work that quotes it, grade {as_read}" if as_read != grade else "",
        f"origin of information: {origin}",
        f"read: {in_sentence(label_of('access', source['access']))}",
        f"on {day_in_words(source['accessed'])}" if source["accessed"] else "",
    ]
    text = "; ".join(filter(None, parts)) + "."
    notes = (source["access_note"], source["note"])
    return " ".join(filter(None, (text, *notes)))


def links_of(source: Row) -> list[tuple[str, str]]:
    """Return label and address of every link of a work; the page itself refuses all but http(s)."""
    doi = source["DOI"]
    links = [
        ("DOI", f"https://doi.org/{doi}" if doi else None),
        ("original", source["URL"]),
        ("archived copy", source["archived_url"]),
        ("copy that was read", source["read_at"]),
    ]
    return [(label, address) for label, address in links if address]
