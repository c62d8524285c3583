"""Times as people type them: what each kind of phrase means, and why it is asked about or refused."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.times.evaluation import Row, evaluate, parse_rows
from bot.times.explanations import why_text
from bot.times.slots import UnknownZoneError
from bot.times.typed_times import LONGEST_TYPED, TypedTime, Why, is_timestamp, read_time

OWN = Path(__file__).with_name("typed_times.jsonl")
SHARED = Path(__file__).parents[3] / "shared" / "times_dev.jsonl"
LISBON = "Europe/Lisbon"
NOW = datetime(2026, 11, 23, 18, tzinfo=ZoneInfo(LISBON))  # a Monday
USUAL = time(19)


def read(typed: str, tag: str = "en-US", zone_name: str = LISBON, now: datetime = NOW) -> TypedTime:
    """Read *typed* on a Monday at 18:00 in Lisbon."""
    return read_time(typed, tag, zone_name, now, USUAL)


def lisbon(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """Return an instant of 2026 by Lisbon's clocks in winter."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def rows_of(path: Path) -> list[Row]:
    """Return the rows of a file of phrases, none if there is no such file."""
    return parse_rows(path.read_text("utf-8"), str(path)) if path.exists() else []


def test_our_own_phrases_are_all_read_rightly() -> None:
    """In both languages; `lectern when --evaluate` says the same."""
    result = evaluate(rows_of(OWN))
    assert result["n"] > 400
    assert result["wrong"] == []


def test_each_phrase_is_asked_about_as_it_should_be() -> None:
    """With the instants that may be meant, likeliest first, and the reason."""
    found = [(row, read_time(row.said, row.locale, row.zone, row.now, USUAL)) for row in rows_of(OWN)]
    assert [(row.said, got.why) for row, got in found if (got.ask, got.why.value) != (row.ask, row.note)] == []
    assert [(row.said, got) for row, got in found if _instants(got) != row.want] == []


@pytest.mark.parametrize("place", [0, 1, None])
def test_one_unknown_word_refuses_the_whole_phrase(place: int | None) -> None:
    """Nothing that was typed is left out."""
    read_in_spite = []
    for row in rows_of(OWN)[::2]:
        words = row.said.split()
        words.insert(len(words) if place is None else place, "flurb")
        if read_time(" ".join(words), row.locale, row.zone, row.now, USUAL).at is not None:
            read_in_spite.append(row.said)
    assert read_in_spite == []


@pytest.mark.parametrize(
    "word", ["not", "except", "by", "every", "unless", "or", "não", "exceto", "menos", "sem ser", "until"]
)
def test_a_word_that_turns_the_meaning_is_never_left_out(word: str) -> None:
    """Neither before what would be clear nor behind it."""
    clear = [row for row in rows_of(OWN) if row.want and not row.ask][::3]
    for row in clear:
        for typed in (f"{word} {row.said}", f"{row.said} {word}"):
            got = read_time(typed, row.locale, row.zone, row.now, USUAL)
            assert got.at is None or got.ask, typed


@pytest.mark.parametrize(
    "talk", ["let's do {}", "can we do {}?", "how about {}?", "que tal {}?", "pode ser {}", "bora {}"]
)
def test_talk_around_a_time_changes_nothing(talk: str) -> None:
    """In either language."""
    for row in rows_of(OWN)[::3]:
        said = read_time(row.said, row.locale, row.zone, row.now, USUAL)
        if said.at is not None:
            assert read_time(talk.format(row.said), row.locale, row.zone, row.now, USUAL) == said, row.said


def _instants(got: TypedTime) -> tuple[datetime, ...]:
    return tuple(at for at in (got.at, got.other if got.ask else None) if at is not None)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared phrases are not beside this clone")
