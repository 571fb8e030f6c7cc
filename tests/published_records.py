"""Published tables of invented records, for the tests of what analysts call."""

import shutil
from pathlib import Path

from refoul_data.dataset.publish import publish
from refoul_data.dataset.tables import make_tables
from refoul_data.records.reader import read_library

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "records" / "base"
EXAMPLE = "example-return-1980"
CAMPAIGN = "example-campaign-1980"
EARLY = "example-return-1940"
WITHDRAWN = "example-return-1981"
PLANNED = "example-plan-1982"
HOSTILE = "example-hostile-1983"
PAYLOAD = (
    "<img src=x onerror=alert(1)> ${alert(2)} `x` </script><script>alert(3)</script> 'a' \"b\""
)

# id: what is replaced in the text of the example
VARIANTS = {
    CAMPAIGN: [("kind: incident", "kind: campaign"), ("low: 900", "low: 800")],
    EARLY: [
        ("1980-06", "1940-06"),
        ("1980-07", "1940-07"),
        ("AAA", "OLD"),
        ("1982-05", "1942-05"),
        ("    to_state: BBB\n    status: executed\n", "    to_state: BBB\n    status: intended\n"),
    ],
    WITHDRAWN: [
        ("kind: incident", "kind: incident\nrecord_status: withdrawn\nwithdrawn_reason: Not so"),
    ],
    PLANNED: [
        ("kind: incident", "kind: measure"),
        ("    value: executed\n", "    value: planned\n"),
        ("status: executed", "status: intended"),
        ("disposition: concern_expressed", "disposition: declared_unlawful"),
    ],
    HOSTILE: [
        ("An invented return that has every kind of field. It never happened.", PAYLOAD),
        ("Return over a hill pass: an example for the tests", PAYLOAD),
        ("People were walked over a pass.", PAYLOAD),
        ("Counted by staff at the pass.", PAYLOAD),
        ("No source is named, and no other comes near.", PAYLOAD),
        ("The return of June 1980.", PAYLOAD),
    ],
}


def publish_folder(raw: Path, folder: Path) -> Path:
    """Publish the tables of a raw folder without problems."""
    library = read_library(raw)
    publish(make_tables(library), folder, folder, library.sources.values())
    return folder


def publish_examples(folder: Path) -> Path:
    """Publish the example and its variants; the example is part of the campaign."""
    raw = Path(shutil.copytree(BASE, folder / "raw"))
    example = raw / "incidents" / f"{EXAMPLE}.yaml"
    text = example.read_text(encoding="utf-8")
    for name, changes in VARIANTS.items():
        variant = text.replace(EXAMPLE, name)
        for old, new in changes:
            assert old in variant, old
            variant = variant.replace(old, new)
        (raw / "incidents" / f"{name}.yaml").write_text(variant, encoding="utf-8")
    part = text.replace("kind: incident", f"kind: incident\npart_of: {CAMPAIGN}")
    example.write_text(part, encoding="utf-8")
    return publish_folder(raw, folder / "processed")


def use(monkeypatch, folder: Path) -> None:
    """Let the package read the published tables of a folder."""
    from refoul_data.access import files

    nowhere = folder / "nowhere"
    monkeypatch.setitem(files._FOLDERS, "processed", (nowhere, folder))
