"""Invented law beside the test records: raw files, facts and published tables."""

import shutil
from functools import cache
from pathlib import Path

from published_records import publish_folder

from refoul_data.dataset.tables import make_tables
from refoul_data.law.facts import make_law
from refoul_data.records.reader import read_library

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "records" / "base"
LAW = ROOT / "tests" / "records" / "law"
TABLES = ("instruments", "provisions", "parties", "statements", "parties_territories")


def copy_raw(folder: Path) -> Path:
    """Copy the valid raw folder with the law into a new folder."""
    raw = Path(shutil.copytree(BASE, folder, dirs_exist_ok=True))
    shutil.copytree(LAW, raw, dirs_exist_ok=True)
    return raw


def publish_law(folder: Path) -> Path:
    """Publish the test records with the law."""
    return publish_folder(copy_raw(folder / "raw"), folder / "processed")


@cache
def rows_of_law():
    """Return the rows of the five tables of the law, as they are published."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        made = make_tables(read_library(copy_raw(Path(folder) / "raw")))
    return tuple(made[name].rows for name in TABLES)


@cache
def invented_law():
    """Return the invented law as facts."""
    return make_law(*rows_of_law())
