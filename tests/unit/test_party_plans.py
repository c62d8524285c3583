"""Parties planned, moved and called off at awkward moments, and what then becomes of their jobs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.app import load_course
from bot.core.cadence import Cadence
from bot.core.ids import ChannelId, ChapterNumber, GuildId, MessageId, PartyId, UserId
from bot.core.jobs import Dead, Delivered, Held, HoldReason, Job, Outcome, Skipped, SkipReason
from bot.core.locales import Locale
from bot.core.parties.jobs import PartyTask, read_occurrence
from bot.core.parties.party import Answer, PartyChange, PartyState, PartyView
from bot.core.parties.series import Repeat
from bot.core.posts import PartyPost
from bot.services.parties.planning import Actor, PartyRequest, PartyService
from bot.services.parties.work import PartyJobs
from bot.services.schedules import ScheduleRequest, ScheduleService
from bot.storage.database import Database

COURSE = load_course()
GUILD, OTHER = GuildId(7), GuildId(8)
HOST, GUEST = UserId(1), UserId(2)
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
START = NOW + timedelta(days=5)
HOUR = timedelta(hours=1)
NEVER = PartyId(99)


class Postman:
    """Carries what is said to nobody, and says what it is told to say of that."""

    def __init__(self) -> None:
        self.carried: list[PartyPost] = []
        self.whispered: list[UserId] = []
        self.unnamed: list[tuple[ChannelId, MessageId]] = []
        self.outcome: Outcome = Delivered(ChannelId(20), MessageId(50))

    async def post_party(self, post: PartyPost) -> Outcome:
        """Take *post*."""
        self.carried.append(post)
        return self.outcome

    async def whisper(self, post: PartyPost, user: UserId) -> Outcome:
        """Take *post* for *user*."""
        self.carried.append(post)
        self.whispered.append(user)
        return self.outcome

    async def unname(self, post: PartyPost, channel: ChannelId, message: MessageId) -> Outcome:
        """Take *post* without its names."""
        self.carried.append(post)
        self.unnamed.append((channel, message))
        return self.outcome


@dataclass
class Desk:
    """The service and the handler over one database and one clock."""

    database: Database
    times: list[datetime] = field(default_factory=lambda: [NOW])
    postman: Postman = field(default_factory=Postman)

    def __post_init__(self) -> None:
        """Put both to work."""
        self.parties = PartyService(self.database, COURSE, self.clock, lambda: None)
        self.jobs = PartyJobs(self.database, self.postman, COURSE, self.clock)

    def clock(self) -> datetime:
        """Return what the clock shows."""
        return self.times[-1]

    async def plan(self, **wanted: object) -> PartyView:
        """Let an organiser plan a party and confirm it."""
        _, draft = await self.parties.draft(request(**wanted), organises=True)
        assert draft is not None
        change, view = await self.parties.confirm(draft.party.id, organises=True)
        assert change is PartyChange.DONE
        assert view is not None
        return view

    async def work(self, task: PartyTask) -> list[Outcome]:
        """Do what is due now, and return what became of jobs of *task*."""
        outcomes = []
        while (job := await self.claim()) is not None:
            outcome = await self.jobs.deliver(job) if _is_mine(job) else Skipped(SkipReason.OVER)
            async with self.database.transaction() as stores:
                if await stores.jobs.settle(job, outcome, self.clock()) and _is_mine(job):
                    await self.jobs.settled(stores, job, outcome)
            if _is_mine(job) and read_occurrence(job.occurrence).task is task:
                outcomes.append(outcome)
        return outcomes

    async def claim(self) -> Job | None:
        """Lease what is due next."""
        async with self.database.transaction() as stores:
            return await stores.jobs.claim(self.clock())


def _is_mine(job: Job) -> bool:
    mine = {task for task in PartyTask if task not in {PartyTask.END, PartyTask.LATE}}
    return job.occurrence.startswith("party:") and read_occurrence(job.occurrence).task in mine


def request(**wanted: object) -> PartyRequest:
    """Return what a host asks for."""
    asked = PartyRequest(
        guild=GUILD,
        chapter=ChapterNumber(5),
        host=HOST,
        channel=ChannelId(20),
        starts_at=START,
        zone_name="Europe/Lisbon",
        venue=None,
        role=None,
        note=None,
        reminders=(HOUR,),
        repeats=False,
    )
    return replace(asked, **wanted)  # type: ignore[arg-type] # the tests name fields of the request


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A guild without parties."""
    async with Database.open(tmp_path / "lectern.db") as database:
        yield Desk(database)


