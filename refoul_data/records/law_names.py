"""Rules on the law: what it names is known, and instruments and provisions are whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..vocabulary.codes import nearest, read_codelist
from ..vocabulary.states import State
from .law_rules import (
    INSTRUMENTS,
    PARTIES,
    STATEMENTS,
    TERRITORIES,
    Found,
    by_id,
    is_damaged,
    law_rule,
    limits_of,
    table_rows,
    traits,
)
from .law_schema import LawFiles
from .library import Library

CONVENTION, PROTOCOL = "REF-CONV-1951", "REF-PROT-1967"


def _sourced(law: LawFiles) -> Iterator[tuple[str, str, Any]]:
    """Yield everything that rests on a source: file, path of the field, row."""
    for number, instrument in enumerate(law.instruments):
        path = f"instruments.{number}"
        yield INSTRUMENTS, f"{path}.", instrument
        for place, provision in enumerate(instrument.provisions):
            yield INSTRUMENTS, f"{path}.provisions.{place}.", provision
    for name, row in table_rows(law):
        yield name, "", row


# --- what is named is known ----------------------------------------------------------------------


def _sources(row: Any) -> list[str]:
    return row.source if isinstance(row.source, list) else [row.source]


@law_rule
def law_sources_are_known(law: LawFiles, library: Library) -> Found:
    """Every source that the law names has a file."""
    for name, path, row in _sourced(law):
        for key in _sources(row):
            if key not in library.sources:
                hint = nearest(key, library.sources)
                yield name, row.line("source"), f"{path}source", f"no source {key!r}{hint}"


@law_rule
def law_locators_are_given(law: LawFiles, library: Library) -> Found:
    """What rests on a source that has pages, paragraphs or sections says which."""
    for name, path, row in _sourced(law):
        for key in [] if row.at else _sources(row):
            source = library.sources.get(key)
            types = read_codelist("source_type")
            kind = source and (source.locator or types[source.type].extra["locator"])
            if kind and kind != "none":
                yield name, row.line(), f"{path}at", f"missing: name the {kind} of {key!r}"


@law_rule
def law_states_are_known(law: LawFiles, library: Library) -> Found:
    """Every state and territory that the law names is in states.csv."""
    named = [
        (INSTRUMENTS, i.line("states"), f"instruments.{n}.states", code)
        for n, i in enumerate(law.instruments)
        for code in i.states
    ]
    for name, row in table_rows(law):
        named.append((name, row.line("state"), "state", row.state))
        territories = row.territory if name == STATEMENTS else []
        if name == TERRITORIES:
            territories = [row.territory]
        named += [(name, row.line("territory"), "territory", code) for code in territories]
    for name, line, path, code in named:
        if code not in library.states:
            hint = nearest(code, library.states)
            yield name, line, path, f"no state {code!r} in states.csv{hint}"


@law_rule
def territories_are_no_actors(law: LawFiles, library: Library) -> Found:
    """A statement is made for territories of its state, not for the state itself."""
    for row in law.statements:
        if row.state in row.territory:
            message = f"{row.state} made it: name territories of that state, or none"
            yield STATEMENTS, row.line("territory"), "territory", message


@law_rule
def statements_known_is_said(law: LawFiles, library: Library) -> Found:
    """An instrument with parties says whether its statements are known; one with statements has read some."""
    said = {row.instrument for row in law.statements}
    for number, instrument in enumerate(law.instruments):
        where, line = f"instruments.{number}.statements_known", instrument.line("statements_known")
        if (traits(instrument)["bound_by"] == "parties") != bool(instrument.statements_known):
            message = "goes together with parties: say so of every instrument that has them"
            yield INSTRUMENTS, line, where, message
        elif instrument.statements_known == "not_read" and instrument.id in said:
            message = f"{STATEMENTS} has some: 'partly', or 'complete'"
            yield INSTRUMENTS, line, where, message


@law_rule
def instruments_are_known(law: LawFiles, library: Library) -> Found:
    """Every instrument that a table names is in instruments.yaml, and its kind has parties there."""
    known = by_id(law)
    for name, row in table_rows(law):
        instrument = known.get(row.instrument)
        if instrument is None:
            if not is_damaged(library, INSTRUMENTS):
                hint = nearest(row.instrument, known)
                message = f"no instrument {row.instrument!r} in {INSTRUMENTS}{hint}"
                yield name, row.line("instrument"), "instrument", message
        elif name == PARTIES and traits(instrument)["bound_by"] != "parties":
            message = f"an instrument of kind {instrument.kind} has no rows here"
            yield name, row.line("instrument"), "instrument", message


@law_rule
def provisions_are_known(law: LawFiles, library: Library) -> Found:
    """A statement names provisions of its own instrument; one on the Protocol of 1967, also of the Convention."""
    known = by_id(law)
    for row in law.statements:
        names = [row.instrument, CONVENTION] if row.instrument == PROTOCOL else [row.instrument]
        ids = [p.id for n in names if n in known for p in known[n].provisions]
        for provision in row.provisions:
            if ids and provision not in ids and not is_damaged(library, INSTRUMENTS):
                message = f"no provision {provision!r} of {row.instrument}{nearest(provision, ids)}"
                yield STATEMENTS, row.line("provisions"), "provisions", message


@law_rule
def statements_are_by_parties(law: LawFiles, library: Library) -> Found:
    """A state with a statement or a territory has a row among the parties, unless it opted out."""
    parties = {(p.instrument, p.state) for p in law.parties}
    kinds = {i.id for i in law.instruments if traits(i)["bound_by"] == "parties"}
    for name, row in table_rows(law):
        if name == STATEMENTS and limits_of(row) == "membership":
            continue
        known = row.instrument in kinds and row.state in library.states
        if (
            known
            and (row.instrument, row.state) not in parties
            and not is_damaged(library, PARTIES)
        ):
            message = f"{row.state} has no row for {row.instrument} in {PARTIES}"
            yield name, row.line("state"), "state", message


# --- instruments and provisions ------------------------------------------------------------------


@law_rule
def law_ids_stand_once(law: LawFiles, library: Library) -> Found:
    """An id of an instrument or provision stands once; that of a provision begins with the instrument's."""
    seen: dict[str, int] = {}
    for number, instrument in enumerate(law.instruments):
        path = f"instruments.{number}"
        is_first = instrument.id not in seen
        items = [(f"{path}.id", instrument)]
        items += [(f"{path}.provisions.{n}.id", p) for n, p in enumerate(instrument.provisions)]
        for where, item in items:
            line = item.line("id")
            if item.id in seen:
                message = f"{item.id!r} stands twice; first on line {seen[item.id]}"
                yield INSTRUMENTS, line, where, message
            elif (
                item is not instrument and is_first and not item.id.startswith(f"{instrument.id}-")
            ):
                yield INSTRUMENTS, line, where, f"{item.id!r} does not begin with {instrument.id!r}"
            seen.setdefault(item.id, line)


