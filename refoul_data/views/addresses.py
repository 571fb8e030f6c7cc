"""Where the pages of one record are: the only place that knows."""

from __future__ import annotations

from urllib.parse import quote

FOLDER = "incidents"
"""Folder of the pages, beside the other pages."""


def record_page(record: str, up: str = "") -> str:
    """Return the address of the page of a record.

    Parameters
    ----------
    record : str
        Its id.
    up : str
        Way to the folder of the start page, such as ``"../"``.

    Examples
    --------
    >>> record_page("preah-vihear-1979")
    'incidents/preah-vihear-1979.html'
    """
    return f"{up}{FOLDER}/{record_beside(record)}"


def record_beside(record: str) -> str:
    """Return the address of the page of a record, as seen from that of another record."""
    return f"{quote(record, safe='')}.html"


def record_on_map(record: str, up: str = "") -> str:
    """Return the address that opens the map at a record."""
    return f"{up}map.html#{quote(record, safe='')}"