def test_shared_phrases_are_read_rightly() -> None:
    """And not one wrongly in silence."""
    result = evaluate(rows_of(SHARED))
    assert result["wrong"] == []


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("saturday night at 9", lisbon(28, 21)),
        ("tomorrow afternoon 3", lisbon(24, 15)),
        ("11/23 8pm", lisbon(23, 20)),
        ("sun 11-1pm", lisbon(29, 11)),
        ("8pm EST", lisbon(24, 1)),
        ("sábado às 9 da noite", lisbon(28, 21)),
        ("quinze pras oito da noite", lisbon(23, 19, 45)),
        ("daqui a 2 dias às 20h", lisbon(25, 20)),
        ("terça da semana que vem às 20h", lisbon(1, 20, month=12)),
        ("in 90 minutes", lisbon(23, 19, 30)),
        ("first saturday of december 8pm", lisbon(5, 20, month=12)),
        ("quarter to nine tonight", lisbon(23, 20, 45)),
        ("2026-12-05T20:00:00-03:00", lisbon(5, 23, month=12)),
    ],
)
@pytest.mark.parametrize("tag", ["en-US", "pt-BR", "de"])
def test_both_languages_are_understood_whatever_the_readers(typed: str, at: datetime, tag: str) -> None:
    """But for the order of day and month, and what "20h" alone means."""
    assert read(typed, tag) == TypedTime(at, Why.CLEAR, read(typed, tag).zone_name, read(typed, tag).other)


@pytest.mark.parametrize(
    ("tag", "day", "month"),
    [("en-US", 12, 5), ("en-GB", 5, 12), ("de", 5, 12), ("fr", 5, 12), ("pt-BR", 5, 12), ("ja", 12, 5)],
)
def test_the_order_of_day_and_month_is_that_of_the_readers_country(tag: str, day: int, month: int) -> None:
    """It is asked about where both could be months."""
    got = read("5/12 20:00", tag)
    assert (got.instant.day, got.instant.month, got.why) == (day, month, Why.DAY_OR_MONTH)
    assert got.other is not None
    assert (got.other.day, got.other.month) == (month, day)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", Why.NOT_UNDERSTOOD),
        ("bla bla", Why.NOT_UNDERSTOOD),
        ("friday 8pm foo", Why.NOT_UNDERSTOOD),
        ("not friday", Why.NOT_UNDERSTOOD),
        ("8", Why.BARE_NUMBER),
        ("s" * (LONGEST_TYPED + 1), Why.TOO_LONG),
        ("today at 3pm", Why.PAST),
        ("2 hours ago", Why.PAST),
        ("ontem", Why.PAST),
        ("dec 5 2099 8pm", Why.TOO_FAR),
        ("april 31", Why.NO_SUCH_DATE),
        ("29/02/2027", Why.NO_SUCH_DATE),
        ("2026-13-05 20:00", Why.NO_SUCH_DATE),
        ("tomorrow 25:00", Why.NO_SUCH_TIME),
        ("sun nov 28", Why.WEEKDAY_CONTRADICTS),
        ("tomorrow morning 8pm", Why.PART_CONTRADICTS),
        ("tomorrow dec 5", Why.DAYS_CONTRADICT),
        ("2027-03-28 01:30", Why.CLOCKS_SKIPPED),
        ("in a few hours", Why.TOO_VAGUE),
        ("fim de semana", Why.TOO_VAGUE),
        ("next week", Why.WHICH_DAY),
        ("fri or sat", Why.SEVERAL),
        ("every friday 8pm", Why.RECURRING),
        ("<t:12>", Why.PAST),
        ("<t:9999999999>", Why.TOO_FAR),
    ],
)
def test_what_cannot_be_a_time_is_refused_for_one_cause(typed: str, why: Why) -> None:
    """Nothing is guessed."""
    got = read(typed)
    assert (got.at, got.why, got.ask) == (None, why, False)
    with pytest.raises(ValueError, match="no instant"):
        _ = got.instant


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("half past midnight", lisbon(24, 0, 30)),
        ("half-past nine tonight", lisbon(23, 21, 30)),
        ("eight thirty pm tomorrow", lisbon(24, 20, 30)),
        ("12 noon tomorrow", lisbon(24, 12)),
        ("tomorrow 730pm", lisbon(24, 19, 30)),
        ("24-12 20h", lisbon(24, 20, month=12)),
        ("5 dec 26 8pm", lisbon(5, 20, month=12)),
        ("5-dec-2026 8pm", lisbon(5, 20, month=12)),
        ("dia 5 do 12 às 20h", lisbon(5, 20, month=12)),
        ("the 2nd next week 8pm", lisbon(2, 20, month=12)),
        ("saturday in 5 days 8pm", lisbon(28, 20)),
        ("a week from tomorrow 8pm", lisbon(1, 20, month=12)),
        ("de hoje a 3 semanas às 20h", lisbon(14, 20, month=12)),
        ("same time next week", lisbon(30, 18)),
        ("friday 8pm Europe/Paris", lisbon(27, 19)),
        ("8pm +00:00", None),
        ("20:00+15:00", None),
        ("20:00-1500", None),
        ("8pm UTC+15", None),
        ("in 1.5 hours", lisbon(23, 19, 30)),
        ("in 1.5 days", None),
        ("in half a week", None),
        ("in 3 months and 2 hours", None),
        ("in 99999999999 weeks", None),
        ("in 9999 years", None),
        ("fri/sat 8pm", None),
        ("mon-fri", None),
        ("tomorrow next week", None),
        ("next friday next week", None),
        ("tomorrow in 2 weeks", None),
        ("sunday in 5 days", None),
        ("5th saturday of december", None),
        ("first monday of this month", None),
        ("the 2nd of this month", None),
        ("the 40th", None),
        ("friday hour", None),
        ("8h5", None),
        ("2:3pm", None),
        ("same time tomorrow 8pm", None),
        (" ".join("8" * 30), None),
    ],
)
def test_unusual_wordings_are_read_or_refused(typed: str, at: datetime | None) -> None:
    """Each without a question."""
    got = read(typed, "en-GB")
    assert (got.at, got.ask) == (at, False)


