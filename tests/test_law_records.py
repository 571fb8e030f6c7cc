"""Does the reader of the law say what is wrong in its files, where, and nothing else?"""

import shutil

import pytest
from law_records import BASE, ROOT, copy_raw

from refoul_data.records.law_reader import LAW_RULES, TABLES
from refoul_data.records.law_schema import (
    Instrument,
    Party,
    Provision,
    Statement,
    TerritoryRow,
    Total,
)
from refoul_data.records.raw_tables import header
from refoul_data.records.reader import read_library

YAML, PARTIES = "law/instruments.yaml", "law/parties.csv"
STATEMENTS, TERRITORIES = "law/statements.csv", "law/parties_territories.csv"


@pytest.fixture
def raw(tmp_path):
    """A copy of the valid raw folder with the law, which a test may spoil."""
    return copy_raw(tmp_path / "raw")


def told(raw, level="error"):
    problems = read_library(raw).problems
    return [str(p).removeprefix(f"{raw.as_posix()}/") for p in problems if p.level == level]


def warned(raw):
    """What is only warned of in the law; the test records have a place that nobody uses."""
    return [message for message in told(raw, "warning") if message.startswith("law/")]


def test_is_the_valid_law_without_errors(raw):
    library = read_library(raw)
    assert library.errors() == []
    law = library.law
    sizes = [len(x) for x in (law.instruments, law.parties, law.statements, law.territories)]
    assert sizes == [11, 17, 6, 3]


def test_is_a_raw_folder_without_law_fine():
    assert read_library(BASE).law is None
    assert read_library(BASE).errors() == []


