"""Can a release be compared with another, cited, and proved to be the one that was published?"""

import csv
import hashlib
import json
import re
import shutil
import zipfile

import numpy as np
import pandas as pd
import pytest
from published_records import BASE, EXAMPLE, ROOT, WITHDRAWN, publish_examples, publish_folder, use
from test_publishing import HOSTILE, entries
from typer.testing import CliRunner

import refoul_data as rd
from refoul_data.access.changelog import make_changelog
from refoul_data.cli import app

TEXT = (BASE / "incidents" / f"{EXAMPLE}.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    return publish_examples(tmp_path_factory.mktemp("published"))


@pytest.fixture
def installed(examples, tmp_path, monkeypatch):
    """A copy of the published folder, from which the package reads."""
    folder = tmp_path / "installed"
    shutil.copytree(examples, folder)
    use(monkeypatch, folder)
    return folder


def version(folder, *changes, **others):
    """Publish the example with some texts replaced, and other records beside it."""
    raw = folder / "raw"
    shutil.copytree(BASE, raw)
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (raw / "incidents" / f"{EXAMPLE}.yaml").write_text(text, encoding="utf-8")
    for name, content in others.items():
        path = raw / "incidents" / f"{name.replace('_', '-')}.yaml"
        path.write_text(content, encoding="utf-8")
    return publish_folder(raw, folder / "processed")


def told(changes, *names):
    columns = list(names or ("table", "key", "change", "field", "old", "new", "reason"))
    frame = changes[columns].astype(object)
    return {tuple(row) for row in frame.where(frame.notna(), None).itertuples(index=False)}


# --- diff --------------------------------------------------------------------------------------


def test_finds_a_comparison_of_a_version_with_itself_nothing(examples):
    assert rd.diff(examples, examples).empty


def test_lists_a_comparison_exactly_the_seeded_changes(examples, tmp_path):
    new = tmp_path / "new"
    shutil.copytree(examples, new)

    def edit(table, change):
        with open(new / f"{table}.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        rows = change(rows)
        with open(new / f"{table}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    with open(examples / "actors.csv", encoding="utf-8", newline="") as file:
        old_actor = next(r["actor"] for r in csv.DictReader(file) if r["incident_id"] == EXAMPLE)

    def actors(rows):
        """Put a row first, so that all others move; change one of them."""
        at = next(n for n, r in enumerate(rows) if r["incident_id"] == EXAMPLE)
        rows[at]["actor"] = "Navy"
        other = dict.fromkeys(rows[at], "new") | {"incident_id": EXAMPLE, "set_aside": ""}
        rows.insert(at, other)
        mine = [r for r in rows if r["incident_id"] == EXAMPLE]
        for number, row in enumerate(mine, start=1):
            row["number"] = str(number)
        return rows

    def incidents(rows):
        for row in rows:
            if row["id"] == EXAMPLE:
                row["group"] = ""
        return [*rows, rows[0] | {"id": "another-1990"}]

    edit("incidents", incidents)
    edit("actors", actors)
    edit("places", lambda rows: [r for r in rows if r["id"] != "camp-one"])
    group = pd.read_csv(examples / "incidents.csv").set_index("id").loc[EXAMPLE, "group"]
    assert told(rd.diff(examples, new)) == {
        ("incidents", EXAMPLE, "changed", "group", group, None, None),
        ("incidents", "another-1990", "added", None, None, None, None),
        ("actors", f"{EXAMPLE}, 1", "added", None, None, None, None),
        ("actors", f"{EXAMPLE}, 2", "changed", "actor", old_actor, "Navy", None),
        ("places", "camp-one", "removed", None, None, None, None),
    }
    back = told(rd.diff(new, examples), "table", "key", "change")
    assert ("places", "camp-one", "added") in back and len(back) == 5


def test_says_a_comparison_why_a_record_was_withdrawn_and_a_claim_set_aside(tmp_path):
    old = version(tmp_path / "a")
    why = "The only witness took it back"
    withdrawn = (
        "kind: incident",
        f"kind: incident\nrecord_status: withdrawn\nwithdrawn_reason: {why}",
    )
    changes = rd.diff(old, version(tmp_path / "b", withdrawn))
    row = changes.query("table == 'incidents' and field == 'record_status'").iloc[0]
    assert (row["old"], row["new"], row["reason"]) == ("published", "withdrawn", why)
    assert set(changes.query("table == 'incidents'")["reason"]) == {why}

    claims = pd.read_csv(old / "claims.csv", dtype=str).fillna("")
    claims.loc[2, "set_aside"] = "A misprint"
    new = tmp_path / "c"
    shutil.copytree(old, new)
    claims.to_csv(new / "claims.csv", index=False)
    key = ", ".join(claims.loc[2, ["incident_id", "field", "number"]])
    aside = ("claims", key, "changed", "set_aside", None, "A misprint", "A misprint")
    assert told(rd.diff(old, new)) == {aside}


def rewrite(folder, new, table, change):
    """Copy a version, with the rows of one table changed."""
    if not new.exists():
        shutil.copytree(folder, new)
    with open(new / f"{table}.csv", encoding="utf-8", newline="") as file:
        rows = change(list(csv.DictReader(file)))
    with open(new / f"{table}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return new


def test_is_another_order_of_claims_no_change(examples, tmp_path):
    def swap(rows):
        one, two = [n for n, r in enumerate(rows) if r["field"] == "persons"][:2]
        assert rows[one]["value"] != rows[two]["value"] or rows[one]["low"] != rows[two]["low"]
        rows[one], rows[two] = rows[two], rows[one]
        rows[one]["number"], rows[two]["number"] = rows[two]["number"], rows[one]["number"]
        return rows

    assert rd.diff(examples, rewrite(examples, tmp_path / "new", "claims", swap)).empty


def test_pairs_a_comparison_what_is_most_alike_not_what_comes_first(examples, tmp_path):
    """Of three claims that differ from each other little, two changed."""

    def three(rows):
        base = dict.fromkeys(rows[0], "") | {
            "incident_id": EXAMPLE,
            "field": "date",
            "note": "Same",
        }
        more = [base | {"number": str(90 + n), "value": v, "at": f"p. {n}", "who": v, "when": v}
                for n, v in enumerate(["1980", "1981", "1982"])]  # fmt: skip
        return [*rows, *more]

    def change(rows):
        rows[-3]["at"], rows[-2]["at"] = "p. 80", "p. 81"
        rows[-3], rows[-2] = rows[-2] | {"number": "90"}, rows[-3] | {"number": "91"}
        return rows

    old = rewrite(examples, tmp_path / "old", "claims", three)
    changes = rd.diff(old, rewrite(old, tmp_path / "new", "claims", change))
    assert told(changes, "field", "old", "new") == {
        ("at", "p. 0", "p. 80"), ("at", "p. 1", "p. 81"),
    }  # fmt: skip


def test_tells_a_comparison_a_column_that_came_or_went(examples, tmp_path):
    def columns(rows):
        return [{k: v for k, v in r.items() if k != "note"} | {"extra": "x"} for r in rows]

    new = rewrite(examples, tmp_path / "new", "places", columns)
    assert told(rd.diff(examples, new), "table", "change", "field") == {
        ("places", "column removed", "note"), ("places", "column added", "extra"),
    }  # fmt: skip
    result = CliRunner().invoke(app, ["diff", str(examples), str(new)])
    assert "places: column removed: note\n" in result.output
    result = CliRunner().invoke(app, ["diff", str(examples), str(new), "--changelog"])
    assert "- column removed: `note`\n" in result.output


def test_tells_a_comparison_a_second_row_with_one_key(examples, tmp_path):
    new = rewrite(
        examples, tmp_path / "new", "places", lambda rows: [*rows, rows[0] | {"name": "B"}]
    )
    row = told(rd.diff(examples, new), "table", "change")
    assert row == {("places", "added")}
    assert told(rd.diff(new, examples), "table", "change") == {("places", "removed")}


@pytest.mark.parametrize("text", ["{}", "[]", '{"resources": [{}]}', "not json"])
def test_refuses_a_comparison_a_broken_data_package_in_words(examples, tmp_path, text):
    new = tmp_path / "new"
    shutil.copytree(examples, new)
    (new / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"datapackage\.json: it names no tables with their keys"):
        rd.diff(examples, new)
    result = CliRunner().invoke(app, ["diff", str(examples), str(new)])
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)


def test_leaves_a_comparison_out_what_it_is_told_to_hide(examples, tmp_path):
    """The old id of a renamed record, a word, a column."""

    def rename(rows):
        return [{k: v.replace(WITHDRAWN, "neutral-1981") for k, v in row.items()} for row in rows]

    new = examples
    for path in sorted(examples.glob("*.csv")):
        if WITHDRAWN in path.read_text("utf-8"):
            new = rewrite(examples, tmp_path / "renamed", path.stem, rename)
    assert WITHDRAWN in str(told(rd.diff(examples, new)))
    changes = rd.diff(examples, new, hide=[WITHDRAWN])
    assert WITHDRAWN not in str(told(changes)) and "neutral-1981" in str(told(changes))

    def detail(rows):
        rows[0]["other_names"], rows[0]["note"] = "Camp Dos", "Another note"
        return rows

    new = rewrite(examples, tmp_path / "detail", "places", detail)
    assert set(rd.diff(examples, new)["field"]) == {"other_names", "note"}
    assert set(rd.diff(examples, new, hide_cells="places.other_names")["field"]) == {"note"}
    assert rd.diff(examples, new, hide="Camp Uno").empty
    command = ["diff", str(examples), str(new), "--changelog"]
    result = CliRunner().invoke(app, [*command, "--hide-cell", "places.other_names"])
    assert "Camp" not in result.output and "Another note" in result.output
    result = CliRunner().invoke(app, [*command, "--hide", "Camp Uno"])
    assert "No change in the data" in result.output
    with pytest.raises(
        ValueError, match=r"no column 'places\.othername'; did you mean 'places\.other_names'"
    ):
        rd.diff(examples, new, hide_cells=["places.othername"])


def test_compares_a_wheel_with_a_folder(examples, tmp_path):
    path = tmp_path / "refoul_data-0.0.1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file in examples.iterdir():
            wheel.write(file, f"refoul_data/_data/processed/{file.name}")
    assert rd.diff(path, examples).empty


def test_refuses_a_comparison_what_is_no_version(examples, tmp_path):
    with pytest.raises(ValueError, match=r"a: there is no folder or wheel .*nowhere"):
        rd.diff(tmp_path / "nowhere", examples)
    with pytest.raises(ValueError, match="no published tables"):
        rd.diff(tmp_path, examples)
    with pytest.raises(TypeError, match="b must be the path"):
        rd.diff(examples, None)


def test_prints_the_command_changes_and_a_section_for_the_changelog(examples, tmp_path):
    new = tmp_path / "new"
    shutil.copytree(examples, new)
    path = new / "places.csv"
    path.write_text(path.read_text("utf-8").replace("Camp Uno", "Camp Dos"), encoding="utf-8")
    result = CliRunner().invoke(app, ["diff", str(examples), str(new)])
    assert result.exit_code == 0
    assert "places: camp-one: changed: other_names: 'Camp Uno' -> 'Camp Dos'\n" in result.output
    result = CliRunner().invoke(app, ["diff", str(examples), str(new), "--changelog"])
    assert result.output == (
        "### Data\n\n#### places\n\n- camp-one: `other_names` Camp Uno → Camp Dos\n"
    )
    assert CliRunner().invoke(app, ["diff", str(examples), str(tmp_path / "no")]).exit_code == 1


def test_stays_hostile_text_text_in_the_changelog():
    row = ("places", "a`b", "changed", "name", "<img src=x>", f"[x](y) {HOSTILE}\n# head", None)
    columns = ["table", "key", "change", "field", "old", "new", "reason"]
    text = make_changelog(pd.DataFrame([row], columns=columns))
    assert "<img" not in text and "\n# head" not in text and "a\\`b" in text and "\\[x\\]" in text


def test_tells_the_changelog_of_many_changes_only_how_many():
    rows = [("law_on_date", str(n), "added", *[None] * 4) for n in range(1000)]
    columns = ["table", "key", "change", "field", "old", "new", "reason"]
    assert "- 1000 added\n" in make_changelog(pd.DataFrame(rows, columns=columns))


# --- verify ------------------------------------------------------------------------------------


def test_are_the_installed_files_the_published_ones(installed):
    proof = rd.verify()
    assert set(proof["file"]) == {p.name for p in installed.iterdir()} - {"checksums.txt"}
    listed = (installed / "checksums.txt").read_bytes()
    assert proof.attrs["content_hash"] == hashlib.sha256(listed).hexdigest()


def test_fails_the_proof_when_one_byte_of_any_file_changes(installed):
    """And no citation gives the published hash then."""
    names = [
        line.partition("  ")[2] for line in (installed / "checksums.txt").read_text().splitlines()
    ]
    assert len(names) > 40
    for name in names:
        whole = (installed / name).read_bytes()
        data = bytearray(whole)
        data[len(data) // 2] ^= 1
        (installed / name).write_bytes(data)
        with pytest.raises(
            ValueError, match=rf"not the published files: {re.escape(name)} was changed$"
        ):
            rd.verify()
        (installed / name).write_bytes(whole)
    rd.cite()
    (installed / "claims.csv").write_bytes(b"")
    with pytest.raises(ValueError, match=r"claims\.csv was changed"):
        rd.cite()


def test_fails_the_proof_without_a_file_a_list_or_an_honest_list(installed):
    (installed / "claims.csv").unlink()
    with pytest.raises(ValueError, match=r"claims\.csv is missing"):
        rd.verify()
    (installed / "checksums.txt").write_text(f"{'0' * 64}  ../elsewhere\n")
    with pytest.raises(ValueError, match="not a checksum and a name"):
        rd.verify()
    (installed / "checksums.txt").write_text("")
    with pytest.raises(ValueError, match="lists no file"):
        rd.verify()
    (installed / "checksums.txt").unlink()
    with pytest.raises(FileNotFoundError, match="make build"):
        rd.verify()


# --- cite --------------------------------------------------------------------------------------


def test_does_a_citation_of_the_set_name_version_licence_and_the_hash_that_verify_gives(installed):
    text = rd.cite()
    assert f"Version {rd.__version__}." in text and "CC-BY-4.0" in text
    assert rd.verify().attrs["content_hash"] in text


def test_does_the_hash_of_a_selection_depend_on_its_rows_alone(installed):
    df = rd.load_incidents(kinds=None, execution=None)
    assert len(df) > 2
    text = rd.cite(df)
    assert f"Selection of {len(df)} rows" in text
    assert rd.cite(df.iloc[::-1]) == text
    assert rd.cite(df[df.columns[::-1]]) == text
    assert rd.cite(df.reset_index(drop=True)) == text
    assert rd.cite(df.iloc[1:]) != text
    changed = df.copy()
    changed.loc[changed.index[0], "title"] = "Another title"
    assert rd.cite(changed) != text
    twice = pd.concat([df, df.iloc[:1]])
    assert rd.cite(twice) != text


def test_does_the_hash_not_depend_on_who_typed_the_cells(installed):
    typed = rd.load_claims()[["incident_id", "field", "number", "low", "high", "preferred"]]
    plain = pd.read_csv(installed / "claims.csv")
    gone = plain["incident_id"] == WITHDRAWN
    plain = plain.loc[~gone, list(typed.columns)]
    assert plain["low"].dtype == "float64"  # else the test shows nothing
    assert rd.cite(plain) == rd.cite(typed)


def test_counts_an_index_with_a_name_as_a_column_and_no_other(installed):
    df = rd.load_incidents(kinds=None, execution=None)[["id", "title", "kind"]]
    assert rd.cite(df.set_index("id")) == rd.cite(df)
    sums = df.groupby("kind").size().to_frame("n")
    other = sums.rename(index={"incident": "another"})
    assert rd.cite(other) != rd.cite(sums)
    assert rd.cite(df.set_index(pd.Index(range(7, 7 + len(df))))) == rd.cite(df)
    with pytest.raises(ValueError, match="a column and the index"):
        rd.cite(sums.assign(kind="x"))


@pytest.mark.parametrize("cell", [np.array([1, 2]), {1, 2}, {"a": 1}])
def test_says_a_citation_in_which_column_a_cell_is_none(installed, cell):
    df = pd.DataFrame({"id": ["a", "b"], "odd": [None, cell]})
    with pytest.raises(TypeError, match=r"df: a cell of column 'odd' holds a (ndarray|set|dict)"):
        rd.cite(df)
    assert "Selection of 1 row" in rd.cite(pd.DataFrame({"x": [["a", 1]]}))


def test_are_the_other_forms_of_a_citation_valid(installed):
    ((kind, key, fields),) = entries(rd.cite(form="bibtex"))
    assert (kind, key) == ("misc", f"refoul_data-{rd.__version__}")
    assert fields["author"] == r"{refoul\_data contributors}"
    (item,) = json.loads(rd.cite(rd.load_places(), "csl-json"))
    assert item["type"] == "dataset" and item["version"] == rd.__version__
    assert "SHA-256" in item["note"]


def test_refuses_a_citation_wrong_arguments_in_words(installed):
    with pytest.raises(ValueError, match=r"unknown form 'bibtx'.*did you mean 'bibtex'"):
        rd.cite(form="bibtx")
    with pytest.raises(TypeError, match="df must be a DataFrame, not a str"):
        rd.cite("bibtex")


def test_is_no_file_of_the_data_larger_than_a_forge_shows():
    """Most forges draw a CSV as a table up to five megabytes; larger ones want another store."""
    sizes = {p.name: p.stat().st_size for p in (ROOT / "data" / "processed").iterdir()}
    assert {name: size for name, size in sizes.items() if size > 5_000_000} == {}
