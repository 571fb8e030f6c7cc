"""Is every state there, under every name, and do its dates agree with the lists of others?"""

import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path

import pytest

from refoul_data.vocabulary.codes import read_codelist
from refoul_data.vocabulary.states import find_state, fold_name, name_index, read_states

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
EXTERNAL = ROOT.parent / "shared" / "external"
STATES = read_states(RAW / "states.csv")
SINCE = "1930"
LISTS = {"GW": ("gw_states.csv", "gwcode", "gw"), "COW": ("cow_states.csv", "cowcode", "cow")}
# The 193 that the taxonomy of OCHA marks as Members (sources/ocha-countries-taxonomy.yaml).
MEMBERS = """
AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA
BRB BRN BTN BWA CAF CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK
DOM DZA ECU EGY ERI ESP EST ETH FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY
HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO
LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ
MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY
QAT ROU RUS RWA SAU SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD
TGO THA TJK TKM TLS TON TTO TUN TUR TUV TZA UGA UKR URY USA UZB VCT VEN VNM VUT WSM YEM ZAF ZMB
ZWE
""".split()

needs_lists = pytest.mark.skipif(
    not EXTERNAL.is_dir(), reason="../shared/external, the lists of others, is missing"
)


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DEVIATIONS = read_rows(RAW / "states_deviations.csv")


def explained(name):
    """Return the deviations from one list: code to their value and ours."""
    return {d["code"]: (d["their_value"], d["our_value"]) for d in DEVIATIONS if d["list"] == name}


def span(first, last):
    """Write a stretch of membership as the table of deviations does."""
    start = ".." if first == "1816-01-01" else first
    return f"{start}/{'..' if last == '9999-12-31' else last}"


def memberships(name):
    """Return, for each number of a list, its stretches since 1930."""
    path, key, _ = LISTS[name]
    found = defaultdict(list)
    for row in read_rows(EXTERNAL / path):
        if row["end"] >= SINCE:
            found[int(float(row[key]))].append(span(row["start"], row["end"]))
    return found


def numbers_of(state, name):
    """Return the numbers that a list has for a state."""
    return [int(n) for n in state.row[LISTS[name][2]].split(";") if n]


def our_span(state):
    return f"{state.row['from'] or '..'}/{state.row['to'] or '..'}"


# --- is everyone there? ------------------------------------------------------------------------


def test_is_every_member_of_the_united_nations_there():
    assert len(set(MEMBERS)) == 193
    assert [m for m in MEMBERS if m not in STATES or STATES[m].row["status"] != "state"] == []
    assert [m for m in MEMBERS if STATES[m].last] == []


def test_is_every_country_of_iso_there_or_explained():
    pycountry = pytest.importorskip("pycountry")
    listed = explained("ISO 3166-1")
    for country in pycountry.countries:
        there = country.alpha_3 in STATES
        assert there != (country.alpha_3 in listed), country
        if there:
            assert STATES[country.alpha_3].row["iso3166_1"] == country.alpha_3
            assert find_state(country.alpha_2, STATES).code == country.alpha_3


def test_is_every_code_that_iso_does_not_have_explained():
    pycountry = pytest.importorskip("pycountry")
    known = {c.alpha_3 for c in pycountry.countries}
    known |= {c.alpha_3 for c in pycountry.historic_countries}
    ours = {code: ("not listed", s.name) for code, s in STATES.items() if code not in known}
    theirs = {k: v for k, v in explained("ISO 3166-1").items() if v[0] == "not listed"}
    assert ours == theirs


def test_is_every_withdrawn_code_of_iso_there_or_explained():
    pycountry = pytest.importorskip("pycountry")
    listed, used = explained("ISO 3166-3"), set()
    rows = {c: s for s in STATES.values() for c in s.codes("iso3166_3")}
    for country in pycountry.historic_countries:
        if country.alpha_4 not in rows:
            assert listed[country.alpha_4] == (country.name, "not listed")
            used.add(country.alpha_4)
            continue
        state = rows[country.alpha_4]
        assert find_state(country.alpha_3, STATES) is state
        if state.code == country.alpha_3 and state.row["to"] != country.withdrawal_date:
            assert listed[state.code] == (country.withdrawal_date, state.row["to"])
            used.add(state.code)
    assert used == set(listed)


