"""Published tables become one page with a map: offline, without a request, whole when mailed alone."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .map_facets import pack_facets
from .map_frames import check_table, incident_rows, located, plain_rows
from .map_land import names_today, pack_land
from .map_many import MANY, pack_columns
from .map_packing import pack_page
from .map_records import pack_records
from .map_shelf import Tables
from .offline import with_policy

if TYPE_CHECKING:
    import pandas as pd

TITLE = "Refoulement: incidents, campaigns and measures on a map"
SCRIPTS = ("map_packing.js", "map_base.js", "map_marks.js", "map_panel.js", "map_time.js",
           "map_filters.js", "map_address.js", "map.js")  # fmt: skip
MANY_SCRIPTS = ("map_packing.js", "map_base.js", "map_canvas.js", "map_time.js", "map_address.js",
                "map_many.js")  # fmt: skip
MAX_ZOOM = 9  # closer, the boundaries of 1:110,000,000 would pretend to know more than they do

# Tables whose rows belong to a record, as `refoul_data.access.load` names them.
_ROW_TABLES = ("claims", "codes", "actors", "events", "legs", "harm", "findings", "assessments",
               "interpretations", "reading_types", "missing", "weak_points")  # fmt: skip

_LATER = ("reading_types",)  # a raw folder may hold no codings, and then there is no such table


class OfflineMap:
    """A map in one HTML page that needs no network; in Jupyter it shows itself.

    Attributes
    ----------
    html : str
        The whole page.
    """

    def __init__(self, html: str):
        self.html = html

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file; an older file stays whole until the new one is complete.

        Parameters
        ----------
        path : str or path-like
            Where to write it, for example ``"map.html"``.

        Returns
        -------
        Path
            The file.
        """
        path = Path(path)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(self.html.encode("utf-8"))
        os.replace(part, path)
        return path

    def _repr_html_(self) -> str:
        # Its own origin: whatever the page did, it could not reach the notebook.
        return (
            f'<iframe title="{TITLE}" srcdoc="{html.escape(self.html)}" loading="lazy" '
            'sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox" '
            'style="width:100%;height:44rem;border:0"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<OfflineMap of {len(self.html) / 1000:,.0f} kB; .save(path) writes it>"


def make_map(tables: Tables, boundaries: str | os.PathLike[str], entries: str | None = None) -> str:
    """Return the page with the map of all records.

    Parameters
    ----------
    tables : mapping of str to iterable of mapping
        Rows by name of the table (``incidents``, ``claims``, ``sources``, ``places`` …), with
        plain values: text, numbers, truth values, dates and None. Only ``incidents`` must be there.
    boundaries : str or path-like
        Folder with ``ne_110m_countries.geojson`` and ``ne_110m_outlines.geojson``.
    entries : str, optional
        Way to the folder of the records' own pages, such as ``"incidents/"``, where there are some.

    Returns
    -------
    str
        One HTML page that makes no request. The same tables give the same text.
    """
    data, rows = pack_records(tables)
    if entries:
        data["entries"] = entries
    data["land"] = pack_land(boundaries, names_today(tables.get("states", ())))
    facets = data["facets"]
    data["facets"] = pack_facets(facets)
    incidents = list(tables["incidents"])
    return _render(
        "map.html",
        data,
        SCRIPTS,
        title=TITLE,
        rows=rows,
        facets=facets,
        n_placed=sum(row["on_map"] for row in rows),
        n_reviewed=sum(row.get("reviewed_by_person") is True for row in incidents),
    )


def make_large_map(df: pd.DataFrame, tables: Tables, boundaries: str | os.PathLike[str]) -> str:
    """Return the page with the map of a large table of an analyst, each row with a popup.

    Parameters
    ----------
    df : pandas.DataFrame
        As `located` in map_frames.py returns it.
    tables : mapping of str to iterable of mapping
        ``states`` for the names on the land, and ``variables`` for the labels of columns.
    boundaries : str or path-like
        See `make_map`.
    """
    labels = {
        row["name"]: row["label"] for row in tables["variables"] if row["table"] == "incidents"
    }
    data, columns = pack_columns(df, labels)
    data["land"] = pack_land(boundaries, names_today(tables["states"]))
    return _render(
        "map_many.html",
        data,
        MANY_SCRIPTS,
        title=f"{len(df):,} rows on a map",
        number=len(df),
        facets=[(at, data["columns"][at][1]) for at in data["facets"]],
        columns=columns,
    )


def _render(template: str, data: dict[str, Any], scripts: Iterable[str], **context: Any) -> str:
    """Return a page with a map, its data packed and its scripts allowed by their hashes."""
    base, start = _base_map()
    page = _template(template).render(
        base=base,
        leaflet_css=_leaflet("leaflet.css"),
        css=_asset("map.css"),
        leaflet_js=_leaflet("leaflet.js"),
        start=start,
        data=pack_page(data),
        scripts="\n".join(_asset(name) for name in scripts),
        **context,
    )
    return with_policy(page)


def _base_map() -> tuple[str, str]:
    """Return the element and the script of an empty folium map."""
    import folium

    base = folium.Map(location=[20, 20], zoom_start=2, tiles=None, zoom_control=False)
    base.options |= {
        "max_zoom": MAX_ZOOM,
        "zoom_snap": 0.25,
        "wheel_px_per_zoom_level": 110,
        "max_bounds_viscosity": 0.8,
        "attribution_control": False,  # its link shows a flag; the credit is under the map
    }
    base.default_js, base.default_css = [], []  # else links to a dozen files elsewhere
    base._id = "records"  # else a random one, and no two builds are equal
    base.render()
    figure = base.get_root()
    return figure.html.render().strip(), figure.script.render().strip()


def _template(name: str):
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("refoul_data.views", "templates")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _asset(name: str) -> str:
    return (files("refoul_data.views") / "assets" / name).read_text(encoding="utf-8")


def _leaflet(name: str) -> str:
    """Return a file of Leaflet without what it would load: pictures of markers, a source map."""
    import xstatic.pkg.leaflet as leaflet

    text = (Path(leaflet.BASE_DIR) / name).read_text(encoding="utf-8")
    if name.endswith(".css"):
        return re.sub(r"url\([^)]*\)", "none", text)
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)


