"""Are the papers that go with the tables valid, do they say one thing, and do validators see faults?"""

import csv
import json
import re
import subprocess
import sys
import venv
from collections import Counter
from importlib.util import find_spec

import pyarrow.parquet as pq
import pytest
import yaml
from bs4 import BeautifulSoup
from published_records import BASE, ROOT, publish_examples

import refoul_data
from refoul_data.dataset.arrow import ARROW_TYPES
from refoul_data.dataset.croissant import TYPES as CROISSANT_TYPES
from refoul_data.dataset.datapackage import EDTF, TYPES
from refoul_data.dataset.publish import publish
from refoul_data.dataset.references_files import make_bibtex, make_csl
from refoul_data.dataset.tables import make_tables
from refoul_data.records.reader import read_library
from refoul_data.records.schema import Source
from refoul_data.views.pages import make_codebook_page
from refoul_data.vocabulary import about
from refoul_data.vocabulary.codes import read_codelist
from refoul_data.vocabulary.dates import DateError, date_bounds

HOSTILE = r"50% of {all} $x_1$ \input{/etc/passwd} #1 & ~a^b } @book{evil, <script>"


def needs(module, extra):
    reason = f"needs {module}, of the extra '{extra}'"
    return pytest.mark.skipif(find_spec(module) is None, reason=reason)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish_examples(tmp_path_factory.mktemp("published"))


@pytest.fixture
def copy(folder, tmp_path):
    """A copy of the published folder that may be spoilt."""
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def run(*command, cwd):
    return subprocess.run(
        [sys.executable, "-m", *map(str, command)], cwd=cwd, capture_output=True, text=True
    )


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- validators --------------------------------------------------------------------------------


def frictionless(folder, path="datapackage.json"):
    return run("frictionless", "validate", path, cwd=folder)


def without_checksums(folder, name):
    """Let a table be held against its schema even where its bytes were changed."""
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["name"] == name:
            del resource["hash"], resource["bytes"]
    path.write_text(json.dumps(package), encoding="utf-8")


