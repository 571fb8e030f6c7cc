"""Are the public names what they are, cheap to import, and do imports run one way?"""

import ast
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import refoul_data as rd

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "refoul_data"
NAMES = [
    "__version__",
    "load_incidents",
    "load_claims",
    "load_codes",
    "load_sources",
    "load_places",
    "load_states",
    "load_actors",
    "load_events",
    "load_legs",
    "load_harm",
    "load_findings",
    "load_assessments",
    "load_interpretations",
    "load_reading_types",
    "load_codings",
    "load_agreement",
    "load_state_positions",
    "load_sensitivity",
    "load_persons_named",
    "load_missing",
    "load_weak_points",
    "load_redactions",
    "load_variables",
    "load_instruments",
    "load_provisions",
    "load_parties",
    "load_statements",
    "load_parties_territories",
    "load_party_totals",
    "load_law_on_date",
    "law_at",
    "law_for",
    "assess_exclusion",
    "exclusion_questions",
    "load_exclusion_assessments",
    "totals",
    "explain",
    "incident",
    "codelist",
    "cite",
    "verify",
    "diff",
    "copy_notebooks",
    "map_incidents",
]
# Wings of the house, and what each may import; what stands beside them (the command line, the
# build) may import all.
ALLOWED = {
    "vocabulary": {"vocabulary"},
    # Answers are held against the framework where they are read: its engine is pure.
    "records": {
        "records",
        "vocabulary",
        "law.exclusion_facts",
        "law.exclusion_faults",
        "law.interpretation",
    },
    "law": {"law", "vocabulary"},
    "dataset": {"dataset", "records", "law", "vocabulary", "__init__"},
    "access": {"access", "law", "vocabulary", "dataset.counts"},
    "views": {"views", "dataset", "access", "law", "vocabulary", "__init__"},
}


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py"))


def dotted(path):
    """The module of a file as its parts below the package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts


def imported(path):
    """Yield what a file imports from the package, below the package: ``dataset.counts``."""
    parts = dotted(path) if path.name != "__init__.py" else (*dotted(path), "__init__")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = list(("refoul_data", *parts)[: -node.level]) if node.level else []
            base += node.module.split(".") if node.module else []
            names = [".".join([*base, alias.name]) for alias in node.names]
        for name in names:
            if name.split(".")[0] == "refoul_data":
                yield below(name)


def below(name):
    """Cut a name below the package to a module; ``__init__`` stands for the package itself."""
    parts = name.split(".")[1:]
    while parts:
        path = PACKAGE.joinpath(*parts)
        if path.is_dir() or path.with_suffix(".py").is_file():
            return ".".join(parts)
        parts.pop()
    return "__init__"


def may_import(wing, target):
    return any(target == a or target.startswith(f"{a}.") for a in ALLOWED[wing])


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def loaded(result):
    """The modules of a run with ``-X importtime``, by their first name."""
    assert "import time:" in result.stderr, result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


def submodules():
    return [m.name for m in pkgutil.walk_packages(rd.__path__, "refoul_data.")]


# --- names -------------------------------------------------------------------------------------


def test_are_the_public_names_these():
    assert rd.__all__ == NAMES
    assert dir(rd) == sorted(NAMES)


def test_are_they_what_they_are_after_every_submodule_was_imported():
    """In another process: here, some are bound already."""
    code = (
        "import importlib, inspect, pkgutil, refoul_data as rd\n"
        "for m in pkgutil.walk_packages(rd.__path__, 'refoul_data.'):\n"
        "    importlib.import_module(m.name)\n"
        "for name in rd.__all__[1:]:\n"
        "    value = getattr(rd, name)\n"
        "    assert inspect.isfunction(value) and value.__name__ == name, name\n"
        "    assert value is getattr(rd, name), name\n"
        "print('all', len(rd.__all__) - 1)\n"
    )
    result = run(sys.executable, "-c", code)
    assert result.stdout == f"all {len(NAMES) - 1}\n", result.stderr


@pytest.mark.parametrize("name", NAMES[1:])
def test_has_a_public_function_its_documentation(name):
    value = getattr(rd, name)
    assert inspect.isfunction(value)
    assert inspect.signature(value).return_annotation is not inspect.Signature.empty
    assert "Returns\n" in value.__doc__ and "Examples\n" in value.__doc__


def test_bears_no_public_function_the_name_of_a_module():
    assert {name.rsplit(".", 1)[-1] for name in submodules()} & set(NAMES) == set()


def test_can_editors_read_the_same_names():
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    block = next(n for n in tree.body if isinstance(n, ast.If) and n.test.id == "TYPE_CHECKING")
    read = {alias.asname: node.module for node in block.body for alias in node.names}
    assert read == rd._PUBLIC


def test_does_an_unknown_name_raise_as_usual():
    with pytest.raises(AttributeError, match="'refoul_data' has no attribute 'load_incident'"):
        _ = rd.load_incident


# --- imports -----------------------------------------------------------------------------------


def test_does_importing_the_package_cost_next_to_nothing():
    result = run(sys.executable, "-X", "importtime", "-c", "import refoul_data")
    assert result.returncode == 0
    heavy = {"numpy", "pandas", "geopandas", "pydantic", "great_expectations", "pyarrow"}
    assert loaded(result) & heavy == set()


def test_does_loading_import_no_library_that_it_does_not_need():
    code = "import refoul_data as rd, refoul_data.access.trace; rd.load_incidents; rd.totals"
    result = run(sys.executable, "-X", "importtime", "-c", code)
    assert result.returncode == 0, result.stderr
    names = loaded(result)
    assert {"pandas", "geopandas"} <= names
    assert names & {"matplotlib", "folium", "pydantic", "great_expectations", "jinja2"} == set()


def test_does_checking_records_need_neither_pandas_nor_pyarrow():
    command = [sys.executable, "-X", "importtime", "-m", "refoul_data.cli", "check"]
    result = run(*command, "--raw", "tests/records/base")
    assert result.returncode == 0, result.stderr
    names = loaded(result)
    assert "pydantic" in names
    assert names & {"numpy", "pandas", "pyarrow", "geopandas", "great_expectations"} == set()


def test_is_every_wing_of_the_house_known():
    wings = {p.name for p in PACKAGE.iterdir() if (p / "__init__.py").is_file()}
    assert wings == set(ALLOWED), "say in ALLOWED what a new wing may import"


@pytest.mark.parametrize("wing", ALLOWED)
def test_do_imports_run_one_way(wing):
    against = [
        f"{path.relative_to(ROOT)} imports {target}"
        for path in modules()
        if dotted(path)[0] == wing
        for target in imported(path)
        if not may_import(wing, target)
    ]
    assert against == []


def test_are_imports_read_from_the_source():
    """The last test would pass in silence if it saw no imports."""
    files = {path.relative_to(PACKAGE).as_posix(): path for path in modules()}
    assert "dataset.counts" in set(imported(files["access/recount.py"]))
    assert "vocabulary.codes" in set(imported(files["records/schema.py"])) | set(
        imported(files["records/fieldtypes.py"])
    )
    assert "__init__" in set(imported(files["dataset/publish.py"]))
    assert may_import("access", "dataset.counts") and not may_import("access", "dataset.derive")


@pytest.mark.parametrize("wing", ALLOWED)
def test_does_a_wings_own_init_import_nothing(wing):
    """Else importing dataset.counts would import pydantic."""
    assert list(imported(PACKAGE / wing / "__init__.py")) == []