async def test_what_nobody_knows_is_missing(desk: Desk) -> None:
    """Also what another guild knows: its numbers lead nowhere here."""
    party = (await desk.plan()).party.id
    host = Actor(HOST, organises=True)
    for guild, which in ((GUILD, NEVER), (OTHER, party)):
        assert await desk.parties.view(guild, which) is None
        answered = await desk.parties.answer(guild, which, GUEST, Answer.GOING, card_follows=False)
        assert answered == (PartyChange.MISSING, None)
        assert await desk.parties.move(guild, which, START + HOUR, host) == (PartyChange.MISSING, None, None)
        assert await desk.parties.cancel(guild, which, host, series=True) == (PartyChange.MISSING, None)
    assert await desk.parties.confirm(NEVER) == (PartyChange.MISSING, None)
    assert await desk.parties.redate(party, START + HOUR) == (PartyChange.MISSING, None)
    assert await desk.parties.invitation(NEVER, HOST) is None
    assert await desk.parties.invitation(party, GUEST) is None
    assert await desk.parties.invitation(party, HOST) is not None


async def test_only_who_leads_changes_and_only_while_there_is_something_to_change(desk: Desk) -> None:
    """A guest may not; a time that is past, a party called off and one confirmed twice stay as they are."""
    view = await desk.plan()
    party, guest, host = view.party.id, Actor(GUEST, organises=False), Actor(HOST, organises=False)
    assert (await desk.parties.move(GUILD, party, START + HOUR, guest))[0] is PartyChange.NOT_YOURS
    assert (await desk.parties.cancel(GUILD, party, guest, series=False))[0] is PartyChange.NOT_YOURS
    assert (await desk.parties.move(GUILD, party, NOW, host))[0] is PartyChange.PAST
    again = await desk.parties.confirm(party)
    assert again[0] is PartyChange.DONE
    assert (await desk.parties.cancel(GUILD, party, host, series=False))[0] is PartyChange.DONE
    assert (await desk.parties.cancel(GUILD, party, host, series=False))[0] is PartyChange.TOO_LATE
    assert (await desk.parties.move(GUILD, party, START + HOUR, host))[0] is PartyChange.TOO_LATE
    late = await desk.parties.answer(GUILD, party, GUEST, Answer.GOING, card_follows=False)
    assert late[0] is PartyChange.TOO_LATE


async def every_monday(desk: Desk) -> None:
    """Let the guild follow a schedule."""
    schedules = ScheduleService(desk.database, COURSE, desk.clock, lambda: None)
    mondays = Cadence(frozenset({0}), time(19), "Europe/Lisbon")
    order = tuple(chapter.key for chapter in COURSE.chapters)
    await schedules.set_up(
        ScheduleRequest(GUILD, ChannelId(20), mondays, order, None, 1, None, timedelta(days=3), HOST)
    )


async def test_another_time_of_a_draft_is_another_day_after_the_post(desk: Desk) -> None:
    """The rule follows the date that counts in the end."""
    await every_monday(desk)
    _, draft = await desk.parties.draft(request(repeats=True))
    assert draft is not None
    assert draft.party.repeat == Repeat(5, time(18))
    _, later = await desk.parties.redate(draft.party.id, START + timedelta(days=1, hours=2))
    assert later is not None
    assert later.party.repeat == Repeat(6, time(20))


