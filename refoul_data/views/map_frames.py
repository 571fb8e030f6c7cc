"""An analyst's table becomes rows of plain values, as the build has them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_KEPT = ("_lat", "_lon", "_low", "_best", "_high", "_earliest", "_latest")

Rows = list[dict[str, Any]]


def incident_rows(df: pd.DataFrame) -> Rows:
    """Return the rows of a table of incidents, each with an id and a position where it has one.

    Raises
    ------
    ValueError
        If the table has neither ``id`` nor ``title``, no position, an id that stands twice, or a
        geometry of other things than points.
    """
    geometry = getattr(df, "active_geometry_name", None)
    if geometry is None and not {"place_lat", "place_lon"} <= set(df.columns):
        raise ValueError("the table has neither place_lat and place_lon nor a geometry of points")
    if not {"id", "title"} & set(df.columns):
        raise ValueError("the table has neither a column 'id' nor a column 'title'")
    rows = plain_rows(df if geometry is None else df.drop(columns=[geometry]))
    if "place_lat" not in df.columns:
        _add_positions(rows, df[geometry])
    seen = set()
    for number, row in enumerate(rows, start=1):
        for name, value in row.items():
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
