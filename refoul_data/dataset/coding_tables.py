"""The coding passes become tables: codings, adjudications, positions, and the types that follow."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from ..law.interpretation import (
    CONVENTION_ADOPTED,
    derive_type,
    named_unit,
    passed_values,
)
from ..records.coding_schema import RECORD_CODES, Codings, Convention, ReadingType, StatePosition
from ..records.law_schema import law_columns
from ..records.library import Library
from ..records.rules import is_analogue
from ..records.schema import Column, Interpretation
from ..vocabulary.dates import date_bounds
from .agreement_tables import by_unit, exploratory_variables, make_agreement, make_confusion
from .coding_columns import ANALOGUE, INCIDENT, STATE, UNIT, VARIABLE, derived
from .exclusion_columns import plain
from .tables import Table

TYPES = "reading_types"


# --- what the passes said ----------------------------------------------------------------------


def _code_columns() -> list[Column]:
    of = {c.name: c for c in law_columns(Interpretation)}
    kept = ("confidence", "rival_value", "rationale", "rival_rationale")
    return [
        of[name]._replace(
            required=False, codelist="" if name == "rival_value" else of[name].codelist
        )
        for name in kept
    ]


def make_codings(codings: Codings, analogues: Collection[str] = ()) -> Table:
    """One row per pass, unit and variable: what each pass said, and on which work."""
    columns = [
        INCIDENT,
        STATE,
        plain("pass", "Pass", "Which pass.", "coding_pass", basis="editorial", required=True),
        UNIT,
        VARIABLE,
        plain("value", "Value", "The code that the pass gave.", required=True),
        *_code_columns(),
        plain("sources", "Sources", "Keys of the works on which the code rests, parted by semicolons.",
               separator=";", references="sources.key"),
        plain("at", "Place in the source", "Page, paragraph or section of the work.", basis="claimed"),
        plain("codebook", "Codebook", "Version of the codebook.", type="int64", basis="editorial",
               required=True),
        plain("coded_on", "Coded on", "Day of the coding, in EDTF.", basis="editorial", required=True),
        ANALOGUE,
    ]  # fmt: skip
    rows = []
    for (which, record), file in sorted(codings.passes.items()):
        shared = {
            "incident_id": record, "pass": which, "codebook": file.codebook, "coded_on": file.coded_on,
        }  # fmt: skip
        for row in file.interpretations:
            rows.append(shared | {
                "state": row.state, "unit": named_unit(record, row.state),
                "variable": f"{row.mode}.{row.dimension}", "value": row.value,
                "confidence": row.confidence, "rival_value": row.rival_value,
                "rationale": row.rationale, "rival_rationale": row.rival_rationale,
                "sources": row.source, "at": row.at, "is_analogue": record in analogues,
            })  # fmt: skip
        for code in file.codes:
            rows.append(shared | {
                "state": None, "unit": record, "variable": code.field, "value": code.value,
                "confidence": code.confidence, "rival_value": code.rival,
                "rationale": code.rationale, "rival_rationale": code.rival_rationale,
                "sources": ";".join(code.sources) or None, "at": None,
                "is_analogue": False,
            })  # fmt: skip
    key = ("pass", "unit", "variable")
    return Table("codings", "What each pass of coding said", columns, rows, key)


def make_adjudications(codings: Codings) -> Table:
    """One row per unit and variable on which two passes differ: what was kept, and why."""
    values = passed_values(codings)
    columns = [
        UNIT, VARIABLE,
        plain("first", "First pass", "The code of the first pass."),
        plain("second", "Second pass", "The code of the second pass."),
        plain("kept", "Kept", "The code that was kept.", required=True),
        plain("note", "Why", "Why this code was kept.", required=True),
    ]  # fmt: skip
    rows = [
        {
            "unit": a.unit, "variable": a.variable, "kept": a.kept, "note": a.note,
            "first": values.get((a.unit, a.variable), {}).get("first"),
            "second": values.get((a.unit, a.variable), {}).get("second"),
        }
        for a in codings.adjudications
    ]  # fmt: skip
    title = "Where the passes of coding differ, and what was kept"
    return Table("adjudications", title, columns, rows, ("unit", "variable"))


def make_positions(codings: Codings) -> Table:
    """One row per dated statement of a state on the duty not to return."""
    number = Column("number", "Number", "int64", "", "", "editorial", "", "Place in the table, from 1.",
                    required=True)  # fmt: skip
    columns = [
        c._replace(separator=";", references="incidents.id" if c.name == "records" else "")
        if c.name in ("dimensions", "records") else c
        for c in law_columns(StatePosition)
    ]  # fmt: skip
    order = ("state", "date")
    columns = [c for n in order for c in columns if c.name == n] + [
        c for c in columns if c.name not in order
    ]
    positions = sorted(codings.positions, key=lambda p: (p.state, p.date, p.text))
    rows = []
    for place, position in enumerate(positions, start=1):
        cells: dict[str, Any] = {c.name: getattr(position, c.name) for c in columns}
        cells = {k: (";".join(v) or None) if isinstance(v, list) else v for k, v in cells.items()}
        before = date_bounds(position.date).latest
        cells["is_analogue"] = before is not None and before < CONVENTION_ADOPTED
        rows.append({"number": place} | cells)
    title = "What states said of the duty, on which day"
    return Table("state_positions", title, [number, *columns, ANALOGUE], rows, ("number",))


def make_passes(codings: Codings) -> Table:
    """One row per record and pass: under which codebook, when, and what the pass saw of the works."""
    columns = [
        INCIDENT,
        plain("pass", "Pass", "Which pass.", "coding_pass", basis="editorial", required=True),
        plain("codebook", "Codebook", "Version of the codebook.", type="int64", basis="editorial",
               required=True),
        plain("coded_on", "Coded on", "Day of the coding, in EDTF.", basis="editorial", required=True),
        plain("basis", "What was seen", "What the pass saw of the works, in its own words.",
               basis="editorial", required=True),
    ]  # fmt: skip
    rows = [
        {"incident_id": record, "pass": which, "codebook": file.codebook, "coded_on": file.coded_on,
         "basis": file.basis}
        for (which, record), file in sorted(codings.passes.items())
    ]  # fmt: skip
    title = "What each pass of coding saw of the works"
    return Table("coding_passes", title, columns, rows, ("incident_id", "pass"))


def make_conventions(codings: Codings) -> Table:
    """One row per rule for what the codebook leaves open."""
    columns = [c._replace(required=True) for c in law_columns(Convention)]
    rows = [{c.name: getattr(item, c.name) for c in columns} for item in codings.conventions]
    title = "Rules made after the passes, by which differences were settled"
    return Table("coding_conventions", title, columns, rows, ("number",))


# --- the types that follow ---------------------------------------------------------------------


def make_type_rules(types: Iterable[ReadingType]) -> Table:
    """One row per condition: the table that derives the types from the dimensions."""
    columns = [
        plain("type", "Type", "The type that follows.", "reading_type", required=True),
        plain("dimension", "Dimension", "Dimension that it needs; a type needs all of its rows.",
               "interpretation_dimension", required=True),
        plain("value", "Value", "Value that it needs.", "interpretation_value", required=True),
        plain("seed", "As the literature has it", "How the literature names and describes the type, in our "
               "own words.", basis="editorial", required=True),
        plain("note", "Note", "What question the type answers, and where it departs.", basis="editorial",
               required=True),
    ]  # fmt: skip
    rows = [
        {"type": t.id, "dimension": c.dimension, "value": c.value, "seed": t.seed, "note": t.note}
        for t in types
        for c in t.all_of
    ]
    title = "How the types of reading follow from the dimensions"
    return Table("reading_type_rules", title, columns, rows, ("type", "dimension"))


def make_types(library: Library, types: list[ReadingType], exploratory: set[str]) -> Table:
    """One row per record, acting state, mode and type: whether the type follows."""
    columns = [
        INCIDENT,
        STATE._replace(required=True),
        plain("mode", "Stated or enacted", "Mode of the reading.", "interpretation_mode", required=True),
        derived("type", "Type", "Type of reading.", codelist="reading_type", rule=TYPES, required=True),
        derived("value", "Follows", "Whether the type follows from the dimensions.",
                 codelist="interpretation_value", rule=TYPES, required=True),
        derived("is_analogue", "Before 1951",
                 "Whether the conduct ended before 28 July 1951, when the Convention was adopted.", "bool",
                 rule="edtf_bounds", required=True),
        derived("exploratory", "Exploratory", "Whether a dimension that the type needs is exploratory, so "
                 "that the row stays out of headline tables.", "bool", required=True),
    ]  # fmt: skip
    rows = []
    for record in library.records.values():
        found = by_unit(
            (i.state or "", i.mode, i.dimension, i.value) for i in record.interpretations
        )
        for (state, mode), values in found.items():
            for kind in types:
                conditions = [(c.dimension, c.value) for c in kind.all_of]
                rows.append({
                    "incident_id": record.id, "state": state, "mode": mode, "type": kind.id,
                    "value": derive_type(conditions, values), "is_analogue": is_analogue(record),
                    "exploratory": any(f"{mode}.{d}" in exploratory for d, _ in conditions),
                })  # fmt: skip
    key = ("incident_id", "state", "mode", "type")
    return Table(TYPES, "Types of reading that follow", columns, rows, key)


PASS_COLUMNS = [
    derived("passes", "Passes", "How the value came about: both passes gave it, it was kept where they "
             "differ, or one pass or none coded it.", codelist="coding_outcome", required=True),
    derived("exploratory", "Exploratory", "Whether the agreement of two passes on the mode and dimension "
             "is below 0.67 or not measured: the row then stays out of headline tables.", "bool",
             required=True),
]  # fmt: skip
"""What the table of readings gets from the passes."""


def with_passes(readings: Table, codings: Codings | None, agreement: Table | None) -> Table:
    """Return the table of readings with `PASS_COLUMNS`."""
    values = passed_values(codings) if codings else {}
    settled = {(a.unit, a.variable) for a in codings.adjudications} if codings else set()
    measured = (
        {r["variable"] for r in agreement.rows if not r["exploratory"]} if agreement else set()
    )
    rows = []
    for row in readings.rows:
        variable = f"{row['mode']}.{row['dimension']}"
        key = named_unit(row["incident_id"], row["state"]), variable
        both = values.get(key, {})
        outcome = "both" if len(both) == 2 else "one" if both else "none"
        if key in settled:
            outcome = "adjudicated"
        rows.append(row | {"passes": outcome, "exploratory": variable not in measured})
    return readings._replace(columns=readings.columns + PASS_COLUMNS, rows=rows)


_NOT_CELLS = ("interpretations", "codes")
"""Tables whose coded columns are what the passes code; they stand under their own names."""


def _coded_cells(tables: Iterable[Table]) -> list[str]:
    """Return the coded columns with a codelist that only one pass coded."""
    return [
        f"{table.name}.{column.name}"
        for table in tables
        if table.name not in _NOT_CELLS
        for column in table.columns
        if column.basis == "coded" and column.codelist and column.name not in RECORD_CODES
    ]


def make_coding_tables(library: Library, others: Iterable[Table] = ()) -> list[Table]:
    """Return the tables of the coding passes, or none where there are none.

    Parameters
    ----------
    library : Library
        The raw files, without errors.
    others : iterable of Table
        The other tables, whose coded columns are named too.
    """
    codings = library.codings
    if codings is None:
        return []
    positions = make_positions(codings)
    if codings.codebook is None:
        return [positions]
    before = {record.id for record in library.records.values() if is_analogue(record)}
    agreement = make_agreement(codings, before, _coded_cells([*others, positions]))
    types = codings.codebook.types
    return [
        positions,
        make_codings(codings, before),
        make_passes(codings),
        make_adjudications(codings),
        make_conventions(codings),
        agreement,
        make_confusion(codings, before),
        make_type_rules(types),
        make_types(library, types, exploratory_variables(agreement)),
    ]
