"""Notebooks are run from top to bottom and become pages that open offline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import NamedTuple

import nbformat
from bs4 import BeautifulSoup, Tag
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert import HTMLExporter

from .pages import render

TIMEOUT_SECONDS = 120
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_SCOPED_STYLE = re.compile(r"<style scoped.*?</style>", re.DOTALL)
_TABLE = re.compile(r"<table[^>]*class=\"dataframe\".*?</table>", re.DOTALL)
_SILENT_FIGURE = re.compile(r"<img[^>]*alt=\"No description has been provided for this image\"")


class NotebookError(Exception):
    """A notebook did not run, or shows a figure without a description."""


class ExecutedNotebook(NamedTuple):
    """A notebook that ran, as a page."""

    name: str
    title: str
    html: str


_SETUP = """
import warnings
from pathlib import Path
from refoul_data.access.files import use_folder
use_folder("processed", Path({folder!r}))
warnings.simplefilter("error")
warnings.simplefilter("ignore", PendingDeprecationWarning)  # the kernel's own, at its end
import matplotlib
matplotlib.rcParams["figure.dpi"] = 150  # pages are printed too
"""


def execute(path: Path, processed: Path, folder: Path) -> ExecutedNotebook:
    """Run a notebook on published tables and return it as a page; a warning is a failure.

    Parameters
    ----------
    path : Path
        The notebook, without outputs.
    processed : Path
        Folder of the tables that it loads.
    folder : Path
        Folder in which its code runs.

    Raises
    ------
    NotebookError
        If a cell fails; the message names notebook, cell and error. Also if a figure has no
        description for readers who do not see it.
    """
    notebook = nbformat.read(path, as_version=4)
    setup = nbformat.v4.new_code_cell(_SETUP.format(folder=str(processed.resolve())))
    notebook.cells.insert(0, setup)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT_SECONDS,
        kernel_name="python3",
        extra_arguments=["--IPKernelApp.log_level=40"],  # it warns that loopback is not encrypted
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        trace = _COLOUR.sub("", error.traceback)
        raise NotebookError(f"{path}: {error.ename}: {error.evalue}\n{trace}") from None
    except (DeadKernelError, TimeoutError) as error:
        raise NotebookError(f"{path}: {error}") from None
    del notebook.cells[0]
    return make_notebook_page(notebook, path)


def make_notebook_page(notebook: nbformat.NotebookNode, path: Path) -> ExecutedNotebook:
    """Return a notebook that has its outputs as a page.

    Raises
    ------
    NotebookError
        If a figure has no description.
    """
    exporter = HTMLExporter(template_name="basic", embed_images=True)
    body, _ = exporter.from_notebook_node(notebook)
    body = _SCOPED_STYLE.sub("", body)  # pandas': invalid where it stands, and ours is better
    if _SILENT_FIGURE.search(body):
        raise NotebookError(f"{path}: a figure has no alt text: display(figure, metadata=…)")
    body = _TABLE.sub(lambda table: _stackable(table[0]), body)
    title = _title(notebook)
    html = render("notebook", current="", up="../", title=title, body=body, name=path.name)
    return ExecutedNotebook(path.stem, title, html)


def _stackable(html: str) -> str:
    """Return a table of pandas in which each cell bears its label, for windows that are narrow."""
    soup = BeautifulSoup(html, "html.parser")
    cells = soup.find_all(["th", "td"])
    heads = [row.find_all("th") for row in soup.select("thead tr")]
    if not heads or any(cell.has_attr("colspan") for cell in cells):
        return html
    columns = [cell.get_text(strip=True) for cell in heads[0]]
    # A second row names the index. With one row, its corner names the columns, not the index.
    index = [cell.get_text(strip=True) for cell in heads[1]] if len(heads) > 1 else []
    for row in _rows_without_spans(soup):
        for number, cell in enumerate(row.find_all(["th", "td"])):
            names = columns if cell.name == "td" else index
            if names[number:] and names[number]:
                cell["data-label"] = names[number]
    del soup.table["border"]
    soup.table["class"].append("stacked")
    return str(soup)


def _rows_without_spans(soup: BeautifulSoup) -> Iterator[Tag]:
    """Yield the rows of the body; a cell that spans several stands in each, marked from the second on."""
    spanning: dict[int, tuple[Tag, int]] = {}
    for row in soup.select("tbody tr"):
        for column, (cell, left) in sorted(spanning.items()):
            if left:
                again = copy(cell)
                again["class"] = "again"
                row.find_all(["th", "td"])[column].insert_before(again)
                spanning[column] = cell, left - 1
        for column, cell in enumerate(row.find_all(["th", "td"])):
            if cell.has_attr("rowspan"):
                spanning[column] = cell, int(cell["rowspan"]) - 1
                del cell["rowspan"]
        yield row


def _title(notebook: nbformat.NotebookNode) -> str:
    heading = re.search(r"^# (.+)$", notebook.cells[0].source, re.MULTILINE)
    return heading[1] if heading else "Notebook"
