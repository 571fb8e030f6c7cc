"""The coding passes become tables: codings, adjudications, types, positions, agreement, sensitivity."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ..law.agreement import (
    cohen_kappa,
    is_exploratory,
    krippendorff_alpha,
    share_equal,
    with_interval,
)
from ..law.interpretation import (
    CONVENTION_ADOPTED,
    derive_type,
    dimensions_of,
    named_unit,
    passed_values,
)
from ..records.coding_schema import RECORD_CODES, Codings, Convention, ReadingType, StatePosition
from ..records.law_schema import law_columns
from ..records.library import Library
from ..records.rules import is_analogue
from ..records.schema import Column, Interpretation
from ..vocabulary.codes import label_of, read_codelist
from ..vocabulary.dates import date_bounds
from .tables import Table

AGREEMENT, TYPES = "pass_agreement", "reading_types"
Values = Mapping[tuple[str, str], Mapping[str, str]]


def _coded(name: str, label: str, text: str, codelist: str = "", **more: Any) -> Column:
    basis, kind = more.pop("basis", "coded"), more.pop("type", "string")
    return Column(name, label, kind, more.pop("unit", ""), codelist, basis, "", text, **more)


def _derived(
    name: str, label: str, text: str, type: str = "string", unit: str = "", codelist: str = "",
    rule: str = AGREEMENT, **more: Any,
) -> Column:  # fmt: skip
    return Column(name, label, type, unit, codelist, "derived", rule, text, **more)


_UNIT = _coded("unit", "Unit", "Record, or record and acting state parted by a slash.",
               basis="editorial", required=True)  # fmt: skip
_INCIDENT = _coded("incident_id", "Record", "Id of the record.", basis="editorial", required=True,
                   references="incidents.id")  # fmt: skip
_VARIABLE = _coded("variable", "Variable", "Mode and dimension parted by a dot, or name of a coded field.",
                   basis="editorial", required=True)  # fmt: skip
_STATE = _coded("state", "State", "The acting state whose reading it is; empty for fields of the record.",
                references="states.code")  # fmt: skip


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


_ANALOGUE = _derived(
    "is_analogue", "Before 1951",
    "Whether it is a reading of conduct that ended, or words that were said, before 28 July 1951, when the "
    "Convention was adopted.", "bool", rule="edtf_bounds", required=True,
)  # fmt: skip


def make_codings(codings: Codings, analogues: Collection[str] = ()) -> Table:
    """One row per pass, unit and variable: what each pass said, and on which work."""
    columns = [
        _INCIDENT,
        _STATE,
        _coded("pass", "Pass", "Which pass.", "coding_pass", basis="editorial", required=True),
        _UNIT,
        _VARIABLE,
        _coded("value", "Value", "The code that the pass gave.", required=True),
        *_code_columns(),
        _coded("sources", "Sources", "Keys of the works on which the code rests, parted by semicolons.",
               separator=";", references="sources.key"),
        _coded("at", "Place in the source", "Page, paragraph or section of the work.", basis="claimed"),
        _coded("codebook", "Codebook", "Version of the codebook.", type="int64", basis="editorial",
               required=True),
        _coded("coded_on", "Coded on", "Day of the coding, in EDTF.", basis="editorial", required=True),
        _ANALOGUE,
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
        _UNIT, _VARIABLE,
        _coded("first", "First pass", "The code of the first pass."),
        _coded("second", "Second pass", "The code of the second pass."),
        _coded("kept", "Kept", "The code that was kept.", required=True),
        _coded("note", "Why", "Why this code was kept.", required=True),
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
    return Table("state_positions", title, [number, *columns, _ANALOGUE], rows, ("number",))


def make_passes(codings: Codings) -> Table:
    """One row per record and pass: under which codebook, when, and what the pass saw of the works."""
    columns = [
        _INCIDENT,
        _coded("pass", "Pass", "Which pass.", "coding_pass", basis="editorial", required=True),
        _coded("codebook", "Codebook", "Version of the codebook.", type="int64", basis="editorial",
               required=True),
        _coded("coded_on", "Coded on", "Day of the coding, in EDTF.", basis="editorial", required=True),
        _coded("basis", "What was seen", "What the pass saw of the works, in its own words.",
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
        _coded("type", "Type", "The type that follows.", "reading_type", required=True),
        _coded("dimension", "Dimension", "Dimension that it needs; a type needs all of its rows.",
               "interpretation_dimension", required=True),
        _coded("value", "Value", "Value that it needs.", "interpretation_value", required=True),
        _coded("seed", "As the literature has it", "How the literature names and describes the type, in our "
               "own words.", basis="editorial", required=True),
        _coded("note", "Note", "What question the type answers, and where it departs.", basis="editorial",
               required=True),
    ]  # fmt: skip
    rows = [
        {"type": t.id, "dimension": c.dimension, "value": c.value, "seed": t.seed, "note": t.note}
        for t in types
        for c in t.all_of
    ]
    title = "How the types of reading follow from the dimensions"
    return Table("reading_type_rules", title, columns, rows, ("type", "dimension"))


def _by_unit(rows: Iterable[tuple[str, str, str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    """Gather (unit, mode, dimension, value) as values of dimensions by unit and mode."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for unit, mode, dimension, value in rows:
        found[unit, mode][dimension] = value
    return found


