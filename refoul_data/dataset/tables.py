"""Checked records become tables: columns with their declaration, rows of plain values."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..records.law_schema import law_columns
from ..records.library import Library
from ..records.rules import claimed, coded, is_analogue
from ..records.schema import (
    EDITORIAL_FIELDS,
    Actor,
    Assessment,
    Claim,
    Claims,
    Codes,
    Column,
    CountClaim,
    DateClaim,
    Event,
    Finding,
    Harm,
    Interpretation,
    Leg,
    NamedPerson,
    Place,
    PlaceClaim,
    Record,
    Redacted,
    Source,
    claim_class,
    incident_columns,
    row_columns,
)
from ..records.schema import Coded as CodedField
from ..records.state_rows import StateRow
from ..vocabulary.dates import date_bounds
from ..vocabulary.roles import DEATH_PHASES, is_death_of
from .counts import counted_once, make_count, whole_range
from .derive import JOINED_COLUMNS, counts_of, joined_cells, origin_of


class Table(NamedTuple):
    """A published table."""

    name: str
    title: str
    columns: list[Column]
    rows: list[dict[str, Any]]
    key: tuple[str, ...]
    """Columns whose values together stand once."""


_ID = Column("incident_id", "Record", "string", "", "", "editorial", "", "Id of the record.",
             required=True, references="incidents.id")  # fmt: skip
_NUMBER = Column(
    "number", "Number", "int64", "", "", "editorial", "", "Place in the record, from 1."
)
_GRADE = Column("grade", "Grade of the source", "string", "", "grade", "derived", "",
                "How far the source can be relied on, from 1 to 5.")  # fmt: skip
_GRADE_READ = Column("grade_read", "Grade as read", "string", "", "grade", "derived", "grade_as_read",
                     "How far what was read of the source can be relied on, from 1 to 5.")  # fmt: skip
_FIELD = Column("field", "Field", "string", "", "", "editorial", "", "Name of the field.")

ROW_TABLES: dict[str, tuple[type, str]] = {
    "actors": (Actor, "Who acted, in which role"),
    "events": (Event, "Dated steps, in the order of time"),
    "legs": (Leg, "Movements of people, made or meant"),
    "harm": (Harm, "Harm during and after the return"),
    "findings": (Finding, "Decisions of courts and bodies"),
    "assessments": (Assessment, "What others said, with the verb they used"),
    "interpretations": (Interpretation, "Reading of the duty, by dimension"),
    "persons_named": (NamedPerson, "Persons named, with the reason"),
}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(value) or None
    return value


def _numbers(row: Any) -> dict[str, int | None]:
    """Return low, best, high of a counted row; an exact value fills all three."""
    if row.act is None or row.scope is None:
        return {"low": None, "best": None, "high": None}
    count = make_count(dict(row), 0, "")
    return {"low": count.low, "best": count.best, "high": count.high}


# --- incidents ---------------------------------------------------------------------------------


def _claim_cells(record: Record, library: Library) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    counts = counts_of(record, library)
    for field in Claims.model_fields:
        if field == "lines":
            continue
        claims = [c for c in getattr(record.claims, field) if not c.set_aside]
        kind = claim_class(field)
        first = next((c for c in claims if c.preferred), claims[0] if claims else None)
        if kind is CountClaim:
            interval = whole_range(counts[field])
            cells |= {f"{field}_{k}": getattr(interval, k) for k in ("low", "best", "high", "act")}
            cells[f"{field}_flags"] = ";".join(interval.flags) or None
        elif kind is DateClaim:
            bounds = date_bounds(first.value) if first else None
            cells[field] = first.value if first else None
            cells[f"{field}_earliest"] = bounds.earliest if bounds else None
            cells[f"{field}_latest"] = bounds.latest if bounds else None
            cells[f"{field}_precision"] = bounds.precision if bounds else None
        elif kind is PlaceClaim:
            place = library.places[first.value] if first else None
            cells[field] = first.value if first else None
            for key in ("name", "lat", "lon", "precision"):
                cells[f"{field}_{key}"] = getattr(place, key) if place else None
        elif len(claims) and "all_values" in _rule(field):
            cells[field] = ";".join(dict.fromkeys(c.value for c in claims))
        else:
            cells[field] = first.value if first else None
    return cells


def _rule(field: str) -> str:
    from ..records.schema import OUTPUT

    return OUTPUT[claim_class(field)][0].rule


def make_incidents(library: Library) -> Table:
    """One row per record."""
    rows = []
    for record in library.records.values():
        row = {name: getattr(record, name) for name in EDITORIAL_FIELDS}
        row |= {n: None for n in Codes.model_fields if n != "lines"}
        row |= {name: code.value for name, code in coded(record)}
        row |= _claim_cells(record, library) | joined_cells(record, library)
        rows.append(row)
    once = counted_once(rows)
    for row in rows:
        row["count_in_totals"] = once.get(row["id"], False)
    title = "Incidents, campaigns and measures"
    return Table("incidents", title, incident_columns() + JOINED_COLUMNS, rows, ("id",))


# --- one row per claim, code, row --------------------------------------------------------------

_VALUE = Column("value", "Value", "string", "", "", "claimed", "",
                "The value as the record has it; empty for counts, which stand in low, best, high.")  # fmt: skip


def make_claims(library: Library) -> Table:
    """One row per claim."""
    counts = [c for c in row_columns(CountClaim) if c.name not in Claim.model_fields]
    numbers = [c._replace(required=False) for c in counts if c.name != "value"]
    base = [c for c in row_columns(CountClaim) if c.name in Claim.model_fields]
    columns = [_ID, _FIELD, _NUMBER, _VALUE, *numbers, *base, _GRADE, _GRADE_READ]
    rows = []
    for record in library.records.values():
        for field, number, claim in claimed(record):
            row = {c.name: getattr(claim, c.name, None) for c in columns}
            row |= {"incident_id": record.id, "field": field, "number": number + 1}
            if isinstance(claim, CountClaim):
                row |= {"value": None, **_numbers(claim)}
            row["origin"] = origin_of(claim, library)
            row["grade"] = library.sources[claim.source].grade
            row["grade_read"] = library.grade_read(claim.source)
            rows.append(row)
    return Table(
        "claims", "Claims, one row each", columns, rows, ("incident_id", "field", "number")
    )


def make_codes(library: Library) -> Table:
    """One row per coded field."""
    columns = [_ID, _FIELD, *row_columns(CodedField)]
    rows = [
        {c.name: _plain(getattr(code, c.name, None)) for c in columns}
        | {"incident_id": record.id, "field": name}
        for record in library.records.values()
        for name, code in coded(record)
    ]
    return Table(
        "codes", "Coded fields with their reasons", columns, rows, ("incident_id", "field")
    )


def _row_table(library: Library, name: str) -> Table:
    model, title = ROW_TABLES[name]
    columns = [_ID, _NUMBER, *row_columns(model), _GRADE, _GRADE_READ]
    if model is Harm:
        columns = [c for c in columns if c.name != "value"]
    if model is Interpretation:
        columns.append(
            Column("is_analogue", "Before 1951", "bool", "", "", "derived", "edtf_bounds",
                   "Whether the conduct ended before 28 July 1951, when the Convention was adopted.")
        )  # fmt: skip
    rows = []
    for record in library.records.values():
        for number, item in enumerate(getattr(record, name), start=1):
            row = {c.name: _plain(getattr(item, c.name, None)) for c in columns}
            row |= {"incident_id": record.id, "number": number}
            row["origin"] = origin_of(item, library)
            row["grade"] = library.sources[item.source].grade
            row["grade_read"] = library.grade_read(item.source)
            if model is Harm:
                row |= _numbers(item)
            if model is Interpretation:
                row["is_analogue"] = is_analogue(record)
            rows.append(row)
    return Table(name, title, columns, rows, ("incident_id", "number"))


def make_weak_points(library: Library) -> Table:
    """One row per fact that stays weak."""
    text = Column("text", "Weak point", "string", "", "", "editorial", "", "What stays weak.")
    rows = [
        {"incident_id": r.id, "number": n, "text": words}
        for r in library.records.values()
        for n, words in enumerate(r.weak_points, start=1)
    ]
    columns = [_ID, _NUMBER, text]
    return Table("weak_points", "Facts that stay weak", columns, rows, ("incident_id", "number"))


_FAMILIES = ("persons", *DEATH_PHASES)


def _without_number(record: Record, library: Library) -> dict[str, str]:
    """Return the reason for every count of a record that stays empty although nobody said why."""
    counts = counts_of(record, library)
    said = {row.field: row.reason for row in record.missing}
    reasons = {}
    for family in _FAMILIES:
        interval = whole_range(counts[family])
        if (interval.low, interval.high) != (None, None):
            continue
        if family == "persons":
            claimed_at_all = bool(record.claims.persons)
        else:
            claimed_at_all = any(is_death_of(h.type, h.phase, family) for h in record.harm)
        if claimed_at_all:
            reasons[family] = "no_whole_count"
        elif family != "persons":
            default = "not_applicable" if record.kind == "measure" else "unknown"
            reasons[family] = said.get("harm", default)
    return reasons


def make_missing(library: Library) -> Table:
    """One row per field or count without a value, with the reason."""
    reason = Column("reason", "Reason", "string", "", "missing_reason", "editorial", "completeness",
                    "Why the field has no value.")  # fmt: skip
    note = Column("note", "Note", "string", "", "", "editorial", "", "Where it was looked for.")
    fields = dict.fromkeys(n for n in (*Claims.model_fields, *Codes.model_fields) if n != "lines")
    rows = []
    for record in library.records.values():
        given = {row.field: row for row in record.missing}
        empty = [
            n for n in fields
            if not (getattr(record.claims, n, None) or getattr(record.codes, n, None))
        ]  # fmt: skip
        reasons = {n: given[n].reason if n in given else "not_coded_yet" for n in empty}
        reasons |= {n: row.reason for n, row in given.items()}
        aside = {field for field, _, _ in claimed(record)}
        aside -= {field for field, _, claim in claimed(record) if not claim.set_aside}
        # Every claim was found wrong: the cell is empty although somebody looked.
        reasons = (
            dict.fromkeys(sorted(aside), "unknown") | _without_number(record, library) | reasons
        )
        rows += [
            {
                "incident_id": record.id,
                "field": name,
                "reason": code,
                "note": given[name].note if name in given else None,
            }
            for name, code in reasons.items()
        ]
    columns = [_ID, _FIELD, reason, note]
    return Table("missing", "Fields without a value", columns, rows, ("incident_id", "field"))


def make_redactions(library: Library) -> Table:
    """One row per record whose content was removed: nothing of it stands elsewhere."""
    columns = row_columns(Redacted)
    rows = [
        {c.name: getattr(remains, c.name) for c in columns} for remains in library.redacted.values()
    ]
    return Table("redactions", "Records whose content was removed", columns, rows, ("id",))


# --- sources, places, states, variables --------------------------------------------------------


def _author(names: list[Any]) -> str | None:
    parts = [n.literal or ", ".join(filter(None, (n.family, n.given))) for n in names]
    return "; ".join(parts) or None


def make_sources(library: Library) -> Table:
    """One row per work."""
    own = row_columns(Source)
    after = [c.name for c in own].index("grade") + 1
    columns = [*own[:after], _GRADE_READ, *own[after:]]
    rows = [
        {c.name: getattr(s, c.name, None) for c in columns}
        | {"author": _author(s.author), "grade_read": library.grade_read(s.key)}
        for s in library.sources.values()
    ]
    return Table("sources", "Works, with what was read of them", columns, rows, ("key",))


def make_places(library: Library) -> Table:
    """One row per place."""
    columns = row_columns(Place)
    rows = [{c.name: getattr(p, c.name) for c in columns} for p in library.places.values()]
    return Table("places", "Places", columns, rows, ("id",))


def make_states(library: Library) -> Table:
    """One row per state."""
    columns = law_columns(StateRow)
    rows = [{c.name: s.row[c.name] or None for c in columns} for s in library.states.values()]
    return Table("states", "States", columns, rows, ("code",))


def share_missing(rows: list[dict[str, Any]], name: str) -> float | None:
    """Return the share of rows in which a cell is empty, to four places; None without rows."""
    if not rows:
        return None
    return round(sum(row[name] is None for row in rows) / len(rows), 4)


def make_variables(tables: list[Table]) -> Table:
    """One row per published column: the codebook as data."""
    names = ("table", *Column._fields)
    texts = {
        "table": "Table in which the column stands.",
        "name": "Name of the column.",
        "label": "Label for a reader.",
        "type": "Type of the values.",
        "unit": "Unit of the values.",
        "codelist": "Codelist of the values.",
        "basis": "Claimed, coded, derived or editorial.",
        "rule": "Named rule that makes the value.",
        "description": "What the column says.",
        "separator": "What parts several values in one cell.",
        "required": "Whether every row has a value.",
        "references": "Table and column whose values it takes.",
    }
    columns = [
        Column(n, n.capitalize(), "bool" if n == "required" else "string", "",
               {"basis": "basis", "rule": "rule"}.get(n, ""), "editorial", "", texts[n],
               required=n in ("table", "name", "label", "type", "basis", "description", "required"))
        for n in names
    ]  # fmt: skip

    def row(table: str, column: Column) -> dict[str, Any]:
        cells = {k: v or None for k, v in column._asdict().items()}
        return {"table": table} | cells | {"required": column.required}

    columns.append(
        Column("share_missing", "Share without a value", "float64", "share of rows, 0 to 1", "",
               "derived", "", "Share of rows in which the cell is empty, as measured; empty where there are no rows.")
    )  # fmt: skip
    rows = [
        row(t.name, c) | {"share_missing": share_missing(t.rows, c.name)}
        for t in tables
        for c in t.columns
    ]
    # The rows on the columns of this table are among those measured, and none lacks a share.
    own = [row("variables", c) | {"share_missing": 0.0} for c in columns]
    rows += own
    for cells in own:
        cells["share_missing"] = share_missing(rows, cells["name"])
    return Table("variables", "Columns of all tables", columns, rows, ("table", "name"))


def make_tables(library: Library) -> dict[str, Table]:
    """Make every published table from a library without errors.

    Raises
    ------
    ValueError
        If the library has errors: nothing may be published then.
    """
    if library.errors():
        raise ValueError("the raw files have problems; run 'refoul check'")
    tables = [
        make_incidents(library), make_claims(library), make_codes(library),
        *(_row_table(library, name) for name in ROW_TABLES),
        make_weak_points(library), make_missing(library), make_redactions(library),
        make_sources(library),
        make_places(library), make_states(library),
    ]  # fmt: skip
    from .coding_tables import make_coding_tables, with_passes
    from .exclusion_tables import make_exclusion_tables  # which, as the next, itself needs Table
    from .law_summary import with_summaries
    from .law_tables import make_law_tables
    from .seed_tables import make_seed_tables

    law = make_law_tables(library, tables[0])
    exclusion = make_exclusion_tables(library, tables[0], law)
    coding = make_coding_tables(library, [*tables, *law, *exclusion])
    agreement = next((t for t in coding if t.name == "agreement"), None)
    tables = [
        with_passes(t, library.codings, agreement) if t.name == "interpretations" else t
        for t in tables
    ]
    tables = with_summaries(tables, law) + exclusion + law + coding + make_seed_tables(library)
    if agreement is not None:
        from .sensitivity import make_sensitivity

        types = library.codings.codebook.types
        tables.append(make_sensitivity({t.name: t for t in tables}, types))
    tables.append(make_variables(tables))
    return {t.name: t for t in tables}
