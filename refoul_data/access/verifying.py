"""Are the tables and papers that are installed those that were published?"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from .files import TEXT, find_folder

LIST = "checksums.txt"


def content_hash(folder: Path) -> str:
    """Return the SHA-256 of the list of checksums, which stands for all files that it names.

    Raises
    ------
    FileNotFoundError
        If there is no list.
    """
    try:
        return hashlib.sha256((folder / LIST).read_bytes()).hexdigest()
    except FileNotFoundError:
        raise FileNotFoundError(f"no file {folder / LIST}. Run: make build") from None


def _listed(folder: Path) -> dict[str, str]:
    found = {}
    for number, line in enumerate((folder / LIST).read_text("utf-8").splitlines(), start=1):
        digest, _, name = line.partition("  ")
        # A name that leads out of the folder would prove something of another file.
        if len(digest) != 64 or not name or ".." in Path(name).parts or Path(name).is_absolute():
            raise ValueError(f"{folder / LIST}:{number}: not a checksum and a name")
        found[name] = digest
    if not found:
        raise ValueError(f"{folder / LIST}: it lists no file")
    return found


def verify() -> pd.DataFrame:
    """Prove that the installed tables and papers are the published ones, byte by byte.

    These are the files of ``data/processed``. Codelists and the boundaries of the map are part of
    the package and not of the proof; the codes in use stand in ``datapackage.json``, which is.

    Returns
    -------
    DataFrame
        One row per published file: ``file`` and its ``sha256``. ``attrs["content_hash"]`` is the
        SHA-256 of the list itself: compare it with the one that a citation names (`cite`).

    Raises
    ------
    ValueError
        If a file was changed or is missing; the message names each.
    FileNotFoundError
        If there is no list of checksums.

    See Also
    --------
    cite : the same content hash, in a citation.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.verify().attrs["content_hash"]  # doctest: +SKIP
    """
    folder = find_folder("processed")
    proof = content_hash(folder)
    listed, faults = _listed(folder), []
    for name, digest in listed.items():
        path = folder / name
        if not path.is_file():
            faults.append(f"{name} is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            faults.append(f"{name} was changed")
    if faults:
        raise ValueError(f"{folder}: not the published files: {'; '.join(faults)}")
    frame = pd.DataFrame({"file": list(listed), "sha256": list(listed.values())}, dtype=TEXT)
    frame.attrs["content_hash"] = proof
    return frame
