"""Rules that look at more than one field. Each is a pure function that yields problems.

The docstring of a rule is its text in the codebook. A rule passes over a field that lost a part to
another problem, so that one fault gives one message.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from ..law.interpretation import CONVENTION_ADOPTED
from ..vocabulary.codes import nearest, read_codelist
from ..vocabulary.dates import date_bounds
from ..vocabulary.roles import ACTING_ROLES, ADEQUATE_GRADE, DEATH_PHASES, is_death_of
from .library import Library
from .problems import Problem
from .schema import (
    OUTPUT,
    Claims,
    Codes,
    CountClaim,
    DateClaim,
    PlaceClaim,
    Record,
    StateClaim,
    claim_class,
    is_sourced_list,
)

Found = Iterator[tuple[int, str, str]]
"""Line, field, message."""

RECORD_RULES: list[Callable[[Record, Library], Found]] = []
SOURCE_RULES: list[Callable[[Any, Library], Found]] = []
SINGLE_VALUED = ("preferred_claim", "whole_range")
CORE_CLAIMS = ("date", "feared_harm")
_NO_PLACE = {"n/a", "na", "none", "nil", "unknown", "?", "."}
"""What stands for a page and is none."""
_SPEAKS_BY_TEXT = ("inquiry", "regional_commission", "treaty_body", "un_body")
"""Bodies whose decision is its text; the outcome of a court's case is an event too."""
_OTHERS = ("ngo", "personal", "press", "reference", "trade")
"""Kinds of publishers that report what such a body said, and are not its own."""
ROWS = tuple(n for n, i in Record.model_fields.items() if is_sourced_list(i.annotation))
"""Lists of a record whose items rest on a place in a source."""


def record_rule(function):
    """Register a rule on one record."""
    RECORD_RULES.append(function)
    return function


def source_rule(function):
    """Register a rule on one source."""
    SOURCE_RULES.append(function)
    return function


def claimed(record: Record) -> Iterator[tuple[str, int, Any]]:
    """Yield every claim of a record with its field and number."""
    for field in Claims.model_fields:
        if field != "lines":
            for number, claim in enumerate(getattr(record.claims, field)):
                yield field, number, claim


def sourced(record: Record) -> Iterator[tuple[str, Any]]:
    """Yield everything in a record that rests on a place in a source, with its path."""
    for field, number, claim in claimed(record):
        yield f"claims.{field}.{number}", claim
    for name in ROWS:
        for number, row in enumerate(getattr(record, name)):
            yield f"{name}.{number}", row


def coded(record: Record) -> Iterator[tuple[str, Any]]:
    """Yield every coded field of a record."""
    for name in Codes.model_fields:
        value = getattr(record.codes, name)
        if name != "lines" and value is not None:
            yield name, value


