"""A party's cards keep Discord's limits, however many come and however much its host writes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.ids import ChannelId, GuildId, JobId, MessageId, PartyId, UserId
from bot.jobs.model import HoldReason, Job, JobKind
from bot.loading import load_course
from bot.parties.cards.live import closing_card
from bot.parties.cards.party import (
    MOST_LISTED,
    MOST_NAMED,
    announcement_card,
    parties_card,
    party_card,
    private_party_card,
)
from bot.parties.cards.places import waiting_card
from bot.parties.model import (
    LONGEST_NOTE,
    MOST_OPEN,
    Answer,
    Guests,
    LiveParty,
    Party,
    PartyState,
    PartyView,
    Repeat,
    Reply,
)
from bot.parties.tasks import ANNOUNCEMENTS, PartyPost, PartyTask, PartyWork
from bot.text.locales import Locale
from bot.text.translations import Localizer, localizer
from bot.ui.cards import Card
from tests.behaviour.limits import broken_limits
from tests.unit.parties import START, party_at

COURSE = load_course()
LONGEST = max(COURSE.chapters, key=lambda chapter: len(chapter.title))
FAR = 2**62
CROWD = Guests(tuple(Reply(UserId(FAR - n), tuple(Answer)[n % 3]) for n in range(1500)))
FULL = replace(
    party_at(),
    id=PartyId(FAR),
    guild=GuildId(FAR),
    channel=ChannelId(FAR),
    host=UserId(FAR),
    venue=ChannelId(FAR),
    note="*_~`|<>[]()#@everyone " * 20,
    message=MessageId(FAR),
    repeat=Repeat(1, START.time()),
)


@pytest.fixture(params=list(Locale))
def say(request: pytest.FixtureRequest) -> Localizer:
    """A localizer of each language."""
    return localizer(request.param)


def parts(card: Card) -> list[dict[str, Any]]:
    """Return the components that Discord is sent for *card*."""
    payload: list[dict[str, Any]] = card.to_components()  # type: ignore[no-untyped-call] # discord.py's gap
    return payload


def announcements(view: PartyView) -> list[PartyPost]:
    """Return one announcement of each kind, and a late reminder."""
    job = Job(JobId(FAR), JobKind.PARTY, GuildId(FAR), FAR, "", START, 1)
    times = [(task, START) for task in ANNOUNCEMENTS] + [(PartyTask.REMINDER, START + timedelta(hours=1))]
    return [PartyPost(job, PartyWork(task, PartyId(FAR), ()), view, LONGEST, None, now) for task, now in times]


def test_fifteen_hundred_answers_fit(say: Localizer) -> None:
    """All are counted and the first named; a reminder pings at most a hundred."""
    view = PartyView(replace(FULL, note=FULL.note and FULL.note[:LONGEST_NOTE]), CROWD)
    cards = [
        party_card(view, LONGEST, say, job=FAR, mention=f"<@&{FAR}>"),
        private_party_card(view, LONGEST, say, changes=True, dm_opt_in=True),
        *(
            announcement_card(post, say, pinged=view.guests.going[:100], server="S" * 100)
            for post in announcements(view)
        ),
        *(announcement_card(post, say, pinged=view.guests.going[:100]) for post in announcements(view)),
    ]
    assert [problem for card in cards for problem in broken_limits(parts(card))] == []
    shown = str(parts(cards[0]))
    assert "**500**" in shown
    assert str(500 - MOST_NAMED) in shown
    assert shown.count("<@") == 2 * MOST_NAMED + len(("host", "role"))
    assert "400" in str(parts(cards[-len(announcements(view))]))


def test_a_full_party_counts_who_waits_without_naming_them(say: Localizer) -> None:
    """Neither on its card nor in a list; each who waits is told their own number, in private."""
    view = PartyView(replace(FULL, places=MOST_NAMED), replace(CROWD, places=MOST_NAMED))
    card = party_card(view, LONGEST, say, job=FAR, mention=f"<@&{FAR}>")
    turn = len(view.guests.waiting)
    private = private_party_card(view, LONGEST, say, changes=True, dm_opt_in=False, turn=turn)
    notes = [waiting_card(view.party, turn, say, dm_opt_in=opted_in) for opted_in in (True, False)]
    assert [problem for each in (card, private, *notes) for problem in broken_limits(parts(each))] == []
    assert turn == 500 - MOST_NAMED
    assert f"· {turn} " in str(parts(card))
    assert not any(f"<@{user}>" in str(parts(card)) for user in view.guests.waiting)
    assert all(f"**{turn}**" in str(parts(each)) for each in (private, *notes))


def test_as_many_parties_as_a_server_may_have_fit(say: Localizer) -> None:
    """In one list, each with a problem."""
    troubles = (HoldReason.CHANNEL_GONE, HoldReason.CANNOT_SEND_IN_THREADS, None)
    views = [PartyView(replace(FULL, chapter=LONGEST.key), CROWD, trouble) for trouble in troubles]
    views = [
        replace(view, party=replace(view.party, id=PartyId(FAR + number)))
        for number, view in enumerate((views * MOST_OPEN)[:MOST_OPEN])
    ]
    card = parties_card({COURSE.key: COURSE}, views, say)
    assert broken_limits(parts(card)) == []
    assert str(MOST_OPEN - MOST_LISTED) in str(parts(card))


@pytest.mark.parametrize("state", [PartyState.OVER, PartyState.CANCELLED])
def test_the_card_of_a_party_that_is_over_has_no_buttons(state: PartyState, say: Localizer) -> None:
    party: Party = replace(party_at(state=state), starts_at=START - timedelta(days=1))
    view = PartyView(party, Guests((Reply(UserId(1), Answer.GOING),)))
    for card in (
        party_card(view, LONGEST, say, job=7),
        private_party_card(view, LONGEST, say, changes=True, dm_opt_in=False),
    ):
        assert "custom_id" not in str(parts(card))


def test_the_end_of_a_series_is_said() -> None:
    """On the closing message and the card, where no party follows; not for a single party."""
    said = []
    for repeat, following in ((FULL.repeat, None), (FULL.repeat, FULL), (None, None)):
        party = replace(FULL, repeat=repeat)
        live = LiveParty(party, COURSE, Guests(), (), following, START)
        said.append(str([parts(closing_card(live, localizer(locale), job=1)) for locale in Locale]))
        view = PartyView(
            replace(party, state=PartyState.OVER), ends_series=party.ends_series([following or party_at()])
        )
        said.append(str([parts(party_card(view, live.chapter, localizer(locale), job=1)) for locale in Locale]))
    ended = ("the last watch party of this series", "a última sessão em grupo desta série")
    assert [[text in card for text in ended] for card in said] == [[True] * 2] * 2 + [[False] * 2] * 4