def test_todays_weekday_without_a_time_is_asked_about_when_it_is_late() -> None:
    """Though only next week's is left."""
    late = read("monday", now=NOW.replace(hour=21))
    assert (late.at, late.why) == (lisbon(30, 19), Why.TODAY_OR_NEXT_WEEK)


def test_a_date_or_a_time_with_a_dot_is_asked_about() -> None:
    """Of 5.12, the fifth of December is the other reading."""
    got = read("5.12", "de")
    assert got.ask
    assert got.other == lisbon(5, 19, month=12)


def test_an_unknown_locale_is_read_as_in_britain() -> None:
    assert read("5/12 20:00", "xx").at == lisbon(5, 20, month=12)


def test_todays_usual_hour_may_have_passed() -> None:
    late = NOW.replace(hour=21)
    assert read("today", now=late).why is Why.USUAL_PAST
    assert read("tomorrow", now=late).at == lisbon(24, 19)


def test_a_timestamp_needs_no_zone() -> None:
    """In any of Discord's styles, and within a sentence; of broken markup only a whole number is asked about."""
    at = TypedTime(datetime.fromtimestamp(1796500800, UTC), Why.CLEAR)
    assert all(read(f"<t:1796500800:{style}>") == at for style in "tTdDfFRsS")
    assert read("how about <t:1796500800:F>?") == at
    assert {read(f"<t:1796500800{rest}").why for rest in (":Q>", ":r>", ":FF>", ":>", ":Q")} == {Why.NOT_UNDERSTOOD}
    assert {(cut.at, cut.why) for cut in map(read, ("<t:1796500800:F", "<t:1796500800"))} == {(at.at, Why.EPOCH)}
    assert read("before <t:1796500800:F>").at is None
    assert is_timestamp(" <t:1796500800> ")
    assert is_timestamp("let's do <t:1796500800:F>")
    assert not is_timestamp("<t:1796500800:Q>")
    assert not is_timestamp("<t:tomorrow:F>")
    assert read("<t:tomorrow:F>").why is Why.NOT_UNDERSTOOD


def test_a_repeated_time_is_asked_about_and_a_named_zone_settles_it() -> None:
    before = datetime(2026, 10, 31, 22, tzinfo=ZoneInfo("America/New_York"))
    asked = read("tomorrow 1:30am", zone_name="America/New_York", now=before)
    assert (asked.why, asked.other) == (Why.CLOCKS_REPEATED, asked.instant + timedelta(hours=1))
    assert read("tomorrow 1:30am EST", zone_name="America/New_York", now=before).at == asked.other


def test_seconds_are_dropped() -> None:
    assert read("in 3 hours", now=NOW.replace(second=42, microsecond=7)).at == lisbon(23, 21)


def test_an_unknown_zone_is_an_error() -> None:
    with pytest.raises(UnknownZoneError):
        read("tomorrow", zone_name="Mars/Base")


@pytest.mark.parametrize("locale", Locale)
def test_every_cause_has_a_sentence_of_its_own(locale: Locale) -> None:
    """In every language; what is clear needs none."""
    sentences = {why: why_text(why, localizer(locale)) for why in Why}
    assert sentences.pop(Why.CLEAR) == ""
    assert len(set(sentences.values())) == len(sentences)
    assert all(sentence[-1] in ".?" for sentence in sentences.values())