def conduct_period(record: Record) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last possible day of the conduct, over all date claims."""
    bounds = [date_bounds(c.value) for c in record.claims.date if not c.set_aside]
    if not bounds:
        return None, None
    first = None if any(b.earliest is None for b in bounds) else min(b.earliest for b in bounds)
    last = None if any(b.latest is None for b in bounds) else max(b.latest for b in bounds)
    return first, last


def is_analogue(record: Record) -> bool:
    """Tell whether the conduct ended before the 1951 Convention was adopted."""
    _, last = conduct_period(record)
    return last is not None and last < CONVENTION_ADOPTED


def acting_states(record: Record) -> list[str]:
    """Return the states that acted, in the order of the record."""
    states = [
        a.state
        for a in record.actors
        if a.actor_type == "state" and a.role in ACTING_ROLES and a.state and not a.set_aside
    ]
    return list(dict.fromkeys(states))


def count_groups(record: Record) -> dict[str, list[Any]]:
    """Return the lists of counts from which columns are made, by column family."""
    groups: dict[str, list[Any]] = {
        field: list(getattr(record.claims, field))
        for field in Claims.model_fields
        if field != "lines" and claim_class(field) is CountClaim
    }
    for family in DEATH_PHASES:
        groups[family] = [
            h for h in record.harm if h.scope and is_death_of(h.type, h.phase, family)
        ]
    return groups


# --- rules on a record -------------------------------------------------------------------------


@record_rule
def id_is_file_name(record: Record, library: Library) -> Found:
    """The id of a record is the name of its file."""
    stem = library.paths[record_key(record, library)].rsplit("/", 1)[1].removesuffix(".yaml")
    if record.id != stem:
        yield record.line("id"), "id", f"{record.id!r} is unlike the file name {stem!r}"


@record_rule
def sources_are_known(record: Record, library: Library) -> Found:
    """Every source that a record names has a file."""
    for path, row in sourced(record):
        if row.source not in library.sources:
            hint = nearest(row.source, library.sources)
            yield row.line("source"), f"{path}.source", f"no source {row.source!r}{hint}"
    for name, code in coded(record):
        for key in code.sources:
            if key not in library.sources:
                hint = nearest(key, library.sources)
                yield code.line("sources"), f"codes.{name}.sources", f"no source {key!r}{hint}"


@record_rule
def locators_are_given(record: Record, library: Library) -> Found:
    """What rests on a source that has pages, paragraphs or sections says which."""
    for path, row in sourced(record):
        source = library.sources.get(row.source)
        if source is None or (row.at and row.at.casefold() not in _NO_PLACE):
            continue
        kind = source.locator or read_codelist("source_type")[source.type].extra["locator"]
        if kind != "none":
            yield row.line(), f"{path}.at", f"missing: name the {kind} of {row.source!r}"


@record_rule
def places_are_known(record: Record, library: Library) -> Found:
    """Every place that a record names stands in places.csv."""
    known = library.places.keys() | library.faulty_places
    for field, number, claim in claimed(record):
        if isinstance(claim, PlaceClaim) and claim.value not in known:
            hint = nearest(claim.value, library.places)
            where = f"claims.{field}.{number}.value"
            yield claim.line("value"), where, f"no place {claim.value!r} in places.csv{hint}"
    for number, leg in enumerate(record.legs):
        for key in ("from_place", "to_place"):
            place = getattr(leg, key)
            if place not in known:
                hint = nearest(place, library.places)
                where = f"legs.{number}.{key}"
                yield leg.line(key), where, f"no place {place!r} in places.csv{hint}"
    for number, event in enumerate(record.events):
        if event.place and event.place not in known:
            hint = nearest(event.place, library.places)
            where = f"events.{number}.place"
            yield event.line("place"), where, f"no place {event.place!r} in places.csv{hint}"


def _states_named(record: Record) -> Iterator[tuple[int, str, str]]:
    for field, number, claim in claimed(record):
        if isinstance(claim, StateClaim):
            yield claim.line("value"), f"claims.{field}.{number}.value", claim.value
    for name, key in (("actors", "state"), ("legs", "to_state"), ("interpretations", "state")):
        for number, row in enumerate(getattr(record, name)):
            if getattr(row, key):
                yield row.line(key), f"{name}.{number}.{key}", getattr(row, key)


def _not_then(state: Any) -> str:
    span = f"{state.first or '…'} to {state.last or '…'}"
    after = f"; its successor is {state.row['successor']}" if state.row["successor"] else ""
    return f"{state.name} ({state.code}) existed from {span}, not at that time{after}"


def _places_named(record: Record) -> Iterator[tuple[int, str, str]]:
    for field, number, claim in claimed(record):
        if isinstance(claim, PlaceClaim):
            yield claim.line("value"), f"claims.{field}.{number}.value", claim.value
    for name, keys in (("legs", ("from_place", "to_place")), ("events", ("place",))):
        for number, row in enumerate(getattr(record, name)):
            for key in keys:
                if getattr(row, key):
                    yield row.line(key), f"{name}.{number}.{key}", getattr(row, key)


_VERDICT = re.compile(r"\b(?:violat\w*|breach\w*|unlawful\w*)", re.IGNORECASE)


@record_rule
def verdicts_are_attributed(record: Record, library: Library) -> Found:
    """Title and summary do not use the words violation, breach and unlawful: those are of findings."""
    for key in ("title", "summary"):
        found = _VERDICT.search(getattr(record, key))
        if found:
            message = f"{found[0]!r} belongs under findings or assessments: say who found for whom"
            yield record.line(key), key, message


@record_rule
def states_existed(record: Record, library: Library) -> Found:
    """Every state is in states.csv and existed at the time of the conduct, as did that of a place if it has ended."""
    first, last = conduct_period(record)
    for line, path, code in _states_named(record):
        state = library.states.get(code)
        if state is None:
            hint = nearest(code, library.states)
            yield line, path, f"no state {code!r} in states.csv{hint}"
        elif not state.existed_between(first, last):
            yield line, path, _not_then(state)
    for line, path, name in _places_named(record):
        place = library.places.get(name)
        state = library.states.get(place.state or "") if place else None
        if state is not None and state.last is not None and not state.existed_between(first, last):
            yield line, path, f"{name!r}: {_not_then(state)}"


@record_rule
def respondents_are_known(record: Record, library: Library) -> Found:
    """The respondent of a finding is in states.csv, and existed between the conduct and the finding."""
    first, _ = conduct_period(record)
    for number, row in enumerate(record.findings):
        where, state = f"findings.{number}.respondent", library.states.get(row.respondent or "")
        if row.respondent and state is None:
            hint = nearest(row.respondent, library.states)
            yield row.line("respondent"), where, f"no state {row.respondent!r} in states.csv{hint}"
        elif state and not state.existed_between(first, date_bounds(row.date).latest):
            yield row.line("respondent"), where, _not_then(state)


@record_rule
def conclusions_were_read(record: Record, library: Library) -> Found:
    """What a body that is no court concluded is not_read where others alone sum it up or quote it."""
    for number, row in enumerate(record.findings):
        source = library.sources.get(row.source)
        if source is None or row.body_type not in _SPEAKS_BY_TEXT:
            continue
        publisher = read_codelist("publisher").get(source.publisher_id)
        by_others = publisher is not None and publisher.extra["kind"] in _OTHERS
        unread = by_others or source.access in ("abstract", "quoted_in")
        if unread and row.finality in ("final", "interim", "under_appeal"):
            yield (
                row.line("finality"),
                f"findings.{number}.finality",
                "the conclusions of this body are known from others alone "
                f"({row.source}); code not_read",
            )


@record_rule
def counts_are_whole(record: Record, library: Library) -> Found:
    """A count is a value, or a low and a high (one may be open); low is not above best, best not above high."""
    counts = [
        (f"claims.{f}.{n}", c, True) for f, n, c in claimed(record) if isinstance(c, CountClaim)
    ]
    counts += [(f"harm.{n}", h, False) for n, h in enumerate(record.harm)]
    for path, count, required in counts:
        given = [x for x in (count.low, count.best, count.high) if x is not None]
        if count.value is None and count.low is None and count.high is None:
            if required or count.best is not None:
                yield count.line(), path, "a count needs 'value', or 'low' or 'high'"
            continue
        if count.value is not None and given:
            yield count.line("value"), f"{path}.value", "give 'value', or 'low', 'best' and 'high'"
            continue
        if given != sorted(given):
            yield count.line("low"), f"{path}.low", "low, best and high must not fall"
        if not count.act:
            yield count.line(), f"{path}.act", "a count says what it counts"
        if not count.scope:
            yield (
                count.line(),
                f"{path}.scope",
                "a count says whether it covers the whole or a part",
            )


def _may_be_published(claim: Any, library: Library) -> bool:
    """Tell whether a claim could give the published value: a count needs scope and grade for it."""
    if getattr(claim, "scope", None) is None:
        return True
    return claim.scope == "whole" and _is_adequate(claim, library)


def _is_adequate(claim: Any, library: Library) -> bool:
    """Tell whether a count rests on a work that, as it was read, is good enough for a number."""
    if library.sources.get(claim.source) is None:
        return True  # told elsewhere
    return int(library.grade_read(claim.source)) >= ADEQUATE_GRADE


@record_rule
def one_claim_is_preferred(record: Record, library: Library) -> Found:
    """Where several claims compete for one published value, one is preferred, and says why."""
    groups = {
        field: list(getattr(record.claims, field))
        for field in Claims.model_fields
        if field != "lines" and OUTPUT[claim_class(field)][0].rule in SINGLE_VALUED
    }
    groups |= count_groups(record)
    damaged = library.damaged.get(library.paths[record_key(record, library)], set())
    for field, claims in groups.items():
        if f"claims.{field}" in damaged or (field.startswith("deaths_") and "harm" in damaged):
            continue
        where = "harm" if field.startswith("deaths_") else f"claims.{field}"
        marked = [c for c in claims if c.preferred]
        for claim in marked:
            if claim.set_aside:
                yield claim.line("set_aside"), where, "a claim cannot be preferred and set aside"
        open_claims = [c for c in claims if not c.set_aside and _may_be_published(c, library)]
        if len(marked) > 1:
            yield marked[1].line("preferred"), where, f"{field}: {len(marked)} claims are preferred"
        elif len(open_claims) > 1 and not marked:
            yield (
                claims[0].line(),
                where,
                f"{field}: {len(open_claims)} claims compete, none is preferred",
            )
        elif len(open_claims) > 1 and not marked[0].why:
            yield marked[0].line("preferred"), where, f"{field}: the preferred claim says no 'why'"


@record_rule
def preferred_counts_are_eligible(record: Record, library: Library) -> Found:
    """A preferred count covers the whole and rests on a source of grade 2 or better, as read."""
    for field, claims in count_groups(record).items():
        for claim in claims:
            if not claim.preferred or claim.set_aside:
                continue
            if claim.scope != "whole":
                yield claim.line("scope"), field, "a preferred count must cover the whole"
            elif not _is_adequate(claim, library):
                yield (
                    claim.line("source"),
                    field,
                    f"a preferred count needs a source of grade {ADEQUATE_GRADE} or better, as read",
                )


def _competing(record: Record, library: Library) -> Iterator[list[tuple[str, Any, Any]]]:
    """Yield, by field, the path, value and claim of what stands side by side: states, and counts of the whole.

    Counts that could each give the published value are left to `one_claim_is_preferred`.
    """
    for field in Claims.model_fields:
        if field != "lines" and claim_class(field) is StateClaim:
            claims = enumerate(getattr(record.claims, field))
            yield [(f"claims.{field}.{n}", c.value, c) for n, c in claims if not c.set_aside]
    for field, counts in count_groups(record).items():
        name = "harm" if field in DEATH_PHASES else f"claims.{field}"
        rows = record.harm if field in DEATH_PHASES else counts
        places = {id(row): number for number, row in enumerate(rows)}
        whole = [c for c in counts if c.scope == "whole" and not c.set_aside]
        if sum(_may_be_published(c, library) for c in whole) < 2:
            yield [
                (f"{name}.{places[id(c)]}", (c.value, c.low, c.best, c.high, c.act), c)
                for c in whole
            ]


@record_rule
def contested_values_have_a_reason(record: Record, library: Library) -> Found:
    """Where several states or counts of the whole stand in one field, each says how it stands beside the others.

    It does so in `note` or `why`, or is set aside with a reason; a preferred count that says why is
    enough. Harms that are feared add up, and need no reason.
    """
    for competing in _competing(record, library):
        if any(claim.preferred and claim.why for _, _, claim in competing):
            continue
        values: dict[Any, list[tuple[str, Any]]] = {}
        for path, value, claim in competing:
            values.setdefault(value, []).append((path, claim))
        if len(values) < 2:
            continue
        for claims in values.values():
            if not any(claim.note or claim.why for _, claim in claims):
                path, claim = claims[0]
                message = "several values stand, and nothing says why this is one of them: "
                yield claim.line(), path, message + "give 'note', 'why' or 'set_aside'"


@record_rule
def core_fields_are_claimed(record: Record, library: Library) -> Found:
    """Every record says when, and who said that the people faced which harm; an incident says who acted."""
    damaged = library.damaged.get(library.paths[record_key(record, library)], set())
    for field in CORE_CLAIMS:
        claims = getattr(record.claims, field)
        if damaged & {f"claims.{field}", "claims"}:
            continue
        if not claims:
            yield record.line("claims"), f"claims.{field}", "at least one claim is needed"
        elif all(claim.set_aside for claim in claims):
            yield claims[0].line(), f"claims.{field}", "every claim is set aside: one must stand"
    if record.kind == "incident" and not record.actors and "actors" not in damaged:
        yield record.line(), "actors", "at least one actor is needed"


def _to_come(text: str | None) -> bool:
    """Tell whether a date lies wholly after today, wherever on the globe the reader is."""
    start = date_bounds(text).earliest if text else None
    return start is not None and start > dt.date.today() + dt.timedelta(days=1)


def _dated(record: Record) -> Iterator[tuple[Any, str, str, str]]:
    """Yield every date in what rests on a source: its row, path, key and text."""
    for path, row in sourced(record):
        keys = ("value",) if isinstance(row, DateClaim) else ("date", "when")
        for key in keys:
            text = getattr(row, key, None)
            if text:
                yield row, path, key, text


@record_rule
def dates_are_past(record: Record, library: Library) -> Found:
    """Nothing is dated after the day of curation, which has come, and no decision follows the conduct's end."""
    damaged = library.damaged.get(library.paths[record_key(record, library)], set())
    curated = None
    if "curated_on" not in damaged:
        curated = date_bounds(record.curated_on).latest
        if _to_come(record.curated_on):
            message = f"{record.curated_on!r} has not come yet"
            yield record.line("curated_on"), "curated_on", message
    for row, path, key, text in _dated(record):
        start = date_bounds(text).earliest
        if start and curated and start > curated:
            yield row.line(key), f"{path}.{key}", f"{text!r} is after curated_on"
    _, last = conduct_period(record)
    for number, claim in enumerate(record.claims.decision_date):
        start = date_bounds(claim.value).earliest
        if last and start and start > last and not claim.set_aside:
            where = f"claims.decision_date.{number}.value"
            yield claim.line("value"), where, "the decision is later than the end of the conduct"


