"""The concordance with the two seed documents: each sentence, what it states, and what became of it.

Texts of the seeds are not kept: a sentence is told by its place and a fingerprint, a statement by a
paraphrase. A reference says where a statement lives (``record:ms-st-louis-1939``) or what shows the
verdict (``ms-st-louis-1939.persons@a-source``: what that record's field has from that source).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from ..vocabulary.codes import nearest
from .fieldtypes import Code, Slug, Text, WholeNumber, matching
from .library import Library
from .problems import Problem
from .raw_tables import header, read_items
from .rules import claimed, coded
from .schema import Record, Strict, column

SENTENCES, STATEMENTS = "seed_sentences.csv", "seed_statements.csv"
SHOWN_VERDICTS = ("confirmed", "imprecise", "contradicted")
PAGES = ("methods", "codebook", "law", "map", "index")


class SeedSentence(Strict):
    """One sentence of a seed document, by its place and fingerprint."""

    seed: Annotated[str, Code("seed")] = column("Document", basis="editorial")
    """Which of the two documents."""
    unit: Slug = column("Unit", basis="editorial")
    """Section and paragraph of the article; number of a paragraph of the guidelines, or of its preface."""
    sentence: WholeNumber = column("Sentence", basis="editorial")
    """Number of the sentence within the unit."""
    hash: Annotated[str, matching(r"[0-9a-f]{16}", "a fingerprint of 16 digits")] = column(
        "Fingerprint", basis="editorial"
    )
    """First 16 digits of the SHA-256 of the sentence, blanks made single."""


class SeedStatement(Strict):
    """One thing that a sentence of a seed document states, and what became of it."""

    seed: Annotated[str, Code("seed")] = column("Document", basis="editorial")
    """Which of the two documents."""
    unit: Slug = column("Unit", basis="editorial")
    """Section and paragraph of the article; number of a paragraph of the guidelines, or of its preface."""
    sentence: WholeNumber = column("Sentence", basis="editorial")
    """Number of the sentence within the unit."""
    part: WholeNumber = column("Statement", basis="editorial")
    """Number of the statement within the sentence."""
    text: Text = column("What it states", basis="editorial")
    """What the sentence states, in our own words."""
    lives_in: Text = column("Where it lives", basis="editorial")
    """Records, instruments, provisions, questions, sources or pages, parted by semicolons."""
    verdict: Annotated[str, Code("seed_verdict")] = column("Verdict", basis="coded")
    """What better sources make of it."""
    shown_by: Text | None = column("Shown by", None, basis="coded")
    """Values that show the verdict: record, field and source, parted by semicolons."""
    note: Text | None = column("Note", None, basis="coded")
    """Why this verdict, where the values do not say it by themselves."""


SENTENCE_COLUMNS = header(SeedSentence)


def _sources_of(record: Record, field: str) -> set[str] | None:
    """Return the sources of a field or list of rows of a record, or None where there is no such field."""
    if field in type(record.claims).model_fields:
        return {claim.source for name, _, claim in claimed(record) if name == field}
    if field in type(record.codes).model_fields:
        return {key for name, code in coded(record) if name == field for key in code.sources}
    rows = getattr(record, field, None)
    if not isinstance(rows, list) or (rows and not hasattr(rows[0], "source")):
        return None
    return {row.source for row in rows}


def _law_sources(library: Library, name: str) -> set[str] | None:
    """Return the sources of an instrument, its provisions and rows, or of one provision."""
    law = library.law
    for instrument in law.instruments if law else ():
        for provision in instrument.provisions:
            if provision.id == name:
                return set(provision.source.split(";"))
        if instrument.id == name:
            rows = [*law.parties, *law.statements, *law.territories]
            found = {key for r in rows if r.instrument == name for key in r.source}
            found |= {key for p in instrument.provisions for key in p.source.split(";")}
            found |= {key for t in law.totals if name in t.instruments for key in t.source}
            return found | set(instrument.source)
    return None


def _lives_fault(library: Library, reference: str) -> str:
    kind, _, name = reference.partition(":")
    law = library.law
    instruments = law.instruments if law else ()
    known = {
        "record": set(library.records),
        "source": set(library.sources),
        "instrument": {i.id for i in instruments},
        "provision": {p.id for i in instruments for p in i.provisions},
        "question": library.questions,
        "page": set(PAGES),
    }
    if kind not in known:
        return f"{reference!r} begins with none of {', '.join(known)}"
    if name not in known[kind]:
        return f"no {kind} {name!r}{nearest(name, known[kind])}"
    return ""


def _shown_fault(library: Library, reference: str) -> str:
    if reference.startswith("source:"):
        return _lives_fault(library, reference)
    target, at, source = reference.partition("@")
    if not at:
        return f"{reference!r} is not of the form record.field@source or source:key"
    name, _, field = target.partition(".")
    if field:
        record = library.records.get(name)
        if record is None:
            return f"no record {name!r}{nearest(name, library.records)}"
        sources = _sources_of(record, field)
        if sources is None:
            return f"no field {field!r} in a record"
    else:
        sources = _law_sources(library, name)
        if sources is None:
            return f"no instrument or provision {name!r}"
    if source not in sources:
        return f"{target} has nothing from {source!r}{nearest(source, sources)}"
    return ""


def _references(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _statement_faults(row: SeedStatement, library: Library) -> Iterator[tuple[str, str]]:
    for reference in _references(row.lives_in):
        message = _lives_fault(library, reference)
        if message:
            yield "lives_in", message
    for reference in _references(row.shown_by):
        message = _shown_fault(library, reference)
        if message:
            yield "shown_by", message
    if row.verdict in SHOWN_VERDICTS and not row.shown_by:
        yield "shown_by", f"{row.verdict} names the values that show it"
    if row.verdict == "not_verifiable" and not row.note:
        yield "note", "not_verifiable says why"


def check_seeds(library: Library, base: str) -> Iterator[Problem]:
    """Every sentence of the seeds has a statement, every statement a sentence and a place that exist."""
    sentences = {(s.seed, s.unit, s.sentence): s for s in library.seed_sentences}
    shown = f"{base}/{STATEMENTS}"
    stated: dict[tuple, int] = {}
    for row in library.seed_statements:
        place = (row.seed, row.unit, row.sentence)
        if place not in sentences:
            message = f"no sentence {row.sentence} in unit {row.unit!r} of {row.seed}"
            yield Problem(shown, row.line("unit"), "unit", message)
        if (*place, row.part) in stated:
            message = f"the same stands on line {stated[*place, row.part]}"
            yield Problem(shown, row.line("part"), "part", message)
        stated.setdefault((*place, row.part), row.line())
        for field, message in _statement_faults(row, library):
            yield Problem(shown, row.line(field), field, message)
    told = {place[:3] for place in stated}
    for place, sentence in sentences.items():
        if place not in told and not library.damaged.get(shown):
            message = f"no statement for sentence {sentence.sentence} of {sentence.unit!r}"
            yield Problem(f"{base}/{SENTENCES}", sentence.line(), "sentence", message)


def read_seeds(library: Library) -> None:
    """Read and check the concordance, after everything else; where there is none, nothing is done.

    Without statements, the sentences are read alone: the exclusion framework is held against them.
    """
    if not (library.root / SENTENCES).is_file():
        return
    base = library.root.as_posix()
    tables = [(SENTENCES, SeedSentence, library.seed_sentences)]
    has_statements = (library.root / STATEMENTS).is_file()
    if has_statements:
        tables.append((STATEMENTS, SeedStatement, library.seed_statements))
    for name, model, kept in tables:
        kept += read_items(library, name, model)
    if has_statements:
        library.cited |= {
            reference.removeprefix("source:")
            for row in library.seed_statements
            for reference in _references(f"{row.lives_in};{row.shown_by or ''}")
            if reference.startswith("source:")
        }
        library.problems += check_seeds(library, base)