# rule or fault, file, old text, new text, what must be told
EDITS = [
    ("law_sources_are_known", YAML, "    source: example-book-1985\n    at: p. 4", "    source: example-bok-1985\n    at: p. 4",
     ":65: instruments.2.source: no source 'example-bok-1985'; did you mean 'example-book-1985'?"),
    ("law_sources_are_known", YAML, "        source: example-book-1985\n        at: p. 5", "        source: nowhere\n        at: p. 5",
     ":84: instruments.2.provisions.1.source: no source 'nowhere'"),
    ("law_sources_are_known", PARTIES, "Two governments.,example-book-1985", "Two governments.,example-book-1958",
     ":5: source: no source 'example-book-1958'; did you mean 'example-book-1985'?"),
    ("law_locators_are_given", PARTIES, "example-book-1985,p. 7,medium", "example-book-1985,,medium",
     ":11: at: missing: name the page of 'example-book-1985'"),
    ("law_locators_are_given", YAML, "    source: example-book-1985\n    at: p. 3\n", "    source: example-book-1985\n",
     ":35: instruments.1.at: missing: name the page of 'example-book-1985'"),
    ("law_states_are_known", PARTIES, "GC-IV-1949,BBB", "GC-IV-1949,BBX",
     ":11: state: no state 'BBX' in states.csv; did you mean 'BBB'?"),
    ("law_states_are_known", TERRITORIES, "CAT-1984,BBB,ISD", "CAT-1984,BBB,ISX",
     ":2: territory: no state 'ISX' in states.csv; did you mean 'ISD'?"),
    ("law_states_are_known", YAML, "      - BBB\n    source: example-report-1980\n    at: p. 2", "      - BBX\n    source: example-report-1980\n    at: p. 2",
     ":186: instruments.7.states: no state 'BBX' in states.csv; did you mean 'BBB'?"),
    ("law_states_are_known", STATEMENTS, "REF-CONV-1951-32,,", "REF-CONV-1951-32,ISD;ISX,",
     ":3: territory: no state 'ISX' in states.csv; did you mean 'ISD'?"),
    ("territories_are_no_actors", STATEMENTS, "REF-CONV-1951-32,,", "REF-CONV-1951-32,ISD;AAA,",
     ":3: territory: AAA made it: name territories of that state, or none"),
    ("statements_known_is_said", YAML, "    statements_known: partly\n    source: example-book-1985\n    at: p. 4", "    source: example-book-1985\n    at: p. 4",
     ":56: instruments.2.statements_known: goes together with parties: say so of every instrument that has them"),
    ("statements_known_is_said", YAML, "    adopted: 1977-10-12\n", "    adopted: 1977-10-12\n    statements_known: not_read\n",
     ":207: instruments.8.statements_known: goes together with parties: say so of every instrument that has them"),
    ("statements_known_is_said", YAML, "    statements_known: partly\n    source: example-book-1985\n    at: p. 4", "    statements_known: not_read\n    source: example-book-1985\n    at: p. 4",
     ":64: instruments.2.statements_known: statements.csv has some: 'partly', or 'complete'"),
    ("a territory without a state", TERRITORIES, "CAT-1984,BBB,ISD", "CAT-1984,,ISD", ":2: state: required key is missing"),
    ("instruments_are_known", PARTIES, "CAT-1984,AAA", "CAT-1985,AAA",
     ":2: instrument: no instrument 'CAT-1985' in instruments.yaml; did you mean 'CAT-1984'?"),
    ("instruments_are_known", STATEMENTS, "CAT-1984,BBB,understanding,CAT-1984-3", "CAT-1985,BBB,understanding,CAT-1984-3",
     ":2: instrument: no instrument 'CAT-1985' in instruments.yaml; did you mean 'CAT-1984'?"),
    ("instruments_are_known", PARTIES, "EU-QD-2004,EUR", "MEM-1986,EUR",
     ":10: instrument: an instrument of kind memorandum has no rows here"),
    ("provisions_are_known", STATEMENTS, "understanding,CAT-1984-3", "understanding,CAT-1984-4",
     ":2: provisions: no provision 'CAT-1984-4' of CAT-1984; did you mean 'CAT-1984-3'?"),
    ("provisions_are_known", STATEMENTS, "understanding,CAT-1984-3", "understanding,CAT-1984-3;ECHR-1950-3",
     ":2: provisions: no provision 'ECHR-1950-3' of CAT-1984"),
    ("statements_are_by_parties", STATEMENTS, "REF-PROT-1967,EUR", "REF-PROT-1967,NEW",
     ":7: state: NEW has no row for REF-PROT-1967 in parties.csv"),
    ("statements_are_by_parties", TERRITORIES, "ECHR-1950,EUR", "ECHR-1950,AAA",
     ":3: state: AAA has no row for ECHR-1950 in parties.csv"),
    ("law_ids_stand_once", YAML, "id: EXCOM-6\n", "id: CAT-1984\n",
     ":201: instruments.8.id: 'CAT-1984' stands twice; first on line 56"),
    ("law_ids_stand_once", YAML, "- id: CAT-1984-22", "- id: CAT-1984-3",
     ":77: instruments.2.provisions.1.id: 'CAT-1984-3' stands twice; first on line 68"),
    ("law_ids_stand_once", YAML, "- id: GC-IV-1949-45", "- id: GC-1949-45",
     ":122: instruments.4.provisions.0.id: 'GC-1949-45' does not begin with 'GC-IV-1949'"),
    ("states_fit_the_kind", YAML, "kind: bilateral", "kind: soft",
     ":162: instruments.6.states: an instrument of kind soft names no states: they stand among the parties"),
    ("states_fit_the_kind", YAML, "    states:\n      - AAA\n    source: example-report-1980\n    at: p. 5", "    source: example-report-1980\n    at: p. 5",
     ":242: instruments.10.states: an instrument of kind domestic_act names its states"),
    ("readings_have_an_authority", YAML, "        reading_authority: A court, in an invented case\n", "",
     ":98: instruments.3.provisions.0.reading_recognised_on: goes together with reading_authority"),
    ("readings_have_an_authority", YAML, "text_explicit: no", "text_explicit: yes",
     ":103: instruments.3.provisions.0.reading_recognised_on: a text that says so itself needs no reading"),
    ("readings_have_an_authority", YAML, "        text_explicit: yes\n        protects: everyone", "        text_explicit: no\n        protects: everyone",
     ":72: instruments.2.provisions.0.text_explicit: needs reading_recognised_on and reading_authority"),
    ("readings_have_an_authority", YAML, "        high_seas_since: 2012-02-23\n", "",
     ":98: instruments.3.provisions.0.high_seas_since: goes together with high_seas_authority"),
    ("law_dates_are_in_order", YAML, "in_force: 1987-06-26", "in_force: 1983-06-26",
     ":62: instruments.2.in_force: 1983-06-26 is before adopted, 1984-12-10"),
    ("law_dates_are_in_order", YAML, "ended: 1990-01-31", "ended: 1986-07-31",
     ":184: instruments.7.ended: 1986-07-31 is before in_force, 1986-08-01"),
    ("law_dates_are_in_order", YAML, "adopted: 1977-10-12\n", "adopted: 1977-10-12\n    checked_on: 1940-09-30\n",
     ":207: instruments.8.checked_on: 1940-09-30 is before adopted, 1977-10-12"),
    ("law_dates_are_in_order", YAML, "in_force: 2004-10-20\n", "in_force: 2004-10-20\n    applies_from: 2004-09-30\n",
     ":138: instruments.5.applies_from: 2004-09-30 is before in_force, 2004-10-20"),
    ("law_dates_are_in_order", YAML, "    ended: 2013-12-20\n", "    transpose_by: 2006-10-10\n    ended: 2006-10-09\n",
     ":139: instruments.5.ended: 2006-10-09 is before transpose_by, 2006-10-10"),
    ("law_dates_are_in_order", PARTIES, "1985-02-04,1996-03-18", "1997-02-04,1996-03-18",
     ":3: deposited_on: 1996-03-18 is before signed_on, 1997-02-04"),
    ("law_dates_are_in_order", PARTIES, ",,yes,published", ",,,published",
     ":15: effective_on: 1990-10-03 is before deposited_on, 1993-10-12: mark the row as retroactive if it is so"),
    ("law_dates_are_in_order", PARTIES, "1953-09-03,1970-06-12", "1953-09-03,1953-09-02",
     ":8: ended_on: 1953-09-02 is before effective_on, 1953-09-03"),
    ("law_dates_are_in_order", STATEMENTS, "1954-04-22,1970-03-04", "1954-04-22,1950-03-04",
     ":5: to: 1950-03-04 is before from, 1954-04-22"),
    ("law_dates_are_in_order", TERRITORIES, "1953-10-23,1997-06-30", "1953-10-23,1953-06-30",
     ":3: to: 1953-06-30 is before from, 1953-10-23"),
    ("effect_follows_adoption", PARTIES, "1985-02-04,,,", "1984-02-04,,,",
     ":2: signed_on: 1984-02-04 is before CAT-1984 was adopted, 1984-12-10"),
    ("effect_follows_adoption", PARTIES, "1952-12-04,1954-04-22", "1952-12-04,1954-04-21",
     ":14: effective_on: 1954-04-21 is before REF-CONV-1951 was in force, 1954-04-22"),
    ("effect_follows_adoption", PARTIES, "EUR,membership,,,2006-10-10", "EUR,membership,,,2002-10-10",
     ":10: effective_on: 2002-10-10 is before EU-QD-2004 was adopted, 2004-04-29"),
    ("effect_follows_adoption and application", YAML, "in_force: 2004-10-20\n", "in_force: 2004-10-20\n    transpose_by: 2006-10-11\n",
     ":10: effective_on: 2006-10-10 is before EU-QD-2004 had to be transposed, 2006-10-11"),
    ("effect_follows_adoption and application", YAML, "in_force: 2004-10-20\n", "in_force: 2004-10-20\n    applies_from: 2006-10-11\n",
     ":10: effective_on: 2006-10-10 is before EU-QD-2004 applied, 2006-10-11"),
    ("retroactive_is_earlier", PARTIES, ",,,,published,,example-book-1985,p. 3,high\nREF-PROT-1967,BBB",
     ",,,yes,published,,example-book-1985,p. 3,high\nREF-PROT-1967,BBB",
     ":16: retroactive: a retroactive row has an effect before its deposit"),
    ("parties_are_known_by_then", YAML, "adopted: 1984-12-10\n    in_force: 1987-06-26\n    checked_on: 2024-12-31",
     "adopted: 1984-12-10\n    in_force: 1987-06-26\n    checked_on: 1995-12-31",
     ":3: deposited_on: 1996-03-18 is after checked_on, 1995-12-31"),
    ("signatures_stand_alone", PARTIES, "signature,1985-02-04,,", "signature,1985-02-04,1985-03-04,",
     ":2: deposited_on: a signature alone has none: name the act of consent"),
    ("signatures_stand_alone", PARTIES, "signature,1985-02-04,", "signature,,", ":2: signed_on: a signature has a day"),
    ("signatures_stand_alone", PARTIES, "CAT-1984,AAA,signature", "CAT-1984,BBB,signature",
     ":2: act: BBB also has a row with an act of consent: put the day into its signed_on"),
    ("deposits_take_effect", PARTIES, '1996-03-18,1996-04-17,,,,"computed: thirtieth day after the deposit, article 27(2)"', "1996-03-18,,,,,",
     ":3: effective_on: missing: give the first day of effect, or compute it by the entry rule"),
    ("effect_has_a_basis", PARTIES, "2019-07-31,,,,published", "2019-07-31,,,,guessed",
     ":5: basis: say 'published', or 'computed: ' and the rule with its article"),
    ("effect_has_a_basis", PARTIES, "1985-02-04,,,,,,,", "1985-02-04,,,,,,published,",
     ":2: basis: there is no effective_on to know"),
    ("ends_say_how", PARTIES, "1970-06-12,denunciation", "1970-06-12,", ":8: ended_by: 'ended_on' and 'ended_by' go together"),
    ("ends_say_how", YAML, "    ended_by: withdrawal\n", "", ":184: instruments.7.ended_by: 'ended' and 'ended_by' go together"),
    ("periods_do_not_overlap", PARTIES, "1974-11-28,1974-11-28", "1965-11-28,1965-11-28",
     ":9: effective_on: overlaps with the period on line 8"),
    ("periods_do_not_overlap", TERRITORIES, "CAT-1984,BBB,ISD,contested,,,,example-book-1985,p. 4,medium\n",
     "CAT-1984,BBB,ISD,contested,,,,example-book-1985,p. 4,medium\n" * 2, ":3: from: overlaps with the period on line 2"),
    ("law_rows_stand_once", STATEMENTS, "REF-CONV-1951,EUR,declaration,,,1954-04-22,,Something else.,example-book-1985,p. 1,medium\n",
     "REF-CONV-1951,EUR,declaration,,,1954-04-22,,Something else.,example-book-1985,p. 1,medium\n" * 2, ":7: the same stands on line 6"),
    ("limits_have_a_beginning", STATEMENTS, "geographic_limitation,,,1962-06-28", "geographic_limitation,,,",
     ":4: from: a geographic_limitation says from which day it holds"),
    ("opt_outs_keep_out", STATEMENTS, "REF-CONV-1951,EUR,declaration,", "REF-CONV-1951,EUR,opt_out,",
     ":6: type: an instrument of kind treaty has no opt_out"),
    ("opt_outs_keep_out", STATEMENTS, "REF-CONV-1951,EUR,declaration,,,1954-04-22", "EU-QD-2004,EUR,opt_out,,,2006-10-10",
     ":6: from: EUR is bound at that time by line 10 of parties.csv"),
    ("opt_outs_keep_out", STATEMENTS, "REF-CONV-1951,EUR,declaration,,,1954-04-22", "EU-QD-2004,BBB,opt_out,EU-QD-2004-21,,2004-04-29",
     ":6: provisions: opt_out is from the whole instrument: name no provisions"),
    ("limits_have_a_beginning", STATEMENTS, "REF-CONV-1951,EUR,declaration,,,1954-04-22", "EU-QD-2004,BBB,opt_out,,,",
     ":6: from: an opt_out says from which day it holds"),
    ("open_to_is_known", YAML, "    adopted: 1984-12-10\n", "    adopted: 1984-12-10\n    open_to:\n      - Asia\n      - Evrope\n      - NEW\n      - EUR\n    open_rule: Article 1.\n",
     ":62: instruments.2.open_to: no region, subregion or state 'Evrope' in states.csv; did you mean 'Europe'?"),
    ("open_to_is_known", YAML, "    states:\n      - AAA\n    source: example-report-1980\n    at: p. 5",
     "    states:\n      - AAA\n    open_to:\n      - Asia\n    open_rule: Article 1.\n    source: example-report-1980\n    at: p. 5",
     ":248: instruments.10.open_to: an instrument of kind domestic_act has no parties who might join"),
    ("open_to_has_a_rule", YAML, "    adopted: 1984-12-10\n", "    adopted: 1984-12-10\n    open_to:\n      - Asia\n      - Europe\n",
     ":62: instruments.2.open_rule: goes together with open_to"),
    ("parties_could_join", YAML, "    adopted: 1984-12-10\n", "    adopted: 1984-12-10\n    open_to:\n      - Southern Asia\n      - EUR\n    open_rule: Article 1.\n",
     ":5: state: NEW has a row for CAT-1984, which by its open_to it could not join"),
    ("unknown code", PARTIES, "AAA,signature", "AAA,sinature",
     ":2: act: unknown code 'sinature' in codelist party_act; did you mean 'signature'?"),
    ("unknown code", YAML, "protects: everyone", "protects: everbody",
     ":73: instruments.2.provisions.0.protects: unknown code 'everbody' in codelist protects; did you mean 'everyone'?"),
    ("unknown key", YAML, "    short: Act\n", "    short: Act\n    shrot: Act\n", ":242: instruments.10.shrot: unknown key; did you mean 'short'?"),
    ("no date", PARTIES, "AAA,signature,1985-02-04", "AAA,signature,1985-02-30", ":2: signed_on: '1985-02-30': there is no such day"),
    ("no code of a state", PARTIES, "CAT-1984,AAA", "CAT-1984,Aaa", ":2: state: 'Aaa' is not a state code of three capital letters"),
    ("no id", PARTIES, "CAT-1984,AAA", "cat 1984,AAA", ":2: instrument: 'cat 1984' is not an instrument id such as REF-CONV-1951"),
    ("a formula", PARTIES, "Two governments.", "=Two governments.", ":5: note: text starts with '=': begin with a word"),
    ("cells", PARTIES, "p. 4,low\n", "p. 4\n", ":4: 13 cells instead of 14"),
    ("columns", STATEMENTS, "type,provisions", "type,provision",
     ":1: the columns must be instrument,state,type,provisions,territory,from,to,text,source,at,confidence"),
    ("flow style", YAML, "    states:\n      - AAA\n    source: example-report-1980\n    at: p. 5", "    states: [AAA]\n    source: example-report-1980\n    at: p. 5",
     ":246: instruments.10.states: flow style ([...] or {...}) loses text: write one item a line, or quote it"),
]  # fmt: skip


