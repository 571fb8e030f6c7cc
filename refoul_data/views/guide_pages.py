"""The guides in docs/, in Markdown as a forge shows it, become pages that open offline."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .pages import render

GUIDES, PAGES = "docs", "reports"
_ADDRESS = re.compile(r"[a-z]+:|#", re.IGNORECASE)


class GuideError(Exception):
    """A guide cannot become a page."""


def page_path(guide: str) -> str:
    """Return the path of a guide's page, both below the repository.

    Examples
    --------
    >>> page_path("docs/howto/cite.md"), page_path("docs/howto/README.md")
    ('reports/howto/cite.html', 'reports/howto/index.html')
    """
    stem = guide.removeprefix(f"{GUIDES}/").removesuffix(".md")
    folder, name = posixpath.split(stem)
    return posixpath.join(PAGES, folder, f"{'index' if name == 'README' else name}.html")


def page_link(href: str, guide: str) -> str:
    """Return a link of a guide as it stands in its page: to pages where there are pages.

    Examples
    --------
    >>> page_link("../../reports/map.html#x", "docs/howto/cite.md")
    '../map.html#x'
    >>> page_link("../keeping-it-alive.md", "docs/howto/cite.md")
    '../keeping-it-alive.html'
    """
    if _ADDRESS.match(href):
        return href
    path, hash_sign, anchor = href.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(guide), path))
    if target.startswith(f"{GUIDES}/") and target.endswith(".md"):
        target = page_path(target)
    start = posixpath.dirname(page_path(guide))
    return posixpath.relpath(target, start) + hash_sign + anchor


def slug(heading: str) -> str:
    """Return the anchor that a forge gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _label_cells(tokens: list[Token]) -> None:
    """Give each cell the name of its column, which a phone shows in place of the head."""
    heads: list[str] = []
    column = 0
    for number, token in enumerate(tokens):
        if token.type == "table_open":
            token.attrSet("class", "stacked")
            heads = []
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            token.attrSet("scope", "col")
            heads.append(_text(tokens[number + 1]))
        elif token.type == "td_open":
            token.attrSet("data-label", heads[column])
            column += 1


def _text(token: Token) -> str:
    return "".join(part.content for part in token.children or ())


def markdown(text: str, link: Callable[[str], str] = str) -> tuple[str, str]:
    """Return title and HTML of a text in Markdown, in which markup is text.

    Parameters
    ----------
    text : str
        Markdown, whose first heading is the title.
    link : callable
        Makes the address in the page from that in the text.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    title = ""
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _text(tokens[number + 1])
            title = title or heading
            token.attrSet("id", slug(heading))
        for part in token.children or ():
            if part.type == "link_open":
                part.attrSet("href", link(str(part.attrGet("href"))))
    _label_cells(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    # A table scrolls in its own box, and so does code; without a mouse it must be reached by keys.
    html = html.replace("<table", '<div class="scroll"><table').replace(
        "</table>", "</table></div>"
    )
    return title, html.replace("<pre>", '<pre tabindex="0">')


def make_guide_page(text: str, guide: str) -> str:
    """Return a guide as a page.

    Parameters
    ----------
    text : str
        The guide, in Markdown.
    guide : str
        Its path below the repository, such as ``"docs/howto/cite.md"``.

    Raises
    ------
    GuideError
        If it has no heading.
    """
    title, body = markdown(text, lambda href: page_link(href, guide))
    if not title:
        raise GuideError("it has no heading to be its title")
    up = "../" * (page_path(guide).count("/") - 1)
    return render("guide", current="howto", up=up, title=title, body=body)


def guides_of(root: Path) -> Iterable[tuple[str, Path]]:
    """Yield path below the repository and file of every guide."""
    for path in sorted((root / GUIDES).rglob("*.md")):
        yield path.relative_to(root).as_posix(), path
