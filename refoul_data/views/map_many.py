"""An analyst's table of thousands of rows becomes a map whose page holds columns, not records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..vocabulary.codes import read_codelist
from .map_cells import cell_text
from .map_packing import deflate, pack_bytes
from .map_records import EXACT
from .map_time import span_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MANY = 1500
"""From so many rows on a map has columns: a mark, a panel and a line of HTML each would be too much."""

_FEW = 60  # a column with no more values than that can be chosen from
_FACETS = 8
_CHUNK = 5000  # as in map_many.js
_FAST = 1  # deflate: level 9 takes ten times as long for a fifth of the size


def pack_columns(df: pd.DataFrame, labels: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return what the script of a large map reads first, and one packed text for every column.

    Parameters
    ----------
    df : pandas.DataFrame
        With ``id``, and ``place_lat`` and ``place_lon`` in degrees or missing.
    labels : dict of str to str
        What to call columns; others are called as they are.

    Returns
    -------
    tuple
        ``number`` of rows, ``columns`` (name, label, bytes of a code, number of values), ``facets``, ``spans`` of
        time by code of the column ``dated``, codes that are not ``exact``; then the texts: the
        positions first, then for every column its codes and the values they stand for.
    """
    texts = [pack_bytes(deflate(_positions(df), _FAST))]
    columns, facets, spans = [], [], None
    for name in df.columns:
        codes, values = _coded(df[name])
        width, data = _narrow(codes, len(values))
        blocks = (pack_bytes(deflate(block, _FAST)) for block in (data, *_values(values)))
        texts.append(" ".join(blocks))
        columns.append([name, labels.get(name, name), width, len(values)])
        if name == "date" or (name == "date_earliest" and "date" not in df.columns):
            spans = [
                len(columns) - 1,
                [span_of(_day(value)) if value else None for value in values],
            ]
        if 1 < len(values) <= _FEW and len(df) > 2 * len(values) and len(facets) < _FACETS:
            facets.append(len(columns) - 1)
    return {
        "number": len(df),
        "columns": columns,
        "facets": facets,
        "spans": spans,
        "exact": list(EXACT),
        "precisions": sorted(read_codelist("place_precision")),
    }, texts


def _day(value: str) -> dict[str, Any]:
    # A day that pandas wrote has a time behind it.
    return {"date": value[:10] if value[10:11] in (" ", "T") else value}


def _positions(df: pd.DataFrame) -> bytes:
    """Return latitudes, then longitudes, in ten thousandths of a degree; none is the least number."""
    import numpy as np
    import pandas as pd

    lat, lon = (
        pd.to_numeric(df[name]).to_numpy(float, na_value=np.nan)
        for name in ("place_lat", "place_lon")
    )
    there = np.isfinite(lat) & np.isfinite(lon) & (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    parts = [np.where(there, np.round(axis * 1e4), -(2**31)).astype("<i4") for axis in (lat, lon)]
    # Bytes of equal weight stand together: deflate finds more in them.
    return b"".join(part.view(np.uint8).reshape(-1, 4).T.tobytes() for part in parts)


def _coded(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return a number for every row, and the texts that the numbers stand for; 0 is an empty cell."""
    import pandas as pd

    codes, found = pd.factorize(column, use_na_sentinel=True)
    if column.dtype.kind == "f":
        values = [f"{value:.15g}" for value in found.tolist()]
    elif column.dtype.kind == "M":
        values = [str(value).removesuffix(" 00:00:00") for value in found]
    else:
        values = [
            value if isinstance(value, str) and value[:1].isalpha() else cell_text(value)
            for value in found.tolist()
        ]
    return codes + 1, ["", *values]


def _values(values: list[str]) -> Iterator[bytes]:
    """Return values as lists in JSON, each of `_CHUNK`: a popup does not wait for all of them."""
    for at in range(0, len(values), _CHUNK):
        chunk = values[at : at + _CHUNK]
        yield json.dumps(chunk, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "replace"
        )


def _narrow(codes: np.ndarray, number: int) -> tuple[int, bytes]:
    """Return the bytes of a code and all codes; none where every row has its own."""
    import numpy as np

    if number == len(codes) + 1 and np.array_equal(codes, np.arange(1, number)):
        return 0, b""
    width = 1 if number <= 256 else 2 if number <= 65536 else 4
    data = codes.astype(f"<u{width}")
    return width, data.view(np.uint8).reshape(-1, width).T.tobytes()
