"""What only whole tables can answer: each check makes a small frame with one number a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ..vocabulary.codes import read_codelist
from .tables import Table

NEAR_KM = 25
KM_PER_DEGREE = 111.2


class CrossCheck(NamedTuple):
    """One question to several tables; every row's number must lie between two bounds."""

    name: str
    sentence: str
    make: Callable[[dict[str, pd.DataFrame], dict[str, Table], list[str], Path], pd.DataFrame]
    column: str
    minimum: float | None
    maximum: float | None
    severity: str = "critical"
    mostly: float = 1.0


def _claimed_cells(frames, tables, claimed, boundaries) -> pd.DataFrame:
    """For each claimed cell with a value, count the claims with a known source behind it."""
    incidents, claims = frames["incidents"], frames["claims"]
    known = claims[claims["source"].isin(frames["sources"]["key"])]
    behind = known.groupby(["incident_id", "field"]).size()
    rows = []
    for column in tables["incidents"].columns:
        if column.basis != "claimed":
            continue
        field = max((f for f in claimed if column.name.startswith(f)), key=len)
        for key in incidents.loc[incidents[column.name].notna(), "id"]:
            rows.append((f"{key}, {column.name}", int(behind.get((key, field), 0))))
    return pd.DataFrame(rows, columns=["cell", "claims"])


def _locators(frames, tables, claimed, boundaries) -> pd.DataFrame:
    """For each claim, tell whether a locator is missing where the source has them."""
    sources = frames["sources"].set_index("key")
    types = read_codelist("source_type")
    default = sources["type"].map(lambda code: types[code].extra["locator"])
    locator = sources["locator"].fillna(default)
    claims = frames["claims"]
    wanted = claims["source"].map(locator).ne("none") & claims["at"].isna()
    name = claims["incident_id"] + ", " + claims["field"] + " " + claims["number"].astype(str)
    return pd.DataFrame({"claim": name, "missing": wanted.astype(int)})


def _joined_codes(frames, tables, claimed, boundaries) -> pd.DataFrame:
    """For each value in a cell with several keys, count the rows that it refers to."""
    rows = []
    for table in tables.values():
        for column in table.columns:
            if not (column.references and column.separator):
                continue
            target, _, key = column.references.partition(".")
            known = set(frames[target][key])
            cells = frames[table.name][column.name].dropna()
            for value in cells.str.split(column.separator).explode():
                rows.append((f"{table.name}.{column.name}: {value}", int(value in known)))
    return pd.DataFrame(rows, columns=["value", "found"])


def _origins(frames, tables, claimed, boundaries) -> pd.DataFrame:
    incidents = frames["incidents"]
    return incidents.loc[incidents["record_status"] == "published", ["id", "n_origins"]]


def _counted_twice(frames, tables, claimed, boundaries) -> pd.DataFrame:
    """For each counted campaign, count what is counted with the same act anywhere within it."""
    incidents = frames["incidents"]
    counted = incidents[incidents["count_in_totals"] & incidents["persons_act"].notna()]
    campaigns = counted[counted["kind"] == "campaign"]
    parents = dict(zip(incidents["id"], incidents["part_of"], strict=True))
    parts: Counter[tuple[str, str]] = Counter()
    for row in counted.itertuples(index=False):
        campaign, seen = row.part_of, {row.id}
        while pd.notna(campaign) and campaign not in seen:
            parts[campaign, row.persons_act] += 1
            seen.add(campaign)
            campaign = parents.get(campaign)
    twice = [parts[row.id, row.persons_act] for row in campaigns.itertuples(index=False)]
    return pd.DataFrame({"campaign": campaigns["id"], "incidents": twice})


def _kilometres(frames, tables, claimed, boundaries) -> pd.DataFrame:
    """For each place in a state that has an area, tell how far outside that area it lies.

    Left out are whole countries and the places that the boundaries' list of exceptions names.
    """
    import geopandas

    areas = geopandas.read_file(boundaries / "ne_110m_countries.geojson").set_index("iso_a3")
    areas = areas.set_crs(None, allow_override=True)  # plain degrees, without a warning
    places = frames["places"]
    excepted = pd.read_csv(boundaries / "exceptions.csv")["place"]
    places = places[places["state"].isin(areas.index) & ~places["precision"].eq("country")]
    places = places[~places["id"].isin(excepted)]
    points = geopandas.GeoSeries(geopandas.points_from_xy(places["lon"], places["lat"]))
    shapes = geopandas.GeoSeries(areas.loc[places["state"], "geometry"].to_list())
    # In degrees: towards the poles this overstates the distance, never understates it.
    kilometres = shapes.distance(points) * KM_PER_DEGREE
    return pd.DataFrame({"place": places["id"].to_list(), "km": kilometres.to_list()})


CROSS_CHECKS: tuple[CrossCheck, ...] = (
    CrossCheck(
        "claimed_cells",
        "Every claimed cell of the table of incidents rests on at least one claim with a source",
        _claimed_cells, "claims", 1, None,
    ),
    CrossCheck(
        "locators",
        "Every claim names a page, paragraph or section where its source has them",
        _locators, "missing", None, 0,
    ),
    CrossCheck(
        "joined_codes",
        "Every state and source named in a cell with several values is in its table",
        _joined_codes, "found", 1, None,
    ),
    CrossCheck(
        "independent_origins",
        "Every published record rests on two or more independent origins of information",
        _origins, "n_origins", 2, None,
    ),
    CrossCheck(
        "counted_once",
        "No campaign is counted together with its own incidents for the same act",
        _counted_twice, "incidents", None, 0,
    ),
    CrossCheck(
        "places_in_state",
        f"Every place lies in the state named for it, within {NEAR_KM} km of it, or is a listed exception",
        _kilometres, "km", None, NEAR_KM, "warning",
    ),
)  # fmt: skip