@record_rule
def missing_is_missing(record: Record, library: Library) -> Found:
    """A field named under `missing` is a field, or harm of one phase; has no value; is named once."""
    names = [n for m in (Claims, Codes) for n in m.model_fields if n != "lines"]
    names += ["actors", "events", "legs", "harm", "findings"]
    phases = {f"harm_{phase}": phase for phase in read_codelist("harm_phase")}
    names += phases
    told = {row.phase for row in record.harm if not row.set_aside}
    seen: set[str] = set()
    for number, row in enumerate(record.missing):
        where = f"missing.{number}.field"
        if row.field not in names:
            yield row.line("field"), where, f"no field {row.field!r}{nearest(row.field, names)}"
        elif row.field in seen:
            yield row.line("field"), where, f"{row.field!r} stands twice"
        elif phases.get(row.field) in told or any(
            getattr(part, row.field, None) for part in (record.claims, record.codes, record)
        ):
            yield row.line("field"), where, f"{row.field!r} has a value and cannot be missing"
        seen.add(row.field)


@record_rule
def campaign_is_known(record: Record, library: Library) -> Found:
    """`part_of` names another record that is a campaign, and no circle of campaigns arises."""
    if record.part_of is None:
        return
    above, seen = library.records.get(record.part_of), [record.id]
    while above is not None and above.part_of and above.id not in seen:
        seen.append(above.id)
        above = library.records.get(above.part_of)
    if above is record and len(seen) > 1:
        yield record.line("part_of"), "part_of", f"a circle: {' -> '.join([*seen, record.id])}"
        return
    campaign = library.records.get(record.part_of)
    if campaign is None:
        hint = nearest(record.part_of, library.records)
        yield record.line("part_of"), "part_of", f"no record {record.part_of!r}{hint}"
    elif campaign.kind != "campaign" or campaign is record:
        yield record.line("part_of"), "part_of", f"{record.part_of!r} is not a campaign"


