"""The law on the day of a record becomes entries of its panel: what bound each state, or that nothing did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..law.facts import NOTE
from ..law.sums import AS_READ_LATER, OPEN, prohibits_return, sums_of
from ..vocabulary.codes import read_codelist
from .map_entries import Entry, joined, label_in_sentence, make_entry
from .map_facts import first_day
from .map_shelf import Shelf
from .map_texts import Row, day_in_words, split_codes

TABLE = "law_on_date"
_BOUND = "Provisions that prohibit return, bound the acting state as treaty law and were in force for it."
_SCOPES = (("persons", "scope_personal"), ("place", "scope_place"), ("time", "scope_temporal"))
_LONG = ("campaign", "measure")
_BESIDES = {
    "open": "Left open, since parties or territories are not recorded or the date allows both",
    "later": "In force, but read so only later",
    "signed": "Signed or consented to, but not in force for the state",
    "own": "The state's own law, which is no treaty",
    "disputed": "In force; whether it prohibits return is disputed",
    "soft": "Recommended, but not binding",
    "custom": "Custom asserted; whether it bound the state is not decided here",
}
"""What there is besides provisions that bound the state as treaty law, in the order of the panel."""


def law_entries(row: Row, shelf: Shelf) -> list[tuple[Entry, list[Row]]]:
    """Return the entries on the law of one record, each with the rows on which it rests.

    Parameters
    ----------
    row : mapping
        The row of the record in the table of incidents.
    shelf : Shelf
        The other tables; without ``law_on_date`` nothing is said.
    """
    if not shelf.has(TABLE):
        return []
    rows = shelf.rows(TABLE, row["id"])
    states = dict.fromkeys(split_codes(row.get("returning_state")))
    if not rows and row.get("law_summary") in ("no_state", "no_date"):
        why = read_codelist("law_summary")[row["law_summary"]].definition
        return [(make_entry("", ("", why)), [])]
    entries = [
        pair
        for state in states | dict.fromkeys(r["state"] for r in rows)
        for pair in _of_state(state, [r for r in rows if r["state"] == state], row, shelf)
    ]
    if not entries:
        return []
    note = f"{_BOUND} {NOTE}" if any(r["counts"] for r in rows) else NOTE
    return [(make_entry("", ("", note)), []), *entries]


def _of_state(
    state: str, rows: list[Row], record: Row, shelf: Shelf
) -> Iterator[tuple[Entry, list[Row]]]:
    day = first_day(record)
    name = shelf.states(state, day)
    territory = next((r.get("territory") for r in rows if r.get("territory")), None)
    group = f"{name}, in {shelf.states(territory, day)}" if territory else name
    bound = [r for r in rows if r["counts"]]
    for row in bound:
        yield _bound(row, group, shelf), [row]
    if not bound:
        when = "in that time" if record.get("kind") in _LONG else "on that day"
        yield _unbound(rows, name, when, group, shelf)


def _bound(row: Row, group: str, shelf: Shelf) -> Entry:
    known = joined(f"{word} {label_in_sentence('law_scope', row[key])}" for word, key in _SCOPES)
    days = (day_in_words(str(row[key] or "")) for key in ("from_day", "to_day"))
    return make_entry(
        shelf.provision(row["provision"]),
        ("Status", label_in_sentence("law_status", row["status"])),
        ("Limit", row["limitation"]),
        ("Scope", known),
        ("Looked at", joined(days) if row["from_day"] != row["to_day"] else ""),
        group=group,
    )


def _besides(row: Row, provision: Row) -> str | None:
    """Return as what a row that bound nobody is told, or None where it is not."""
    prohibits = provision["function"] == "prohibits_return"
    in_force = row["status"] in ("in_force", "in_force_limited")
    if prohibits_return(provision):
        found = sums_of(row, provision)
        if OPEN in found:
            return "open"
        if AS_READ_LATER in found:
            return "later"
        return "signed" if row["status"] in ("signed_only", "consented_not_in_force") else None
    if row["status"] == "custom_asserted":
        return "custom" if prohibits else None
    if row["status"] == "non_binding":
        return "soft" if prohibits or provision["function"] == "soft" else None
    if prohibits and in_force:
        return {"statute": "own", "disputed": "disputed"}.get(provision["bindingness"])
    return None


def _unbound(
    rows: list[Row], name: str, when: str, group: str, shelf: Shelf
) -> tuple[Entry, list[Row]]:
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        provision = shelf.provision_row(row["provision"])
        kind = _besides(row, provision) if provision else None
        if kind:
            found[kind].setdefault(row["provision"], row)
    absent = {row["status"] for row in rows} == {"state_not_existing"}
    verb = "is known to have bound" if "open" in found else "bound"
    said = f"No provision that prohibits return {verb} {name} as treaty law {when}."
    if absent:
        said = f"{name} was no state {when}: no treaty bound it."
    lines = [
        (words, "; ".join(map(shelf.provision, found[kind])))
        for kind, words in _BESIDES.items()
        if kind in found
    ]
    told = [row for kind in _BESIDES for row in found.get(kind, {}).values()]
    return make_entry("", ("", said), *lines, group=group), told
