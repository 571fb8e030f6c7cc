"""What the data set is called, who made it, under which licence: for the papers that go with it.

CITATION.cff says the same to a forge; a test compares both.
"""

TITLE = "refoul_data: incidents of refoulement, their sources, and the law in force"
AUTHOR = "refoul_data contributors"
RELEASED = "2026-11-24"
LICENCE = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
KEYWORDS = ("refoulement", "non-refoulement", "refugee law", "forced migration")
ABSTRACT = (
    "Incidents in which people were returned or handed over to a state where, as an identified "
    "source alleges, they faced persecution, torture or comparable harm; with each claim and its "
    "source, the obligations in force on the day, and what courts and other bodies found."
)