@record_rule
def legs_name_actors(record: Record, library: Library) -> Found:
    """The actor of a leg stands under actors."""
    names = {a.actor for a in record.actors}
    damaged = library.damaged.get(library.paths[record_key(record, library)], set())
    for number, leg in enumerate(record.legs):
        if leg.actor and leg.actor not in names and "actors" not in damaged:
            hint = nearest(leg.actor, names)
            yield leg.line("actor"), f"legs.{number}.actor", f"no actor {leg.actor!r}{hint}"
        if None not in (leg.persons_low, leg.persons_high) and leg.persons_low > leg.persons_high:
            yield leg.line("persons_low"), f"legs.{number}.persons_low", "low is above high"


@record_rule
def legs_end_in_their_state(record: Record, library: Library) -> Found:
    """A leg that ends in another state than that of its place says why in its note.

    A place has the state of today; where that did not exist at the time, nothing is asked.
    """
    period = conduct_period(record)
    for number, leg in enumerate(record.legs):
        place = library.places.get(leg.to_place)
        today = library.states.get(place.state or "") if place else None
        if not leg.to_state or today is None or today.code == leg.to_state or leg.note:
            continue
        if today.existed_between(*period):
            message = f"{leg.to_state} is unlike the state of {leg.to_place!r}, {today.code}: "
            yield leg.line("to_state"), f"legs.{number}.to_state", message + "say why in 'note'"


