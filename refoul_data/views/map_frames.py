"""An analyst's table becomes rows of plain values, as the build has them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_DAYS = ("date_earliest", "date_latest", "decision_date_earliest", "decision_date_latest")
_NUMBERS = (
    "place_lat",
    "place_lon",
    *(
        f"{family}_{part}"
        for family in ("persons", "deaths_during", "deaths_after", "deaths_untraced")
        for part in ("low", "best", "high")
    ),
)
_TRUTHS = ("reviewed_by_person", "count_in_totals")
_KEPT = ("_lat", "_lon", "_low", "_best", "_high", "_earliest", "_latest")

Rows = list[dict[str, Any]]


def check_table(df: pd.DataFrame) -> pd.DataFrame:
    """Return a table that the map can take as it is given.

    Raises
    ------
    TypeError
        If it is no table.
    ValueError
        If it has neither ``id`` nor ``title``, or no position.
    """
    from ..access.given import given_table

    given_table(df)
    geometry = getattr(df, "active_geometry_name", None)
    if geometry is None and not {"place_lat", "place_lon"} <= set(df.columns):
        raise ValueError("the table has neither place_lat and place_lon nor a geometry of points")
    if not {"id", "title"} & set(df.columns):
        raise ValueError("the table has neither a column 'id' nor a column 'title'")
    return df


def located(df: pd.DataFrame) -> pd.DataFrame:
    """Return a table with an id and a position in two columns, without looking at rows one by one.

    Raises
    ------
    ValueError
        If an id stands twice, or a geometry holds other things than points.
    """
    geometry = getattr(df, "active_geometry_name", None)
    made = df if geometry is None else df.drop(columns=[geometry])
    made = made.reset_index(drop=True)
    made.columns = made.columns.astype(str)
    if "place_lat" not in made.columns:
        points = df[geometry] if df[geometry].crs is None else df[geometry].to_crs(4326)
        there = ~(points.isna() | points.is_empty).to_numpy()
        kinds = points[there].geom_type
        if (kinds != "Point").any():
            kind = kinds[kinds != "Point"].iloc[0]
            raise ValueError(f"the geometry holds a {kind}; the map takes points")
        made.loc[there, "place_lat"] = points[there].y.to_numpy()
        made.loc[there, "place_lon"] = points[there].x.to_numpy()
    if "id" not in made.columns:
        made.insert(0, "id", [f"row-{number}" for number in range(1, len(made) + 1)])
    else:
        own = made["id"].isna().to_numpy()
        if own.any():
            made["id"] = [
                f"row-{n}" if absent else str(value)
                for n, (value, absent) in enumerate(zip(made["id"], own, strict=True), start=1)
            ]
    twice = made["id"][made["id"].duplicated()]
    if len(twice):
        raise ValueError(
            f"the id {str(twice.iloc[0])!r} stands twice: a record has one mark on the map"
        )
    return made


def incident_rows(df: pd.DataFrame) -> Rows:
    """Return the rows of a table of incidents, each with an id and a position where it has one.

    Raises
    ------
    TypeError
        If it is no table.
    ValueError
        If the table has neither ``id`` nor ``title``, no position, an id that stands twice, a
        geometry of other things than points, or a text where a day or a number belongs.
    """
    check_table(df)
    geometry = getattr(df, "active_geometry_name", None)
    rows = plain_rows(df if geometry is None else df.drop(columns=[geometry]))
    if "place_lat" not in df.columns:
        _add_positions(rows, df[geometry])
    seen = set()
    for number, row in enumerate(rows, start=1):
        for name, value in row.items():
            value = _counted(name, _typed(name, value))
            row[name] = value if name.endswith(_KEPT) else _text(value)
        row["id"] = row.get("id") or f"row-{number}"
        if row["id"] in seen:
            raise ValueError(f"the id {row['id']!r} stands twice: a record has one mark on the map")
        seen.add(row["id"])
    return rows


def _add_positions(rows: Rows, points: Any) -> None:
    if points.crs is not None:
        points = points.to_crs(4326)
    for row, point in zip(rows, points, strict=True):
        if point is None or point.is_empty:
            continue
        if point.geom_type != "Point":
            raise ValueError(f"the geometry holds a {point.geom_type}; the map takes points")
        row |= {"place_lat": point.y, "place_lon": point.x}


def _typed(name: str, value: Any) -> Any:
    """Return a cell of a table that was read from CSV as the build has it: a day, a number, a truth."""
    if not isinstance(value, str) or name not in (*_DAYS, *_NUMBERS, *_TRUTHS):
        return value
    if not value.strip():
        return None
    try:
        if name in _DAYS:
            return dt.date.fromisoformat(value.strip()[:10])
        return float(value) if name in _NUMBERS else {"true": True, "false": False}[value.lower()]
    except (ValueError, KeyError):
        kind = "a day such as 1979-06-12" if name in _DAYS else "a number"
        kind = "true or false" if name in _TRUTHS else kind
        raise ValueError(f"{name} must hold {kind}, and holds {value!r}") from None


def _counted(name: str, value: Any) -> Any:
    """Return a count as the whole number that it is: beside missing ones pandas makes it 900.0."""
    counts = name in _NUMBERS and not name.startswith("place_")
    return int(value) if counts and isinstance(value, float) and value.is_integer() else value


def _text(value: Any) -> Any:
    """Return numbers and days as text; of a number that came from a whole one, without a point."""
    if isinstance(value, float):
        return f"{value:.15g}"
    return value if value is None or isinstance(value, bool) else str(value)


def plain_rows(df: pd.DataFrame) -> Rows:
    """Return rows as mappings of text, numbers, truth values, dates and None."""
    import pandas as pd

    def plain(value: Any) -> Any:
        if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
            return None
        if isinstance(value, dt.datetime):  # pandas.Timestamp is one
            return value.date()
        if hasattr(value, "item"):
            value = value.item()
        return value if isinstance(value, str | bool | int | float | dt.date) else str(value)

    rows = df.to_dict(orient="records")
    return [{str(name): plain(value) for name, value in row.items()} for row in rows]