@law_rule
def instruments_have_provisions(law: LawFiles, library: Library) -> Found:
    """An instrument has at least one provision."""
    for number, instrument in enumerate(law.instruments):
        if not instrument.provisions and not is_damaged(library, INSTRUMENTS):
            where = f"instruments.{number}.provisions"
            yield INSTRUMENTS, instrument.line(), where, "at least one provision is needed"


def _places_of(state: State) -> set[str]:
    """Return by what a state is named in ``open_to``: its code, its region, its subregion."""
    return {state.code, state.row["m49_region"], state.row["m49_subregion"]} - {""}


@law_rule
def open_to_is_known(law: LawFiles, library: Library) -> Found:
    """What an instrument is open to stands in states.csv, as region, subregion or code."""
    places = set().union(*map(_places_of, library.states.values()))
    for number, instrument in enumerate(law.instruments):
        where, line = f"instruments.{number}.open_to", instrument.line("open_to")
        if instrument.open_to and traits(instrument)["bound_by"] != "parties":
            message = f"an instrument of kind {instrument.kind} has no parties who might join"
            yield INSTRUMENTS, line, where, message
            continue
        for name in instrument.open_to:
            if name not in places:
                message = (
                    f"no region, subregion or state {name!r} in states.csv{nearest(name, places)}"
                )
                yield INSTRUMENTS, line, where, message


@law_rule
def open_to_has_a_rule(law: LawFiles, library: Library) -> Found:
    """An instrument that only some may join says what limits it."""
    for number, instrument in enumerate(law.instruments):
        if bool(instrument.open_to) != bool(instrument.open_rule):
            line = instrument.line("open_to" if instrument.open_to else "open_rule")
            where = f"instruments.{number}.open_rule"
            yield INSTRUMENTS, line, where, "goes together with open_to"


@law_rule
def parties_could_join(law: LawFiles, library: Library) -> Found:
    """Every state with a row for an instrument is among those to which the instrument was open."""
    known = by_id(law)
    for row in law.parties:
        instrument, state = known.get(row.instrument), library.states.get(row.state)
        if instrument is None or state is None or not instrument.open_to:
            continue
        if _places_of(state).isdisjoint(instrument.open_to):
            message = f"{row.state} has a row for {row.instrument}, which by its open_to it could not join"
            yield PARTIES, row.line("state"), "state", message


@law_rule
def states_fit_the_kind(law: LawFiles, library: Library) -> Found:
    """A bilateral treaty, a memorandum and a domestic act name their states; nothing else does."""
    for number, instrument in enumerate(law.instruments):
        wanted = "state" in traits(instrument)["bound_by"]
        if wanted != bool(instrument.states) and not is_damaged(library, INSTRUMENTS):
            words = (
                "names its states" if wanted else "names no states: they stand among the parties"
            )
            line = instrument.line("states" if instrument.states else "kind")
            message = f"an instrument of kind {instrument.kind} {words}"
            yield INSTRUMENTS, line, f"instruments.{number}.states", message


@law_rule
def readings_have_an_authority(law: LawFiles, library: Library) -> Found:
    """A reading has a day and an authority; a prohibition that the text does not state has a reading."""
    for number, instrument in enumerate(law.instruments):
        for place, p in enumerate(instrument.provisions):
            where = f"instruments.{number}.provisions.{place}"
            if bool(p.reading_recognised_on) != bool(p.reading_authority):
                message = "goes together with reading_authority"
                yield INSTRUMENTS, p.line(), f"{where}.reading_recognised_on", message
            elif p.text_explicit and p.reading_recognised_on:
                line = p.line("reading_recognised_on")
                message = "a text that says so itself needs no reading"
                yield INSTRUMENTS, line, f"{where}.reading_recognised_on", message
            elif (
                not p.text_explicit
                and p.function == "prohibits_return"
                and p.bindingness == "treaty"
                and not p.reading_recognised_on
            ):
                message = "needs reading_recognised_on and reading_authority"
                yield INSTRUMENTS, p.line("text_explicit"), f"{where}.text_explicit", message
            if bool(p.high_seas_since) != bool(p.high_seas_authority):
                message = "goes together with high_seas_authority"
                yield INSTRUMENTS, p.line(), f"{where}.high_seas_since", message
