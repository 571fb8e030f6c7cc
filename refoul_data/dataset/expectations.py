"""Great Expectations over the published tables: most expectations are derived from the columns'
declaration, a few need whole tables. This module alone imports Great Expectations, which is slow.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ..records.schema import Claims
from ..vocabulary.codes import read_codelist
from .cross_checks import CROSS_CHECKS, CrossCheck
from .tables import Column, Table

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
logging.getLogger("great_expectations").setLevel(logging.ERROR)

import great_expectations as gx  # noqa: E402  (analytics must be off before the import)
import great_expectations.expectations as gxe  # noqa: E402

INTERVALS = (("_low", "_best"), ("_best", "_high"), ("_low", "_high"), ("_earliest", "_latest"))


class Outcome(NamedTuple):
    """What one expectation found, in words that a reader of the report understands."""

    table: str
    sentence: str
    severity: str
    success: bool
    checked: int | None
    unexpected: int
    examples: tuple[str, ...]
    error: str


def _meta(sentence: str) -> dict[str, str]:
    return {"sentence": sentence}


def _codes_pattern(column: Column) -> str:
    one = "|".join(map(re.escape, read_codelist(column.codelist)))
    return f"^(?:{one})(?:{re.escape(column.separator)}(?:{one}))*$"


def _column_expectations(column: Column, keys: dict[str, set[str]]) -> Iterator[Any]:
    name, label = column.name, f"“{column.label}” ({column.name})"
    if column.required:
        yield gxe.ExpectColumnValuesToNotBeNull(
            column=name, meta=_meta(f"{label}: every row has a value")
        )
    if column.codelist and column.separator:
        yield gxe.ExpectColumnValuesToMatchRegex(
            column=name,
            regex=_codes_pattern(column),
            meta=_meta(f"{label}: only codes of the list {column.codelist}"),
        )
    elif column.codelist:
        yield gxe.ExpectColumnValuesToBeInSet(
            column=name,
            value_set=list(read_codelist(column.codelist)),
            meta=_meta(f"{label}: only codes of the list {column.codelist}"),
        )
    if column.references and not column.separator:
        yield gxe.ExpectColumnValuesToBeInSet(
            column=name,
            value_set=sorted(keys[column.references]),
            meta=_meta(f"{label}: every value stands in {column.references}"),
        )
    if column.type == "int64":
        yield gxe.ExpectColumnValuesToBeBetween(
            column=name, min_value=0, meta=_meta(f"{label}: never below zero")
        )
    if name.endswith("lat") or name.endswith("lon"):
        limit = 90 if name.endswith("lat") else 180
        yield gxe.ExpectColumnValuesToBeBetween(
            column=name,
            min_value=-limit,
            max_value=limit,
            meta=_meta(f"{label}: on the globe, from minus {limit} to {limit} degrees"),
        )


def _pairs(columns: Iterable[Column]) -> Iterator[tuple[str, str]]:
    names = [c.name for c in columns if c.type != "string"]  # codes have no order
    for low, high in INTERVALS:
        for name in names:
            partner = name.removesuffix(low) + high
            if name.endswith(low) and partner in names:
                yield name, partner
            elif name == low[1:] and high[1:] in names:
                yield name, high[1:]


def table_expectations(table: Table, keys: dict[str, set[str]]) -> Iterator[Any]:
    """Yield the expectations that follow from the declaration of a table.

    Parameters
    ----------
    table : Table
        The declaration; its rows are not looked at.
    keys : dict of str to set of str
        The values of every column that others refer to, such as ``sources.key``.
    """
    names = [c.name for c in table.columns]
    if table.name == "incidents":
        names.append("geometry")
    yield gxe.ExpectTableColumnsToMatchOrderedList(
        column_list=names, meta=_meta("The columns are those of the codebook, in its order")
    )
    words = " and ".join(table.key)
    unique = _meta(f"Key ({words}): no value stands twice")
    if len(table.key) == 1:
        yield gxe.ExpectColumnValuesToBeUnique(column=table.key[0], meta=unique)
    else:
        yield gxe.ExpectCompoundColumnsToBeUnique(column_list=list(table.key), meta=unique)
    for column in table.columns:
        yield from _column_expectations(column, keys)
    for low, high in _pairs(table.columns):
        yield gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=high,
            column_B=low,
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            meta=_meta(f"“{low}” is never above “{high}”"),
        )


def _plain_frame(path: Path) -> pd.DataFrame:
    frame = pd.read_parquet(path, dtype_backend="numpy_nullable")
    for name in frame.columns:
        if name.endswith(("_earliest", "_latest")) and frame[name].dtype == object:
            frame[name] = pd.to_datetime(frame[name])
    return frame


def _cross_expectation(check: CrossCheck) -> Any:
    return gxe.ExpectColumnValuesToBeBetween(
        column=check.column,
        min_value=check.minimum,
        max_value=check.maximum,
        mostly=check.mostly,
        severity=check.severity,
        meta=_meta(check.sentence),
    )


def _error_of(result: Any) -> str:
    """Return the message of an expectation that could not be computed; GX nests it variously."""
    info = result.exception_info or {}
    for item in [info, *info.values()]:
        if isinstance(item, dict) and item.get("raised_exception") in (True, "True"):
            return str(item.get("exception_message") or "raised an exception")
    return ""


def _examples(content: dict[str, Any], frame: pd.DataFrame) -> tuple[str, ...]:
    key = frame.columns[0]
    shown = []
    for place, value in zip(
        content.get("partial_unexpected_index_list") or [],
        content.get("partial_unexpected_list") or [],
        strict=False,
    ):
        values = value if isinstance(value, (tuple, list)) else [value]
        words = ", ".join("empty" if pd.isna(v) else str(v) for v in values)
        shown.append(f"{frame[key].iloc[place]}: {words}")
    if not shown and "details" in content:
        shown = [str(content["details"])]
    return tuple(shown[:5])


def _outcome(table: str, result: Any, frame: pd.DataFrame) -> Outcome:
    content = result.result or {}
    config = result.expectation_config
    error = _error_of(result)
    return Outcome(
        table=table,
        sentence=config.meta["sentence"],
        severity=str(getattr(config.severity, "value", config.severity)),
        success=bool(result.success),
        checked=content.get("element_count"),
        unexpected=int(content.get("unexpected_count") or 0),
        examples=() if result.success else _examples(content, frame),
        error=error,
    )


def _context() -> Any:
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False}
    return context


def _validate(context: Any, name: str, frame: pd.DataFrame, expectations: list) -> list[Outcome]:
    source = context.data_sources.add_pandas(name)
    definition = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name)
    batch = definition.get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name, expectations=expectations)
    found = batch.validate(suite, result_format={"result_format": "SUMMARY"})
    outcomes = [_outcome(name, result, frame) for result in found.results]
    order = [e.meta["sentence"] for e in expectations]
    return sorted(outcomes, key=lambda outcome: order.index(outcome.sentence))


def run_expectations(
    tables: dict[str, Table],
    folder: Path,
    boundaries: Path,
    progress: Callable[[str], None] = lambda name: None,
    only: Collection[str] | None = None,
) -> list[Outcome]:
    """Check the published files of a folder.

    Parameters
    ----------
    tables : dict of str to Table
        The declarations.
    folder : Path
        Where the Parquet files are; they are what is checked, not the tables in memory.
    boundaries : Path
        Folder of the boundaries, against which places are held.
    progress : callable, optional
        Called with the name of each table before it is checked.
    only : collection of str, optional
        Names of the tables and cross-checks to run; all of them by default.

    Returns
    -------
    list of Outcome
        One for each expectation, in the order of the tables.
    """
    frames = {name: _plain_frame(folder / f"{name}.parquet") for name in tables}
    targets = {c.references for t in tables.values() for c in t.columns if c.references}
    keys = {
        target: set(frames[target.partition(".")[0]][target.partition(".")[2]].dropna())
        for target in targets
    }
    context = _context()
    outcomes: list[Outcome] = []
    for name, table in tables.items():
        if only is not None and name not in only:
            continue
        progress(name)
        outcomes += _validate(context, name, frames[name], list(table_expectations(table, keys)))
    claimed = [n for n in Claims.model_fields if n != "lines"]
    for check in CROSS_CHECKS:
        if only is not None and check.name not in only:
            continue
        progress(check.name)
        frame = check.make(frames, tables, claimed, boundaries).reset_index(drop=True)
        outcomes += _validate(context, check.name, frame, [_cross_expectation(check)])
    return outcomes


def critical_failures(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the outcomes that stop a build; an expectation that could not be computed is one."""
    return [o for o in outcomes if o.error or (not o.success and o.severity == "critical")]