async def test_moving_to_the_same_time_tells_nobody(desk: Desk) -> None:
    """And a second move while the news of the first still waits tells only the second."""
    view = await desk.plan()
    host = Actor(HOST, organises=False)
    assert await desk.work(PartyTask.CARD) == [desk.postman.outcome]
    await desk.parties.move(GUILD, view.party.id, START, host)
    assert await desk.work(PartyTask.MOVED) == []
    await desk.parties.move(GUILD, view.party.id, START + HOUR, host)
    async with desk.database.transaction() as stores:
        job = await stores.jobs.claim(NOW)
        while job is not None and read_occurrence(job.occurrence).task is not PartyTask.MOVED:
            job = await stores.jobs.claim(NOW)
    assert job is not None
    await desk.parties.move(GUILD, view.party.id, START + 2 * HOUR, host)
    assert await desk.jobs.deliver(job) == Skipped(SkipReason.CHANGED)
    assert await desk.work(PartyTask.MOVED) == [desk.postman.outcome]


async def test_nobody_is_told_of_a_party_to_which_nobody_comes(desk: Desk) -> None:
    """Its card says enough; a card that was not posted before the end never is."""
    view = await desk.plan()
    host = Actor(HOST, organises=False)
    await desk.parties.answer(GUILD, view.party.id, HOST, Answer.CANT, card_follows=False)
    await desk.parties.cancel(GUILD, view.party.id, host, series=False)
    assert await desk.work(PartyTask.CANCELLED) == [Skipped(SkipReason.NOBODY)]
    assert desk.postman.carried == []


async def test_a_chapter_that_left_the_course_is_said_to_be_gone(desk: Desk) -> None:
    """Loudly, as a bug: the course file should not lose chapters."""
    view = await desk.plan()
    async with desk.database.transaction() as stores:
        await stores.parties.save(replace(view.party, chapter=ChapterNumber(99)))
    assert await desk.work(PartyTask.CARD) == [Dead("the course has no chapter 99")]


async def test_a_party_that_is_gone_has_nothing_due(desk: Desk) -> None:
    """Its guild was forgotten while a job of it was under way."""
    await desk.plan()
    async with desk.database.transaction() as stores:
        await stores.parties.delete_guild(GUILD)
    assert await desk.work(PartyTask.CARD) == [Skipped(SkipReason.OVER)]


async def test_whispers_follow_the_channel_and_the_wish(desk: Desk) -> None:
    """Also when the channel cannot be told; not to who wishes it no more, or comes no more."""
    view = await desk.plan()
    await desk.work(PartyTask.CARD)
    desk.times.append(START - HOUR)
    async with desk.database.transaction() as stores:
        for user in (GUEST, UserId(3), UserId(4)):
            await stores.parties.answer(view.party, user, Answer.GOING, NOW)
            await stores.wishes.add(GUILD, user, Locale.ENGLISH)
        await stores.wishes.add(GUILD, UserId(5), Locale.ENGLISH)
    desk.postman.outcome = Held(HoldReason.CANNOT_SEND)
    job = await desk.claim()
    assert job is not None
    outcome = await desk.jobs.deliver(job)
    async with desk.database.transaction() as stores:
        await stores.jobs.settle(job, outcome, desk.clock())
        await desk.jobs.settled(stores, job, outcome)
        await stores.wishes.remove(GUILD, UserId(3))
        await stores.parties.answer(view.party, UserId(4), Answer.CANT, NOW)
    assert desk.postman.carried[-1].in_person == {GUEST, UserId(3), UserId(4), UserId(5)}
    desk.postman.outcome = Delivered(None, None)
    fates = await desk.work(PartyTask.WHISPER)
    assert fates == [Delivered(None, None), Skipped(SkipReason.OVER), Skipped(SkipReason.NOBODY)]
    assert desk.postman.whispered == [GUEST]


async def test_a_whisper_of_what_is_past_is_not_said(desk: Desk) -> None:
    """The party was called off before the reminder could be written."""
    view = await desk.plan()
    await desk.work(PartyTask.CARD)
    desk.times.append(START - HOUR)
    async with desk.database.transaction() as stores:
        await stores.wishes.add(GUILD, HOST, Locale.ENGLISH)
    job = await desk.claim()
    assert job is not None
    async with desk.database.transaction() as stores:
        await stores.jobs.settle(job, Delivered(None, None), desk.clock())
        await desk.jobs.settled(stores, job, Delivered(None, None))
        await stores.parties.save(replace(view.party, state=PartyState.RUNNING))
    assert await desk.work(PartyTask.WHISPER) == [Skipped(SkipReason.OVER)]
