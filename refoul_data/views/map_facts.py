"""The row of one record in the table of incidents becomes the facts at the head of its panel."""

from __future__ import annotations

from ..vocabulary.codes import label_of, read_codelist
from ..vocabulary.roles import DEATHS
from .map_shelf import Shelf
from .map_texts import Row, codes_in_words, count_in_words, day_in_words, in_sentence

Fact = list[str]
"""Label, text, note."""

NO_PLACE = "Not on the map: no place is recorded"
_CODED = ("conduct", "execution_status", "attribution_status", "chain")
_STATES = (
    ("returning_state", "Acting state"),
    ("destination_state", "Destination"),
    ("origin_state", "State of origin"),
    ("feared_state", "Feared state"),
)


def date_fact(row: Row, field: str) -> tuple[str, str]:
    """Return a date in words and how precise it is."""
    precision = row.get(f"{field}_precision")
    words = day_in_words(row.get(field))
    if not words or not precision:
        return words, ""
    return words, f"precision: {in_sentence(label_of('date_precision', precision))}"


def count_fact(row: Row, prefix: str, act: str | None) -> tuple[str, str]:
    """Return a number with what it counts, and what to know about it."""
    flags = in_sentence(codes_in_words(row.get(f"{prefix}flags"), "count_flag"))
    return count_in_words(row, prefix, act), flags


def death_fact(row: Row, shelf: Shelf, phase: str) -> tuple[str, str]:
    """Return deaths in one phase; where no range can be made, whether sources speak of any."""
    words, note = count_fact(row, f"deaths_{phase}_", "deaths")
    if words or row.get("kind") == "measure" or f"deaths_{phase}_low" not in row:
        return words, note
    if phase == "untraced":
        return "", ""
    claims = [h for h in shelf.rows("harm", row["id"]) if h["type"] in DEATHS]
    return "Not known", "what sources say stands under harm" if claims else "no claim is recorded"


def legal_fact(row: Row) -> tuple[str, str]:
    """Return the legal status with its definition."""
    entry = read_codelist("legal_status").get(row.get("legal_status") or "")
    if entry is None:
        return row.get("legal_status") or "", ""
    return entry.label, f"{entry.definition} Derived from findings alone."


def place_fact(row: Row, shelf: Shelf) -> tuple[str, str]:
    """Return the name of the place, and how precise it is, what kind of place, in which state."""
    place = shelf.place_row(row.get("place"))
    precision, kind = row.get("place_precision"), place.get("place_kind")
    notes = [
        f"precision: {in_sentence(label_of('place_precision', precision))}" if precision else "",
        in_sentence(label_of("place_kind", kind)) if kind and kind != "country" else "",
        shelf.states(place.get("state"), first_day(row)),
    ]
    return row.get("place_name") or row.get("place") or "", "; ".join(filter(None, notes))


def first_day(row: Row):
    """Return the day on which states bore the names that the record uses."""
    return row.get("date_earliest") or row.get("date_latest")


def make_facts(row: Row, shelf: Shelf) -> list[Fact]:
    """Return what a record says in short, in the order in which a reader asks.

    Parameters
    ----------
    row : mapping
        The row of the record in the table of incidents; any column but ``id`` may be missing.
    shelf : Shelf
        The other tables.

    Returns
    -------
    list of list of str
        Label, text and note each. A fact without a text is left out, but for date, place and
        persons, which say that they are not known.
    """
    facts: list[Fact] = [
        ["In operation" if row.get("kind") == "measure" else "When", *date_fact(row, "date")],
        ["Where", *place_fact(row, shelf)],
        ["Persons", *count_fact(row, "persons_", row.get("persons_act"))],
        ["Deaths during the return", *death_fact(row, shelf, "during")],
        ["Deaths after the return", *death_fact(row, shelf, "after")],
        ["Deaths, when not told", *death_fact(row, shelf, "untraced")],
        *([label, shelf.states(row.get(field), first_day(row)), ""] for field, label in _STATES),
        ["Evidence", codes_in_words(row.get("fact_status"), "fact_status"), "for the facts"],
        ["Legal status", *legal_fact(row)],
    ]
    for fact, field in zip(facts, ("date", "place", "persons"), strict=False):
        if not fact[1]:
            fact[1] = NO_PLACE if field == "place" else "Not known"
            fact[2] = shelf.why_missing(row["id"], field)
    return [fact for fact in facts if fact[1]]


def make_details(row: Row, shelf: Shelf) -> list[Fact]:
    """Return the facts that follow the summary; see `make_facts`."""
    facts: list[Fact] = [
        ["Decided", *date_fact(row, "decision_date")],
        ["People", row.get("group") or "", ""],
        ["Feared harm", codes_in_words(row.get("feared_harm"), "harm_type"), ""],
        ["Stated reason", row.get("stated_reason") or "", ""],
        *([shelf.label(field), codes_in_words(row.get(field), field), ""] for field in _CODED),
    ]
    return [fact for fact in facts if fact[1]]
