"""Do totals count nobody twice, keep unlike things apart and say what they leave out?"""

import pandas as pd
import pytest
from published_records import CAMPAIGN, EXAMPLE, ROOT, publish_examples, use

import refoul_data as rd

COLUMNS = ["kind", "act", "n", "n_counted", "n_best", "n_open_above", "low", "best", "high",
           "n_missing", "n_left_out"]  # fmt: skip
PROCESSED = ROOT / "data" / "processed" / "incidents.parquet"
TYPES = {"low": "Int64", "best": "Int64", "high": "Int64"}


def record(id, low=None, best=None, high=None, act="refusals", **cells):
    """One row of a table of incidents with a count of persons and of deaths."""
    counted = low is not None or high is not None
    row = {"id": id, "kind": "incident", "part_of": None, "record_status": "published",
           "count_in_totals": True, "state": "AAA"}  # fmt: skip
    row |= {"persons_low": low, "persons_best": best, "persons_high": high,
            "persons_act": act if counted else None, "persons_flags": None}  # fmt: skip
    deaths = {"low": low, "best": best, "high": high, "flags": None}
    return row | {f"deaths_after_{part}": value for part, value in deaths.items()} | cells


def table(*rows):
    frame = pd.DataFrame(rows)
    numbers = [n for n in frame if n.endswith(("_low", "_best", "_high"))]
    texts = [n for n in frame if n not in (*numbers, "count_in_totals")]
    return frame.astype(
        dict.fromkeys(numbers, "Int64") | dict.fromkeys(texts, "string")
        | {"count_in_totals": "boolean"}
    )  # fmt: skip