ABOUT_PARTIES = (
    "parties_are_known_by_then", "effect_follows_adoption and application", "parties_could_join",
)  # fmt: skip
"""A change of an instrument that makes a row of another file wrong."""


@pytest.mark.parametrize(("name", "file", "old", "new", "expected"), EDITS)
def test_does_a_fault_in_the_law_give_its_message_and_no_other(raw, name, file, old, new, expected):
    path = raw / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    where = PARTIES if name in ABOUT_PARTIES else file
    assert told(raw) == [f"{where}{expected}"]


def test_has_an_instrument_a_provision(raw):
    path = raw / YAML
    text = path.read_text(encoding="utf-8")
    start = text.index("    provisions:\n      - id: EXCOM-6-c")
    end = text.index("  - id: CIL-NONREF\n")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    message = "instruments.8.provisions: at least one provision is needed"
    assert told(raw) == [f"{YAML}:201: {message}"]


@pytest.mark.parametrize(
    ("old", "new", "note", "begins"),
    [
        ("ECHR-1950,NEW,ratification,1996-02-28,1998-05-05,1998-05-05,2022-09-16,cessation_of_membership,,published,,",
         "ECHR-1950,NEW,ratification,,1988-05-05,1988-05-05,2022-09-16,cessation_of_membership,,published,{note},",
         "The list of states begins it in 1990.", "begins it in 1990"),
        ("ECHR-1950,OLD,ratification,,1974-11-28,1974-11-28,,,,published,,",
         "ECHR-1950,OLD,ratification,,1991-11-28,1991-11-28,,,,published,{note},",
         "The list of states ends it in 1990.", "ends it in 1990"),
    ],
)  # fmt: skip
def test_is_effect_outside_the_life_of_the_state_explained(raw, old, new, note, begins):
    """Some were parties before they were independent, by other lists than ours."""
    path = raw / PARTIES
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new.format(note="Read in 1977.")), "utf-8")
    (message,) = told(raw)
    assert ": effective_on: " in message and message.endswith(begins)
    path.write_text(text.replace(old, new.format(note=note)), "utf-8")
    assert told(raw) == warned(raw) == []


