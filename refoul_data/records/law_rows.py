"""Rules on the law: the rows of its tables are whole and fit together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from .law_dates import reaches
from .law_rules import (
    INSTRUMENTS,
    PARTIES,
    STATEMENTS,
    TERRITORIES,
    Found,
    by_id,
    earliest,
    latest,
    law_rule,
    limits_of,
    table_rows,
)
from .law_schema import LawFiles
from .library import Library


@law_rule
def signatures_stand_alone(law: LawFiles, library: Library) -> Found:
    """A signature alone has a day, and no deposit, effect or end; with a deposit it is no row of its own."""
    deposited = {(p.instrument, p.state) for p in law.parties if p.act != "signature"}
    for row in law.parties:
        if row.act != "signature":
            continue
        extra = [k for k in ("deposited_on", "effective_on", "ended_on") if getattr(row, k)]
        if extra:
            message = "a signature alone has none: name the act of consent"
            yield PARTIES, row.line(extra[0]), extra[0], message
        elif not row.signed_on:
            yield PARTIES, row.line("signed_on"), "signed_on", "a signature has a day"
        elif (row.instrument, row.state) in deposited:
            message = (
                f"{row.state} also has a row with an act of consent: put the day into its signed_on"
            )
            yield PARTIES, row.line("act"), "act", message


@law_rule
def deposits_take_effect(law: LawFiles, library: Library) -> Found:
    """What is more than a signature has a first day of effect, unless it ended before it, or nobody is bound yet."""
    known = by_id(law)
    for row in law.parties:
        instrument = known.get(row.instrument)
        if row.act == "signature" or row.effective_on or row.ended_on or instrument is None:
            continue
        if instrument.in_force or not row.deposited_on:
            message = "missing: give the first day of effect, or compute it by the entry rule"
            yield PARTIES, row.line("effective_on"), "effective_on", message


@law_rule
def effect_has_a_basis(law: LawFiles, library: Library) -> Found:
    """A first day of effect that is not open in its past says whether it is ``published`` or ``computed: `` how."""
    for row in law.parties:
        form = row.basis == "published" or (row.basis or "").startswith("computed: ")
        if row.effective_on and earliest(row.effective_on) and not form:
            message = "say 'published', or 'computed: ' and the rule with its article"
            yield PARTIES, row.line("basis"), "basis", message
        elif row.basis and not (row.effective_on or row.ended_on):
            yield PARTIES, row.line("basis"), "basis", "there is no effective_on to know"


@law_rule
def ends_say_how(law: LawFiles, library: Library) -> Found:
    """A last day says how it came about, unless it is the last day of the state; only a last day does."""
    for number, instrument in enumerate(law.instruments):
        if bool(instrument.ended) != bool(instrument.ended_by):
            line = instrument.line("ended" if instrument.ended else "ended_by")
            where = f"instruments.{number}.ended_by"
            yield INSTRUMENTS, line, where, "'ended' and 'ended_by' go together"
    for row in law.parties:
        state = library.states.get(row.state)
        with_state = state and state.last and row.ended_on and state.last <= latest(row.ended_on)
        if bool(row.ended_on) != bool(row.ended_by) and not with_state:
            line = row.line("ended_by")
            yield PARTIES, line, "ended_by", "'ended_on' and 'ended_by' go together"


def _overlap(one: tuple, other: tuple) -> bool:
    """Tell whether two stretches (first and last day in EDTF, open where empty) certainly overlap."""
    (start, end), (other_start, other_end) = one, other
    return reaches(end, other_start) and reaches(other_end, start)


def _stretches(law: LawFiles) -> Iterator[tuple[str, tuple, Any, tuple, str]]:
    for row in law.parties:
        if row.effective_on and row.act != "contested":
            stretch = row.effective_on, row.ended_on
            yield PARTIES, (row.instrument, row.state), row, stretch, "effective_on"
    for row in law.territories:
        key = (row.instrument, row.state, row.territory)
        yield TERRITORIES, key, row, (row.from_, row.to), "from"


@law_rule
def periods_do_not_overlap(law: LawFiles, library: Library) -> Found:
    """Periods of one state and instrument, or of one territory, do not overlap; contested ones may."""
    seen: dict[tuple, list] = defaultdict(list)
    for name, key, row, stretch, field in _stretches(law):
        for other, line in seen[(name, *key)]:
            if _overlap(other, stretch):
                message = f"overlaps with the period on line {line}"
                yield name, row.line(field), field, message
                break
        seen[(name, *key)].append((stretch, row.line()))


@law_rule
def law_rows_stand_once(law: LawFiles, library: Library) -> Found:
    """No row of a table of the law stands twice."""
    seen: dict[str, int] = {}
    for name, row in table_rows(law):
        if name == TERRITORIES or (name == PARTIES and row.effective_on and row.act != "contested"):
            continue  # told as an overlap
        key = f"{name} {row.model_dump_json()}"
        if key in seen:
            yield name, row.line(), "", f"the same stands on line {seen[key]}"
        seen.setdefault(key, row.line())


@law_rule
def limits_have_a_beginning(law: LawFiles, library: Library) -> Found:
    """A limitation of time, place or territory, and an opt-out, says from which day it holds."""
    for row in law.statements:
        if limits_of(row) in ("instrument", "membership") and not row.from_:
            article = "an" if row.type[0] in "aeiou" else "a"
            message = f"{article} {row.type} says from which day it holds"
            yield STATEMENTS, row.line("from"), "from", message


@law_rule
def opt_outs_keep_out(law: LawFiles, library: Library) -> Found:
    """An opt-out is from a whole act of the Union, by a state that it does not bind at that time."""
    known = by_id(law)
    bound: dict[tuple, list] = defaultdict(list)
    for row in law.parties:
        if row.effective_on:
            bound[row.instrument, row.state].append(row)
    for row in law.statements:
        instrument = known.get(row.instrument)
        if limits_of(row) != "membership" or instrument is None:
            continue
        if instrument.kind != "eu_act":
            message = f"an instrument of kind {instrument.kind} has no {row.type}"
            yield STATEMENTS, row.line("type"), "type", message
            continue
        if row.provisions:
            message = f"{row.type} is from the whole instrument: name no provisions"
            yield STATEMENTS, row.line("provisions"), "provisions", message
        for period in bound[row.instrument, row.state]:
            if _overlap((row.from_, row.to), (period.effective_on, period.ended_on)):
                message = f"{row.state} is bound at that time by line {period.line()} of {PARTIES}"
                yield STATEMENTS, row.line("from"), "from", message