@record_rule
def traced_are_among_all(record: Record, library: Library) -> Found:
    """Not more people were traced than there were to trace."""
    for number, row in enumerate(record.harm):
        if None not in (row.traced, row.traced_of) and row.traced > row.traced_of:
            yield row.line("traced"), f"harm.{number}.traced", "more were traced than there were"


@record_rule
def state_actors_have_a_state(record: Record, library: Library) -> Found:
    """An actor of type state names its state."""
    for number, actor in enumerate(record.actors):
        if actor.actor_type == "state" and not actor.state:
            yield actor.line(), f"actors.{number}.state", "an actor of type state names its state"


@record_rule
def rivals_differ(record: Record, library: Library) -> Found:
    """A rival code differs from the code and says why it could be chosen."""
    rows = [(f"codes.{n}", c, c.rival, "rival") for n, c in coded(record)]
    rows += [
        (f"interpretations.{n}", i, i.rival_value, "rival_value")
        for n, i in enumerate(record.interpretations)
    ]
    for path, row, rival, key in rows:
        if rival == row.value:
            yield row.line(key), f"{path}.{key}", "the rival is the code itself"
        elif bool(rival) != bool(row.rival_rationale):
            yield row.line(key), f"{path}.{key}", f"'{key}' and 'rival_rationale' go together"