# --- totals --------------------------------------------------------------------------------------

TOTALS = "law/totals.csv"
HEADER = "instrument,on,ours,published,counted_by,source,note\n"
GOOD = """\
CAT-1984,1996-12-31,2,2,other,example-report-1980,
CAT-1984,1991-06-01,0,1,other,example-report-1980,The day of the deposit of 1991 is not known.
CAT-1984,1991-06-01,,,,,
CAT-1984,2024,2,,,,
ECHR-1950,1972-01-01,1,1,recount,example-book-1985;example-report-1980,
ECHR-1950,1970-06-12,2,,,,
ECHR-1950,2022-09-16,2,,,,
ECHR-1950,2022-09-17,1,,,,
REF-CONV-1951,1992-01-01,3,,,,
REF-CONV-1951,1993-12-31,4,,,,
REF-CONV-1951;REF-PROT-1967,1965-01-01,3,,,,
"""
# rule or fault, old text, new text, what must be told
BAD_TOTALS = [
    ("totals_name_what_is_known", "CAT-1984,2024", "CAT-1985,2024",
     "5: instrument: no instrument 'CAT-1985' in instruments.yaml; did you mean 'CAT-1984'?"),
    ("totals_name_what_is_known", "REF-PROT-1967,1965", "REF-PROT-1976,1965",
     "12: instrument: no instrument 'REF-PROT-1976' in instruments.yaml; did you mean 'REF-PROT-1967'?"),
    ("totals_name_what_is_known", "CAT-1984,1991-06-01,,,,,\n", "EXCOM-6,1991-06-01,,,,,\n",
     "4: instrument: an instrument of kind soft has no parties to count"),
    ("totals_name_what_is_known", ";example-report-1980", ";example-report-1890",
     "6: source: no source 'example-report-1890'; did you mean 'example-report-1980'?"),
    ("totals_are_whole", "CAT-1984,2024,2", "CAT-1984,2024/..,2", "5: on: '2024/..' has no end: give a day"),
    ("totals_are_whole", "1996-12-31,2,2,other,example-report-1980", "1996-12-31,2,2,other,",
     "2: source: 'published' and 'source' go together"),
    ("totals_are_whole", "2024,2,,,,", "2024,2,,,example-report-1980,", "5: source: 'published' and 'source' go together"),
    ("totals_are_whole", "1996-12-31,2,2,other,", "1996-12-31,2,2,,", "2: counted_by: 'published' and 'counted_by' go together"),
    ("totals_are_whole", "2024,2,,,,", "2024,2,,other,,", "5: counted_by: 'published' and 'counted_by' go together"),
    ("totals_are_whole", "The day of the deposit of 1991 is not known.", "",
     "3: note: say why it is 1 there and not 0 as in ours"),
    ("totals_are_whole", "REF-CONV-1951,1993-12-31,4,,,,", "REF-PROT-1967;REF-CONV-1951,1965-01-01,3,,,,",
     "12: on: the same is counted on line 11"),
    ("no date", "CAT-1984,2024,", "CAT-1984,2024-13,", "5: on: '2024-13': there is no month 13"),
    ("no whole number", "1996-12-31,2,2", "1996-12-31,two,2",
     "2: ours: 'two' is not a whole number (digits only, no separators)"),
    ("no whole number", "1996-12-31,2,2", "1996-12-31,2,2.0",
     "2: published: '2.0' is not a whole number (digits only, no separators)"),
    ("cells", "2024,2,,,,", "2024,2,,,", "5: 6 cells instead of 7"),
    ("columns", "ours,published", "our,published", "1: the columns must be instrument,on,ours,published,counted_by,source,note"),
]  # fmt: skip


