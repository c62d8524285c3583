"""What the cards of a party say holds whenever it is read, and names one cause."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.ids import GuildId, JobId, PartyId
from bot.jobs.model import Job, JobKind
from bot.loading import load_course
from bot.parties.cards.party import announcement_card
from bot.parties.cards.planning import cancel_card, date_problem_card, move_card, refusal_card
from bot.parties.discord.forms import read_date
from bot.parties.model import Party, PartyState, PartyView, PlanResult, Repeat
from bot.parties.tasks import PartyPost, PartyTask, PartyWork
from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.times.explanations import NO_READING, why_text
from bot.times.typed_times import TypedTime, Why
from bot.ui.cards import Card
from tests.unit.parties import START, party_at

COURSE = load_course()
CHAPTER = COURSE.chapters[0]
IN_BOTH = pytest.mark.parametrize("locale", Locale)
REFUSED = list(Why)[list(Why).index(Why.NOT_UNDERSTOOD) :]


def written(card: Card) -> str:
    """Return all that Discord is sent for *card*."""
    payload: list[dict[str, Any]] = card.to_components()  # type: ignore[no-untyped-call] # discord.py's gap
    return json.dumps(payload, ensure_ascii=False)


def buttons(card: Card) -> list[str]:
    """Return the labels of the buttons of *card*."""
    (panel,) = card.to_components()  # type: ignore[no-untyped-call] # discord.py's gap
    rows = [part["components"] for part in panel["components"] if part["type"] == 1]
    return [button["label"] for row in rows for button in row]


def reminder(party: Party, late: timedelta, locale: Locale) -> str:
    """Return a reminder of *party* that is sent that *late* after its start."""
    job = Job(JobId(1), JobKind.PARTY, GuildId(1), 1, "", START, 1)
    work = PartyWork(PartyTask.REMINDER, PartyId(1), (0, int(START.timestamp()), 0))
    post = PartyPost(job, work, PartyView(party), CHAPTER, None, START + late)
    return written(announcement_card(post, localizer(locale)))


@pytest.mark.parametrize(
    ("locale", "said", "late", "begun"),
    [
        (Locale.ENGLISH, "Planned for **<t:", "was to begin <t:", "The watch party began <t:"),
        (Locale.PORTUGUESE, "Marcada para **<t:", "era para ter começado <t:", "A sessão em grupo começou <t:"),
    ],
)
def test_a_reminder_holds_before_the_start_and_after(locale: Locale, said: str, late: str, begun: str) -> None:
    """Discord turns "in 10 minutes" into "2 minutes ago" by itself; no sentence may say that it "begins" then."""
    soon, hour = timedelta(seconds=30), timedelta(hours=1)
    for before in (-hour, timedelta(), soon):
        assert said in reminder(party_at(), before, locale)
    assert late in reminder(party_at(), hour, locale)
    assert begun in reminder(
        replace(party_at(state=PartyState.RUNNING), started_at=START), timedelta(minutes=2), locale
    )


@IN_BOTH
@pytest.mark.parametrize("why", REFUSED)
def test_a_time_that_was_read_and_refused_is_not_said_to_be_unreadable(why: Why, locale: Locale) -> None:
    """Past, too far ahead, a range: the card names that cause alone."""
    say = localizer(locale)
    card = written(date_problem_card("ontem 20h", why, say))
    assert why_text(why, say) in card
    assert (say("I cannot read “{typed}” as a time.", typed="ontem 20h") in card) is (why in NO_READING)


@IN_BOTH
@pytest.mark.parametrize(
    ("state", "said"),
    [
        (PartyState.CANCELLED, "The party was called off."),
        (PartyState.OVER, "Nobody started this watch party."),
        (PartyState.RUNNING, "The party has already begun."),
    ],
)
def test_a_party_too_late_to_change_is_refused_for_one_cause(state: PartyState, said: str, locale: Locale) -> None:
    say = localizer(locale)
    card = written(refusal_card(PlanResult.TOO_LATE, say, party=party_at(state=state)))
    assert say(said) in card
    assert say("Nothing was changed.") in card


@IN_BOTH
def test_a_party_that_was_started_is_over_where_it_is_too_late(locale: Locale) -> None:
    say = localizer(locale)
    over = replace(party_at(state=PartyState.OVER), started_at=START)
    assert say("The party is over.") in written(refusal_card(PlanResult.TOO_LATE, say, party=over))
    assert say("The party is over.") in written(refusal_card(PlanResult.TOO_LATE, say))


@pytest.mark.parametrize(
    ("locale", "moves", "cancels"),
    [
        (Locale.ENGLISH, ["Move", "Choose another time"], ["Call it off", "This one and all that follow", "Keep it"]),
        (
            Locale.PORTUGUESE,
            ["Remarcar", "Escolher outro horário"],
            ["Cancelar sessão", "Esta e todas as seguintes", "Manter a sessão"],
        ),
    ],
)
def test_buttons_side_by_side_say_what_each_does(locale: Locale, moves: list[str], cancels: list[str]) -> None:
    say, party = localizer(locale), replace(party_at(), repeat=Repeat(1, START.time()))
    assert buttons(move_card(party, say, TypedTime(START, Why.CLEAR), ())) == moves
    assert buttons(cancel_card(party, CHAPTER, say, ())) == cancels


def test_a_reading_further_ahead_than_a_party_may_be_is_not_offered() -> None:
    """In February or in July: the latter, in a leap year, is a year and a day ahead."""
    say, now = localizer(Locale.ENGLISH), datetime(2027, 7, 3, 5, tzinfo=UTC)
    february = datetime(2028, 2, 7, 20, tzinfo=UTC)
    read = read_date("2/7 20:00", "en-US", say, "Europe/Lisbon", now)
    assert read == TypedTime(february, Why.DAY_OR_MONTH, "Europe/Lisbon")