def make_types(library: Library, types: list[ReadingType], exploratory: set[str]) -> Table:
    """One row per record, acting state, mode and type: whether the type follows."""
    columns = [
        _INCIDENT,
        _STATE._replace(required=True),
        _coded("mode", "Stated or enacted", "Mode of the reading.", "interpretation_mode", required=True),
        _derived("type", "Type", "Type of reading.", codelist="reading_type", rule=TYPES, required=True),
        _derived("value", "Follows", "Whether the type follows from the dimensions.",
                 codelist="interpretation_value", rule=TYPES, required=True),
        _derived("is_analogue", "Before 1951",
                 "Whether the conduct ended before 28 July 1951, when the Convention was adopted.", "bool",
                 rule="edtf_bounds", required=True),
        _derived("exploratory", "Exploratory", "Whether a dimension that the type needs is exploratory, so "
                 "that the row stays out of headline tables.", "bool", required=True),
    ]  # fmt: skip
    rows = []
    for record in library.records.values():
        found = _by_unit(
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


# --- how far the passes agree ------------------------------------------------------------------


def _is_reading(variable: str) -> bool:
    return variable.partition(".")[0] in read_codelist("interpretation_mode")


_ABOUT = "findings.about_return"
"""Yes and partly count alike for the legal status, so that they are also compared as one."""


def paired(
    codings: Codings, analogues: Collection[str] = ()
) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Return the pairs of codes of every variable, gathered by record.

    Derived types stand beside the dimensions as ``stated.type_strict`` and so on; cells of other
    tables by table and column, gathered by the record or work that they belong to.

    Parameters
    ----------
    codings : Codings
        The pass files.
    analogues : collection of str
        Records whose readings are left out, since the Convention had not been adopted.
    """
    values = passed_values(codings)
    pairs: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for (unit, variable), both in values.items():
        if len(both) == 2 and not (_is_reading(variable) and unit.partition("/")[0] in analogues):
            pairs[variable][unit.partition("/")[0]].append((both["first"], both["second"]))
            if variable == _ABOUT:
                pair = (
                    "no" if both["first"] == "no" else "yes",
                    "no" if both["second"] == "no" else "yes",
                )
                pairs[f"{_ABOUT}_at_all"][unit.partition("/")[0]].append(pair)
    for variable, unit, pair in _type_pairs(codings, values):
        if unit.partition("/")[0] in analogues:
            continue
        pairs[variable][unit.partition("/")[0]].append(pair)
    return pairs


def _type_pairs(codings: Codings, values: Values) -> Iterator[tuple[str, str, tuple[str, str]]]:
    if codings.codebook is None:
        return
    readings = {f"{mode}.{dimension}" for mode, dimension in dimensions_of()}
    found = {
        which: _by_unit(
            (unit, *variable.split("."), both[which])
            for (unit, variable), both in values.items()
            if variable in readings and len(both) == 2
        )
        for which in ("first", "second")
    }
    for (unit, mode), first in found["first"].items():
        second = found["second"][unit, mode]
        for kind in codings.codebook.types:
            conditions = [(c.dimension, c.value) for c in kind.all_of]
            yield f"{mode}.type_{kind.id}", unit, (
                derive_type(conditions, first), derive_type(conditions, second),
            )  # fmt: skip


def variables_of() -> list[str]:
    """Return every variable that two passes code: readings, coded fields, then cells of other tables."""
    types = read_codelist("reading_type")
    modes = read_codelist("interpretation_mode")
    return [
        *(f"{mode}.{dimension}" for mode, dimension in dimensions_of()),
        *(f"{mode}.type_{kind}" for mode in modes for kind in types),
        *RECORD_CODES,
    ]


def codelist_of(variable: str) -> str:
    """Return the codelist of a variable, or nothing for a cell of another table."""
    first, parted, _ = variable.partition(".")
    if not parted:
        return first
    return "interpretation_value" if first in read_codelist("interpretation_mode") else ""


def label_of_variable(variable: str) -> str:
    """Return how a variable is called."""
    first, parted, rest = variable.partition(".")
    if not parted:
        return first.replace("_", " ").capitalize()
    if first not in read_codelist("interpretation_mode"):
        return f"{rest.replace('_', ' ').capitalize()} (table {first})"
    mode = label_of("interpretation_mode", first)
    if rest.startswith("type_"):
        return f"{mode}: type {label_of('reading_type', rest[5:]).lower()}"
    return f"{mode}: {label_of('interpretation_dimension', rest).lower()}"


def _rates(codes: Iterable[str]) -> str:
    counts = Counter(codes)
    return ";".join(
        f"{code} {n}" for code, n in sorted(counts.items(), key=lambda x: (-x[1], x[0]))
    )


_FIGURES = (
    ("agreement", "Share equal", "Share of units on which both passes gave the same code", share_equal),
    ("kappa", "Cohen's kappa", "Agreement beyond what the base rates of each pass would give", cohen_kappa),
    ("alpha", "Krippendorff's alpha", "Agreement beyond what the joint base rates would give; nominal",
     krippendorff_alpha),
)  # fmt: skip


def _figure_columns() -> Iterator[Column]:
    for name, label, text, _ in _FIGURES:
        unit = "share of units, 0 to 1" if name == "agreement" else "coefficient, at most 1"
        open_ = "" if name == "agreement" else "; empty where the codes do not vary"
        yield _derived(name, label, f"{text}{open_}.", "float64", unit)
        for end, word in (("low", "lower"), ("high", "upper")):
            yield _derived(
                f"{name}_{end}", f"{label}, {word} end",
                f"The {word} end of the middle 95 % when records are drawn anew 2,000 times; empty where "
                f"the figure is seldom defined.", "float64", unit,
            )  # fmt: skip


def make_agreement(
    codings: Codings, analogues: Collection[str] = (), cells: Iterable[str] = ()
) -> Table:
    """One row per coded variable: how far the two passes agree.

    Parameters
    ----------
    codings : Codings
        The pass files.
    analogues : collection of str
        Records whose readings are left out, as they are in every headline table.
    cells : iterable of str
        Coded columns of other tables, table and column parted by a dot; those that were not coded
        twice stand there with no units.
    """
    columns = [
        _VARIABLE,
        _derived("label", "Label", "How the variable is called.", required=True),
        _derived("n_units", "Units", "Number of units that both passes coded; readings of conduct that "
                 "ended before 28 July 1951 are left out.", "int64", "units", required=True),
        _derived("n_records", "Records", "Number of records, or of works, to which those units belong; "
                 "they are what is drawn anew.", "int64", "records", required=True),
        _derived("n_equal", "Equal", "Number of units with the same code in both passes.", "int64", "units",
                 required=True),
        *_figure_columns(),
        _derived("n_with_analogues", "Units, analogues included",
                 "Number of units if readings of conduct before 28 July 1951 are counted too.", "int64",
                 "units", required=True),
        _derived("alpha_with_analogues", "Krippendorff's alpha, analogues included",
                 "Alpha if readings of conduct before 28 July 1951 are counted too; empty where the codes "
                 "do not vary.", "float64", "coefficient, at most 1"),
        _derived("rates_first", "Base rates, first pass",
                 "Codes of the first pass with their number, parted by semicolons.", separator=";"),
        _derived("rates_second", "Base rates, second pass",
                 "Codes of the second pass with their number, parted by semicolons.", separator=";"),
        _derived("exploratory", "Exploratory",
                 "Whether alpha is below 0.67 or not defined: the variable then stays out of headline "
                 "tables.", "bool", required=True),
    ]  # fmt: skip
    pairs, everything = paired(codings, analogues), paired(codings)
    own = variables_of()
    twice = sorted(v for v in everything if v not in own)
    once = [name for name in cells if name not in everything]
    rows = []
    for variable in [*own, *twice, *once]:
        clusters = pairs.get(variable, {})
        flat = [pair for key in sorted(clusters) for pair in clusters[key]]
        whole = [pair for group in everything.get(variable, {}).values() for pair in group]
        alpha = krippendorff_alpha(whole)
        row: dict[str, Any] = {
            "variable": variable, "label": label_of_variable(variable),
            "n_units": len(flat), "n_records": len(clusters), "n_equal": sum(a == b for a, b in flat),
            "n_with_analogues": len(whole),
            "alpha_with_analogues": None if alpha is None else round(alpha, 3),
            "rates_first": _rates(a for a, _ in flat) or None,
            "rates_second": _rates(b for _, b in flat) or None,
            "exploratory": is_exploratory(flat),
        }  # fmt: skip
        for name, _, _, statistic in _FIGURES:
            found = with_interval(statistic, clusters)
            ends = {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}
            row |= {k: None if v is None else round(v, 3) for k, v in ends.items()}
        rows.append(row)
    title = "How far two passes of coding agree (test-retest agreement of the procedure)"
    return Table("agreement", title, columns, rows, ("variable",))


def make_confusion(codings: Codings, analogues: Collection[str] = ()) -> Table:
    """One row per variable and pair of codes: how often they met."""
    columns = [
        _VARIABLE,
        _derived("first", "First pass", "Code of the first pass.", required=True),
        _derived("second", "Second pass", "Code of the second pass.", required=True),
        _derived(
            "n", "Units", "Number of units with these two codes.", "int64", "units", required=True
        ),
    ]
    pairs = paired(codings, analogues)
    order = [*variables_of(), *sorted(v for v in pairs if v not in variables_of())]
    rows = [
        {"variable": variable, "first": a, "second": b, "n": n}
        for variable in order
        for (a, b), n in sorted(
            Counter(p for group in pairs.get(variable, {}).values() for p in group).items()
        )
    ]
    title = "Which codes the passes took for which"
    return Table("agreement_confusion", title, columns, rows, ("variable", "first", "second"))


def exploratory_variables(agreement: Table) -> set[str]:
    """Return the variables that stay out of headline tables."""
    return {row["variable"] for row in agreement.rows if row["exploratory"]}


PASS_COLUMNS = [
    _derived("passes", "Passes", "How the value came about: both passes gave it, it was kept where they "
             "differ, or one pass or none coded it.", codelist="coding_outcome", required=True),
    _derived("exploratory", "Exploratory", "Whether the agreement of two passes on the mode and dimension "
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
