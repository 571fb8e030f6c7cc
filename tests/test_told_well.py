"""Does what is printed read like a good footnote: names for codes and keys, words that fit?"""

import pytest
from kept_records import BOOK, REPORT, claim, copy_raw, example, tables_of
from published_records import EXAMPLE, ROOT, publish_folder, use

import refoul_data as rd
from refoul_data.access.origins import Origins
from refoul_data.access.references import Label, cite, labels, name_works
from refoul_data.dataset.tables import make_tables
from refoul_data.records.reader import read_library
from refoul_data.views.map_texts import how_read
from refoul_data.vocabulary.codes import read_codelist


@pytest.fixture
def publish(tmp_path, monkeypatch):
    """A function that publishes records and lets the package read them."""

    def published(*trees, raw=None):
        raw = raw or copy_raw(tmp_path, *trees)
        use(monkeypatch, publish_folder(raw, tmp_path / "processed"))

    return published


@pytest.fixture(scope="module")
def real():
    library = read_library(ROOT / "data" / "raw")
    return {name: table.rows for name, table in make_tables(library).items()}


def told(text):
    """Return a display without its line breaks."""
    return " ".join(str(text).split())


# --- who spoke ---------------------------------------------------------------------------------


def early(**more):
    """The example in the years when the First State bore its old name, with a claim of its own."""
    tree = example()
    tree["claims"]["stated_reason"] = [claim("It was full", REPORT, origin="state:AAA", **more)]
    tree["claims"]["date"] = [claim("1970-06-08")]
    tree["claims"].pop("decision_date")
    return tree


def test_is_a_government_that_spoke_later_not_called_by_the_name_of_the_regime_before(publish):
    """The code of an origin says which state, not when it spoke: it is no regime of the day."""
    publish(early())
    for shown in (
        rd.explain(EXAMPLE, "stated_reason"),
        rd.incident(EXAMPLE).explain("stated_reason"),
    ):
        assert "origin: State, First State (AAA)" in told(shown)
        assert "State, Old Name" not in told(shown)
    assert "Returning state: Old Name (AAA)" in told(rd.explain(EXAMPLE, "returning_state"))


def work(key, **fields):
    empty = dict.fromkeys(("author", "title", "issued", "container_title", "publisher"))
    return empty | {"key": key, "publisher_id": "unhcr", "origin": ""} | fields


@pytest.mark.parametrize(
    ("origin", "author", "title", "shown"),
    [
        ("un:unhcr", None, "T", "UN, UNHCR"),
        ("state:OLD", None, "T", "State, Ended State (OLD)"),
        ("state:ZZZ", None, "T", "State, ZZZ"),
        ("testimony:hapag", None, "T", "Testimony, HAPAG"),
        ("testimony:st-louis-purser", None, "T", "Testimony, purser of the St. Louis"),
        ("testimony:people-put-into-the-sea", None, "T", "Testimony, people put into the sea"),
        ("testimony:men-at-hill-pass", None, "T", "Testimony, men at Hill Pass"),
        ("testimony:men-on-the-nivin", None, "Men of the Nivin; the men", "Testimony, men on the Nivin"),
        ("testimony:nigel-nicolson", "Nicolson, Nigel", "T", "Testimony, Nigel Nicolson"),
        ("scholarship:abella-troper", "Troper, Harold; Abella, Irving", "T", "Scholarship, Abella and Troper"),
        ("scholarship:haesler", "Häsler, Alfred", "T", "Scholarship, Häsler"),
        ("scholarship:goodwin-gill", "Goodwin-Gill, Guy S.", "T", "Scholarship, Goodwin-Gill"),
        ("scholarship:emerton-osullivan", "Emerton, P.; O'Sullivan, M.", "T", "Scholarship, Emerton and O'Sullivan"),
        ("scholarship:tolstoy", "Tolstoy, N.; Tolstoy, Nikolai", "T", "Scholarship, Tolstoy"),
        ("scholarship:unknown-writer", None, "T", "Scholarship, Unknown Writer"),
    ],
)  # fmt: skip
def test_has_an_origin_a_name_that_one_can_read(origin, author, title, shown):
    works = [work("a", origin=origin, author=author, title=title)]
    states = [{"code": "OLD", "name": "Ended State"}]
    assert Origins(works, [{"name": "Hill Pass"}], states).name(origin) == shown


def test_is_no_origin_of_the_data_shown_as_its_slug(real):
    origins = Origins(real["sources"], real["places"], real["states"])
    rows = [row for name in ("sources", "claims", "harm") for row in real[name]]
    for origin in {row["origin"] for row in rows if row["origin"]}:
        kind, _, who = origin.partition(":")
        name = origins.name(origin)
        label = read_codelist("origin_type")[kind].label
        assert name == label or name.startswith(f"{label}, "), origin
        if who not in read_codelist("publisher"):  # some are called by their address
            assert who not in name or "-" not in who, name


