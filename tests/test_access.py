"""Do the loaders give typed frames of what was published, and say plainly what is wrong?"""

import doctest
import importlib
import json
import pkgutil
import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from published_records import (
    CAMPAIGN,
    EARLY,
    EXAMPLE,
    HOSTILE,
    PLANNED,
    ROOT,
    WITHDRAWN,
    publish_examples,
    use,
)

import refoul_data as rd
import refoul_data.access
from refoul_data.access import files, load
from refoul_data.dataset.counts import COUNT_RULES

PROCESSED = ROOT / "data" / "processed"
TABLES = [
    "claims", "codes", "actors", "events", "legs", "harm", "findings", "assessments",
    "interpretations", "persons_named", "missing", "weak_points", "sources", "places", "states",
    "redactions", "variables",
]  # fmt: skip
real = pytest.mark.skipif(
    not (PROCESSED / "incidents.parquet").is_file(), reason="data/processed is not built yet"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish_examples(tmp_path_factory.mktemp("examples"))


@pytest.fixture
def published(folder, monkeypatch):
    use(monkeypatch, folder)
    return folder


def types(frame):
    return {name: str(dtype) for name, dtype in frame.dtypes.items()}


# --- incidents ---------------------------------------------------------------------------------


def test_is_it_a_geodataframe_with_points_and_a_plain_index(published):
    df = rd.load_incidents()
    assert isinstance(df, gpd.GeoDataFrame)
    assert df.crs.to_epsg() == 4326
    assert df.index.equals(pd.RangeIndex(len(df)))
    point = df.set_index("id").geometry[EXAMPLE]
    assert (point.x, point.y) == (104.7, 14.4)


def test_has_every_column_the_type_that_the_codebook_says(published):
    wanted = {"string": "string", "int64": "Int64", "float64": "float64", "bool": "boolean",
              "date32": "datetime64[s]"}  # fmt: skip
    variables = rd.load_variables().query("table == 'incidents'")
    declared = {n: wanted[t] for n, t in zip(variables["name"], variables["type"], strict=True)}
    assert types(rd.load_incidents().drop(columns="geometry")) == declared


@pytest.mark.parametrize("name", TABLES)
def test_has_every_table_typed_columns_and_a_title(published, name):
    frame = getattr(rd, f"load_{name}")()
    assert set(types(frame)) - {"geometry"} == set(files.read_arrow(name).column_names)
    allowed = {"string", "Int64", "float64", "boolean", "datetime64[s]", "geometry"}
    assert set(types(frame).values()) <= allowed
    assert frame.attrs["licence"] == "CC BY 4.0"
    assert frame.attrs["version"] == rd.__version__
    assert frame.attrs["title"]
    json.dumps(frame.attrs)  # attributes that are plain survive writing and joining


def test_is_there_a_loader_for_every_published_table(published):
    built = {path.stem for path in published.glob("*.parquet")}
    assert built == {"incidents", *TABLES}


def test_are_days_before_1970_kept_and_missing_values_missing(published):
    df = rd.load_incidents(withdrawn=True).set_index("id")
    assert df.loc[EARLY, "date_earliest"] == pd.Timestamp("1940-06-08")
    assert df.loc[EARLY, "part_of"] is pd.NA
    assert df.loc[EARLY, "deaths_during_best"] is pd.NA


def test_are_only_executed_incidents_loaded_by_default(published):
    assert set(rd.load_incidents()["id"]) == {EXAMPLE, EARLY, HOSTILE}


def test_do_kinds_and_execution_widen_it(published):
    assert set(rd.load_incidents(kinds="campaign")["id"]) == {CAMPAIGN}
    both = rd.load_incidents(kinds=["incident", "campaign"])
    assert set(both["id"]) == {EXAMPLE, EARLY, HOSTILE, CAMPAIGN}
    assert set(rd.load_incidents(kinds="measure")["id"]) == set()
    assert set(rd.load_incidents(kinds=None, execution="planned")["id"]) == {PLANNED}
    everything = rd.load_incidents(kinds=None, execution=None, withdrawn=True)
    assert len(everything) == 6


def test_are_rows_of_withdrawn_records_left_out_of_every_table(published):
    assert WITHDRAWN in set(rd.load_incidents(withdrawn=True)["id"])
    for name in TABLES:
        loader = getattr(rd, f"load_{name}")
        if "incident_id" in loader():
            assert WITHDRAWN not in set(loader()["incident_id"]), name
            if name != "missing":
                assert WITHDRAWN in set(loader(withdrawn=True)["incident_id"]), name


def test_has_an_empty_choice_all_columns(published):
    empty = rd.load_incidents(execution="threatened")
    assert isinstance(empty, gpd.GeoDataFrame) and len(empty) == 0
    assert types(empty) == types(rd.load_incidents())


def test_does_another_rule_count_anew(published):
    def numbers(rule):
        row = rd.load_incidents(counts=rule).set_index("id").loc[EXAMPLE]
        return [row[f"persons_{part}"] for part in ("low", "best", "high")]

    assert numbers("whole_range") == [900, 1000, 1500]
    assert numbers("preferred_only") == [900, 1000, 1200]
    assert rd.load_incidents(counts="widest").attrs["counts"] == "widest"


def test_does_counting_anew_by_the_published_rule_change_nothing(published):
    from refoul_data.access.recount import recounted

    table = files.read_arrow("incidents")
    assert recounted(table, "whole_range").equals(table)


@pytest.mark.parametrize("rule", COUNT_RULES)
def test_has_every_rule_the_same_columns(published, rule):
    assert types(rd.load_incidents(counts=rule)) == types(rd.load_incidents())


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        ({"counts": "whole_rang"}, "did you mean 'whole_range'"),
        ({"kinds": ("incidents",)}, "did you mean 'incident'"),
        ({"execution": "execute"}, "did you mean 'executed'"),
    ],
)
def test_does_an_unknown_word_name_the_nearest(published, call, hint):
    with pytest.raises(ValueError, match=hint):
        rd.load_incidents(**call)


