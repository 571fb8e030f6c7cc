"""Does each kind of expectation fail on the fault that it is there for?"""

import datetime as dt
from pathlib import Path

import pytest

from refoul_data.dataset.publish import publish
from refoul_data.dataset.tables import make_tables
from refoul_data.records.reader import read_library

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "records" / "base"
BOUNDARIES = ROOT / "data" / "raw" / "boundaries"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run():
    """A function that publishes tables and returns the outcomes that did not hold."""
    from refoul_data.dataset.expectations import run_expectations

    def run_on(tables, folder, only=None):
        publish(tables, folder, folder / "none")
        outcomes = run_expectations(tables, folder, BOUNDARIES, only=only)
        return [o for o in outcomes if o.error or not o.success]

    return run_on


def tables():
    return make_tables(read_library(BASE))


def spoiled(**cells):
    """The valid tables with cells of the first row of some tables changed: ``table__column``."""
    made = tables()
    for name, value in cells.items():
        table, _, column = name.partition("__")
        made[table].rows[0][column] = value
    return made


def doubled(name):
    made = tables()
    made[name].rows.append(dict(made[name].rows[0]))
    return made


def without_claims(field):
    made = tables()
    made["claims"].rows[:] = [r for r in made["claims"].rows if r["field"] != field]
    return made


def with_campaign():
    made = tables()
    campaign = dict(made["incidents"].rows[0]) | {"id": "a-campaign", "kind": "campaign"}
    made["incidents"].rows[0]["part_of"] = "a-campaign"
    made["incidents"].rows.append(campaign)
    return made


def test_do_all_hold_on_the_valid_tables(run, tmp_path):
    """The invented state has no area, so the check of places finds nothing to look at."""
    assert run(tables(), tmp_path / "p") == []


@pytest.mark.parametrize(
    ("make", "table", "sentence", "severity"),
    [
        (lambda: spoiled(incidents__conduct="no-code"), "incidents", "only codes of the list conduct", "critical"),
        (lambda: spoiled(incidents__feared_harm="persecution;x"), "incidents", "of the list harm_type", "critical"),
        (lambda: spoiled(incidents__title=None), "incidents", "every row has a value", "critical"),
        (lambda: spoiled(incidents__persons_low=-1), "incidents", "never below zero", "critical"),
        (lambda: spoiled(incidents__persons_high=950), "incidents", "is never above “persons_high”", "critical"),
        (lambda: spoiled(incidents__date_earliest=dt.date(1999, 1, 1)), "incidents",
         "“date_earliest” is never above", "critical"),
        (lambda: spoiled(harm__low=99), "harm", "“low” is never above “high”", "critical"),
        (lambda: spoiled(incidents__place_lat=91.5), "incidents", "on the globe", "critical"),
        (lambda: spoiled(claims__source="no-source"), "claims", "every value stands in sources.key", "critical"),
        (lambda: spoiled(events__place="no-place"), "events", "every value stands in places.id", "critical"),
        (lambda: spoiled(actors__state="ZZZ"), "actors", "every value stands in states.code", "critical"),
        (lambda: doubled("incidents"), "incidents", "no value stands twice", "critical"),
        (lambda: doubled("claims"), "claims", "no value stands twice", "critical"),
        (lambda: spoiled(incidents__returning_state="AAA;ZZZ"), "joined_codes", "is in its table", "critical"),
        (lambda: without_claims("persons"), "claimed_cells", "rests on at least one claim", "critical"),
        (lambda: spoiled(claims__at=None), "locators", "names a page, paragraph or section", "critical"),
        (lambda: spoiled(incidents__n_origins=1), "independent_origins", "two or more independent origins", "critical"),
        (with_campaign, "counted_once", "No campaign is counted together", "critical"),
        (lambda: spoiled(places__state="THA", places__lat=50.0), "places_in_state", "within 25 km", "warning"),
    ],
)  # fmt: skip
def test_does_an_expectation_fail_on_its_fault(run, tmp_path, make, table, sentence, severity):
    found = run(make(), tmp_path / "p", {table})
    fitting = [o for o in found if o.table == table and sentence in o.sentence]
    assert fitting, found
    assert fitting[0].severity == severity
    assert fitting[0].unexpected >= 1
    assert fitting[0].examples


def test_is_a_missing_column_told(run, tmp_path):
    made = tables()
    folder = tmp_path / "p"
    publish(made, folder, folder / "none")
    import pyarrow.parquet as pq

    from refoul_data.dataset.expectations import critical_failures, run_expectations

    path = folder / "actors.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["role"]), path)
    outcomes = run_expectations(made, folder, BOUNDARIES, only={"actors"})
    failures = [o for o in critical_failures(outcomes) if o.table == "actors"]
    assert any("those of the codebook" in o.sentence for o in failures)
    # A column that is not there cannot be looked at: that is an error, and it stops the build.
    assert any(o.error and "role" in o.sentence for o in failures)


def test_does_a_smoke_test_print_its_sentinel():
    """With a missing dependency the import once ended the process in silence."""
    import subprocess
    import sys

    code = "import refoul_data.dataset.expectations; print('alive')"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert shown.stdout == "alive\n", shown.stderr