def test_is_every_declared_name_of_an_origin_in_use(real):
    rows = [row for table in real.values() for row in table if row.get("origin")]
    used = {row["origin"].partition(":")[2] for row in rows}
    assert set(read_codelist("origin_name")) <= used
    assert not set(read_codelist("origin_name")) & set(read_codelist("publisher"))


# --- works in prose ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("He says so (pomfret-rwandan-1997).", "He says so (Pomfret 1997a)."),
        ("pomfret-rwandan-1997, p. 3; un-data.", "Pomfret 1997a, p. 3; GeoNames, undated."),
        ("By pomfret-rwandan-1997 and pomfret-x-1997", "By Pomfret 1997a and Pomfret 1997b"),
        ("pomfret-rwandan-1997’s number", "Pomfret 1997a’s number"),
        ("https://example.org/pomfret-rwandan-1997", "https://example.org/pomfret-rwandan-1997"),
        ("https://example.org/?q=pomfret-rwandan-1997", "https://example.org/?q=pomfret-rwandan-1997"),
        ("state:pomfret-rwandan-1997", "state:pomfret-rwandan-1997"),
        ("the record pomfret-rwandan-1997-b stays", "the record pomfret-rwandan-1997-b stays"),
        ("old-pomfret-rwandan-1997", "old-pomfret-rwandan-1997"),
        ("A report of 1997", "A report of 1997"),
    ],
)  # fmt: skip
def test_is_a_work_in_prose_named_as_in_the_list(text, shown):
    works = [
        work("pomfret-rwandan-1997", author="Pomfret, John", title="A", issued="1997"),
        work("pomfret-x-1997", author="Pomfret, John", title="B", issued="1997"),
        work("un-data", title="C", publisher_id="geonames"),
        work("report", author="Report, A", title="D", issued="1990"),
    ]
    assert name_works(text, labels(works)) == shown


def keyed():
    """The example with the key of a work in every kind of text that is shown."""
    tree = example(summary=f"Summed up from {BOOK}.")
    says = f"As {BOOK} has it (see {REPORT})."
    tree["claims"]["persons"][0] |= {"why": says, "note": says}
    tree["claims"]["persons"][2]["set_aside"] = says
    tree["codes"]["fact_status"] |= {"rationale": says, "rival_rationale": says}
    for part in ("events", "assessments"):
        tree[part][0]["text"] = says
    for part in ("actors", "legs", "harm", "findings", "interpretations"):
        tree[part][0]["note"] = says
    tree["findings"][0] |= {"conduct_assessed": says, "compliance": says}
    tree["interpretations"][0]["rationale"] = says
    tree["weak_points"].insert(0, says)
    return tree


def test_stands_no_key_of_a_work_in_what_is_shown(publish):
    publish(keyed())
    page = rd.incident(EXAMPLE)
    shown = [str(page), repr(page), page._repr_html_()]
    for field in ("persons", "fact_status", "legal_status", "returning_state", "deaths_during"):
        explanation = rd.explain(EXAMPLE, field)
        shown += [str(explanation), explanation._repr_html_()]
    for text in shown:
        assert BOOK not in text and REPORT not in text
    assert "As Author 1985 has it (see UNHCR 1980)." in told(shown[0])
    assert "Summed up from Author 1985." in told(shown[0])
    assert EXAMPLE in shown[0]


def test_stay_titles_as_they_are_and_name_the_notes_in_a_list_the_other_works(tmp_path, publish):
    """A package can bear the very name that is the key of the work in which it was read."""
    raw = copy_raw(tmp_path, example())
    path = raw / "sources" / f"{REPORT}.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("Pages 1 to 9 were read.", f"Read in {REPORT} 0.1, not in {BOOK}.")
    path.write_text(text.replace("Example report", f"On {BOOK}"), encoding="utf-8")
    publish(raw=raw)
    for shown in (
        rd.explain(EXAMPLE, "persons"),
        rd.explain(EXAMPLE, "n_sources"),
        rd.incident(EXAMPLE),
    ):
        assert f"(1980): On {BOOK}." in told(shown)
        assert f"Read in {REPORT} 0.1, not in Author 1985." in told(shown)


def test_keep_the_frames_the_keys_by_which_they_join(publish):
    publish(keyed())
    assert set(rd.explain(EXAMPLE, "persons").rows["source"]) >= {BOOK, REPORT}
    assert BOOK in rd.incident(EXAMPLE).weak_points["text"][0]


