"""The rows that belong to one record become the sections of its panel, each entry with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from ..access.words import provision_in_words
from ..vocabulary.codes import label_of
from .map_entries import Entry, Line, covers, doubts, joined, remarks
from .map_entries import label_in_sentence as _label
from .map_entries import make_entry as _entry
from .map_facts import first_day
from .map_law import TABLE as LAW
from .map_law import law_entries
from .map_packing import pack_numbers
from .map_readings import TYPES, reading_entry, type_entries
from .map_shelf import Shelf
from .map_texts import Row, count_in_words, day_in_words, split_codes

_DATES = ("date", "decision_date")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")  # the words say as much

_MARKS = ("", "preferred", "aside", "record")  # as in map_base.js


class Sections:
    """The sections of one record; `cited` lists the numbers of its works after `make`."""

    def __init__(self, row: Row, shelf: Shelf):
        self._row, self._shelf, self._day = row, shelf, first_day(row)
        self.cited: dict[int, None] = {}

    def told(self) -> Iterator[tuple[str, str, list[tuple[Entry, list[Row]]]]]:
        """Yield table, title and entries of every section, each entry with the rows on which it rests."""
        makers = {
            "claims": ("Claims, field by field", self._claim),
            "events": ("Events", self._event),
            "legs": ("Movements", self._leg),
            "harm": ("Harm", self._harm),
            "actors": ("Who acted", self._actor),
            LAW: ("Law in force on the day", None),
            "findings": ("Findings of courts and bodies", self._finding),
            "assessments": ("What others said", self._assessment),
            "interpretations": (
                "Reading of the duty, as we code it",
                self._reading,
            ),
            TYPES: ("Types of reading that follow", None),
            "codes": ("Our coding, with reasons", self._code),
            "weak_points": ("What stays weak", lambda row: _entry("", ("", row["text"]))),
            "missing": ("Not known, or not coded", self._missing),
        }
        for table, (title, make) in makers.items():
            rows = self._shelf.rows(table, self._row["id"])
            if table == LAW:
                yield table, title, law_entries(self._row, self._shelf)
            elif table == TYPES:
                made = type_entries(rows, self._shelf, self._day)
                yield table, title, [(entry, []) for entry in made]
            else:
                yield table, title, [(make(row), [row]) for row in rows]

    def make(self) -> list[list[Any]]:
        """Return title and entries of every section that has some.

        The entries are numbers of texts and works, packed; ``entriesOf`` in map_packing.js reads them.
        """
        sections = [("Related records", list(map(self._numbers, self.related())))]
        for _, title, made in self.told():
            entries = [self._numbers(entry, self._cites(based)) for entry, based in made]
            sections.append((title, entries))
        return [
            [self._shelf.text_number(title), pack_numbers(chain.from_iterable(entries))]
            for title, entries in sections
            if entries
        ]

    def _numbers(self, entry: Entry, cites: Iterable[tuple[int, int]] = ()) -> list[int]:
        """Return head, group, mark, then works with the place in them, then lines; counts first."""
        number = self._shelf.text_number
        cites, lines = list(cites), entry["lines"]
        flat = [number(entry["head"]), number(entry.get("group") or "")]
        flat.append(_MARKS.index(entry.get("mark", "")))
        flat += [len(cites), *chain.from_iterable(cites)]
        told = [text for label, line in lines for text in (label, self._shelf.prose(line))]
        flat += [len(lines), *map(number, told)]
        return flat

    def _cites(self, rows: list[Row]) -> list[tuple[int, int]]:
        """Return the works on which rows rest, each with the place in it, once."""
        found: dict[tuple[int, int], None] = {}
        for row in rows:
            if "sources" in row:
                keys = split_codes(row["sources"])
            elif "counts" in row:  # the law: a row can rest on several works
                keys = split_codes(row["source"])
            else:
                keys = [row["source"]] if row.get("source") else []
            at = self._shelf.text_number(row.get("at") or "")
            found |= dict.fromkeys((self._shelf.work_number(key), at) for key in keys)
        self.cited |= dict.fromkeys(work for work, _ in found)
        return list(found)

    def _states(self, codes: str | None) -> str:
        return self._shelf.states(codes, self._day)

    def related(self) -> list[Entry]:
        """Return the campaign of a record and the records of a campaign: id and title of each."""
        part_of = self._row.get("part_of")
        related = [("Part of", part_of)] if part_of else []
        related += [("Includes", part) for part in self._shelf.parts(self._row["id"])]
        return [_entry(word, (key, self._shelf.title(key)), mark="record") for word, key in related]

    def claim_head(self, row: Row) -> str:
        """Return the value of a claim in words."""
        field, value = row["field"], row.get("value")
        if field in _DATES:
            return day_in_words(value)
        if field == "place":
            return self._shelf.place(value)
        if field.endswith("_state"):
            return self._states(value)
        if field == "feared_harm":
            return label_of("harm_type", value)
        return value or count_in_words(row, act=row.get("act"))

    def claim_lines(self, row: Row) -> list[Line]:
        """Return how a claim is written and what it covers."""
        value = row.get("value")
        written = row["field"] in _DATES and not _DAY.fullmatch(value)
        return [("As written (EDTF)", value if written else ""), *covers(row)]

    def _claim(self, row: Row) -> Entry:
        own_origin = row.get("origin") not in (None, self._shelf.origin_of(row["source"]))
        aside, preferred = row.get("set_aside"), row.get("preferred")
        return _entry(
            self.claim_head(row),
            *self.claim_lines(row),
            ("Preferred because", row.get("why")),
            *remarks(row),
            ("Origin of information", self._shelf.origin(row["origin"]) if own_origin else ""),
            group=self._shelf.label(row["field"]),
            mark="aside" if aside else "preferred" if preferred else "",
        )

    def _event(self, row: Row) -> Entry:
        return _entry(
            day_in_words(row["date"]),
            (label_of("event", row["event"]), row["text"]),
            ("Place", self._shelf.place(row.get("place"))),
            *remarks(row),
            mark="aside" if row.get("set_aside") else "",
        )

    def _leg(self, row: Row) -> Entry:
        persons = {"low": row.get("persons_low"), "high": row.get("persons_high")}
        return _entry(
            f"{self._shelf.place(row['from_place'])} → {self._shelf.place(row['to_place'])}",
            (label_of("leg_stage", row["stage"]), _label("leg_status", row["status"])),
            ("To", self._states(row.get("to_state"))),
            ("When", day_in_words(row.get("date"))),
            ("By", row.get("actor")),
            ("Persons moved", count_in_words(persons)),
            *remarks(row),
        )

    def _harm(self, row: Row) -> Entry:
        traced = count_in_words({"best": row.get("traced")})
        of = count_in_words({"best": row.get("traced_of")})
        return _entry(
            f"{label_of('harm_phase', row['phase'])}: {_label('harm_type', row['type'])}",
            ("Number", count_in_words(row, act=row.get("act"))),
            *covers(row),
            ("By", row.get("agent")),
            ("Time after the return", row.get("lag")),
            ("Persons traced", f"{traced} of {of}" if traced and of else traced),
            ("Link to the return claimed by", row.get("link_claimed_by")),
            ("Preferred because", row.get("why")),
            *remarks(row),
            mark="aside" if row.get("set_aside") else "",
        )

    def _actor(self, row: Row) -> Entry:
        return _entry(
            row["actor"],
            ("Role", _label("actor_role", row["role"])),
            ("State", self._states(row.get("state"))),
            ("Type", _label("actor_type", row["actor_type"])),
            ("Attributed as", _label("attribution_basis", row.get("attribution_basis"))),
            ("Attributed by", row.get("attributed_by")),
            ("Contested by", row.get("contested_by")),
            *remarks(row),
            mark="aside" if row.get("set_aside") else "",
        )

    def _finding(self, row: Row) -> Entry:
        body = joined((row["body"], row.get("formation")))
        return _entry(
            f"{body}, {day_in_words(row['date'])}",
            ("Case", joined((row.get("case_name"), row["citation"]))),
            ("Respondent", self._states(row.get("respondent"))),
            ("Applied", provision_in_words(row.get("provision"), row["instrument"])),
            ("Decision, in the body's terms", _label("disposition", row["disposition"])),
            ("Conduct assessed", row["conduct_assessed"]),
            ("Judges the return", _label("about_return", row["about_return"])),
            ("Finality", _label("finality", row["finality"])),
            ("Binding", _label("finding_bindingness", row["bindingness"])),
            ("Compliance", row.get("compliance")),
            *remarks(row),
        )

    def _assessment(self, row: Row) -> Entry:
        return _entry(
            row["by"],
            (label_of("assessment_verb", row["verb"]), row["text"]),
            ("When", day_in_words(row.get("date"))),
            *remarks(row),
        )

    def _reading(self, row: Row) -> Entry:
        return reading_entry(row, self._shelf, self._day)

    def _code(self, row: Row) -> Entry:
        field = row["field"]
        return _entry(
            f"{self._shelf.label(field)}: {_label(field, row['value'])}",
            ("Reason", row["rationale"]),
            *doubts(row, _label(field, row.get("rival"))),
        )

    def _missing(self, row: Row) -> Entry:
        reason = label_of("missing_reason", row["reason"])
        return _entry(
            self._shelf.label(row["field"]),
            ("", ". ".join(filter(None, (reason, row.get("note"))))),
        )
