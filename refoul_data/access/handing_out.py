"""The notebooks, for those who have only the installed package: copied to where they can be changed."""

from __future__ import annotations

import os
from pathlib import Path

from .files import find_folder


def copy_notebooks(path: str | os.PathLike[str]) -> list[Path]:
    """Copy the notebooks into a folder, to be run and changed there.

    They need the extra ``lab``: ``pip install 'refoul_data[lab]'``, then ``jupyter lab`` and the folder.

    Parameters
    ----------
    path : str or path
        The folder; it is made where it does not exist.

    Returns
    -------
    list of Path
        The copies, in the order in which to read them.

    Raises
    ------
    FileExistsError
        If a notebook would replace a file; nothing is copied then. The message names the files.
    NotADirectoryError
        If `path` is a file.
    FileNotFoundError
        If this installation carries no notebooks.
    TypeError
        If `path` is neither a text nor a path.
    ValueError
        If it is an empty text, which would be the current folder.

    Examples
    --------
    >>> import refoul_data as rd
    >>> rd.copy_notebooks("my-notebooks")  # doctest: +SKIP
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"path must be a folder such as 'notebooks', not {type(path).__name__}")
    if not os.fspath(path).strip():
        raise ValueError(f"path must be a folder such as 'notebooks', not {path!r}")
    folder = Path(path)
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"{folder} is a file; name a folder for the notebooks")
    originals = sorted(find_folder("notebooks").glob("*.ipynb"))
    if not originals:
        raise FileNotFoundError(f"no notebooks in {find_folder('notebooks')}")
    copies = [folder / original.name for original in originals]
    there = [copy.name for copy in copies if os.path.lexists(copy)]
    if there:
        raise FileExistsError(
            f"{folder} already holds {', '.join(there)}; name another folder, or move these away"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for original, copy in zip(originals, copies, strict=True):
        with open(copy, "xb") as file:  # never over a file that came meanwhile
            file.write(original.read_bytes())
    return copies
