"""The test records with the law, the committed framework and one invented argument about them."""

import re
import shutil
from pathlib import Path

import yaml
from exclusion_cases import LAW, RAW
from law_records import copy_raw

from refoul_data.records.exclusion_reader import ANSWERS, EXCLUSION
from refoul_data.records.seed_rows import SENTENCES

INCIDENT = "example-return-1980"
NAME = f"{INCIDENT}--killing"
TEXT = """\
incident: example-return-1980
argument: The two had killed a man before they came
subject: person
who: The first of two who were walked over the pass
answers:
  - question: exclusion-argued
    answer: yes
    source: example-report-1980
    at: p. 2
  - question: alien
    answer: unclear
    note: The constitution counts the person among the nationals; others do not
  - question: within-article-1d
    answer: no
    source: example-report-1980
    at: p. 2
  - question: within-article-1e
    answer: no
    source: example-report-1980
    at: p. 2
  - question: argument-kind
    answer: serious_non_political_crime
    source: example-report-1980
    at: p. 3
  - question: rigorous-safeguards
    answer: no
    source: example-book-1985
    at: p. 15
destinations:
  - state: BBB
    stage: receiving
    risks:
      - harm: persecution
        answer: yes
        source: example-book-1985
        at: p. 60
      - harm: torture
        answer: unclear
"""


def framework_text(raw: Path) -> str:
    """Return the committed framework, its bars cut down to the provisions of the invented law."""
    text = (LAW / EXCLUSION).read_text(encoding="utf-8")
    law = yaml.load((raw / "law" / "instruments.yaml").read_text(), yaml.BaseLoader)
    known = {p["id"] for i in law["instruments"] for p in i["provisions"]}
    head, bars = text.split("\nbars:\n")
    kept = [
        b
        for b in re.split(r"(?m)^(?=  - provision: )", bars)
        if b.split()[2:3] and b.split()[2] in known
    ]
    return f"{head}\nbars:\n{''.join(kept)}"


def copy_exclusion(folder: Path, name: str = NAME, text: str = TEXT) -> Path:
    """Copy the valid raw folder with law, framework and answers into a new folder."""
    raw = copy_raw(folder)
    (raw / "law" / EXCLUSION).write_text(framework_text(raw), encoding="utf-8")
    shutil.copy(RAW / SENTENCES, raw / SENTENCES)
    (raw / ANSWERS).mkdir()
    (raw / ANSWERS / f"{name}.yaml").write_text(text, encoding="utf-8")
    return raw