@needs("frictionless", "publish")
@pytest.mark.slow
def test_is_the_data_package_valid(folder):
    checked = frictionless(folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@needs("frictionless", "publish")
@pytest.mark.slow
@pytest.mark.parametrize(
    "table, old, new, told",
    [
        ("actors", "example-return-1980,1,", "no-such-record,1,", "foreign key"),
        ("incidents", ",incident,", ",incidence,", "enum"),
        ("places", "camp-one,Camp One", "camp-one,", "required"),
        ("legs", ",1,", ",one,", "integer"),
        ("actors", "example-return-1980,2,", "example-return-1980,1,", "primary key"),
        ("incidents", ",persecution;armed_conflict,", ",persecution;armed_conflicts,", "pattern"),
        ("incidents", ",1980-06-08/1980-06-10,", ",8 to 10 June 1980,", "pattern"),
        ("incidents", ",AAA;BBB,", ",AAA;Second State,", "pattern"),
        ("incidents", ",800,1000,1500,", ",-5,1000,1500,", "minimum"),
        ("incidents", ",14.4,104.7,", ",999,104.7,", "maximum"),
    ],
)
def test_sees_the_data_package_a_fault_in_a_table(copy, table, old, new, told):
    without_checksums(copy, table)
    change(copy / f"{table}.csv", old, new)
    checked = frictionless(copy)
    assert checked.returncode == 1
    assert told in re.sub(r"[\s│]+", " ", checked.stdout).lower()


@needs("frictionless", "publish")
@pytest.mark.slow
def test_sees_the_data_package_one_changed_byte(copy):
    text = (copy / "weak_points.csv").read_bytes()
    (copy / "weak_points.csv").write_bytes(text[:-2] + bytes([text[-2] ^ 1]) + text[-1:])
    assert "hash-count" in frictionless(copy).stdout


@needs("mlcroissant", "publish")
@pytest.mark.slow
def test_is_the_croissant_description_valid(folder):
    checked = run("mlcroissant.scripts.validate", "--jsonld", "croissant.json", cwd=folder)
    if "No module named" in checked.stderr:
        pytest.skip("mlcroissant has moved its command")
    assert checked.returncode == 0, checked.stderr
    assert "WARNING" not in checked.stderr


@needs("mlcroissant", "publish")
@pytest.mark.slow
def test_reads_croissant_the_rows_that_are_published(folder):
    import mlcroissant

    dataset = mlcroissant.Dataset(folder / "croissant.json")
    rows = list(dataset.records("incidents"))
    with open(folder / "incidents.csv", encoding="utf-8", newline="") as file:
        expected = [row["id"] for row in csv.DictReader(file)]
    assert [row["incidents/id"].decode() for row in rows] == expected


@needs("mlcroissant", "publish")
@pytest.mark.slow
@pytest.mark.parametrize(
    "old, new",
    [
        ('"column": "persons_low"', '"columns": "persons_low"'),
        ('"@id": "incidents.csv"\n', '"@id": "incidence.csv"\n'),
    ],
)
def test_sees_croissant_a_fault(copy, old, new):
    import mlcroissant

    change(copy / "croissant.json", old, new)
    with pytest.raises(Exception, match=r"(?i)error|incidence"):
        mlcroissant.Dataset(copy / "croissant.json")


CFF_SCHEMA = ["--builtin-schema", "vendor.citation-file-format"]


def test_sees_the_check_of_the_citation_a_fault(tmp_path):
    (tmp_path / "CITATION.cff").write_text(
        (ROOT / "CITATION.cff").read_text("utf-8").replace("license: CC-BY-4.0", "license: free"),
        encoding="utf-8",
    )
    checked = run("check_jsonschema", "CITATION.cff", *CFF_SCHEMA, cwd=tmp_path)
    assert checked.returncode == 1 and "license" in checked.stdout


@pytest.fixture(scope="module")
def cffconvert(tmp_path_factory):
    """cffconvert 2 in an environment of its own: it needs a jsonschema that nothing else here takes."""
    folder = tmp_path_factory.mktemp("cffconvert")
    venv.create(folder, with_pip=True)
    options = ["--quiet", "--disable-pip-version-check", "--retries", "1"]
    install = [folder / "bin" / "python", "-m", "pip", "install", *options, "cffconvert==2.0.0"]
    installed = subprocess.run(install, capture_output=True, text=True)
    if installed.returncode:  # nobody has looked after it since 2021
        pytest.skip(f"cffconvert cannot be installed: {installed.stderr[-200:]}")
    return folder / "bin" / "cffconvert"


@pytest.mark.slow
@pytest.mark.parametrize("licence, code", [("CC-BY-4.0", 0), ("free", 1)])
def test_takes_cffconvert_the_citation_and_refuses_a_fault(cffconvert, tmp_path, licence, code):
    text = (ROOT / "CITATION.cff").read_text("utf-8").replace("CC-BY-4.0", licence)
    (tmp_path / "CITATION.cff").write_text(text, encoding="utf-8")
    command = [cffconvert, "--validate"]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == code, checked.stderr
    assert ("are valid" in checked.stdout) == (code == 0)


def test_say_citation_file_and_papers_the_same():
    citation = yaml.load((ROOT / "CITATION.cff").read_text("utf-8"), yaml.BaseLoader)
    assert citation["title"] == about.TITLE
    assert citation["authors"] == [{"name": about.AUTHOR}]
    assert citation["date-released"] == about.RELEASED
    assert citation["license"] == about.LICENCE
    assert citation["keywords"] == list(about.KEYWORDS)
    assert citation["abstract"] == about.ABSTRACT


def test_name_changelog_citation_and_package_one_version_and_one_day():
    """No day of the data comes after the release."""
    version = yaml.load((ROOT / "CITATION.cff").read_text("utf-8"), yaml.BaseLoader)["version"]
    heads = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert version == refoul_data.__version__
    assert heads[0] == f"{version} ({about.RELEASED})"
    library = read_library(ROOT / "data" / "raw")
    days = [r.curated_on for r in library.records.values()]
    days += [r.redacted_on for r in library.redacted.values()]
    days += [file.coded_on for file in library.codings.passes.values()]
    days += [c.made_on for c in library.codings.conventions]
    assert max(days) <= about.RELEASED


MAY_BE_EMPTY = {"part_of", "withdrawn_reason", "destination_state"}
PARTS = {"date_latest", "decision_date_earliest", "decision_date_latest", "persons_best"}


def test_has_every_cell_of_an_incident_that_is_empty_as_a_whole_a_row_in_missing(real):
    """As codebook and workbook say; what they say it of is what is looked at."""
    tables, _ = real
    told = {(row["incident_id"], row["field"]) for row in tables["missing"].rows}
    silent = set()
    for row in tables["incidents"].rows:
        fields = {field for id, field in told if id == row["id"]}
        for name, value in row.items():
            law = name.startswith(("provisions_", "n_provisions_"))
            if (
                value is None
                and name not in MAY_BE_EMPTY
                and not name.endswith("_flags")
                and not law
            ):
                if not any(name == f or name.startswith(f"{f}_") for f in fields):
                    silent.add(name)
    assert silent <= PARTS, silent
    pytest.importorskip("xlsxwriter")
    from refoul_data.dataset import excel

    about_empty = (excel._EMPTY, make_codebook_page(tables.values(), []))
    for text in about_empty:
        assert all(name in text for name in [*MAY_BE_EMPTY, "date_latest", "persons_best", "flags"])


# --- one declaration, five papers --------------------------------------------------------------


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Every table that this repository's own raw files make, and the folder of their files."""
    library = read_library(ROOT / "data" / "raw")
    tables = make_tables(library)
    folder = tmp_path_factory.mktemp("real")
    publish(tables, folder, folder, library.sources.values())
    return tables, folder


@pytest.fixture(scope="module")
def papers(real):
    """What each paper says of each column, by table and name; each is read from its own file."""
    tables, folder = real
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    croissant = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    soup = BeautifulSoup(make_codebook_page(tables.values(), []), "html.parser")
    with open(folder / "variables.csv", encoding="utf-8", newline="") as file:
        variables = {(row["table"], row["name"]): row for row in csv.DictReader(file)}
    arrow = {}
    for path in folder.glob("*.parquet"):
        for field in pq.read_schema(path):
            if field.name != "geometry":  # it repeats the place, for map programs alone
                arrow[path.stem, field.name] = field
    return {
        "variables": variables,
        "arrow": arrow,
        "package": {
            (r["name"], f["name"]): f for r in package["resources"] for f in r["schema"]["fields"]
        },
        "croissant": {
            (r["name"], f["name"]): f
            for r in croissant["recordSet"]
            for f in r["field"]
            if not r["name"].startswith("codes-")
        },
        "page": {
            key: [" ".join(c.get_text(" ").split()) for c in row.find_all("td")]
            for key in variables
            if (row := soup.find(id="-".join(key)))
        },
    }


def test_stands_every_published_column_in_every_paper(real, papers):
    tables, folder = real
    declared = {(t.name, c.name) for t in tables.values() for c in t.columns}
    in_files = set()
    for path in folder.glob("*.csv"):
        with open(path, encoding="utf-8", newline="") as file:
            in_files |= {(path.stem, name) for name in next(csv.reader(file))}
    assert len(declared) > 400
    for name, columns in papers.items():
        assert set(columns) == declared == in_files, name


def test_say_all_papers_the_same_of_every_column(papers):
    """Label, type, unit or code, and description."""
    for key, row in papers["variables"].items():
        field, arrow = papers["package"][key], papers["arrow"][key]
        texts = {k.decode(): v.decode() for k, v in (arrow.metadata or {}).items()}
        assert field["title"] == texts["label"] == row["label"] != "", key
        assert field["description"] == texts["description"] == row["description"] != "", key
        assert field.get("unit", "") == texts.get("unit", "") == row["unit"], key
        assert field.get("codelist", "") == texts.get("codelist", "") == row["codelist"], key
        assert field["type"] == TYPES[row["type"]], key
        assert arrow.type == ARROW_TYPES[row["type"]], key
        label, kind, _, description = papers["page"][key]
        assert label == " ".join(row["label"].split()), key
        assert kind.startswith(row["type"]), key
        assert (f"unit: {row['unit']}" in kind) == bool(row["unit"]), key
        assert description.startswith(" ".join(row["description"].split())), key
        assert (f"List {row['codelist']} ." in description) == bool(row["codelist"]), key
        other = papers["croissant"][key]
        unit = f" Unit: {row['unit']}." if row["unit"] else ""
        assert other["description"] == f"{row['label']}. {row['description']}{unit}", key
        assert other["dataType"] == CROISSANT_TYPES[row["type"]], key
        if row["codelist"] and not row["separator"]:
            codes = f"codes-{row['codelist']}/code"
            assert other["references"]["field"]["@id"] == codes or row["references"], key
            assert field["constraints"]["enum"] == list(read_codelist(row["codelist"])), key


def test_does_the_codebook_tell_how_many_cells_are_empty_as_counted_in_the_csv(folder):
    with open(folder / "variables.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shares = set()
    for table in {row["table"] for row in rows}:
        with open(folder / f"{table}.csv", encoding="utf-8", newline="") as file:
            cells = list(csv.DictReader(file))
        for row in rows:
            if row["table"] == table:
                empty = [c[row["name"]] == "" for c in cells]
                told = str(round(sum(empty) / len(empty), 4)) if empty else ""
                assert row["share_missing"] == told, (table, row["name"])
                shares.add(told)
    assert {"0.0", "1.0", ""} < shares


def test_lists_the_data_package_every_table_with_its_key(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    names = {r["name"] for r in package["resources"]}
    assert names == {p.stem for p in folder.glob("*.csv")}
    parts = {r["name"]: r["schema"] for r in package["resources"]}
    assert parts["claims"]["primaryKey"] == ["incident_id", "field", "number"]
    itself = {"fields": ["part_of"], "reference": {"resource": "", "fields": ["id"]}}
    assert itself in parts["incidents"]["foreignKeys"]
    assert parts["incidents"]["missingValues"] == [""]


def test_takes_no_constraint_of_the_data_package_a_published_cell_for_a_fault(real):
    """Frictionless holds only the examples against them; this is every row that there is."""
    _, folder = real
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    looked = Counter()
    for resource in package["resources"]:
        with open(folder / resource["path"], encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for field in resource["schema"]["fields"]:
            limits = field.get("constraints", {})
            cells = [row[field["name"]] for row in rows if row[field["name"]]]
            for name, holds in (
                ("pattern", lambda cell, limit: re.fullmatch(limit, cell)),
                ("minimum", lambda cell, limit: float(cell) >= limit),
                ("maximum", lambda cell, limit: float(cell) <= limit),
            ):
                if name in limits:
                    wrong = [c for c in cells if not holds(c, limits[name])]
                    assert wrong == [], (resource["name"], field["name"], name)
                    looked[name] += len(cells)
        for key in resource["schema"].get("foreignKeys", []):
            if len(key["fields"]) > 1:
                with open(folder / f"{key['reference']['resource']}.csv", encoding="utf-8") as file:
                    known = {tuple(r[f] for f in key["fields"]) for r in csv.DictReader(file)}
                assert {tuple(r[f] for f in key["fields"]) for r in rows} <= known
                looked["joined"] += 1
    assert min(looked[n] for n in ("pattern", "minimum", "maximum")) > 100 and looked["joined"] > 3


@pytest.mark.parametrize("text", ["1979", "1979-06", "197X", "19XX", "1979-06-XX", "1979~", "2013-09/..",
                                  "../1997-11-22", "[1994,1995]", "[1994, 1995-02]", "1979-06-08/1979-06-23?"])  # fmt: skip
def test_takes_the_pattern_of_dates_what_the_reader_takes(text):
    date_bounds(text)
    assert re.fullmatch(EDTF, text)


@pytest.mark.parametrize(
    "text", ["June 1979", "79", "1979/", "../..", "1979-6", "[1994]", "1979-06-12T10"]
)
def test_refuses_the_pattern_of_dates_what_the_reader_refuses(text):
    with pytest.raises(DateError):
        date_bounds(text)
    assert not re.fullmatch(EDTF, text)


def test_has_every_column_that_measures_something_a_unit(real):
    """A place in an order, a number of a version or of a paragraph measures nothing."""
    tables, _ = real
    bare = {
        (table.name, column.name)
        for table in tables.values()
        for column in table.columns
        if column.type in ("int64", "float64") and not column.unit and column.basis != "editorial"
    }
    counts = {("exclusion_assessments", n) for n in ("n_defects", "n_departures", "n_flags")}
    counts |= {("party_totals", n) for n in ("ours", "published")}
    assert bare <= counts  # these say in their description what they count


# --- works -------------------------------------------------------------------------------------


def source(**values):
    given = {
        "key": "a-work", "type": "book", "title": "A work", "publisher_id": "unhcr",
        "origin": "igo:unhcr", "grade": "4", "access": "full_text",
    }  # fmt: skip
    return Source.model_construct(
        **{n: None for n in Source.model_fields} | {"author": []} | given | values
    )


def entries(text):
    """Read BibTeX by its own rules: braces decide where a value ends. Yield type, key and fields."""
    position = 0
    while True:
        head = re.compile(r"\s*@(\w+)\{([^,{}\s]+),").match(text, position)
        if not head:
            assert text[position:].strip() == ""
            return
        position, fields = head.end(), {}
        while not (end := re.compile(r"\s*\}").match(text, position)):
            name = re.compile(r"\s*(\w+) = ").match(text, position)
            assert name, text[position : position + 80]
            position = name.end()
            if text[position] != "{":
                word = re.compile(r"[a-z]{3}").match(text, position)
                fields[name[1]], position = word[0], word.end() + 1
                continue
            depth, start = 0, position
            while True:
                depth += {"{": 1, "}": -1}.get(text[position], 0)
                position += 1
                if not depth:
                    break
            fields[name[1]] = text[start + 1 : position - 1]
            assert text[position] == ","
            position += 1
        position = end.end()
        yield head[1], head[2], fields


def test_stays_hostile_text_text_in_bibtex():
    (entry,) = entries(make_bibtex([source(title=HOSTILE, note=HOSTILE)]))
    kind, key, fields = entry
    assert (kind, key) == ("book", "a-work")
    # What is left after every escape holds nothing that TeX or BibTeX would act on.
    left = re.sub(
        r"\\(textbackslash|textbraceleft|textbraceright|textasciicircum|textasciitilde)\{\}|\\[$&#%_]",
        "",
        fields["title"][1:-1],
    )
    assert not set(left) & set("\\{}$&#%_^~")
    assert "input" in left and "evil" in left


def test_is_the_name_of_an_organisation_one_name_in_bibtex():
    from refoul_data.records.schema import Name

    names = [Name(literal="Society for Law and Order, Inc."), Name(family="Doe", given="Jane")]
    ((_, _, fields),) = entries(make_bibtex([source(author=names)]))
    assert fields["author"] == "{Society for Law and Order, Inc.} and {Doe}, {Jane}"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, {"publisher": "UNHCR"}),
        ({"publisher": "A press"}, {"publisher": "A press"}),
        ({"type": "article-newspaper"}, {"journal": "UNHCR"}),
        ({"type": "article-newspaper", "container_title": "Daily"}, {"journal": "Daily"}),
        ({"type": "article-journal"}, {"publisher": "UNHCR"}),
        ({"type": "report"}, {"institution": "UNHCR"}),
        ({"publisher_id": "publisher-not-seen"}, {"publisher": None}),
        ({"type": "webpage"}, {"publisher": "UNHCR", "howpublished": "UNHCR"}),
        ({"URL": "https://x.org/", "accessed": "2026-01-02"}, {"urldate": "2026-01-02"}),
        ({"URL": "https://x.org/", "accessed": "2026-01"}, {"urldate": None}),
        ({"accessed": "2026-01-02"}, {"urldate": None}),
    ],
)
def test_names_a_reference_who_published_a_work_and_when_it_was_read(given, told):
    work = source(**given)
    ((_, _, fields),) = entries(make_bibtex([work]))
    assert {name: fields.get(name) for name in told} == told
    (item,) = make_csl([work])
    csl = {"journal": "container-title", "publisher": "publisher", "institution": "publisher"}
    assert all(item.get(csl[n]) == value for n, value in told.items() if n in csl)


def test_has_every_work_an_author_a_publisher_or_something_in_which_it_stands():
    works = read_library(ROOT / "data" / "raw").sources.values()
    works = [w for w in works if w.publisher_id != "publisher-not-seen"]
    told = {"author", "container-title", "publisher"}
    assert [i["id"] for i in make_csl(works) if not told & i.keys()] == []
    told = {"author", "journal", "booktitle", "series", "publisher", "institution"}
    assert [key for _, key, fields in entries(make_bibtex(works)) if not told & fields.keys()] == []


CSL_TYPES = set(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter dataset "
    "document entry-encyclopedia hearing interview legal_case legislation report speech thesis "
    "treaty webpage".split()
)
CSL_TEXTS = set(
    "title container-title publisher publisher-place volume issue page number DOI ISBN URL "
    "language".split()
)


@pytest.mark.parametrize("raw", [BASE, ROOT / "data" / "raw"], ids=["example", "real"])
def test_are_all_works_in_both_files(raw):
    works = read_library(raw).sources
    items = make_csl(works.values())
    assert [i["id"] for i in items] == sorted(works)
    for item in items:
        assert item["type"] in CSL_TYPES
        assert item.keys() - CSL_TEXTS <= {"id", "type", "author", "issued", "accessed"}
        assert all(isinstance(item[n], str) for n in CSL_TEXTS & item.keys())
        for date in (item.get("issued"), item.get("accessed")):
            assert date is None or date.keys() <= {"date-parts", "circa", "literal"}
        for name in item.get("author", []):
            assert name.keys() in ({"family", "given"}, {"family"}, {"literal"})
    read = {key: fields for _, key, fields in entries(make_bibtex(works.values()))}
    assert read.keys() == works.keys()
    assert all(fields["title"] for fields in read.values())


def test_are_the_papers_the_same_where_only_the_bytes_of_parquet_differ(folder, tmp_path):
    other = publish_examples(tmp_path)
    for name in ("datapackage.json", "croissant.json", "sources.bib", "sources.csl.json"):
        assert (other / name).read_bytes() == (folder / name).read_bytes()
        assert b".parquet" not in (folder / name).read_bytes()


def test_do_the_checksums_cover_the_papers(folder):
    listed = (folder / "checksums.txt").read_text(encoding="utf-8")
    for name in ("datapackage.json", "croissant.json", "sources.bib", "sources.csl.json"):
        assert f"  {name}\n" in listed