@pytest.fixture
def with_totals(raw):
    (raw / TOTALS).write_text(HEADER + GOOD, encoding="utf-8")
    return raw


def test_are_totals_that_the_tables_give_without_a_word(with_totals):
    assert told(with_totals) == warned(with_totals) == []
    assert len(read_library(with_totals).law.totals) == 11


@pytest.mark.parametrize(("name", "old", "new", "expected"), BAD_TOTALS)
def test_does_a_fault_in_a_total_give_its_message(with_totals, name, old, new, expected):
    path = with_totals / TOTALS
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert told(with_totals) == [f"{TOTALS}:{expected}"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1996-12-31,2,2", "1996-12-31,3,3", "2: warning: ours: 3; the tables give 2"),
        ("1991-06-01,0,1", "1991-06-01,2,1", "3: warning: ours: 2; the tables give 0 to 1"),
        ("2024,2,,,", "2024,,,,", "5: warning: ours: empty; the tables give 2"),
        ("2022-09-17,1,,,", "2022-09-17,2,,,", "9: warning: ours: 2; the tables give 1"),
        ("REF-PROT-1967,1965-01-01,3", "REF-PROT-1967,1965-01-01,0", "12: warning: ours: 0; the tables give 3"),
    ],
)  # fmt: skip
def test_is_a_total_that_the_tables_do_not_give_told(with_totals, old, new, expected):
    path = with_totals / TOTALS
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert told(with_totals) == []
    assert warned(with_totals) == [f"{TOTALS}:{expected}"]


