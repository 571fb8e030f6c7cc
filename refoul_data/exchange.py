"""Files are put in place by one rename each, so that a build killed at any moment loses nothing.

A build writes everything under ``.build``, which may be deleted at any time. When all of it is
there, it becomes ``.build-ready`` by one rename; from then on the exchange only has to be
completed, and `complete_exchange` can be called again at any time until it is. Every name always
has a whole file, the new one or the one before.

What no build made is never lost: ``checksums.txt`` in each folder says what the last build made
there, and only such files are removed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .dataset.publish import CHECKSUMS as LIST

FOLDERS = ("data/processed", "reports")
COMMITTED = ("index.html", "map.html", "validation.html")
"""Reports that a clone has before its first build."""


class Busy(Exception):
    """Another build is running in the same tree."""


def _staging(root: Path) -> tuple[Path, Path]:
    return root / ".build" / "new", root / ".build-ready"


def _lock(file: IO) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            raise BlockingIOError from None
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Keep other builds out of a tree; the system takes the lock from a process that is killed.

    Raises
    ------
    Busy
        If another build holds the lock.
    """
    # The file stays: to delete it would let two builds lock two files of one name.
    with open(root / ".build.lock", "a") as file:
        try:
            _lock(file)
        except BlockingIOError:
            message = f"{root}: another build is running here; wait until it is done"
            raise Busy(message) from None
        yield


def _need_folder(path: Path) -> None:
    """Raise where a file stands in place of a folder, or of one above it."""
    for place in (path, *path.parents):
        if place.is_dir():
            return
        if place.exists():
            message = "a file stands where the build needs a folder"
            raise NotADirectoryError(errno.ENOTDIR, message, str(place))


def begin(root: Path) -> Path:
    """Complete an exchange that was cut short, then return an empty folder to build in."""
    complete_exchange(root)
    new, _ = _staging(root)
    for folder in (new, *(root / name for name in FOLDERS)):
        _need_folder(folder)
    if new.exists():
        shutil.rmtree(new)
    new.mkdir(parents=True)
    return new


def declare_ready(root: Path) -> None:
    """Say that everything under ``.build/new`` is whole."""
    new, ready = _staging(root)
    absent = [name for name in FOLDERS if not (new / name / LIST).is_file()]
    if absent:
        raise FileNotFoundError(f"nothing was built for {', '.join(absent)}")
    os.rename(new, ready)


def _listed(folder: Path) -> dict[str, str] | None:
    """Return the checksum of each file that the list of a folder names; None where there is no list."""
    try:
        lines = (folder / LIST).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    pairs = (line.partition("  ") for line in lines)  # also of a list with a conflict in it
    return {name: digest for digest, _, name in pairs if name} | {LIST: ""}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _names(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())


def _put(fresh: Path, target: Path) -> None:
    """Put a file in place of another one, which is there until that moment."""
    try:
        os.replace(fresh, target)
    except OSError as error:
        if error.errno != errno.EXDEV:  # the folder may be a link to another disk
            raise
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(fresh, part)
        os.replace(part, target)
        fresh.unlink()


def _set_aside(path: Path) -> Path:
    """Rename a file that a build did not make to a name that no file has."""
    number, aside = 1, path.with_name(f"{path.stem}.kept{path.suffix}")
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}.kept-{number}{path.suffix}")
    os.rename(path, aside)
    return aside


def _remove(folder: Path, name: str) -> None:
    """Remove a file, and the folders that are empty without it."""
    (folder / name).unlink()
    for above in (folder / name).parents:
        if above == folder or any(above.iterdir()):
            return
        above.rmdir()


def _exchange(fresh: Path, target: Path) -> list[Path]:
    """Put the files of one folder in place, the list last; return the files that no build made."""
    made, earlier = _listed(fresh) or {}, _listed(target)
    for name in _names(fresh):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        # In a fresh clone the reports have no list: those that are committed are the build's own.
        known = name in (COMMITTED if earlier is None else earlier) or not (target / name).is_file()
        if name != LIST and not known and _digest(target / name) != made.get(name):
            _set_aside(target / name)
        if name != LIST:
            _put(fresh / name, target / name)
    # By the folder's files and not by the list's names: a list may say ../anything.
    for name in _names(target) if earlier else ():
        if name not in made and name in earlier and _digest(target / name) == earlier[name]:
            _remove(target, name)
    # Hidden files, such as those of a file manager, are left alone too, and not worth a word.
    own = [target / n for n in _names(target) if n not in made and f"/{n}".find("/.") < 0]
    _put(fresh / LIST, target / LIST)
    return own


def complete_exchange(root: Path) -> list[Path] | None:
    """Put what is ready in place of what was there.

    Returns
    -------
    list of Path or None
        Files beside those of the build, hidden ones aside, that no build made and that are left
        alone; None where nothing was ready.
    """
    _, ready = _staging(root)
    if not ready.exists():
        return None
    _need_folder(ready)
    for folder in FOLDERS:  # before anything is exchanged
        _need_folder(root / folder)
        for name in _names(ready / folder):
            _need_folder((root / folder / name).parent)
            if (root / folder / name).is_dir():
                message = "a folder stands where the build needs a file"
                raise IsADirectoryError(errno.EISDIR, message, str(root / folder / name))
    own: list[Path] = []
    for folder in FOLDERS:
        if (ready / folder / LIST).is_file():  # else it was exchanged before an interruption
            own += _exchange(ready / folder, root / folder)
    shutil.rmtree(ready)
    return own