def only(result):
    result = result[result["n"] > 0]
    assert len(result) == 1
    return {k: None if pd.isna(v) else v for k, v in result.iloc[0].to_dict().items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish_examples(tmp_path_factory.mktemp("examples"))


def test_are_low_best_and_high_added():
    row = only(rd.totals(table(record("a", 1, 2, 3), record("b", 10, 20, 30))))
    assert row == {"kind": "incident", "act": "refusals", "n": 2, "n_counted": 2, "n_best": 2,
                   "n_open_above": 0, "low": 11, "best": 22, "high": 33, "n_missing": 0, "n_left_out": 0}  # fmt: skip


def test_is_there_no_best_where_one_record_has_none():
    row = only(rd.totals(table(record("a", 1, 2, 3), record("b", 10, None, 30))))
    assert (row["best"], row["n_best"], row["low"], row["high"]) == (None, 1, 11, 33)


def test_adds_an_open_low_nothing_and_opens_an_open_high_the_total():
    row = only(rd.totals(table(record("a", 5, 5, 5), record("b", None, None, 500))))
    assert (row["low"], row["high"], row["n_counted"]) == (5, 505, 2)
    row = only(rd.totals(table(record("a", 5, 5, 5), record("b", 500, None, None))))
    assert (row["low"], row["high"], row["n_counted"]) == (505, None, 2)


def test_is_it_said_how_many_records_are_open_above():
    open_above = record("a", 5, 5, 5, persons_flags="single_claim;open_above")
    row = only(rd.totals(table(open_above, record("b", 1, 1, 1))))
    assert (row["n_open_above"], row["high"]) == (1, 6)


def test_are_unlike_acts_and_kinds_never_added():
    rows = [record("a", 1, 1, 1), record("b", 2, 2, 2, act="person_returns"),
            record("c", 4, 4, 4, kind="campaign")]  # fmt: skip
    result = rd.totals(table(*rows))
    assert list(zip(result["kind"], result["act"], result["high"], strict=True)) == [
        ("campaign", "refusals", 4),
        ("incident", "person_returns", 2),
        ("incident", "refusals", 1),
    ]


def test_are_records_without_a_count_said_to_be_missing():
    result = rd.totals(table(record("a", 1, 1, 1), record("b"), record("c")))
    assert list(result["n"]) == [1, 2]
    assert list(result["n_missing"]) == [0, 2]
    assert result["act"].isna().tolist() == [False, True]
    assert result.loc[1, ["low", "best", "high"]].isna().all()
    deaths = only(rd.totals(table(record("a", 1, 1, 1), record("b")), count="deaths_after"))
    assert (deaths["act"], deaths["n"], deaths["n_missing"], deaths["low"]) == ("deaths", 2, 1, 1)


def test_is_nobody_counted_twice():
    rows = table(record("a", 1, 1, 1), record("b", 9, 9, 9, count_in_totals=False),
                 record("c", 9, 9, 9, count_in_totals=None))  # fmt: skip
    assert only(rd.totals(rows))["high"] == 1


def test_are_deaths_of_a_campaign_left_out_where_its_incident_has_some():
    campaign = record("c", 9, 9, 9, kind="campaign", persons_act="refusals")
    part = record("a", 1, 1, 1, part_of="c", persons_act="person_returns")
    assert list(rd.totals(table(campaign, part))["high"]) == [9, 1]  # unlike acts, two rows
    assert only(rd.totals(table(campaign, part), count="deaths_after"))["high"] == 1
    alone = record("a", part_of="c")
    result = rd.totals(table(campaign, alone), count="deaths_after")
    assert result["high"].fillna(-1).tolist() == [9, -1]


def test_is_a_cell_with_two_states_a_group_of_its_own():
    rows = table(record("a", 1, 1, 1), record("b", 2, 2, 2, state="AAA;BBB"),
                 record("c", 4, 4, 4, state=None))  # fmt: skip
    result = rd.totals(rows, by="state")
    assert list(result) == ["state", *COLUMNS]
    assert result["state"].fillna("").tolist() == ["AAA", "AAA;BBB", ""]
    assert result["high"].tolist() == [1, 2, 4]


def test_may_one_group_by_several_columns_and_by_kind():
    rows = table(record("a", 1, 1, 1), record("b", 2, 2, 2, state="BBB"))
    assert list(rd.totals(rows, by=["state", "kind"])) == ["state", *COLUMNS]
    assert list(rd.totals(rows, by="kind")) == COLUMNS


@pytest.mark.parametrize("count", ["persons", "deaths_after"])
def test_gives_an_empty_table_an_empty_result_of_the_same_types(count):
    full = table(record("a", 1, 1, 1))
    expected = rd.totals(full, by="state", count=count)
    result = rd.totals(full[:0], by="state", count=count)
    assert len(result) == 0
    assert result.dtypes.to_dict() == expected.dtypes.to_dict()


def test_are_absent_columns_named():
    rows = table(record("a", 1, 1, 1))
    with pytest.raises(ValueError, match="lacks count_in_totals, persons_low"):
        rd.totals(rows.drop(columns=["count_in_totals", "persons_low"]))
    with pytest.raises(ValueError, match="lacks deaths_during_low"):
        rd.totals(rows, count="deaths_during")
    with pytest.raises(ValueError, match="no column 'stat' to group by; did you mean 'state'"):
        rd.totals(rows, by="stat")
    with pytest.raises(ValueError, match="no count 'deaths'; did you mean 'deaths_"):
        rd.totals(rows, count="deaths")


def test_does_it_leave_the_table_alone(folder, monkeypatch):
    use(monkeypatch, folder)
    df = rd.load_incidents(kinds=None, execution=None)
    before = df.copy()
    rd.totals(df)
    rd.totals(df, count="deaths_during")
    pd.testing.assert_frame_equal(pd.DataFrame(df), pd.DataFrame(before))


def test_counts_a_published_campaign_only_through_its_incidents(folder, monkeypatch):
    use(monkeypatch, folder)
    df = rd.load_incidents(kinds=None, execution=None)
    pair = df[df["id"].isin([EXAMPLE, CAMPAIGN])]
    assert only(rd.totals(pair))["low"] == 900
    assert only(rd.totals(pair, count="deaths_during"))["high"] == 30
    alone = rd.totals(df[df["id"] == CAMPAIGN])
    assert alone[["n", "n_left_out"]].to_numpy().tolist() == [[0, 1]]
    assert alone["low"].isna().all()


@pytest.mark.skipif(not PROCESSED.is_file(), reason="data/processed is not built yet")
def test_counts_nobody_of_the_real_records_twice():
    df = rd.load_incidents(kinds=None, execution=None)
    counted = df[df["count_in_totals"]]
    kinds, acts = (counted.set_index("id")[name].to_dict() for name in ("kind", "persons_act"))
    for row in counted[counted["part_of"].notna()].itertuples():
        if pd.notna(row.persons_act) and row.kind == "incident":
            assert kinds.get(row.part_of) is None or acts[row.part_of] != row.persons_act, row.id
    result = rd.totals(df)
    assert result["n"].sum() == len(counted)
    assert result["low"].sum() == counted["persons_low"].sum()