# --- words that fit ----------------------------------------------------------------------------


def test_is_the_absence_of_a_finding_a_sentence(publish):
    tree = example()
    tree["findings"] = []
    tree.pop("findings")
    publish(tree)
    text = told(rd.explain(EXAMPLE, "legal_status"))
    assert "Legal status: None: No final finding on the return" in text
    assert "Legal status: None: No final finding on the return" in told(rd.incident(EXAMPLE))
    assert "Rests on No finding is recorded." in text


def test_is_a_state_not_printed_with_its_code_twice(publish):
    publish(example())
    assert "(AAA) [AAA]" not in told(rd.explain(EXAMPLE, "returning_state"))
    assert "[1980-06-08/1980-06-10]" in told(rd.explain(EXAMPLE, "date"))


def test_is_an_article_called_one_and_a_stage_of_proceedings_named(publish):
    tree = example()
    tree["findings"][0]["provision"] = "3"
    second = tree["findings"][0] | {"instrument": "OTHER", "provision": "Law of nations"}
    tree["findings"].append(second)
    publish(tree)
    text = told(rd.explain(EXAMPLE, "legal_status"))
    assert "Concern expressed, article 3, Convention against Torture" in text
    assert "Concern expressed, Law of nations; respondent" in text
    assert "finality: final" in text


def test_ends_the_text_of_a_step_where_it_ends(publish):
    tree = example()
    tree["events"][0]["text"] = "The return was ordered."
    publish(tree)
    text = told(rd.incident(EXAMPLE))
    assert "ordered: The return was ordered. Place: Camp One (town or village)" in text


def test_shows_beside_the_grade_of_a_work_that_of_the_one_that_was_read(publish, tmp_path):
    raw = copy_raw(tmp_path, example())
    book = raw / "sources" / f"{BOOK}.yaml"
    text = book.read_text().replace(
        "access: full_text", "access: quoted_in\nquoted_in: example-blog"
    )
    book.write_text(text)
    blog = raw / "sources" / "example-encyclopedia.yaml"
    other = blog.read_text().replace("example-encyclopedia", "example-blog")
    (raw / "sources" / "example-blog.yaml").write_text(other.replace("grade: 1", "grade: 2"))
    publish(raw=raw)
    text = told(rd.explain(EXAMPLE, "date"))
    assert "grade 3 (methodical), as read 2 (press with named source)" in text
    assert "grade 4 (first-hand or official); origin" in told(rd.explain(EXAMPLE, "origin_state"))
    row = rd.load_sources().set_index("key").loc[BOOK]
    work = row.where(row.notna(), None).to_dict()
    assert (
        "grade 3 of 5, methodical; as read, through the work that quotes it, grade 2"
        in how_read(work | {"grade": "3", "grade_read": "2"}, "x")
    )


def test_is_one_person_no_persons(publish):
    tree = example()
    tree["legs"][0] |= {"persons_low": "1", "persons_high": "1"}
    publish(tree)
    text = told(rd.explain(EXAMPLE, "destination_state"))
    assert "; 1 person;" in text


@pytest.mark.parametrize(
    ("label", "at", "shown"),
    [
        (Label("GeoNames", "undated"), "3553478", "GeoNames, undated, entry 3553478"),
        (Label("Papers of the Presidents, 1992", "1992"), "p. 3", "Papers of the Presidents, 1992, 1992, p. 3"),
        (Label("Author", "1985"), None, "Author 1985"),
    ],
)  # fmt: skip
def test_reads_a_footnote_without_numbers_that_run_together(label, at, shown):
    assert cite(label, at) == shown


def test_says_the_map_which_article_a_body_applied(tmp_path):
    from refoul_data.views.map_records import pack_records

    tree = example()
    tree["findings"][0]["provision"] = "3"
    data, _ = pack_records(tables_of(tmp_path, tree))
    assert any(text.startswith("article 3, Convention against Torture") for text in data["texts"])


def test_reads_the_map_like_the_explanation(tmp_path):
    from refoul_data.views.map_records import pack_records

    tree = keyed()
    tree["claims"]["stated_reason"][0] |= {"origin": "state:AAA", "note": f"By {REPORT}."}
    tree["claims"]["date"] = [claim("1970-06-08")]
    tree["claims"].pop("decision_date")
    data, _ = pack_records(tables_of(tmp_path, tree))
    assert "State, First State (AAA)" in data["texts"]
    assert "By UNHCR 1980." in data["texts"]
    assert not [text for text in data["texts"] if BOOK in text or REPORT in text]
