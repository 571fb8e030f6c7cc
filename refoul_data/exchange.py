"""Whole folders are exchanged by renames, so that a build killed at any moment loses nothing.

A build writes everything under ``.build/new``. When all of it is there, the file ``.build/ready``
is written; from then on the exchange only has to be completed, and `complete_exchange` can be
called again at any time until it is.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FOLDERS = ("data/processed", "reports")


def _staging(root: Path) -> tuple[Path, Path, Path]:
    build = root / ".build"
    return build / "new", build / "old", build / "ready"


def begin(root: Path) -> Path:
    """Complete an exchange that was cut short, then return an empty folder to build in."""
    complete_exchange(root)
    new, old, _ = _staging(root)
    for folder in (new, old):
        if folder.exists():
            shutil.rmtree(folder)
    new.mkdir(parents=True)
    return new


def declare_ready(root: Path) -> None:
    """Say that everything under ``.build/new`` is whole."""
    new, _, ready = _staging(root)
    absent = [f for f in FOLDERS if not (new / f).is_dir()]
    if absent:
        raise FileNotFoundError(f"nothing was built for {', '.join(absent)}")
    part = ready.with_suffix(".part")
    with open(part, "w", encoding="utf-8") as file:
        file.write("\n".join(FOLDERS) + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, ready)


def complete_exchange(root: Path) -> bool:
    """Put what is ready in place of what was there; return whether anything was ready.

    Each folder takes two renames. Killed between them, the earlier folder stands under
    ``.build/old`` and the new one under ``.build/new``, and the next call goes on from there.
    """
    new, old, ready = _staging(root)
    if not ready.exists():
        return False
    for name in FOLDERS:
        fresh, target, aside = new / name, root / name, old / name
        if not fresh.exists():
            continue  # this folder was exchanged before the interruption
        if target.exists():
            if aside.exists():
                shutil.rmtree(aside)
            aside.parent.mkdir(parents=True, exist_ok=True)
            os.rename(target, aside)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(fresh, target)
    ready.unlink()
    return True
