"""Works as references: short ones for a footnote, full ones for a list, in author-date style."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..vocabulary.codes import label_of, read_codelist
from ..vocabulary.dates import date_bounds

Source = Mapping[str, Any]
"""A row of the table of sources."""

UNDATED = "undated"
_NOT_A_PERSON = {"of", "for", "the", "and"}
_READ_WHOLE = ("full_text", "dataset")
# No part of an address, of a path or of a longer word; a key of one word could be any word.
_KEY = re.compile(r"(?<![\w/.:@#%=&?+-])[a-z0-9]+(?:-[a-z0-9]+)+(?![\w/@=-]|\.\w)")


class Label(NamedTuple):
    """Author and year under which a work is cited; a letter tells works of one year apart."""

    author: str
    year: str

    def __str__(self) -> str:
        # "Papers of the Presidents, 1992 1992" would read as a slip.
        apart = self.year.startswith(UNDATED) or any(c.isdigit() for c in self.author)
        comma = "," if apart else ""
        return f"{self.author}{comma} {self.year}"


def names_of(source: Source) -> list[str]:
    """Return the authors of a work, each as the table has it: ``"Family, Given"``."""
    return source["author"].split("; ") if source["author"] else []


def surname(name: str) -> str:
    """Return the family name of ``"Family, Given"``; an organisation's name stays as it is.

    The table joins both with a comma and does not say which is which: a test compares this guess
    with the raw files.
    """
    family, _, given = name.partition(", ")
    parts = [part.split() for part in (family, given)]
    short = all(1 <= len(words) <= 3 for words in parts)
    return family if short and not _NOT_A_PERSON & {*parts[0], *parts[1]} else name


def _organisation(source: Source, name: str) -> str:
    """Return the short name of the publisher, where an author is the publisher itself."""
    entry = read_codelist("publisher").get(source["publisher_id"])
    if entry and name in (entry.definition.split(",")[0].rstrip("."), entry.label):
        return entry.label
    return name


def short_author(source: Source) -> str:
    """Return the author for a footnote: surnames, else the newspaper or series, else the publisher."""
    names = [_organisation(source, surname(name)) for name in names_of(source)]
    if len(names) > 2:
        return f"{names[0]} and others"
    if names:
        return " and ".join(names)
    given = source["container_title"] or source["publisher"]
    return given or label_of("publisher", source["publisher_id"])


def year_of(source: Source) -> str:
    """Return the year of publication, a span of years, or ``"undated"``."""
    if not source["issued"]:
        return UNDATED
    bounds = date_bounds(source["issued"])
    years = [str(day.year) for day in (bounds.earliest, bounds.latest) if day]
    return "-".join(dict.fromkeys(years))


def labels(sources: Iterable[Source]) -> dict[str, Label]:
    """Return the label of every work by key; works of one author and year get letters.

    Examples
    --------
    >>> book = {"key": "a-book", "author": "Author, An", "issued": "1985", "title": "A book"}
    >>> str(labels([book | {"publisher_id": "", "container_title": None}])["a-book"])
    'Author 1985'
    """
    alike: dict[Label, list[Source]] = {}
    for source in sources:
        alike.setdefault(Label(short_author(source), year_of(source)), []).append(source)
    found = {}
    for label, works in alike.items():
        works.sort(key=lambda s: (s["issued"] or "", s["title"], s["key"]))
        for number, work in enumerate(works):
            letter = _letters(number) if len(works) > 1 else ""
            if letter and label.year == UNDATED:
                letter = f" {letter}"
            found[work["key"]] = Label(label.author, label.year + letter)
    return found


def _letters(number: int) -> str:
    """Return a, b, … z, aa, ab …"""
    rest, last = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("a") + last)


def name_works(text: str, known: Mapping[str, Label | str]) -> str:
    """Return a text in which every key of a work that stands as a word gives way to its label.

    Parameters
    ----------
    text : str
        Prose of a record: a note, a reason, a weak point.
    known : mapping of str to Label
        Labels by key, as `labels` makes them; what is no key among them stays as it is.

    Examples
    --------
    >>> name_works("See a-book-1985, p. 3, and a-stay-2014.", {"a-book-1985": Label("Author", "1985")})
    'See Author 1985, p. 3, and a-stay-2014.'
    """
    return _KEY.sub(lambda found: str(known.get(found[0], found[0])), text)


def cite(label: Label | str, at: str | None) -> str:
    """Return a footnote: author, year and the place in the work.

    Examples
    --------
    >>> cite(Label("Author", "1985"), "p. 3"), cite(Label("GeoNames", "undated"), "3553478")
    ('Author 1985, p. 3', 'GeoNames, undated, entry 3553478')
    """
    if at and at.isdigit():  # a gazetteer has numbers of entries; a bare one reads like a page
        at = f"entry {at}"
    return f"{label}, {at}" if at else str(label)


def reference(source: Source, label: Label, quoted_in: Label | None = None) -> str:
    """Return the full reference of a work, with what of it was really read, and where.

    Examples
    --------
    >>> book = dict.fromkeys(FIELDS) | {"author": "Author, An", "title": "A book", "page": "9"}
    >>> reference(book | {"access": "full_text", "publisher": "Press"}, Label("Author", "1985"))
    'Author, An (1985): A book. pp. 9. Press.'
    """
    author = "; ".join(_organisation(source, name) for name in names_of(source)) or label.author
    container = source["container_title"]
    if container:
        volume = source["volume"] or ""
        issue = f"({source['issue']})" if source["issue"] else ""
        container = f"{container} {volume}{issue}".strip()
    place, publisher = source["publisher_place"], source["publisher"]
    parts = [
        f"{author} ({label.year}): {source['title']}",
        container if container != author else None,
        f"pp. {source['page']}" if source["page"] else None,
        f"{place}: {publisher}" if place and publisher else publisher,
        source["number"],
        f"https://doi.org/{source['DOI']}" if source["DOI"] else source["URL"],
        _reading(source, quoted_in),
    ]
    shown = dict.fromkeys(part for part in parts if part and part != author)
    return " ".join(part if _ends(part) else f"{part}." for part in shown)


def _ends(part: str) -> bool:
    """Tell whether a part needs no full stop; one after an address would be copied with it."""
    return part[-1] in ".?!]" or part.startswith("http")


def _reading(source: Source, quoted_in: Label | None) -> str | None:
    """Return what was read, where it was not the whole work itself."""
    if source["access"] in _READ_WHOLE or not source["access"]:
        return None
    label = label_of("access", source["access"])
    if quoted_in:
        label = f"Quoted in {quoted_in}"
    note = f": {source['access_note']}" if source["access_note"] else ""
    copy = f" Read at {source['read_at']}" if source["read_at"] else ""
    return f"[{label}{note}{copy}]"


FIELDS = (
    "key", "type", "title", "author", "container_title", "publisher", "publisher_id",
    "publisher_place", "issued", "volume", "issue", "page", "number", "DOI", "URL", "access",
    "access_note", "read_at", "quoted_in",
)  # fmt: skip
"""The columns of the table of sources that a reference uses."""
