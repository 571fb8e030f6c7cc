"""A page of headings, paragraphs and items, as plain text or as escaped HTML without scripts."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

WIDTH = 88
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\[\]]+[^\s<>\"'`\[\].,;:)]")


@dataclass
class Block:
    """One part of a page: paragraphs, then items of one or more lines, with a mark each."""

    heading: str = ""
    paragraphs: list[str] = field(default_factory=list)
    items: list[tuple[str, list[str]]] = field(default_factory=list)
    folded: bool = False
    """Whether a notebook shows the heading only, until the reader opens it."""

    listed: bool = False
    """Whether it lists works, whose titles stay as they are."""

    def worded(self, say: Callable[[str], str]) -> Block:
        """Return the block with every paragraph and line as `say` gives it."""
        if self.listed:
            return self
        items = [(mark, [say(line) for line in lines]) for mark, lines in self.items]
        return Block(self.heading, [say(text) for text in self.paragraphs], items, self.folded)


def _filled(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def as_text(title: str, blocks: Iterable[Block]) -> str:
    """Return a page as plain text, wrapped; addresses stay whole."""
    parts = [_filled(title)]
    for block in blocks:
        lines = [block.heading] if block.heading else []
        lines += [_filled(text) for text in block.paragraphs]
        for mark, texts in block.items:
            indent = " " * (len(mark) + 3)
            first, *others = texts
            lines.append(_filled(first, f"  {mark} ", indent))
            lines += [_filled(text, indent, indent) for text in others]
        if len(lines) > bool(block.heading):
            parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _escaped(text: str) -> str:
    """Escape a text, and make links of the http(s) addresses in it."""
    pieces, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = html.escape(found[0])
        pieces.append(html.escape(text[end : found.start()]))
        pieces.append(f'<a href="{address}" rel="noreferrer">{address}</a>')
        end = found.end()
    return "".join(pieces) + html.escape(text[end:])


def _headed(block: Block, inside: list[str]) -> list[str]:
    if not inside or not block.heading:
        return inside
    heading = f"<strong>{_escaped(block.heading)}</strong>"
    if not block.folded:
        return [f"<p>{heading}</p>", *inside]
    number = f" ({len(block.items)})" if block.items else ""
    return [f"<details><summary>{heading}{number}</summary>", *inside, "</details>"]


def as_html(title: str, blocks: Iterable[Block]) -> str:
    """Return a page as an HTML fragment; every text is escaped."""
    parts = [f"<p><strong>{_escaped(title)}</strong></p>"]
    for block in blocks:
        inside = [f'<p style="margin:.3em 0">{_escaped(t)}</p>' for t in block.paragraphs]
        if block.items:
            rows = [
                f'<tr><td style="vertical-align:top">{_escaped(mark)}</td>'
                f'<td style="text-align:left">{"<br>".join(map(_escaped, texts))}</td></tr>'
                for mark, texts in block.items
            ]
            inside.append(
                f'<table role="presentation" style="font-size:inherit">{"".join(rows)}</table>'
            )
        parts += _headed(block, inside)
    # The classes keep a notebook from setting dollar signs as mathematics.
    opening = '<div class="refoul tex2jax_ignore mathjax_ignore" style="max-width:46em">'
    return f"{opening}{''.join(parts)}</div>"
