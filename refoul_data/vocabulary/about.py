"""What the data set is called, who made it, under which licence: for the papers that go with it.

CITATION.cff says the same to a forge, and CHANGELOG.md names version and day; tests compare them.
"""

TITLE = "refoul_data: incidents of refoulement, their sources, and the law in force"
AUTHOR = "refoul_data contributors"
RELEASED = "2026-11-25"
LICENCE = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
KEYWORDS = ("refoulement", "non-refoulement", "refugee law", "forced migration")
ABSTRACT = (
    "Incidents in which people were returned or handed over to a state where, as an identified "
    "source alleges, they faced persecution, torture or comparable harm; with each claim and its "
    "source, the obligations in force on the day, and what courts and other bodies found."
)


def citation(version: str, part: str = "") -> str:
    """Return how the data set is cited, or a `part` of it, which is named first.

    Examples
    --------
    >>> citation("9.9", "“A record”, record a-1980. In: ")[:57]
    'refoul_data contributors (2026): “A record”, record a-198'
    """
    return f"{AUTHOR} ({RELEASED[:4]}): {part}{TITLE}. Version {version}. Data set. {LICENCE}."
