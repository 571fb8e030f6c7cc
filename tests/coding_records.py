"""The test records, coded twice over under the committed codebook."""

import hashlib
import shutil
from pathlib import Path

from law_records import copy_raw

ROOT = Path(__file__).resolve().parent.parent
CODINGS = ROOT / "data" / "raw" / "codings"
INCIDENT, STATE = "example-return-1980", "AAA"
MODES = ("stated", "enacted")
DIMENSIONS = (
    "place_limited", "person_or_risk_limited", "responsibility_shifted", "access_prevented",
    "zone_of_non_entry", "exception_security", "exception_exclusion", "mass_influx", "denied_fact",
)  # fmt: skip
POSITIONS = (
    "source,at,note,origin,state,date,speaker,attributed_by,stance,dimensions,text,records,confidence\n"
    'example-report-1980,p. 2,,,AAA,1980-06-02,The minister of the interior,The report,limits,mass_influx,'
    '"They were too many, the minister said.",example-return-1980,high\n'
)  # fmt: skip


def pass_text(which, values, codes=""):
    """Return a pass file; `values` gives what differs from no_position_found and no."""
    lines = [
        f"record: {INCIDENT}", f"pass: {which}", "codebook: 1", "coded_on: 2026-11-25",
        "basis: >-", "  Both works.", "interpretations:",
    ]  # fmt: skip
    for mode in MODES:
        for dimension in DIMENSIONS:
            value = values.get((mode, dimension), "no_position_found" if mode == "stated" else "no")
            lines += [
                f"  - state: {STATE}", f"    mode: {mode}", f"    dimension: {dimension}",
                f"    value: {value}", "    rationale: >-", f"      Of {dimension}.",
                "    confidence: medium", "    source: example-book-1985", "    at: p. 15",
            ]  # fmt: skip
    return "\n".join(lines) + "\n" + codes


def readings_of(text):
    """Return the readings of a pass file as the record has them."""
    return "interpretations:\n" + text.partition("interpretations:\n")[2].partition("codes:\n")[0]


CODES = """\
codes:
  - field: conduct
    value: return_across_border
    rationale: >-
      They were walked over a pass.
    confidence: high
    sources:
      - example-book-1985
"""
FIRST = pass_text(
    "first", {("enacted", "access_prevented"): "yes", ("stated", "mass_influx"): "yes"}, CODES
)
SECOND = pass_text(
    "second", {("enacted", "access_prevented"): "yes", ("stated", "mass_influx"): "unclear"}, CODES
)
ADJUDICATIONS = (
    "unit,variable,kept,note\n"
    'example-return-1980/AAA,stated.mass_influx,yes,"The minister spoke of number, and of nothing else."\n'
    "example-report-1980,sources.grade,3,The report names its method.\n"
)


CONVENTIONS = "number,made_on,text\n1,2026-11-25,Where a campaign shows it in one part it is yes.\n"
ROWS = "variable,unit,first,second\nsources.grade,example-book-1985,3,3\nsources.grade,example-report-1980,4,3\n"


def copy_coded(folder: Path) -> Path:
    """Copy the test records with the law, coded twice, into a new folder."""
    raw = copy_raw(folder)
    made = raw / "codings"
    for which, text in (("first", FIRST), ("second", SECOND)):
        (made / which).mkdir(parents=True)
        (made / which / f"{INCIDENT}.yaml").write_text(text, encoding="utf-8")
    for name in ("codebook.yaml", "versions.csv"):
        shutil.copy(CODINGS / name, made / name)
    marks = [
        f"{which}/{INCIDENT}.yaml,{hashlib.sha256(text.encode()).hexdigest()}\n"
        for which, text in (("first", FIRST), ("second", SECOND))
    ]
    (made / "fingerprints.csv").write_text("path,sha256\n" + "".join(marks), encoding="utf-8")
    (made / "conventions.csv").write_text(CONVENTIONS, encoding="utf-8")
    (made / "rows.csv").write_text(ROWS, encoding="utf-8")
    (made / "adjudications.csv").write_text(ADJUDICATIONS, encoding="utf-8")
    (raw / "state_positions.csv").write_text(POSITIONS, encoding="utf-8")
    record = raw / "incidents" / f"{INCIDENT}.yaml"
    text = record.read_text(encoding="utf-8")
    before, _, rest = text.partition("interpretations:\n")
    after = rest[rest.index("\npersons_named:") + 1 :]
    record.write_text(before + readings_of(FIRST) + after, encoding="utf-8")
    return raw
