"""BibTeX: entries in which every text stays text, whatever it holds."""

from __future__ import annotations

from collections.abc import Mapping

_SPECIAL = {
    # BibTeX counts braces before TeX reads anything: an escaped one would still end the value.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
# In an address TeX reads letters as they stand; what would end the value is encoded.
_IN_ADDRESS = {"\\": "%5C", "{": "%7B", "}": "%7D", '"': "%22", " ": "%20"}
_AS_IT_STANDS = ("url", "doi")


def tex(text: str) -> str:
    """Return a text on one line, in which nothing means anything to TeX.

    Examples
    --------
    >>> tex("Smith & Sons: 50% of {all}")
    'Smith \\\\& Sons: 50\\\\% of \\\\textbraceleft{}all\\\\textbraceright{}'
    """
    return "".join(_SPECIAL.get(c, c) for c in " ".join(text.split()))


def bibtex_entry(kind: str, key: str, fields: Mapping[str, str | None]) -> str:
    """Return one entry; fields without a value are left out.

    Parameters
    ----------
    kind : str
        Type of entry, such as ``"book"``.
    key : str
        Key of the entry: letters, digits and hyphens.
    fields : mapping of str to str or None
        Plain texts, but for ``author`` (see `bibtex_names`) and ``month`` (``jan`` …), which are
        taken as they stand.
    """
    lines = [f"@{kind}{{{key},"]
    for name, value in fields.items():
        if not value:
            continue
        if name in _AS_IT_STANDS:
            value = "".join(_IN_ADDRESS.get(c, c) for c in value)
        elif name == "title":
            value = f"{{{tex(value)}}}"  # else a style makes capital letters small
        elif name == "month":  # a word that BibTeX itself knows
            lines.append(f"  month = {value},")
            continue
        elif name != "author":
            value = tex(value)
        lines.append(f"  {name} = {{{value}}},")
    return "\n".join([*lines, "}"]) + "\n"


def bibtex_names(names: list[Mapping[str, str]]) -> str:
    """Return authors as BibTeX has them; an organisation's name is one word in braces.

    Parameters
    ----------
    names : list of mapping
        Names in CSL terms: ``family`` and ``given``, or ``literal``.
    """
    parts = []
    for name in names:
        if "literal" in name:
            parts.append(f"{{{tex(name['literal'])}}}")
        else:
            # In braces of their own, for "and" and commas part names.
            parts.append(", ".join(f"{{{tex(name[k])}}}" for k in ("family", "given") if k in name))
    return " and ".join(parts)