@record_rule
def interpretations_are_told_apart(record: Record, library: Library) -> Found:
    """Each dimension is coded once for each state and mode; only a stated one can be `no_position_found`."""
    seen: set[tuple] = set()
    for number, row in enumerate(record.interpretations):
        where = f"interpretations.{number}"
        key = (row.mode, row.dimension, row.state)
        if key in seen:
            yield row.line(), where, f"{row.mode} {row.dimension} stands twice"
        seen.add(key)
        if row.value == "no_position_found" and row.mode != "stated":
            yield (
                row.line("value"),
                f"{where}.value",
                "only a stated reading can be no_position_found",
            )


@record_rule
def withdrawal_has_a_reason(record: Record, library: Library) -> Found:
    """A withdrawn record says why, and only a withdrawn one does."""
    if (record.record_status == "withdrawn") != bool(record.withdrawn_reason):
        line = (
            record.line("withdrawn_reason")
            if record.withdrawn_reason
            else record.line("record_status")
        )
        yield line, "withdrawn_reason", "goes together with record_status: withdrawn"


@record_rule
def nothing_stands_twice(record: Record, library: Library) -> Found:
    """No claim or row stands twice with all its keys equal."""
    seen: dict[str, int] = {}
    for path, row in sourced(record):
        family = path.rsplit(".", 1)[0]
        key = f"{family} {row.model_dump_json()}"
        if key in seen:
            yield row.line(), path, f"the same stands on line {seen[key]}"
        seen[key] = row.line()


@record_rule
def named_persons_are_used(record: Record, library: Library) -> Found:
    """A name listed under persons_named is used in the record."""
    if library.damaged.get(library.paths[record_key(record, library)]):
        return  # the name may stand in what was lost
    text = record.model_dump_json(exclude={"persons_named"}).casefold()
    for number, person in enumerate(record.persons_named):
        if person.name.split()[-1].casefold() not in text:
            yield person.line("name"), f"persons_named.{number}.name", "the name is not used"


@record_rule
def origins_are_known(record: Record, library: Library) -> Found:
    """The origin of a claim or row begins with a known type and names a known state or publisher."""
    for path, row in sourced(record):
        if row.origin:
            for message in origin_faults(row.origin, library):
                yield row.line("origin"), f"{path}.origin", message


# --- rules on a source -------------------------------------------------------------------------


def origin_faults(origin: str, library: Library) -> Iterator[str]:
    """Yield what is wrong with an origin of information."""
    kind, _, who = origin.partition(":")
    kinds, publishers = read_codelist("origin_type"), read_codelist("publisher")
    if kind not in kinds:
        yield f"unknown type of origin {kind!r}{nearest(kind, kinds)}"
    elif kind == "state" and who not in library.states:
        yield f"no state {who!r} in states.csv{nearest(who, library.states)}"
    elif (
        kind in ("un", "court", "ngo", "press", "reference", "derivative") and who not in publishers
    ):
        # A free name would let two spellings of one agency count as two origins.
        yield f"{who!r} is not in codelists/publisher.csv{nearest(who, publishers)}"


@source_rule
def key_is_file_name(source, library: Library) -> Found:
    """The key of a source is the name of its file."""
    if library.sources.get(source.key) is not source:
        stem = next(k for k, s in library.sources.items() if s is source)
        yield source.line("key"), "key", f"{source.key!r} is unlike the file name {stem!r}"