# --- other tables ------------------------------------------------------------------------------


def test_are_legs_lines_between_places(published):
    legs = rd.load_legs()
    assert isinstance(legs, gpd.GeoDataFrame)
    assert legs.crs.to_epsg() == 4326
    first = legs[legs["incident_id"] == EXAMPLE].iloc[0]
    assert list(first.geometry.coords) == [(104.1, 14.2), (104.7, 14.4)]


def test_are_readings_from_before_1951_left_out_unless_asked_for(published):
    assert EARLY not in set(rd.load_interpretations()["incident_id"])
    assert EARLY in set(rd.load_interpretations(analogues=True)["incident_id"])


def test_has_a_codelist_its_extra_columns(published):
    codes = rd.codelist("disposition")
    assert list(codes) == ["code", "label", "definition", "sense"]
    assert set(types(codes).values()) == {"string"}
    with pytest.raises(ValueError, match="did you mean 'disposition'"):
        rd.codelist("dispositon")


def test_do_two_loads_share_nothing_that_can_be_changed(published):
    first = rd.load_claims()
    first.loc[:, "value"] = "changed"
    first.attrs["title"] = "changed"
    assert "changed" not in set(rd.load_claims()["value"])
    assert rd.load_claims().attrs["title"] != "changed"


def test_is_a_new_build_seen(published, tmp_path, monkeypatch):
    copy = shutil.copytree(published, tmp_path / "processed")
    use(monkeypatch, copy)
    assert len(rd.load_incidents())
    pq.write_table(files.read_arrow("incidents").slice(0, 0), copy / "incidents.parquet")
    assert len(rd.load_incidents()) == 0


# --- where the tables are ----------------------------------------------------------------------


def test_does_it_say_make_build_where_nothing_is_built(tmp_path, monkeypatch):
    use(monkeypatch, tmp_path / "absent")
    with pytest.raises(FileNotFoundError, match="Run: make build"):
        rd.load_incidents()
    use(monkeypatch, tmp_path)
    with pytest.raises(FileNotFoundError, match=r"'claims' is not built.*Run: make build"):
        rd.load_claims()


def test_does_the_wheels_folder_come_before_the_repositorys(tmp_path, monkeypatch):
    inside, beside = tmp_path / "inside", tmp_path / "beside"
    monkeypatch.setitem(files._FOLDERS, "processed", (inside, beside))
    beside.mkdir()
    assert files.find_folder("processed") == beside
    inside.mkdir()
    assert files.find_folder("processed") == inside


def test_are_the_boundaries_found():
    assert (load.load_boundaries_folder() / "ne_110m_countries.geojson").is_file()


# --- documentation and the real tables ---------------------------------------------------------


@pytest.mark.parametrize("name", [m.name for m in pkgutil.iter_modules(rd.access.__path__)])
def test_do_the_examples_in_the_docstrings_hold(published, name):
    module = importlib.import_module(f"refoul_data.access.{name}")
    assert doctest.testmod(module).failed == 0


@real
def test_are_the_real_incidents_loaded_with_places_and_numbers():
    df = rd.load_incidents(kinds=None, execution=None)
    assert df["id"].is_unique
    placed = df[df["place"].notna()]
    assert np.allclose(placed.geometry.x, placed["place_lon"])
    assert (df["persons_low"] <= df["persons_high"]).fillna(True).all()


@real
@pytest.mark.parametrize("name", TABLES)
def test_is_every_real_table_loaded(name):
    assert getattr(rd, f"load_{name}")().attrs["title"]