def map_incidents(df: pd.DataFrame | None = None) -> OfflineMap:
    """Return a map of records that works offline and shows itself in Jupyter.

    Parameters
    ----------
    df : pandas.DataFrame or geopandas.GeoDataFrame, optional
        Rows as `refoul_data.load_incidents` returns them, or an analyst's own with at least ``id``
        or ``title``, and ``place_lat`` and ``place_lon`` in degrees (WGS 84) or a geometry of
        points. Other columns of the table of incidents are used where they are there; columns of
        the analyst's own are shown as they are. Without it, every record of the data set,
        withdrawn ones marked as such. A table of 1,500 rows or more, up to some 100,000, gets a
        page of another make: marks with popups, filters by columns, no panel.

    Returns
    -------
    OfflineMap
        With ``html`` and ``save(path)``. Claims, sources and legs of records that the data set
        knows are on it.

    Raises
    ------
    ValueError
        If the table has neither ``id`` nor ``title``, no position, an id that stands twice, or a
        geometry of other things than points.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.map_incidents(rd.load_incidents()).save("map.html")  # doctest: +SKIP
    """
    from ..access import law, load
    from ..access.files import find_folder

    if df is None:
        df = load.load_incidents(kinds=None, execution=None, withdrawn=True)
    if len(check_table(df)) >= MANY:
        named = {
            name: plain_rows(getattr(load, f"load_{name}")()) for name in ("states", "variables")
        }
        return OfflineMap(make_large_map(located(df), named, load.load_boundaries_folder()))
    rows = incident_rows(df)
    ids = {row["id"] for row in rows}
    tables: dict[str, list[dict[str, Any]]] = {"incidents": rows}
    for name in _ROW_TABLES:
        if name in _LATER and not (find_folder("processed") / f"{name}.parquet").is_file():
            continue
        more = {"analogues": True} if name in ("interpretations", "reading_types") else {}
        table = getattr(load, f"load_{name}")(withdrawn=True, **more)
        tables[name] = plain_rows(table[table["incident_id"].isin(ids)])
    for name in ("sources", "places", "states", "variables"):
        tables[name] = plain_rows(getattr(load, f"load_{name}")())
    if (find_folder("processed") / "law_on_date.parquet").is_file():
        table = law.load_law_on_date(withdrawn=True)
        tables["law_on_date"] = plain_rows(table[table["incident_id"].isin(ids)])
        tables["instruments"] = plain_rows(law.load_instruments())
        tables["provisions"] = plain_rows(law.load_provisions())
    return OfflineMap(make_map(tables, load.load_boundaries_folder()))
