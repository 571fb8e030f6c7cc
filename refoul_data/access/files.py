"""Where the published tables are, and how they become typed rows: the one look-up of `access`.

An installed wheel carries the tables inside the package. An editable install does not, and reads
those of the repository.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_PACKAGE = Path(__file__).resolve().parent.parent
_REPOSITORY = _PACKAGE.parent
_FOLDERS = {
    "processed": (_PACKAGE / "_data" / "processed", _REPOSITORY / "data" / "processed"),
    "boundaries": (_PACKAGE / "_data" / "boundaries", _REPOSITORY / "data" / "raw" / "boundaries"),
    "notebooks": (_PACKAGE / "_data" / "notebooks", _REPOSITORY / "notebooks"),
}

# Seconds and not nanoseconds: the first are exact for every year that a date can name.
_DAYS = pa.timestamp("s")
TEXT = pd.StringDtype("pyarrow")
_DTYPES = {
    pa.string(): TEXT,
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def find_folder(name: str) -> Path:
    """Return the folder ``"processed"``, ``"boundaries"`` or ``"notebooks"``: the wheel's, else the repository's.

    Raises
    ------
    FileNotFoundError
        If neither is there; the message says what to run.
    """
    inside, beside = _FOLDERS[name]
    for folder in (inside, beside):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no folder {beside} with data. Run: make build")


def use_folder(name: str, folder: Path) -> None:
    """Read from another folder from now on: the build runs notebooks on tables not yet in place."""
    _FOLDERS[name] = (folder, folder)


def read_arrow(name: str) -> pa.Table:
    """Read one published table with its metadata.

    Raises
    ------
    FileNotFoundError
        If it is not built.
    ValueError
        If the file is broken.
    """
    path = find_folder("processed") / f"{name}.parquet"
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        message = f"the table {name!r} is not built: no file {path}. Run: make build"
        raise FileNotFoundError(message) from None
    return _read(path, stamp)


@lru_cache(maxsize=64)
def _read(path: Path, stamp: int) -> pa.Table:
    # Arrow tables cannot be changed, so that they can be shared; a new build has another stamp.
    try:
        with pq.ParquetFile(path) as file:  # faster than read_table, which looks for partitions
            return file.read()
    except (OSError, pa.ArrowException) as error:  # neither names the file
        raise ValueError(f"{path}: the table cannot be read ({error}). Run: make build") from error


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """Return the rows as mappings, in which missing is None."""
    return table.to_pylist()


def where(table: pa.Table, **values: str) -> pa.Table:
    """Return the rows in which every named column has the value given."""
    for column, value in values.items():
        table = table.filter(pc.equal(table[column], value))
    return table


def without(table: pa.Table, column: str, values: Iterable[str]) -> pa.Table:
    """Return the rows in which a column has none of the values."""
    unwanted = pa.array(list(values), pa.string())
    return table.filter(pc.invert(pc.is_in(table[column], value_set=unwanted)))


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Make a typed frame: ``string``, ``Int64``, ``boolean``, ``float64``, ``datetime64[s]``.

    Title, version and licence of the table go into ``attrs``.
    """
    types = [_DAYS if pa.types.is_date(f.type) else f.type for f in table.schema]
    plain = pa.table(
        [column.cast(kind) for column, kind in zip(table.columns, types, strict=True)],
        names=table.column_names,
    )
    frame = plain.to_pandas(types_mapper=_DTYPES.get)
    metadata = table.schema.metadata or {}
    frame.attrs = {
        key: metadata[key.encode()].decode()
        for key in ("title", "version", "licence")
        if key.encode() in metadata
    }
    return frame
