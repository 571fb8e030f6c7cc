"""How headline counts change under rival codings, another pass, or readings recognised later."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..law.interpretation import derive_type
from ..law.sums import AS_READ_LATER, AS_READ_THEN, BY_TEXT, prohibits_return, sums_of
from ..records.coding_schema import RECORD_CODES, ReadingType
from ..records.schema import Column
from ..vocabulary.codes import label_of
from .agreement_tables import label_of_variable
from .tables import Table

Row = Mapping[str, Any]
RULE = "sensitivity"
_COUNTS = {
    "n": ("As published", "Number of units that have the code as published"),
    "n_rival_low": ("Least under the rival codings", "Number of units that have it and no rival coding"),
    "n_rival_high": ("Most under the rival codings", "Number of units that have it, or have it as the rival"),
    "n_first": ("First pass", "Number of units that have it by the first pass alone"),
    "n_second": ("Second pass", "Number of units that have it by the second pass alone"),
    "n_by_text": ("By the text alone", "Number of records bound by a provision whose text says so itself"),
    "n_as_read_later": ("As read later",
                        "Number of records bound if what was read into a provision later is dated back"),
}  # fmt: skip


SENSITIVITY_LABELS = {name: label for name, (label, _) in _COUNTS.items()}
"""How the counts are called, in their order."""


def _columns() -> list[Column]:
    return [
        Column("headline", "Headline table", "string", "", "sensitivity_table", "derived", RULE,
               "Which headline table the row belongs to.", required=True),
        Column("row", "Row", "string", "", "", "derived", RULE,
               "Variable and code parted by an equals sign, or id of a provision.", required=True),
        Column("label", "Label", "string", "", "", "derived", RULE, "How the row is called.", required=True),
        Column("exploratory", "Exploratory", "bool", "", "", "derived", RULE,
               "Whether two passes agree too little on the variable: the row is then no headline.",
               required=True),
        *(
            Column(name, label, "int64", "units", "", "derived", RULE,
                   f"{text}; empty where the row has no such count.")
            for name, (label, text) in _COUNTS.items()
        ),
    ]  # fmt: skip


def _line(headline: str, row: str, label: str, **counts: int) -> dict[str, Any]:
    cells = {"headline": headline, "row": row, "label": label, "exploratory": False}
    return cells | dict.fromkeys(_COUNTS) | counts


def _ranged(
    units: Iterable[tuple[str, str | None]], wanted: Callable[[str], bool]
) -> dict[str, int]:
    """Count units (code, rival) as published, at least and at most."""
    n = low = high = 0
    for code, rival in units:
        has, could = wanted(code), rival is not None and wanted(rival)
        n += has
        low += has and (rival is None or could)
        high += has or could
    return {"n": n, "n_rival_low": low, "n_rival_high": high}


def _is_yes(code: str) -> bool:
    return code == "yes"


def _by_pass(codings: Iterable[Row], records: set[str]) -> dict[str, dict[str, Counter]]:
    found: dict[str, dict[str, Counter]] = {"first": {}, "second": {}}
    for row in codings:
        if row["incident_id"] in records:
            found[row["pass"]].setdefault(row["variable"], Counter())[row["value"]] += 1
    return found


def _passes(found: Mapping[str, Mapping[str, Counter]], variable: str, code: str) -> dict[str, int]:
    return {
        f"n_{which}": counts[variable][code]
        for which, counts in found.items()
        if variable in counts
    }


def _readings(rows: list[Row], passes: Mapping[str, Mapping[str, Counter]]) -> Iterator[dict]:
    by_variable: dict[str, list] = defaultdict(list)
    for row in rows:
        by_variable[f"{row['mode']}.{row['dimension']}"].append((row["value"], row["rival_value"]))
    for variable, units in by_variable.items():
        counts = _ranged(units, _is_yes) | _passes(passes, variable, "yes")
        yield _line("readings", f"{variable}=yes", label_of_variable(variable), **counts)


def _least_most(
    values: Mapping[str, str], rivals: Mapping[str, str], conditions
) -> tuple[bool, bool]:
    """Return whether a type follows whatever rivals are taken, and whether it follows with some."""
    low = high = True
    for dimension, wanted in conditions:
        value, rival = values.get(dimension), rivals.get(dimension)
        low &= value == wanted and rival in (None, wanted)
        high &= wanted in (value, rival)
    return low, high


def _types(
    rows: list[Row], types: list[ReadingType], codings: Iterable[Row], records: set[str]
) -> Iterator[dict]:
    units: dict[tuple, tuple[dict, dict]] = defaultdict(lambda: ({}, {}))
    for row in rows:
        values, rivals = units[row["mode"], row["incident_id"], row["state"]]
        values[row["dimension"]] = row["value"]
        if row["rival_value"]:
            rivals[row["dimension"]] = row["rival_value"]
    passes: dict[tuple, dict] = defaultdict(dict)
    for row in codings:
        mode, parted, dimension = row["variable"].partition(".")
        if parted and row["incident_id"] in records:
            passes[row["pass"], mode, row["unit"]][dimension] = row["value"]
    for mode in dict.fromkeys(key[0] for key in units):
        for kind in types:
            conditions = [(c.dimension, c.value) for c in kind.all_of]
            counts: Counter = Counter(n=0, n_rival_low=0, n_rival_high=0)
            for (its_mode, *_), (values, rivals) in units.items():
                if its_mode == mode:
                    low, high = _least_most(values, rivals, conditions)
                    counts["n"] += derive_type(conditions, values) == "yes"
                    counts["n_rival_low"] += low
                    counts["n_rival_high"] += high
            for which in ("first", "second"):
                own = [v for (p, m, _), v in passes.items() if (p, m) == (which, mode)]
                if own:
                    counts[f"n_{which}"] = sum(derive_type(conditions, v) == "yes" for v in own)
            variable = f"{mode}.type_{kind.id}"
            yield _line("types", f"{variable}=yes", label_of_variable(variable), **counts)


def _record_codes(
    incidents: Iterable[Row], codes: Iterable[Row], passes: Mapping[str, Mapping[str, Counter]]
) -> Iterator[dict]:
    units: dict[str, list] = defaultdict(list)
    for row in incidents:
        units["kind"].append((row["kind"], None))
    for row in codes:
        units[row["field"]].append((row["value"], row["rival"]))
    for field in RECORD_CODES:
        named = dict.fromkeys(c for pair in units[field] for c in pair if c)
        for code in named:
            counts = _ranged(units[field], lambda c, code=code: c == code)
            label = f"{label_of_variable(field)}: {label_of(field, code).lower()}"
            yield _line("codes", f"{field}={code}", label, **counts, **_passes(passes, field, code))


def _instruments(law: Iterable[Row], provisions: Iterable[Row]) -> Iterator[dict]:
    prohibiting = {p["id"]: p for p in provisions if prohibits_return(p)}
    bound: dict[str, dict[str, set]] = {p: defaultdict(set) for p in prohibiting}
    for row in law:
        if row["provision"] in prohibiting:
            for name in sums_of(row, prohibiting[row["provision"]]):
                bound[row["provision"]][name].add(row["incident_id"])
    for provision, sums in bound.items():
        if not sums:
            continue
        yield _line(
            "instruments", provision, f"Bound by {provision}", n=len(sums[AS_READ_THEN]),
            n_by_text=len(sums[BY_TEXT]), n_as_read_later=len(sums[AS_READ_LATER]),
        )  # fmt: skip


def make_sensitivity(tables: Mapping[str, Table], types: list[ReadingType]) -> Table:
    """One row per count of a headline table, as published and otherwise.

    Parameters
    ----------
    tables : mapping of str to Table
        All tables but this one, by name.
    types : list of ReadingType
        The types that the codebook derives.
    """
    rows = {name: table.rows for name, table in tables.items()}
    published = {r["id"] for r in rows["incidents"] if r["record_status"] == "published"}
    readings = [
        r for r in rows["interpretations"]
        if not r["is_analogue"] and r["incident_id"] in published
    ]  # fmt: skip
    since = {r["incident_id"] for r in readings}
    codings = rows["codings"]
    lines = [
        *_readings(readings, _by_pass(codings, since)),
        *_types(readings, types, codings, since),
        *_record_codes(
            [r for r in rows["incidents"] if r["id"] in published],
            [r for r in rows["codes"] if r["incident_id"] in published],
            _by_pass(codings, published),
        ),
    ]
    if "law_on_date" in rows:
        law = [r for r in rows["law_on_date"] if r["incident_id"] in published]
        lines += _instruments(law, rows["provisions"])
    unsure = {r["variable"] for r in rows["agreement"] if r["exploratory"]}
    for line in lines:
        line["exploratory"] = line["row"].partition("=")[0] in unsure
    title = "How headline counts change under rival codings and later readings"
    return Table("sensitivity", title, _columns(), lines, ("headline", "row"))
