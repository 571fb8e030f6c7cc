"""Is each published column declared once, with label, type and description, and is none missing?"""

import csv
from collections import Counter

import html5lib
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from law_records import copy_raw

from refoul_data.build import rule_texts
from refoul_data.dataset.arrow import ARROW_TYPES
from refoul_data.dataset.coding_tables import PASS_COLUMNS
from refoul_data.dataset.derive import JOINED_COLUMNS
from refoul_data.dataset.law_columns import LAW_COLUMNS
from refoul_data.dataset.law_summary import SUMMARY_COLUMNS
from refoul_data.dataset.publish import publish
from refoul_data.dataset.tables import ROW_TABLES, make_tables
from refoul_data.records.reader import read_library
from refoul_data.records.schema import Column, Place, Source, incident_columns, row_columns
from refoul_data.views.pages import make_codebook_page
from refoul_data.vocabulary.codes import codelist_names, read_codelist

NAMES = sorted(
    ["incidents", "claims", "codes", *ROW_TABLES, "weak_points", "missing", "redactions", "sources", "places",
     "states", "instruments", "provisions", "parties", "parties_territories", "party_totals", "statements",
     "law_on_date", "variables"]
)  # fmt: skip
GEOMETRY = ("incidents", "geometry")
"""The one column of a file that is no column of a table: it repeats the place for map programs."""


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Every table, with the law."""
    return make_tables(read_library(copy_raw(tmp_path_factory.mktemp("raw") / "raw")))


@pytest.fixture(scope="module")
def folder(tables, tmp_path_factory):
    """The published files of those tables."""
    made = tmp_path_factory.mktemp("columns") / "processed"
    publish(tables, made, made)
    return made


@pytest.fixture(scope="module")
def codebook(tables):
    """The cells of every row of the codebook's page that tells a column, by table and column."""
    page = make_codebook_page(tables.values(), rule_texts())
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    names = {cell.text for cell in tree.iter("code")}
    rows = {}
    for row in tree.iter("tr"):
        cells = [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag != "tbody"]
        table = row.attrib.get("id", "").removesuffix(f"-{cells[0]}")
        if row.attrib.get("id"):
            assert table in names and (table, cells[0]) not in rows
            rows[table, cells[0]] = cells[1:]
    return rows


def declared_columns(tables):
    return [(table.name, column) for table in tables.values() for column in table.columns]


def fields_of(folder, name):
    """The fields of a published file, but for the geometry."""
    schema = pq.read_schema(folder / f"{name}.parquet")
    return [field for field in schema if (name, field.name) != GEOMETRY]


def test_are_the_published_files_those_of_the_tables(tables, folder):
    assert sorted(tables) == NAMES
    for ending in ("csv", "parquet"):
        assert sorted(path.stem for path in folder.glob(f"*.{ending}")) == NAMES


def test_is_every_column_of_the_incidents_declared_in_exactly_one_place(folder):
    """With its field, in the schema; or in the lists of columns that join fields, or sum up the law."""
    declared = [*incident_columns(), *JOINED_COLUMNS, *SUMMARY_COLUMNS]
    places = Counter(column.name for column in declared)
    assert [name for name, times in places.items() if times > 1] == []
    assert [field.name for field in fields_of(folder, "incidents")] == list(places)


@pytest.mark.parametrize(
    ("name", "columns", "own"),
    [
        *((n, row_columns(m), {"incident_id", "number", "grade", "grade_read"}) for n, (m, _) in ROW_TABLES.items()),
        ("sources", row_columns(Source), {"grade_read"}),
        ("places", row_columns(Place), set()),
        ("law_on_date", LAW_COLUMNS, set()),
    ],
)  # fmt: skip
def test_is_no_declared_field_missing_from_its_table(folder, name, columns, own):
    declared = {column.name for column in columns}
    left_out = {"value"} if name == "harm" else set()  # it stands in low, best and high
    of_readings = {"is_analogue", *(column.name for column in PASS_COLUMNS)}
    added = own | (of_readings if name == "interpretations" else set())
    assert not declared & added
    assert {field.name for field in fields_of(folder, name)} == declared - left_out | added


@pytest.mark.parametrize("name", NAMES)
def test_stands_every_column_once_in_table_files_codebook_and_its_page(
    tables, folder, codebook, name
):
    declared = [column.name for column in tables[name].columns]
    assert len(set(map(str.lower, declared))) == len(declared)  # some programs ignore case
    assert [field.name for field in fields_of(folder, name)] == declared
    with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == declared
    rows = [
        r for r in pq.read_table(folder / "variables.parquet").to_pylist() if r["table"] == name
    ]
    assert [row["name"] for row in rows] == declared
    assert [column for table, column in codebook if table == name] == declared


@pytest.mark.parametrize("name", NAMES)
def test_has_every_column_label_type_and_description_and_the_same_everywhere(
    tables, folder, codebook, name
):
    fields = {field.name: field for field in fields_of(folder, name)}
    variables = pq.read_table(folder / "variables.parquet").to_pylist()
    told = {row["name"]: row for row in variables if row["table"] == name}
    for column in tables[name].columns:
        field, row, shown = fields[column.name], told[column.name], codebook[name, column.name]
        assert column.label.strip() and column.description.strip().endswith("."), column.name
        assert "{}" not in column.label + column.description
        # A field without a label falls back on its name.
        assert column.label[0].isupper() and "_" not in column.label, column.name
        assert field.type == ARROW_TYPES[column.type], column.name
        assert column.basis in read_codelist("basis")
        assert not column.rule or column.rule in read_codelist("rule"), column.name
        assert not column.codelist or column.codelist in codelist_names(), column.name
        texts = {key.decode(): value.decode() for key, value in field.metadata.items()}
        for key in ("label", "unit", "codelist", "basis", "rule", "description", "references"):
            value = getattr(column, key)
            assert texts.get(key, "") == value == (row[key] or ""), (column.name, key)
        assert row["type"] == column.type and row["required"] is column.required
        label, kind, basis, description = shown
        assert label == " ".join(column.label.split())
        assert kind.startswith(column.type) and basis.startswith(column.basis)
        assert description.startswith(" ".join(column.description.split()))


def test_has_the_geometry_its_texts_too(folder):
    field = pq.read_schema(folder / "incidents.parquet").field("geometry")
    assert field.type == pa.binary()
    assert field.metadata[b"label"] and field.metadata[b"description"].endswith(b".")


def test_name_all_references_a_column_that_there_is(tables):
    there = {f"{name}.{column.name}" for name, column in declared_columns(tables)}
    assert {c.references for _, c in declared_columns(tables)} - {""} <= there
    for table in tables.values():
        assert set(table.key) <= {column.name for column in table.columns}, table.name


def test_does_the_codebook_itself_tell_all_that_is_declared(tables):
    names = [column.name for column in tables["variables"].columns]
    assert names == ["table", *Column._fields, "share_missing"]