@needs_lists
@pytest.mark.parametrize("name", LISTS)
def test_is_every_state_of_a_list_there_or_explained(name):
    ours = {n for state in STATES.values() for n in numbers_of(state, name)}
    absent = {str(n) for n in set(memberships(name)) - ours}
    assert absent == {code for code in explained(name) if code.isdigit()}
    assert ours <= set(memberships(name))


@needs_lists
@pytest.mark.parametrize("name", LISTS)
def test_do_dates_agree_with_a_list_or_is_it_explained(name):
    members, differ = memberships(name), {}
    for code, state in STATES.items():
        numbers = numbers_of(state, name)
        if numbers:
            spans = [
                f"{n}: {s}" if len(numbers) > 1 else s for n in numbers for s in members[n]
            ]  # fmt: skip
            if spans != [our_span(state)]:
                differ[code] = ("; ".join(spans), our_span(state))
        elif state.row["status"] in ("state", "former_state"):
            differ[code] = ("not listed", our_span(state))
    assert differ == {k: v for k, v in explained(name).items() if not k.isdigit()}


@needs_lists
def test_is_every_country_of_unhcr_there_with_its_region():
    for row in read_rows(EXTERNAL / "unhcr_countries.csv"):
        if row["iso_code"] in ("", "XXA", "XXX"):  # stateless, unknown, peoples without a code
            continue
        state = STATES.get(row["iso_code"])
        if state is None:
            assert row["iso_code"] in explained("ISO 3166-1")
            continue
        found = (state.row["m49_region"], state.row["m49_subregion"])
        assert found == (row["unsd_region"], row["unsd_imregion"] or row["unsd_subregion"])
        # "Serbia and Kosovo: S/RES/1244 (1999)" is two rows here; "Congo" means two states.
        if row["iso_code"] not in ("SRB", "COG"):
            assert find_state(row["name"], STATES) is state


def test_does_every_deviation_have_a_reason():
    keys = [(d["list"], d["code"]) for d in DEVIATIONS]
    assert len(set(keys)) == len(keys)
    for row in DEVIATIONS:
        assert row["list"] in (*LISTS, "ISO 3166-1", "ISO 3166-3")
        assert row["their_value"] != row["our_value"]
        assert row["reason"].endswith(".") and len(row["reason"]) > 30


# --- is each row sound? ------------------------------------------------------------------------


@pytest.mark.parametrize("code", STATES)
def test_is_a_row_sound(code):
    state = STATES[code]
    assert len(code) == 3 and code.isupper()
    assert state.row["status"] in read_codelist("state_status")
    assert state.row["source"], "a row rests on a source"
    for key in state.row["source"].split(";"):
        assert (RAW / "sources" / f"{key}.yaml").is_file(), key
    if state.row["status"] == "former_state":
        assert state.last and state.codes("successor")
    for other in state.codes("successor"):
        assert other != code and other in STATES
        assert state.last, "what has a successor has ended"
        assert STATES[other].last is None or STATES[other].last > state.last
    for other in state.codes("continues"):
        gap = state.first - STATES[other].last
        assert gap == dt.timedelta(days=1), "it goes on the day after"
        assert code in STATES[other].codes("successor")


@pytest.mark.parametrize("code", [c for c, s in STATES.items() if s.names])
def test_do_earlier_names_lie_within_the_life_of_the_state(code):
    state, end = STATES[code], dt.date.min
    for name, first, last in state.names:
        assert name != state.name
        assert state.existed_between(first, last)
        assert first is None or first > end, "names follow one another"
        assert last, "an earlier name ended"
        assert state.name_on(last) == name
        end = last


def test_do_no_two_rows_share_a_name_but_those_that_people_mix_up():
    owners = defaultdict(set)
    for code, state in STATES.items():
        for name in state.all_names():
            owners[fold_name(name)].add(code)
    shared = {frozenset(codes) for codes in owners.values() if len(codes) > 1}
    assert shared == {frozenset({"COD", "COG"}), frozenset({"KOR", "PRK"})}


def test_does_no_row_give_a_name_twice():
    for state in STATES.values():
        folded = [fold_name(name) for name in state.all_names()]
        assert sorted(set(folded)) == sorted(folded), state.code


def test_is_no_cell_read_as_a_formula():
    for path in ("states.csv", "states_deviations.csv"):
        for row in read_rows(RAW / path):
            assert not [v for v in row.values() if v.startswith(("=", "+", "-", "@"))]


# --- is a state found? -------------------------------------------------------------------------


