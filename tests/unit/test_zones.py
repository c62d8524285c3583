"""Time zones are found by the places that people know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.languages import ANY_LANGUAGE
from bot.text.locales import Locale
from bot.times.slots import zone, zone_names
from bot.times.zones import COMMON, abbreviated_zones, known_zone, search_zones, zone_city, zone_label

EN, PT = Locale.ENGLISH, Locale.PORTUGUESE


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lisbon", "Europe/Lisbon"),
        ("Lisboa", "Europe/Lisbon"),
        ("lisb", "Europe/Lisbon"),
        ("Europe/Lis", "Europe/Lisbon"),
        ("Lisbon, Portugal", "Europe/Lisbon"),
        ("portugal", "Europe/Lisbon"),
        ("SÃO PAULO", "America/Sao_Paulo"),
        ("brazil", "America/Sao_Paulo"),
        ("Brasil", "America/Sao_Paulo"),
        ("rio de janeiro", "America/Sao_Paulo"),
        ("brasilia", "America/Sao_Paulo"),
        ("Alemanha", "Europe/Berlin"),
        ("Nova York", "America/New_York"),
        ("usa", "America/New_York"),
        ("EUA", "America/New_York"),
        ("pst", "America/Los_Angeles"),
        ("inglaterra", "Europe/London"),
        ("uk", "Europe/London"),
        ("mumbai", "Asia/Kolkata"),
        ("calcutta", "Asia/Kolkata"),
        ("moçambique", "Africa/Maputo"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_by_city_country_and_usual_name(typed: str, first: str) -> None:
    """In any of the bot's languages; of a country's zones that with the most people is first."""
    assert search_zones(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("UTC+1", "Etc/GMT-1"),
        ("gmt-3", "Etc/GMT+3"),
        ("GMT -03:00", "Etc/GMT+3"),
        ("utc\u22123", "Etc/GMT+3"),
        ("+2", "Etc/GMT-2"),
        ("+0530", "Asia/Kolkata"),
        ("UTC+5:45", "Asia/Kathmandu"),
        ("UTC+14", "Etc/GMT-14"),
        ("GMT+0", "UTC"),
        ("Z", "UTC"),
        ("UTC+15", None),
        ("UTC-13", None),
        ("UTC+1:07", None),
        ("UTC+99", None),
        ("nyc", "America/New_York"),
        ("LA", "America/Los_Angeles"),
        ("EST", "America/New_York"),
        ("CET", "Europe/Berlin"),
        ("sp", "America/Sao_Paulo"),
    ],
)
def test_a_zone_is_known_by_its_offset_or_a_short_name(typed: str, name: str | None) -> None:
    """An offset has no summer time, and is shown as people write it."""
    assert known_zone(typed) == name
    if name is not None:
        assert search_zones(typed)[0] == name
        assert known_zone(name) == name


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("IST", ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem")),
        ("cst", ("America/Chicago", "Asia/Shanghai")),
        ("BST", ("Europe/London", "Asia/Dhaka")),
        ("AST", ("America/Halifax", "Asia/Riyadh")),
    ],
)
def test_an_abbreviation_of_several_zones_names_none(typed: str, zones: tuple[str, ...]) -> None:
    """All that it can be are offered."""
    assert known_zone(typed) is None
    assert abbreviated_zones(typed) == zones
    assert set(zones) <= set(search_zones(typed))


@pytest.mark.parametrize("typed", ["EST", "ET", "PST", "CET", "BRT", "WET", "Lisbon", "Brasil", "", "xyzzy"])
def test_other_names_are_no_abbreviation_of_several(typed: str) -> None:
    assert abbreviated_zones(typed) == ()


def test_an_offset_is_offered_with_the_places_that_have_it() -> None:
    """First the offset itself, all year, then places that have it in summer or winter."""
    assert search_zones("UTC+1")[:4] == ["Etc/GMT-1", "Europe/Lisbon", "Europe/London", "Europe/Berlin"]
    assert [zone_label("Etc/GMT-1", EN), zone_city("Etc/GMT+11", PT)] == ["UTC+1", "UTC-11"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("sao palo", "America/Sao_Paulo"), ("londn", "Europe/London"), ("rio de janero", "America/Sao_Paulo")],
)
def test_a_misspelt_place_is_offered_but_not_taken(typed: str, first: str) -> None:
    """A wrong zone is worse than a question."""
    assert search_zones(typed)[0] == first
    assert known_zone(typed) is None


@pytest.mark.parametrize("typed", ["xyzzy", "gotham", "klingon", "12"])
def test_an_unknown_place_finds_no_zone(typed: str) -> None:
    assert search_zones(typed) == []
    assert known_zone(typed) is None


@pytest.mark.parametrize("typed", ["", "  ", "/", "😀"])
def test_the_common_zones_are_offered_first(typed: str) -> None:
    """Before anything is typed."""
    assert search_zones(typed) == list(COMMON)
    assert known_zone(typed) is None


def test_a_word_is_not_found_inside_another() -> None:
    """Such as "usa" in "Lusaka"."""
    assert "Africa/Lusaka" not in search_zones("usa", limit=500)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Lisbon", "Europe/Lisbon"),
        ("america/sao paulo", "America/Sao_Paulo"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("lisboa", "Europe/Lisbon"),
        ("Lisbon, Portugal", "Europe/Lisbon"),
        ("Angola", "Africa/Luanda"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_known_by_a_name_that_only_it_has(typed: str, name: str) -> None:
    """Picked from the list or typed in full."""
    assert known_zone(typed) == name


@pytest.mark.parametrize("typed", ["Brasil", "portugal", "lisb", "lisb portugal", "rio", "Mars/Olympus"])
def test_a_place_of_several_zones_names_none(typed: str) -> None:
    """Nor does the beginning of a name."""
    assert known_zone(typed) is None


def test_no_more_are_found_than_discord_shows() -> None:
    """A country can have more than 25 zones."""
    assert len(search_zones("usa")) == 25
    assert len(search_zones("", limit=3)) == 3


def test_every_place_offered_is_a_zone_with_a_label_that_fits() -> None:
    """At most 100 characters, and known when it is sent."""
    offered = {name for letter in "abcdefghijklmnopqrstuvwxyz" for name in search_zones(letter, limit=500)}
    assert len(offered) > 400
    assert offered <= set(zone_names())
    for name in offered:
        assert known_zone(name) == name
        assert zone(name).key == name
        assert all(len(zone_label(name, locale)) <= 100 for locale in Locale)


def test_former_names_are_not_offered() -> None:
    """So each place is in the list once."""
    assert search_zones("calcutta", limit=500) == ["Asia/Kolkata"]


@pytest.mark.parametrize(
    ("name", "english", "portuguese"),
    [
        ("Europe/Lisbon", "Lisbon, Portugal (Europe/Lisbon)", "Lisboa, Portugal (Europe/Lisbon)"),
        ("Asia/Kolkata", "Kolkata, India (Asia/Kolkata)", "Calcutá, Índia (Asia/Kolkata)"),
        ("Asia/Singapore", "Singapore (Asia/Singapore)", "Singapura (Asia/Singapore)"),
        ("UTC", "UTC", "UTC"),
        ("Asia/Calcutta", "Asia/Calcutta", "Asia/Calcutta"),
    ],
)
def test_a_label_names_city_and_country(name: str, english: str, portuguese: str) -> None:
    """In the reader's language, with the zone's name; a former name is shown as it is."""
    assert zone_label(name, EN) == english
    assert zone_label(name, PT) == portuguese


def test_the_city_stands_for_its_zone() -> None:
    """As the language writes it, or else as in the zone's name."""
    assert zone_city("Europe/Lisbon", PT) == "Lisboa"
    assert zone_city("America/New_York", EN) == "New York"
    assert zone_city("America/Argentina/Buenos_Aires", PT) == "Buenos Aires"
    assert zone_city("UTC", PT) == "UTC"


def test_the_places_of_the_language_files_belong_to_zones_and_countries() -> None:
    """A name of any other would never be found."""
    assert set(ANY_LANGUAGE.places) <= set(zone_names())
    for code, names in ANY_LANGUAGE.countries.items():
        assert len(code) == 2
        assert all(search_zones(name) for name in names)
    for name, places in ANY_LANGUAGE.places.items():
        assert all(name in search_zones(place) for place in places)


@given(st.text(max_size=40))
def test_anything_can_be_typed(typed: str) -> None:
    """It is never an error."""
    names = set(zone_names())
    assert set(search_zones(typed)) <= names
    assert known_zone(typed) in names | {None}