@source_rule
def source_origin_is_known(source, library: Library) -> Found:
    """The origin of a source begins with a known type and names a known state or publisher."""
    for message in origin_faults(source.origin, library):
        yield source.line("origin"), "origin", message


@source_rule
def reading_is_told(source, library: Library) -> Found:
    """A work that was not read in full says what was read instead."""
    if source.access == "quoted_in":
        if not source.quoted_in:
            yield (
                source.line("access"),
                "quoted_in",
                "access quoted_in names the work that quotes it",
            )
        elif source.quoted_in == source.key:
            yield source.line("quoted_in"), "quoted_in", "a work is not quoted in itself"
        elif source.quoted_in not in library.sources:
            hint = nearest(source.quoted_in, library.sources)
            yield source.line("quoted_in"), "quoted_in", f"no source {source.quoted_in!r}{hint}"
    elif source.access not in ("full_text", "dataset") and not source.access_note:
        yield source.line("access"), "access_note", f"access {source.access} says what was read"
    if source.locator == "none" and not source.access_note:
        yield source.line("locator"), "access_note", "locator none says why the copy has none"


@source_rule
def authors_have_names(source, library: Library) -> Found:
    """An author has a family name, or a literal one."""
    for number, name in enumerate(source.author):
        if bool(name.family) == bool(name.literal):
            yield name.line(), f"author.{number}", "give 'family' (and 'given'), or 'literal'"


@source_rule
def work_has_appeared(source, library: Library) -> Found:
    """A work has been issued and read by today."""
    for key in ("issued", "accessed"):
        text = getattr(source, key)
        if _to_come(text):
            yield source.line(key), key, f"{text!r} has not come yet"


# --- rules on the whole ------------------------------------------------------------------------


def record_key(record: Record, library: Library) -> str:
    """Return the key under which the library holds the record: its file name."""
    if library.records.get(record.id) is record:
        return record.id
    return next(k for k, r in library.records.items() if r is record)


def check_places(library: Library) -> Iterator[Problem]:
    """Places lie on the globe, in a known state, from a known source, and some record uses them."""
    shown = f"{library.root.as_posix()}/places.csv"
    for place in library.places.values():
        line = place.line()
        if not -90 <= place.lat <= 90:
            yield Problem(shown, line, "lat", f"{place.lat} is not between -90 and 90")
        if not -180 <= place.lon <= 180:
            yield Problem(shown, line, "lon", f"{place.lon} is not between -180 and 180")
        if place.state and place.state not in library.states:
            hint = nearest(place.state, library.states)
            yield Problem(shown, line, "state", f"no state {place.state!r} in states.csv{hint}")
        if place.source not in library.sources:
            hint = nearest(place.source, library.sources)
            yield Problem(shown, line, "source", f"no source {place.source!r}{hint}")
        if place.id not in library.used_places and not library.unread:
            yield Problem(shown, line, "id", f"no record uses {place.id!r}", "warning")


def check_states(library: Library) -> Iterator[Problem]:
    """States have a known source and successor, and end after they begin."""
    shown = f"{library.root.as_posix()}/states.csv"
    for code, state in library.states.items():
        row, line = state.row, library.state_lines[code]
        for key in ("successor", "continues"):
            for other in state.codes(key):
                if other not in library.states:
                    hint = nearest(other, library.states)
                    yield Problem(shown, line, key, f"no state {other!r} in states.csv{hint}")
        for key in filter(None, row["source"].split(";")):
            if key not in library.sources:
                hint = nearest(key, library.sources)
                yield Problem(shown, line, "source", f"no source {key!r}{hint}")
        if state.first and state.last and state.first > state.last:
            yield Problem(shown, line, "to", "ends before it begins")


def check_library(library: Library) -> list[Problem]:
    """Run every rule over everything that could be read."""
    problems = [*check_places(library), *check_states(library)]
    cited = library.cited_in_the_end()
    for key, source in library.sources.items():
        if source is None:
            continue
        shown = library.paths[f"source:{key}"]
        for rule in SOURCE_RULES:
            problems += [Problem(shown, *found) for found in rule(source, library)]
        if key not in cited and not library.unread:
            problems.append(Problem(shown, source.line("key"), "key", "nobody cites it", "warning"))
    for key, record in library.records.items():
        for rule in RECORD_RULES:
            problems += [Problem(library.paths[key], *found) for found in rule(record, library)]
    return problems
