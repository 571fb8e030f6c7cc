"""How far two passes of coding agree becomes tables: figures, and which codes were taken for which."""

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
from ..law.interpretation import derive_type, dimensions_of, passed_values
from ..records.coding_schema import RECORD_CODES, Codings
from ..records.schema import Column
from ..vocabulary.codes import label_of, read_codelist
from .coding_columns import VARIABLE, derived
from .tables import Table

Values = Mapping[tuple[str, str], Mapping[str, str]]


def by_unit(rows: Iterable[tuple[str, str, str, str]]) -> dict[tuple[str, str], dict[str, str]]:
    """Gather (unit, mode, dimension, value) as values of dimensions by unit and mode."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for unit, mode, dimension, value in rows:
        found[unit, mode][dimension] = value
    return found


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
        which: by_unit(
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
        yield derived(name, label, f"{text}{open_}.", "float64", unit)
        for end, word in (("low", "lower"), ("high", "upper")):
            yield derived(
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
        VARIABLE,
        derived("label", "Label", "How the variable is called.", required=True),
        derived("n_units", "Units", "Number of units that both passes coded; readings of conduct that "
                 "ended before 28 July 1951 are left out.", "int64", "units", required=True),
        derived("n_records", "Records", "Number of records, or of works, to which those units belong; "
                 "they are what is drawn anew.", "int64", "records", required=True),
        derived("n_equal", "Equal", "Number of units with the same code in both passes.", "int64", "units",
                 required=True),
        *_figure_columns(),
        derived("n_with_analogues", "Units, analogues included",
                 "Number of units if readings of conduct before 28 July 1951 are counted too.", "int64",
                 "units", required=True),
        derived("alpha_with_analogues", "Krippendorff's alpha, analogues included",
                 "Alpha if readings of conduct before 28 July 1951 are counted too; empty where the codes "
                 "do not vary.", "float64", "coefficient, at most 1"),
        derived("rates_first", "Base rates, first pass",
                 "Codes of the first pass with their number, parted by semicolons.", separator=";"),
        derived("rates_second", "Base rates, second pass",
                 "Codes of the second pass with their number, parted by semicolons.", separator=";"),
        derived("exploratory", "Exploratory",
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
        VARIABLE,
        derived("first", "First pass", "Code of the first pass.", required=True),
        derived("second", "Second pass", "Code of the second pass.", required=True),
        derived(
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