def test_are_totals_counted_again_when_a_party_is_added(with_totals):
    path = with_totals / PARTIES
    row = (
        "CAT-1984,OLD,accession,,1985-01-01,1987-06-26,,,,published,,example-book-1985,p. 4,high\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    # on no other line: the state ended in 1990
    assert warned(with_totals) == []
    path.write_text(path.read_text(encoding="utf-8") + row.replace("OLD", "ISD"), "utf-8")
    assert f"{TOTALS}:2: warning: ours: 2; the tables give 3" in warned(with_totals)


@pytest.mark.parametrize("rule", LAW_RULES, ids=lambda r: r.__name__)
def test_has_every_rule_on_the_law_a_file_that_breaks_it(rule):
    apart = {"instruments_have_provisions", "parties_existed", "totals_are_ours"}  # tests above
    assert rule.__name__ in {name for name, *_ in (*EDITS, *BAD_TOTALS)} | apart
    assert rule.__doc__.strip().endswith(".")


def test_may_contested_periods_overlap(raw):
    path = raw / PARTIES
    row = "ECHR-1950,EUR,contested,,,1990-01-01,,,,published,,example-book-1985,p. 6,low\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    assert told(raw) == []


def test_may_a_treaty_that_is_in_force_for_nobody_have_deposits(raw):
    path = raw / YAML
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    in_force: 1950-10-21\n", ""), encoding="utf-8")
    path = raw / PARTIES
    text = path.read_text(encoding="utf-8")
    old = '1954-06-15,1954-12-29,,,,"computed: six months after the deposit, article 153"'
    path.write_text(text.replace(old, "1954-06-15,,,,,"), encoding="utf-8")
    assert told(raw) == []


@pytest.mark.parametrize(
    "row",
    [
        # consent that a state's end kept from taking effect
        'REF-PROT-1967,OLD,accession,,1990-09-04,,1990-10-02,extinction,,"computed: on the deposit",,example-book-1985,p. 3,high',
        # nothing ended the participation of a state but its own end
        "REF-PROT-1967,OLD,accession,,1970-01-01,1970-01-01,1990-10-02,,,published,,example-book-1985,p. 3,high",
        # only that it was a party by a year is known
        "REF-PROT-1967,OLD,,,../1979,../1979,,,,,The act is not known.,example-book-1985,p. 3,low",
    ],
)
def test_may_a_row_say_what_little_is_known(raw, row):
    path = raw / PARTIES
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    assert told(raw) == []


@pytest.mark.parametrize("name", [YAML, PARTIES, STATEMENTS, TERRITORIES])
def test_is_a_missing_file_told(raw, name):
    (raw / name).unlink()
    assert f"{name}: the file is missing" in told(raw)


def test_is_an_empty_law_folder_four_missing_files(raw):
    shutil.rmtree(raw / "law")
    (raw / "law").mkdir()
    assert len([m for m in told(raw) if m.endswith("the file is missing")]) == 4


def test_is_every_problem_told_at_once(raw):
    for file in (YAML, PARTIES, STATEMENTS, TERRITORIES):
        path = raw / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("example-book-1985", "no-book"), encoding="utf-8")
    messages = [m for m in told(raw) if m.startswith("law/")]
    assert len({m.partition(":")[0] for m in messages}) == 4
    assert len(messages) == 40


