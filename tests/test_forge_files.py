"""Can a scholar propose a correction in the forge, and does the forge run what .ci/run runs?"""

import re
import subprocess
import sys

import pytest
import yaml
from published_records import BASE, ROOT
from typer.testing import CliRunner

from refoul_data.cli import app
from refoul_data.records.schema import Redacted
from refoul_data.records.validate import validate
from refoul_data.records.yamltext import read_tree

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
KINDS = {"markdown", "input", "textarea", "dropdown", "checkboxes"}
GUIDE = (ROOT / "docs" / "keeping-it-alive.md").read_text(encoding="utf-8")


def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def is_valid(path, schema):
    command = [sys.executable, "-m", "check_jsonschema", path, "--builtin-schema"]
    checked = subprocess.run([*command, f"vendor.{schema}"], capture_output=True, text=True)
    return checked.returncode == 0


@pytest.mark.parametrize("path", FORMS, ids=lambda p: p.stem)
def test_takes_the_forges_own_schema_the_form(path):
    assert is_valid(path, f"github-issue-{'config' if path.stem == 'config' else 'forms'}")


def test_refuses_the_forges_own_schema_a_form_with_a_fault(tmp_path):
    spoilt = tmp_path / "correction.yml"
    text = FORMS[0].with_name("correction.yml").read_text(encoding="utf-8")
    spoilt.write_text(text.replace("type: textarea", "type: textbox"), encoding="utf-8")
    assert not is_valid(spoilt, "github-issue-forms")


@pytest.mark.parametrize("path", [p for p in FORMS if p.name != "config.yml"], ids=lambda p: p.stem)
def test_is_an_issue_form_one_that_the_forge_shows(path):
    form = load(path)
    assert form["name"] and form["description"] and form["body"]
    ids = [item["id"] for item in form["body"] if item["type"] != "markdown"]
    assert len(set(ids)) == len(ids) > 0
    for item in form["body"]:
        assert item["type"] in KINDS
        needed = "value" if item["type"] == "markdown" else "label"
        assert item["attributes"][needed]
        if item["type"] == "dropdown":
            assert len(item["attributes"]["options"]) > 1


def test_asks_a_correction_for_record_source_and_place_in_it():
    body = {item.get("id"): item for item in load(FORMS[0].with_name("correction.yml"))["body"]}
    for name in ("record", "field", "says", "source", "at"):
        assert body[name]["validations"]["required"] is True


def test_is_the_workflow_valid_and_runs_it_what_ci_run_runs():
    path = ROOT / ".github" / "workflows" / "check.yml"
    assert is_valid(path, "github-workflows")
    (job,) = load(path)["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]


def test_does_every_hook_call_a_command_that_there_is():
    for hook in load(ROOT / ".pre-commit-hooks.yaml"):
        program, command = hook["entry"].split()
        assert program == "refoul"
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0
        re.compile(hook["files"])


def test_finds_the_check_hook_a_fault(tmp_path):
    """As pre-commit calls it, without names of files: it ends with 1, and so stops the commit."""
    import shutil

    raw = tmp_path / "raw"
    shutil.copytree(BASE, raw)
    path = next((raw / "incidents").iterdir())
    path.write_text(path.read_text("utf-8").replace("kind: incident", "kind: incidence"))
    assert CliRunner().invoke(app, ["check", "--raw", str(raw)]).exit_code == 1


def test_is_the_tombstone_in_the_guide_one_that_passes():
    block = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[1]
    tree, problems = read_tree(re.sub(r"^  ", "", block, flags=re.MULTILINE), "guide")
    assert problems == []
    remains, problems, _ = validate(Redacted, tree, "guide")
    assert problems == [] and remains.record_status == "redacted"


def test_does_the_guide_name_files_and_columns_that_there_are():
    for name in re.findall(r"`((?:data|refoul_data)/[\w/.-]+|[A-Z]+\.cff|[\w.-]+\.lock)`", GUIDE):
        assert (ROOT / name).exists(), name
    columns = (ROOT / "refoul_data" / "records").glob("*schema.py")
    declared = "".join(path.read_text(encoding="utf-8") for path in columns)
    for name in ("checked_on", "parties_known", "reviewed_by_person", "archived_url", "finality"):
        assert f"`{name}`" in GUIDE and f"{name}:" in declared
