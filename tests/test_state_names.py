"""Is a state found by what people type, and is a name that means two states refused with both?"""

import datetime as dt
from collections import defaultdict
from pathlib import Path

import pytest

from refoul_data.vocabulary.states import find_state, fold_name, read_states

STATES = read_states(Path(__file__).resolve().parent.parent / "data" / "raw" / "states.csv")
TYPED = """
GBR England, Scotland, Wales, Northern Ireland, Great Britain, U.K., Angleterre, Großbritannien
NLD Holland, Hollande, Holanda, The Netherlands, the netherlands
MMR Burma, Birma, Birmania, Birmanie, 缅甸
CIV Elfenbeinküste, Costa de Marfil, Ivory Coast, Кот-д’Ивуар
COD Zaire, Zaïre, DR Congo, D.R. Congo, DRC, Congo-Kinshasa
COG Congo-Brazzaville, Republic of the Congo
KOR South Korea, Südkorea, 韩国
PRK North Korea, DPRK
SUN USSR, U.S.S.R., Soviet Union, Sowjetunion, Union soviétique, Советский Союз
DDR DDR, GDR, East Germany, RDA
DEU West Germany, BRD, Alemania, ألمانيا
RHO Rhodesia
LKA Ceylon, Ceylan
TUR Türkiye, Turkey, Turkiye, Turquía, تركيا
MKD Macedonia, North Macedonia, Mazedonien
SWZ Swaziland, Eswatini
PSE Palestine, Palästina, فلسطين
TWN Taiwan
USA USA, U.S.A., the United States, Vereinigte Staaten, 美国
RUS Russia, Россия
CHN PRC, Китай, 中国
CZE Czech Republic
BIH Bosnia
VCT St. Vincent
GMB The Gambia
UKR Ukraina, Украина
"""
NAMES = [
    (name.strip(), line[:3])
    for line in TYPED.strip().splitlines()
    for name in line[4:].split(",")
]  # fmt: skip
SEVERAL = [
    ("Congo", "COD", "COG"),
    ("congo", "COD", "COG"),
    ("Kongo", "COD", "COG"),
    ("Конго", "COD", "COG"),
    ("Korea", "KOR", "PRK"),
    ("Corée", "KOR", "PRK"),
]


@pytest.mark.parametrize(("name", "code"), NAMES)
def test_is_a_state_found_by_what_people_type(name, code):
    assert find_state(name, STATES).code == code


def test_are_there_enough_names_in_enough_scripts():
    assert len(NAMES) > 60


@pytest.mark.parametrize(("name", "one", "other"), SEVERAL)
@pytest.mark.parametrize("day", [None, dt.date(1960, 7, 10), dt.date(2020, 1, 1)])
def test_is_a_name_of_two_states_refused_with_both(name, one, other, day):
    with pytest.raises(ValueError, match="several states") as problem:
        find_state(name, STATES, day)
    assert f"({one})" in str(problem.value) and f"({other})" in str(problem.value)


def test_is_every_name_that_two_rows_share_refused_with_all_of_them():
    owners = defaultdict(set)
    for code, state in STATES.items():
        for name in state.all_names():
            owners[fold_name(name)].add(code)
    shared = {name: codes for name, codes in owners.items() if len(codes) > 1}
    assert {"congo", "korea"} <= set(shared)
    for name, codes in shared.items():
        with pytest.raises(ValueError) as problem:
            find_state(name, STATES)
        assert [c for c in codes if f"({c})" not in str(problem.value)] == [], name


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Englnd", "(GBR)"),
        ("Frankreisch", "'France' (FRA)"),
        ("Hollnd", "(NLD)"),
        ("Украинна", "'Ukraine' (UKR)"),
        ("Christmas Iland", "'Christmas Island' (CXR)"),
    ],
)
def test_does_a_slip_of_the_pen_lead_to_the_state(name, nearest):
    with pytest.raises(ValueError, match="did you mean") as problem:
        find_state(name, STATES)
    assert nearest in str(problem.value)


@pytest.mark.parametrize("language", ["en", "fr", "es", "de", "pt", "it", "ar", "ru", "zh"])
def test_is_every_country_of_iso_found_in_nine_languages(language):
    pycountry, babel = pytest.importorskip("pycountry"), pytest.importorskip("babel")
    names = babel.Locale(language).territories
    for country in pycountry.countries:
        if country.alpha_3 in STATES and country.alpha_3 != "MAF":  # Saint-Martin is SXM too
            name = names[country.alpha_2]
            if name == "Congo":  # of COG in Spanish
                continue
            assert find_state(name, STATES).code == country.alpha_3