@pytest.mark.parametrize("model", [Instrument, Provision, Party, Statement, TerritoryRow, Total])
def test_has_every_field_a_label_a_basis_and_a_description(model):
    for name, info in model.model_fields.items():
        if name in ("lines", "provisions") and info.title is None:
            continue
        assert info.title, name
        assert info.description.endswith("."), name
        assert info.json_schema_extra["basis"] in ("claimed", "coded", "editorial"), name


def test_are_the_columns_those_that_are_agreed():
    agreed = {
        "parties": "instrument,state,act,signed_on,deposited_on,effective_on,ended_on,ended_by,"
        "retroactive,basis,note,source,at,confidence",
        "statements": "instrument,state,type,provisions,territory,from,to,text,source,at,confidence",
        "territories": "instrument,state,territory,status,from,to,note,source,at,confidence",
    }
    assert {name: ",".join(header(model)) for name, (_, model) in TABLES.items()} == agreed


@pytest.mark.skipif(not (ROOT / "data" / "raw" / "law").is_dir(), reason="no law is curated yet")
def test_is_the_real_law_without_errors():
    problems = read_library(ROOT / "data" / "raw").errors()
    assert [str(p) for p in problems if "/law/" in p.path] == []


def test_are_totals_read_where_there_are_any(raw):
    assert not (raw / TOTALS).exists()
    assert read_library(raw).law.totals == []
