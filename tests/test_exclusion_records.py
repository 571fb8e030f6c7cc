"""Do framework and answers go from raw files into the library, the tables and what analysts call?"""

import subprocess
import sys

import pytest
from exclusion_records import INCIDENT, NAME, TEXT, copy_exclusion
from published_records import publish_folder, use
from typer.testing import CliRunner

import refoul_data as rd
from refoul_data.cli import app
from refoul_data.dataset.tables import make_tables
from refoul_data.records.exclusion_reader import ANSWERS, EXCLUSION
from refoul_data.records.formatting import format_file, model_for, raw_files
from refoul_data.records.reader import read_library
from refoul_data.records.seed_rows import SENTENCES, STATEMENTS
from refoul_data.vocabulary.codes import codelist_names, read_codelist

EMPTY_AT_FIRST = (
    "exclusion_assessments", "exclusion_given", "exclusion_risks", "exclusion_remarks",
    "exclusion_bars_found", "exclusion_trace", "exclusion_not_assessed",
)  # fmt: skip
VERDICTS = ("breach", "violat", "lawful")


@pytest.fixture
def raw(tmp_path):
    return copy_exclusion(tmp_path / "raw")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return make_tables(read_library(copy_exclusion(tmp_path_factory.mktemp("raw") / "raw")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The published tables of the test records with the argument."""
    made = tmp_path_factory.mktemp("published")
    return publish_folder(copy_exclusion(made / "raw"), made / "processed")


def told(raw):
    return [str(p).removeprefix(f"{raw.as_posix()}/") for p in read_library(raw).errors()]


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- reading ------------------------------------------------------------------------------------


def test_are_framework_and_answers_read_without_errors(raw):
    library = read_library(raw)
    assert library.errors() == []
    assert list(library.arguments) == [NAME]
    assert "rigorous-safeguards" in library.questions


def test_may_there_be_no_answers_and_no_framework(raw):
    (raw / ANSWERS / f"{NAME}.yaml").unlink()
    assert told(raw) == []
    (raw / ANSWERS).rmdir()
    (raw / "law" / EXCLUSION).unlink()
    library = read_library(raw)
    assert (library.errors(), library.exclusion, library.questions) == ([], None, set())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("incident: example-return-1980", "incident: example-retrun-1980",
         f"exclusion/{NAME}.yaml:1: incident: no incident 'example-retrun-1980'; did you mean 'example-return-1980'?"),
        ("subject: person", "state: AAB\nsubject: person",
         f"exclusion/{NAME}.yaml:3: state: no state 'AAB'; did you mean 'AAA'?"),
        ("  - state: BBB", "  - state: BBC",
         f"exclusion/{NAME}.yaml:30: destinations.state: no state 'BBC'; did you mean 'BBB'? (para. 9)"),
        ("source: example-report-1980", "source: example-reprot-1980",
         f"exclusion/{NAME}.yaml:8: answers.source: no source 'example-reprot-1980'; did you mean 'example-report-1980'?"),
        ("source: example-book-1985\n        at: p. 60", "source: example-bok-1985\n        at: p. 60",
         f"exclusion/{NAME}.yaml:35: destinations.risks.source: no source 'example-bok-1985'"),
        ("    at: p. 15\n", "", f"exclusion/{NAME}.yaml:25: answers.at: missing: name the page of 'example-book-1985'"),
        ("question: alien", "question: aliens",
         f"exclusion/{NAME}.yaml:11: answers: aliens: there is no such question; did you mean 'alien'? (para. 1)"),
        ("harm: torture", "harm: tortur", f"exclusion/{NAME}.yaml:37: destinations.risks.harm: there is no harm 'tortur'"),
        ("harm: torture\n        answer: unclear", "harm: torture\n        answer: shown",
         f"exclusion/{NAME}.yaml:38: destinations.0.risks.1.answer: unknown code 'shown' in codelist exclusion_truth"),
        ("        answer: unclear\n", "        answer: unclear\n  - state: BBB\n    stage: receiving\n",
         f"exclusion/{NAME}.yaml:39: destinations.state: BBB (receiving) stands twice; first on line 30"),
        ("incident: example-return-1980\n", "", f"exclusion/{NAME}.yaml:1: incident: required key is missing"),
    ],
)  # fmt: skip
def test_is_a_fault_of_the_answers_told_by_the_check(raw, old, new, expected):
    change(raw / ANSWERS / f"{NAME}.yaml", old, new)
    assert any(line.startswith(expected) for line in told(raw)), told(raw)


@pytest.mark.parametrize("name", ["example-return-1980", "example-return-1980-killing", "other--killing"])  # fmt: skip
def test_is_a_file_of_answers_named_by_incident_and_argument(raw, name):
    (raw / ANSWERS / f"{NAME}.yaml").rename(raw / ANSWERS / f"{name}.yaml")
    message = f"'{name}' is not named as 'example-return-1980--argument.yaml'"
    assert told(raw) == [f"exclusion/{name}.yaml:1: incident: {message}"]


def test_is_another_file_among_the_answers_told(raw):
    (raw / ANSWERS / "notes.txt").write_text("x")
    assert told(raw) == ["exclusion/notes.txt: not a .yaml file"]


def test_must_the_state_be_named_where_not_one_alone_acted(raw):
    record = raw / "incidents" / f"{INCIDENT}.yaml"
    change(record, "    role: received\n", "    role: ordered\n")
    expected = f"exclusion/{NAME}.yaml:1: state: missing: of '{INCIDENT}' 2 states acted (AAA, BBB)"
    assert expected in told(raw)
    change(raw / ANSWERS / f"{NAME}.yaml", "subject:", "state: AAA\nsubject:")
    assert expected not in told(raw)


def test_is_a_source_that_only_answers_cite_no_idle_one(raw):
    source = raw / "sources" / "example-report-1980.yaml"
    text = source.read_text().replace("example-report-1980", "example-speech-1980")
    (raw / "sources" / "example-speech-1980.yaml").write_text(text)
    idle = "sources/example-speech-1980.yaml:1: key: nobody cites it"

    def warned():
        return [
            str(p).replace("warning: ", "").removeprefix(f"{raw.as_posix()}/")
            for p in read_library(raw).problems
        ]

    assert idle in warned()
    change(raw / ANSWERS / f"{NAME}.yaml", "example-report-1980", "example-speech-1980")
    assert idle not in warned()


def test_are_answers_without_a_framework_a_problem(raw):
    (raw / "law" / EXCLUSION).unlink()
    assert told(raw) == ["law/exclusion.yaml: the file is missing, and there are answers to it"]


def test_is_the_framework_held_against_the_sentences_of_the_seed(raw):
    (raw / SENTENCES).unlink()
    message = "the file is missing: the exclusion framework is held against it"
    assert told(raw) == [f"{SENTENCES}: {message}"]


def test_is_a_broken_row_of_the_sentences_told_once(raw):
    change(raw / SENTENCES, "guidelines,1,1,731231eb2797ab2e", "guidelines,1,1,xyz")
    assert [line.split(": ")[1] for line in told(raw)] == ["hash"]


def test_is_a_fault_of_the_framework_told_by_the_check(raw):
    path = raw / "law" / EXCLUSION
    path.write_text(path.read_text(encoding="utf-8").replace("      - 33.1\n", "      - 33.2\n"))
    (line,) = told(raw)
    assert line.endswith("sentence 33.1 stands in no question, rule or note")


def test_is_a_bar_a_provision_of_the_law(raw):
    change(raw / "law" / EXCLUSION, "  - provision: CAT-1984-3\n", "  - provision: CAT-1984-4\n")
    (line,) = told(raw)
    assert "bars.provision: no provision 'CAT-1984-4'" in line


def test_are_both_kinds_of_file_put_in_their_form(raw):
    for path in (raw / "law" / EXCLUSION, raw / ANSWERS / f"{NAME}.yaml"):
        assert path in raw_files(raw)
        assert format_file(path, write=False) is False
        path.write_text(path.read_text(encoding="utf-8").replace("\n", "\n\n", 3))
        assert format_file(path) is True
    assert told(raw) == []
    assert model_for(raw / ANSWERS / f"{NAME}.yaml").__name__ == "AnswersFile"


def test_does_a_question_that_a_statement_names_exist(raw):
    head = "seed,unit,sentence,part,text,lives_in,verdict,shown_by,note\n"
    line = "guidelines,1,1,1,What it says,question:{},guidance,,\n"
    (raw / STATEMENTS).write_text(head + line.format("aliens"))
    assert f"{STATEMENTS}:2: lives_in: no question 'aliens'; did you mean 'alien'?" in told(raw)
    (raw / STATEMENTS).write_text(head + line.format("alien"))
    assert not any("no question" in line for line in told(raw))


# --- tables -------------------------------------------------------------------------------------


def test_are_the_tables_published(tables):
    names = [name for name in tables if name.startswith("exclusion_")]
    assert names == [
        "exclusion_stages", "exclusion_answers", "exclusion_questions", "exclusion_rules",
        "exclusion_harms", "exclusion_bars", "exclusion_sentences", "exclusion_assessments",
        "exclusion_given", "exclusion_risks", "exclusion_remarks", "exclusion_bars_found",
        "exclusion_trace", "exclusion_not_assessed",
    ]  # fmt: skip
    assert len(tables["exclusion_sentences"].rows) == 125


def test_is_every_column_declared_and_in_every_row(tables):
    for name, table in tables.items():
        if not name.startswith("exclusion_"):
            continue
        assert table.rows or name == "exclusion_not_assessed", name
        for row in table.rows:
            assert list(row) == [c.name for c in table.columns], name
        for column in table.columns:
            assert column.label and column.description.endswith("."), (name, column.name)
            assert not column.codelist or column.codelist in codelist_names()
            assert column.basis == "derived" or not column.rule
        keys = [tuple(row[k] for k in table.key) for row in table.rows]
        assert len(keys) == len(set(keys)), name


def test_does_the_argument_come_to_its_results(tables):
    (row,) = tables["exclusion_assessments"].rows
    results = [row[k] for k in ("merits", "procedure_sound", "bar_engaged", "return_carried_out")]
    assert results == ["unclear", "no", "unclear", "unclear"]
    assert (row["incident_id"], row["argument_id"], row["law_state"]) == (
        INCIDENT,
        "killing",
        "AAA",
    )
    assert row["n_defects"] == 1
    remark = next(r for r in tables["exclusion_remarks"].rows if r["level"] == "defect")
    assert (remark["rule"], remark["questions"]) == ("safeguards-built-in", "rigorous-safeguards")


def test_are_the_bars_those_of_the_law_on_the_day(tables):
    found = {r["provision"]: r for r in tables["exclusion_bars_found"].rows}
    assert found["REF-CONV-1951-33-1"]["in_force"] == "yes"
    assert (
        found["CAT-1984-3"]["in_force"] == "no"
    )  # not yet adopted, so that law_on_date has no row
    assert {r["state"] for r in found.values()} == {"BBB"}


def test_does_nothing_published_give_a_verdict(tables):
    for name, table in tables.items():
        if name.startswith("exclusion_"):
            words = " ".join(str(v) for row in table.rows for v in row.values()).lower()
            words += " ".join(f"{c.label} {c.description}" for c in table.columns).lower()
            assert not [v for v in VERDICTS if v in words], name
    for name in codelist_names():
        if name.startswith("exclusion_"):
            words = " ".join(f"{c.label} {c.definition}" for c in read_codelist(name).values())
            assert not [v for v in VERDICTS if v in words.lower()], name


@pytest.mark.slow
def test_do_the_derived_expectations_hold_and_notice_a_wrong_code(tables, tmp_path):
    from refoul_data.dataset.expectations import critical_failures, run_expectations
    from refoul_data.dataset.publish import publish

    names = [n for n in tables if n.startswith("exclusion_")]
    boundaries = tmp_path  # not read for these tables
    publish(tables, tmp_path / "p", tmp_path / "p")
    outcomes = run_expectations(tables, tmp_path / "p", boundaries, only=names)
    assert len(outcomes) > 100 and critical_failures(outcomes) == []
    empty = {n: t._replace(rows=[]) for n, t in tables.items() if n in EMPTY_AT_FIRST}
    publish(tables | empty, tmp_path / "e", tmp_path / "e")
    outcomes = run_expectations(tables | empty, tmp_path / "e", boundaries, only=list(empty))
    assert {o.table for o in outcomes} == set(EMPTY_AT_FIRST) and critical_failures(outcomes) == []
    rows = [dict(row, merits="maybe") for row in tables["exclusion_assessments"].rows]
    bad = tables | {"exclusion_assessments": tables["exclusion_assessments"]._replace(rows=rows)}
    publish(bad, tmp_path / "q", tmp_path / "q")
    outcomes = run_expectations(bad, tmp_path / "q", boundaries, only=["exclusion_assessments"])
    assert [o.table for o in critical_failures(outcomes)] == ["exclusion_assessments"]


# --- what analysts call ---------------------------------------------------------------------------

GATE = {
    "exclusion-argued": "yes", "alien": "yes", "within-article-1d": "no", "within-article-1e": "no",
    "argument-kind": "danger_to_security",
}  # fmt: skip
PLACE = {"state": "BBB", "stage": "receiving", "risks": {"persecution": "yes", "torture": "yes"}}


def test_can_the_questions_be_read(folder, monkeypatch):
    use(monkeypatch, folder)
    frame = rd.exclusion_questions()
    row = frame.set_index("id").loc["alien"]
    assert row["answers"] == "yes;no;unclear"
    assert row["stage_title"] == "What was argued, and about whom"
    assert set(frame.loc[frame["required"], "id"]) == set(GATE)


def test_can_answers_be_assessed_with_the_law_of_a_day(folder, monkeypatch):
    use(monkeypatch, folder)
    found = rd.assess_exclusion(GATE | {"rigorous-safeguards": "no"})
    assert (found.gate, found.procedure_sound, found.bar_engaged) == ("yes", "no", "unclear")
    found = rd.assess_exclusion(GATE, destinations=[PLACE], state="BBB", date="1997-01-01")
    engaged = {b.provision: b.engaged for b in found.bars}
    assert engaged["CAT-1984-3"] == "yes" and engaged["REF-CONV-1951-33-1"] == "no"
    assert found.bar_engaged == "yes"
    assert "| bar_engaged | **yes** |" in found._repr_markdown_()


@pytest.mark.parametrize(
    ("answers", "more", "error", "words"),
    [
        (GATE | {"alien": "perhaps"}, {}, ValueError, r"'perhaps' is none of yes, no, unclear \(para. 1\)"),
        (GATE, {"subject": "crowd"}, ValueError, r"neither 'person' nor 'group' \(paras. 2, 18"),
        (GATE, {"destinations": [PLACE | {"stage": "there"}]}, ValueError, r"'receiving' nor 'onward' \(para. 9\)"),
        (GATE, {"destinations": [PLACE | {"risk": {}}]}, ValueError, r"not 'risk' \(para. 9\)"),
        (GATE, {"destinations": [PLACE], "state": "BBB"}, ValueError, r"both a state and a date \(para. 9\)"),
        (GATE, {"destinations": [PLACE], "state": "BBX", "date": "1997"}, ValueError, "BBX"),
        (GATE, {"destinations": PLACE}, TypeError, "a list of mappings"),
        (GATE, {"destinations": ["BBB"]}, ValueError, r"a destination must be a mapping .*\(para. 9\)"),
        (GATE, {"destinations": [None]}, ValueError, r"a destination must be a mapping .*\(para. 9\)"),
        (GATE, {"destinations": [PLACE | {"state": "BBX"}]}, ValueError, r"destination: no state 'BBX'.*\(para. 9\)"),
        (GATE, {"destinations": [PLACE | {"state": None}]}, ValueError, r"destination: no state None.*\(para. 9\)"),
        (GATE, {"destinations": [PLACE | {"risks": ["torture"]}]}, ValueError, r"BBB: risks must be a mapping such as .*'torture': 'yes'.*\(para. 9\)"),
        (["alien"], {}, TypeError, "answers must be a mapping"),
    ],
)  # fmt: skip
def test_is_bad_input_refused(folder, monkeypatch, answers, more, error, words):
    use(monkeypatch, folder)
    with pytest.raises(error, match=words):
        rd.assess_exclusion(answers, **more)


def test_are_the_published_results_loaded(folder, monkeypatch):
    use(monkeypatch, folder)
    frame = rd.load_exclusion_assessments()
    assert list(frame["incident_id"]) == [INCIDENT]
    assert frame.loc[0, "procedure_sound"] == "no"


def test_does_an_assessment_need_no_library_of_the_build():
    code = "import refoul_data as rd; rd.assess_exclusion; import sys; print(sorted(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert "'pandas'" in shown
    assert not [
        m for m in ("pydantic", "yaml", "great_expectations", "jinja2") if f"'{m}'" in shown
    ]


def test_is_the_text_of_the_case_the_one_that_is_read(tables):
    (row,) = tables["exclusion_assessments"].rows
    assert row["argument"] in TEXT and row["who"] in TEXT


# --- the command line -----------------------------------------------------------------------------


def call(*arguments):
    return CliRunner().invoke(app, ["exclude", *map(str, arguments)])


def test_does_the_command_print_the_memo_with_the_law_of_the_record(raw, folder, monkeypatch):
    use(monkeypatch, folder)
    shown = call(raw / ANSWERS / f"{NAME}.yaml", "--raw", raw)
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.startswith(f"# {INCIDENT}: The two had killed a man before they came\n")
    assert "- **Procedure sound: no.**" in shown.stdout
    assert "[example-book-1985, p. 15]" in shown.stdout
    assert "REF-CONV-1951-33-1: counts only where neither exclusion nor the exc" in shown.stdout
    assert (
        "BBB (receiving), not in force, or not yet read so: ECHR-1950-3, GC-IV-1949-45, CAT-1984-3."
        in shown.stdout
    )


def test_can_the_command_ask_the_law_of_another_day(raw, folder, monkeypatch):
    use(monkeypatch, folder)
    path = raw / ANSWERS / f"{NAME}.yaml"
    shown = call(path, "--raw", raw, "--state", "BBB", "--date", "1997-01-01")
    assert (
        "CAT-1984-3: engaged **unclear** (protects the excluded: yes; in force: yes;"
        in shown.stdout
    )
    shown = call(path, "--raw", raw, "--state", "BBX", "--date", "1997-01-01")
    assert shown.exit_code == 1 and "BBX" in shown.stderr


def test_does_the_command_do_without_published_tables(raw, tmp_path, monkeypatch):
    use(monkeypatch, tmp_path / "none")
    shown = call(raw / ANSWERS / f"{NAME}.yaml", "--raw", raw)
    assert shown.exit_code == 0
    assert "CAT-1984-3" not in shown.stdout


def test_does_the_command_tell_faults_with_line_and_paragraph(raw, folder, monkeypatch):
    use(monkeypatch, folder)
    path = raw / ANSWERS / f"{NAME}.yaml"
    change(path, "question: alien", "question: aliens")
    shown = call(path, "--raw", raw)
    assert shown.exit_code == 1
    assert f"{path.as_posix()}:11: answers: aliens: there is no such question" in shown.stdout
    assert "alien: the answer is missing (para. 1)" in shown.stdout
    assert "no memo is written" in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [((), "give a file of answers"), (("--template", "crowd"), "neither 'person' nor 'group'"),
     (("none.yaml",), "")],
)  # fmt: skip
def test_does_the_command_say_what_it_needs(raw, folder, monkeypatch, arguments, words):
    use(monkeypatch, folder)
    shown = call(*arguments, "--raw", raw)
    assert shown.exit_code == 1 and words in shown.stderr
    assert "Traceback" not in shown.output


@pytest.mark.parametrize("subject", ["person", "group"])
def test_is_the_worksheet_a_file_that_is_ready_to_be_checked(raw, folder, monkeypatch, subject):
    use(monkeypatch, folder)
    shown = call("--template", subject, "--raw", raw)
    assert shown.exit_code == 0
    path = raw / ANSWERS / f"{INCIDENT}--other.yaml"
    path.write_text(shown.stdout.replace("state-place-year", INCIDENT), encoding="utf-8")
    assert told(raw) == []


def test_is_the_framework_the_published_one_where_no_raw_folder_is(
    raw, folder, monkeypatch, tmp_path
):
    use(monkeypatch, folder)
    shown = call(raw / ANSWERS / f"{NAME}.yaml", "--raw", tmp_path / "nowhere")
    assert shown.exit_code == 0 and "Procedure sound: no." in shown.stdout