def test_is_every_state_found_by_all_its_names_but_a_shared_one():
    index = name_index(STATES)
    for code, state in STATES.items():
        names = [n for n in state.all_names() if len(index[fold_name(n)]) == 1]
        assert len(names) > 1
        for name in names:
            assert find_state(f" {name.upper()} ", STATES).code == code


@needs_lists
@pytest.mark.parametrize("name", LISTS)
def test_is_no_name_of_a_list_taken_for_another_state(name):
    path, key, _ = LISTS[name]
    for row in read_rows(EXTERNAL / path):
        try:
            state = find_state(row["country_name"], STATES)
        except ValueError:
            continue
        if row["end"] >= SINCE:
            assert int(float(row[key])) in numbers_of(state, name), row


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("RWA", "RWA"),
        ("rw", "RWA"),
        ("Zaire", "COD"),
        ("zaïre", "COD"),
        ("Guinea", "GIN"),
        ("COTE D’IVOIRE", "CIV"),
        ("Deutschland", "DEU"),
        ("UdSSR", "SUN"),
        ("BUR", "MMR"),
        ("VDR", "VNM"),
        ("South Vietnam", "RVN"),
        ("Turquie", "TUR"),
        ("Federal Republic of Yugoslavia", "SCG"),
        ("Yugoslavia", "YUG"),
        ("Guantánamo", "XGB"),
        ("Hong Kong", "HKG"),
    ],
)
def test_which_state_is_meant(name, code):
    assert find_state(name, STATES).code == code


@pytest.mark.parametrize(
    ("name", "day", "code"),
    [
        ("Russia", "1991-12-24", "RUS"),
        ("USSR", "1991-12-23", "SUN"),
        ("Germany", "1946-06-01", "DEU"),
        ("Ukraine", "1973-11-12", "UKR"),
        ("Estonia", "1950-01-01", "EST"),
        ("Burma", "2005-01-01", "MMR"),
        ("Czechoslovakia", "1992-12-31", "CSK"),
        ("Slovakia", "1993-01-01", "SVK"),
        ("Rwanda", "1962-07-01", "RWA"),
        ("Rhodesia", "1970-01-01", "RHO"),
    ],
)
def test_which_state_is_meant_on_a_day(name, day, code):
    assert find_state(name, STATES, dt.date.fromisoformat(day)).code == code


@pytest.mark.parametrize(
    ("name", "day", "others"),
    [
        ("Russia", "1980-01-01", ["SUN"]),
        ("USSR", "1991-12-24", ["RUS", "UKR"]),
        ("Czechoslovakia", "1993-01-01", ["CZE", "SVK"]),
        ("Tanzania", "1964-04-25", ["TAN", "ZAN"]),
        ("Yugoslavia", "1999-03-24", ["SCG", "HRV"]),
        ("Yugoslavia", "2007-01-01", ["SRB", "MNE", "SVN"]),
        ("Serbia", "1985-01-01", ["YUG"]),
        ("GDR", "1990-10-03", ["DEU"]),
        ("Democratic Yemen", "1991-01-01", ["YEM"]),
        ("South Vietnam", "1975-05-01", ["VNM"]),
        ("Rwanda", "1962-01-07", ["XRU"]),
        ("Netherlands Antilles", "2010-10-10", ["CUW", "SXM"]),
        ("South Sudan", "1999-01-01", ["2011-07-09"]),
    ],
)
def test_what_came_before_or_after_a_state_that_did_not_exist(name, day, others):
    with pytest.raises(ValueError, match=r"(ended|begins) on") as problem:
        find_state(name, STATES, dt.date.fromisoformat(day))
    assert [o for o in others if o not in str(problem.value)] == []


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Zimbabve", ["'Zimbabwe' (ZWE)"]),
        ("Frankrijkk", ["did you mean"]),
        ("RWB", ["did you mean"]),
        ("Virgin Islands", ["(VGB)", "(VIR)"]),
        ("", ["give a name"]),
        ("?!", ["give a name"]),
        (None, ["give a name"]),
    ],
)
def test_what_is_said_of_an_unknown_state(name, nearest):
    with pytest.raises(ValueError, match="no state") as problem:
        find_state(name, STATES)
    assert [n for n in nearest if n not in str(problem.value)] == []


def test_is_a_time_of_day_taken_as_its_day():
    assert find_state("Slovakia", STATES, dt.datetime(1993, 1, 1, 12, 30)).code == "SVK"
