"""Does every public function say in words what it was given and what it takes, whatever it was given?"""

import datetime as dt
import inspect
import traceback
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from published_records import CAMPAIGN, EXAMPLE, publish_examples, use

import refoul_data as rd

PACKAGE = Path(rd.__file__).resolve().parent
WRONG = {
    "None": None, "3": 3, "2.5": 2.5, "nan": float("nan"), "NA": pd.NA, "NaT": pd.NaT,
    "bytes": b"THA", "empty list": [], "empty text": "", "list of numbers": [3],
    "list of None": [None], "nested list": ["a", ["b"]], "empty dict": {}, "dict": {"a": 1},
    "object": object(), "empty frame": pd.DataFrame(), "frame": pd.DataFrame({"a": [1]}),
    "series": pd.Series(["a"]), "array": np.array(["a"]), "empty array": np.array([]),
    "function": len, "tuple": ("x",), "day": dt.date(1979, 6, 12), "nonsense": "nonsense",
    "long text": "é" * 300, "text with NUL": "x\0y", "type": int, "set": {"x"},
}  # fmt: skip
FOREIGN = (
    "ambiguous",
    "unhashable",
    "iterable",
    "kernel",
    "has no attribute",
    "indexer",
    "factorize",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish_examples(tmp_path_factory.mktemp("examples"))


@pytest.fixture
def published(folder, monkeypatch):
    use(monkeypatch, folder)
    return folder


def right():
    """Arguments with which each function works, on the real tables."""
    df = rd.load_incidents()
    df["state"] = df["returning_state"].str.split(";").str[0]
    id = df["id"].iloc[0]
    return {
        "law_at": {"state": "THA", "date": "1979-06-12"},
        "law_for": {"df": df, "state": "state", "date": "date"},
        "totals": {"df": df},
        "explain": {"id": id, "field": "persons"},
        "incident": {"id": id},
        "codelist": {"name": "scope"},
        "map_incidents": {"df": df.head(2)},
        "assess_exclusion": {"answers": {}},
        "diff": dict.fromkeys("ab", PACKAGE.parent / "data" / "processed"),
    }


CASES = [
    (name, argument)
    for name in rd.__all__[1:]
    for argument in inspect.signature(getattr(rd, name)).parameters
    if name != "copy_notebooks"  # it writes; test_notebooks asks it
]
ANY_TEXTS = {
    "None", "empty list", "empty array", "nonsense", "long text", "text with NUL", "tuple", "set", "series", "array",
}  # fmt: skip
"""Ids and cells that are hidden need not exist: they may be gone from both versions."""
# What is no mistake: the default, nothing asked for, a day for a date.
FINE = {
    ("load_incidents", "kinds"): {"None", "empty list", "empty array"},
    ("load_incidents", "execution"): {"None", "empty list", "empty array"},
    ("law_at", "date"): {"day"},
    ("law_at", "territory"): {"None"},
    ("law_at", "origin"): {"None"},
    ("law_at", "place_kind"): {"None"},
    ("law_at", "as_known_on"): {"None", "day"},
    ("law_for", "provisions"): {"None", "empty list", "empty array"},
    ("totals", "by"): {"None", "empty list", "empty array"},
    ("map_incidents", "df"): {"None"},
    ("cite", "df"): {"None", "empty frame", "frame"},
    ("diff", "hide"): ANY_TEXTS,
    ("diff", "hide_cells"): {"None", "empty list", "empty array"},
}


@pytest.mark.skipif(
    not (PACKAGE.parent / "data" / "processed" / "law_on_date.parquet").is_file(),
    reason="data/processed is not built yet",
)
@pytest.mark.parametrize(("name", "argument"), CASES)
def test_is_a_wrong_argument_refused_in_words(name, argument):
    function, arguments = getattr(rd, name), right().get(name, {})
    for words, value in WRONG.items():
        if words in FINE.get((name, argument), ()):
            continue
        with pytest.raises((ValueError, TypeError)) as refused:
            function(**(arguments | {argument: value}))
        message = str(refused.value)
        where = traceback.extract_tb(refused.value.__traceback__)[-1].filename
        assert Path(where).is_relative_to(PACKAGE), f"{words}: {message}"
        assert not any(word in message for word in FOREIGN), f"{words}: {message}"
        assert 15 < len(message) < 700, f"{words}: {message}"
        assert type(refused.value) in (ValueError, TypeError), f"{words}: {message}"


def test_is_it_said_what_to_pass(published):
    for call in (rd.incident, lambda id: rd.explain(id, "persons")):
        with pytest.raises(TypeError, match=r"id must be a text such as '.*', not 3"):
            call(3)
    with pytest.raises(TypeError, match=r"df must be a DataFrame, .* not a list"):
        rd.totals([1])
    with pytest.raises(TypeError, match=r"kinds must be .* not one that is 3"):
        rd.load_incidents(kinds=["incident", 3])
    with pytest.raises(TypeError, match="withdrawn must be True or False, not 'no'"):
        rd.load_claims(withdrawn="no")


# --- counted twice -----------------------------------------------------------------------------


@pytest.mark.parametrize("count", ["persons", "deaths_after"])
def test_are_records_that_stand_twice_refused_by_totals(published, count):
    df = rd.load_incidents(kinds=None, execution=None)
    twice = pd.concat([df, df[df["id"] == EXAMPLE]])
    with pytest.raises(ValueError, match=f"id '{EXAMPLE}' stands twice.*drop_duplicates"):
        rd.totals(twice, count=count)
    with pytest.raises(ValueError, match="ids stand twice"):
        rd.totals(pd.concat([df, df]), count=count)
    once = twice.drop_duplicates("id")
    pd.testing.assert_frame_equal(rd.totals(once, count=count), rd.totals(df, count=count))


def test_are_rows_that_a_cell_of_several_states_was_parted_into_refused(published):
    """The usual way to people counted twice: explode, then group."""
    df = rd.load_incidents()
    df["state"] = [["AAA", "BBB"]] * len(df)
    with pytest.raises(ValueError, match=r"stand twice.*explode"):
        rd.totals(df.explode("state"), by="state")


# --- a table that was read from a file ---------------------------------------------------------


@pytest.mark.parametrize("read", [{}, {"dtype_backend": "pyarrow"}, {"keep_default_na": False}])
@pytest.mark.parametrize("count", ["persons", "deaths_during"])
def test_gives_the_published_csv_the_same_totals(published, read, count):
    """With empty texts for what is missing too, as some read it."""
    table = pd.read_csv(published / "incidents.csv", **read)
    df = rd.load_incidents(kinds=None, execution=None, withdrawn=True)
    found = rd.totals(table, count=count)
    expected = rd.totals(df, count=count)
    found, expected = (x.astype({"kind": str, "act": str}) for x in (found, expected))
    if read.get("keep_default_na", True):
        pd.testing.assert_frame_equal(found, expected)
    else:
        numbers = [n for n in found if n not in ("kind", "act")]
        counted = [x[x["n_counted"] > 0][numbers].reset_index(drop=True) for x in (found, expected)]
        pd.testing.assert_frame_equal(*counted)


def test_does_totals_say_which_column_holds_no_numbers(published):
    df = pd.DataFrame(rd.load_incidents())
    df["persons_low"] = "many"
    with pytest.raises(ValueError, match=r"persons_low .*whole numbers.*'many'"):
        rd.totals(df)
    df = pd.DataFrame(rd.load_incidents())
    df["count_in_totals"] = "perhaps"
    with pytest.raises(ValueError, match=r"count_in_totals .*true or false.*'perhaps'"):
        rd.totals(df)


def test_is_the_campaign_in_the_csv_left_out_as_it_is_in_the_loaded_table(published):
    table = pd.read_csv(published / "incidents.csv")
    pair = table[table["id"].isin([EXAMPLE, CAMPAIGN])]
    result = rd.totals(pair, count="deaths_during")
    assert result["n_left_out"].sum() == 1


# --- published files that are broken -----------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not a table at all"])
def test_is_a_broken_published_table_told_with_its_path(folder, tmp_path, monkeypatch, content):
    path = tmp_path / "claims.parquet"
    path.write_bytes(content)
    use(monkeypatch, tmp_path)
    with pytest.raises(ValueError, match=r"claims.parquet.* cannot be read.*Run: make build"):
        rd.load_claims()


def test_warns_nothing(published):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rd.totals(pd.read_csv(published / "incidents.csv"))


# --- the map of a table that was read from a file ----------------------------------------------


@pytest.mark.parametrize(
    "read",
    [{}, {"dtype_backend": "pyarrow"}, {"dtype": str}, {"dtype": str, "keep_default_na": False}],
)
def test_shows_the_map_of_the_published_csv_what_that_of_the_loaded_table_shows(published, read):
    table = pd.read_csv(published / "incidents.csv", **read)
    df = rd.load_incidents(kinds=None, execution=None, withdrawn=True)
    assert rd.map_incidents(table).html == rd.map_incidents(df).html


def test_does_the_map_say_which_cell_it_cannot_read(published):
    table = pd.read_csv(published / "incidents.csv")
    with pytest.raises(ValueError, match=r"date_earliest must hold a day such as .* 'soon'"):
        rd.map_incidents(table.assign(date_earliest="soon"))
    with pytest.raises(ValueError, match="place_lat must hold a number, and holds 'north'"):
        rd.map_incidents(table.assign(place_lat="north"))
