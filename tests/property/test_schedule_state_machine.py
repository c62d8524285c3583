"""Random seasons: in whatever order organisers, Discord and restarts act, each post comes once, in order, on time."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Collection, Coroutine
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.ids import ChannelId, ChapterId, ScheduleId
from bot.jobs.model import JobKind, JobRecord, JobState, is_extra
from bot.schedules.checks import movable_post
from bot.schedules.drafts import Draft
from bot.schedules.model import ChangeAnswer, ChangeResult, Ending, Schedule, ScheduleOverview, ScheduleState
from bot.times.slots import Cadence
from bot.undo.model import UNDO_WINDOW, UndoResult
from tests.property.schedule_simulation import (
    CHANNEL,
    GUILD,
    OPEN,
    ORGANISER,
    OTHER_CHANNEL,
    DiscordReply,
    SimulatedGroup,
    whole_seconds,
)
from tests.property.strategies import channels, discord_replies, drafts, few_days, numbers, orders, rhythms

Found = TypeVar("Found")


def _has_a_schedule(machine: "ScheduleStateMachine") -> bool:
    return bool(machine.group.followed)


has_a_schedule = precondition(_has_a_schedule)


class ScheduleStateMachine(RuleBasedStateMachine):
    """Each rule is something that can happen; the invariant is checked after each rule."""

    seen: set[object] = set()  # noqa: RUF012 - what all runs together have met; the test looks at it

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._loop = asyncio.new_event_loop()
        self._requests = self._moves = 0
        self._changes: list[tuple[ChangeAnswer, datetime]] = []
        self.group = SimulatedGroup(Path(self._folder.name) / "lectern.db")
        self._do(self.group.start())

    def teardown(self) -> None:
        """Close and delete the database."""
        self._do(self.group.stop())
        self._loop.close()
        self._folder.cleanup()

    def _do(self, something: Coroutine[object, object, Found]) -> Found:
        return self._loop.run_until_complete(something)

    def _changed(self, something: Coroutine[object, object, ChangeAnswer]) -> ScheduleOverview | None:
        """Make a change; return the new overview if it was carried out."""
        return self._noted(self._do(something))

    def _forget_moves(self, which: ScheduleId) -> None:
        """Let moved posts of *which* bring anything: an organiser has asked for other chapters."""
        self.group.moved = {each: own for each, own in self.group.moved.items() if each[0] != which}

    def _noted(self, answer: ChangeAnswer) -> ScheduleOverview | None:
        """Note what came of a change; return the new overview if it was carried out."""
        self.seen.add(answer.result)
        self.group.aside.clear()
        if answer.undo is not None:
            self._changes.append((answer, self.group.now))
        return answer.after if answer.result in {ChangeResult.DONE, ChangeResult.RETRIED} else None

    def _which(self, channel: ChannelId) -> ScheduleId:
        return self._do(self.group.which(channel))

    def _pending(self, channel: ChannelId) -> JobRecord | None:
        overview = self._do(self.group.look()).get(channel)
        return overview.pending if overview else None

    def _today(self, zone_name: str) -> date:
        return self.group.now.astimezone(ZoneInfo(zone_name)).date()

    def _set_up(self, draft: Draft) -> None:
        start = self._do(self.group.schedules.set_up(draft))
        self.group.aside.clear()
        assert start is not None
        made = start.overview.schedule
        assert draft.first is None or made.next_chapters[0] == draft.first
        self.group.coming[made.id] = made.position

    @initialize(first=drafts(), second=drafts())
    def begin(self, first: Draft, second: Draft) -> None:
        """Two channels have a schedule from the start, one of which is soon over."""
        short = replace(first, order=first.order[:2], first=None, per_post=2, ending=Ending.STOP)
        self._set_up(replace(short, channel=CHANNEL))
        self._set_up(replace(second, channel=OTHER_CHANNEL))

    @rule(draft=drafts(), every=st.integers(1, 3), away=st.integers(0, 10))
    def begin_anew(self, draft: Draft, every: int, away: int) -> None:
        """Another schedule is set up, in place of its channel's or beside it."""
        starts = self._today(draft.zone_name or "UTC") + timedelta(days=away)
        self._set_up(replace(draft, every=every, starts=starts))

    @has_a_schedule
    @rule(days=few_days, replies=discord_replies)
    def live(self, days: float, replies: list[DiscordReply]) -> None:
        """Some days pass with the bot running, while Discord gives these replies."""
        self.group.discord.replies = replies
        self._do(self.group.live(self.group.now + whole_seconds(days)))

    @has_a_schedule
    @rule()
    def refuse(self) -> None:
        """The next post of a week, if one comes, is refused for good, which random replies seldom bring about."""
        self.live(7.0, [DiscordReply.REFUSES])

    @has_a_schedule
    @rule(days=few_days)
    def be_down(self, days: float) -> None:
        """The process dies with attempts under way, and is back some days later."""
        self.group.under_way.clear()
        self.group.now += whole_seconds(days)
        self._do(self.group.work())

    @has_a_schedule
    @rule()
    def come_to_the_next_slot(self) -> None:
        """The time comes at which the next post is due."""
        due = [entry.due for entry in self.group.entries() if entry.state in OPEN]
        if due and min(due) > self.group.now:
            self.group.under_way.clear()
            self.group.now = min(due)

    @rule()
    def restart(self) -> None:
        """The process dies, and another one opens the same database."""
        self._do(self.group.stop())
        self._do(self.group.start())

    @rule()
    def claim(self) -> None:
        """The next posts that are due are claimed; other rules may come before they are delivered."""
        self.come_to_the_next_slot()
        while self._do(self.group.claim()):
            pass

    @has_a_schedule
    @rule(replies=discord_replies)
    def deliver(self, replies: list[DiscordReply]) -> None:
        """A claimed post is delivered; other rules may come before that is recorded."""
        self.group.discord.replies = replies
        self._do(self.group.deliver())

    @has_a_schedule
    @rule()
    def settle(self) -> None:
        """The outcome of a delivery is recorded."""
        self._do(self.group.settle())

    @has_a_schedule
    @rule()
    def mend(self) -> None:
        """Someone gives the bot its permission back."""
        self._do(self.group.guilds.retry_held(GUILD))

    @has_a_schedule
    @rule(channel=channels, post_it=st.booleans())
    def answer(self, channel: ChannelId, *, post_it: bool) -> None:
        """An organiser retries or skips a held post."""
        pending = self._pending(channel)
        if pending is None or pending.state is not JobState.HELD:
            return
        changes = self.group.changes
        if post_it:
            assert self._do(changes.retry_post(pending.id))
        else:
            assert self._do(changes.skip_post(pending.id, ORGANISER)).result is ChangeResult.DONE
        self.group.aside.clear()

    @rule(channel=channels)
    def pause(self, channel: ChannelId) -> None:
        """An organiser pauses a schedule."""
        self._changed(self.group.changes.pause(GUILD, self._which(channel), ORGANISER))

    @has_a_schedule
    @rule(channel=channels)
    def resume(self, channel: ChannelId) -> None:
        """An organiser resumes a schedule."""
        self._changed(self.group.changes.resume(GUILD, self._which(channel), ORGANISER))

    @has_a_schedule
    @rule(channel=channels)
    def skip_next(self, channel: ChannelId) -> None:
        """An organiser skips the next post; one that nobody has tried is then not planned any more."""
        before = self._pending(channel)
        after = self._changed(self.group.changes.skip_next(GUILD, self._which(channel), ORGANISER))
        if after and before and not before.attempts:
            assert after.pending is None or after.pending.due != before.due

    @has_a_schedule
    @rule(channel=channels, away=st.integers(0, 10), length=st.integers(0, 10))
    def skip_days(self, channel: ChannelId, away: int, length: int) -> None:
        """An organiser skips some days."""
        group = self.group
        overview = self._do(group.look()).get(channel)
        first = self._today(overview.schedule.cadence.zone_name if overview else "UTC") + timedelta(days=away)
        last = first + timedelta(days=length)
        if after := self._changed(group.changes.skip_days(GUILD, self._which(channel), ORGANISER, first, last)):
            group.skipped.append((after.schedule.id, first, last, group.now))

    @has_a_schedule
    @rule(channel=channels, days=few_days)
    def move_next(self, channel: ChannelId, days: float) -> None:
        """An organiser moves the next post, which then comes at that time unless another comes first."""
        self._moves += 1  # no two posts are moved to one instant, where one would take the other's place
        now = self.group.now.replace(microsecond=0)  # a time as people type it has no fraction
        to = now + whole_seconds(days) + timedelta(minutes=self._moves)
        before = self._pending(channel)
        answer = self._do(self.group.changes.move_next(GUILD, self._which(channel), ORGANISER, to))
        after = self._noted(answer)
        if after and answer.before:
            post = movable_post(answer.before, self.group.now)
            assert post is not None
            self.group.moved[after.schedule.id, post.slot.day] = post.chapters
            assert any((each.slot.at, each.chapters) == (to, post.chapters) for each in after.season)
        if after and before and before.due > self.group.now:
            assert after.pending is not None
            assert after.pending.due <= to
            assert to == before.due or after.pending.due != before.due

    @has_a_schedule
    @rule(channel=channels)
    def move_past_others(self, channel: ChannelId) -> None:
        """An organiser moves the next post past those of a week, and its time comes."""
        self.move_next(channel, 8.5)
        self.live(9.0, [])

    @rule(channel=channels, chapter=numbers, again=st.booleans(), late=st.booleans())
    def jump(self, channel: ChannelId, chapter: ChapterId, again: bool, late: bool) -> None:  # noqa: FBT001 - drawn
        """An organiser jumps to a chapter or repeats it; if *late*, where a post is under way."""
        if late:
            self.claim()
            claimed = {attempt.job.subject for attempt in self.group.under_way}
            channel = next((place for place, each in self.group.followed.items() if each.id in claimed), channel)
        steer = self.group.changes.repeat if again else self.group.changes.jump
        if after := self._changed(steer(GUILD, self._which(channel), ORGANISER, chapter)):
            self.group.coming[after.schedule.id] = after.schedule.position
            self._forget_moves(after.schedule.id)
            assert after.schedule.next_chapters[0] == chapter

    @has_a_schedule
    @rule(channel=channels, to=st.none() | channels, rhythm=rhythms(), order=st.none() | orders)
    def change_times(
        self, channel: ChannelId, to: ChannelId | None, rhythm: Cadence, order: tuple[ChapterId, ...] | None
    ) -> None:
        """An organiser changes days, time and zone, perhaps also channel and order."""

        def changed(schedule: Schedule, posted: Collection[ChapterId]) -> Schedule:
            cadence = replace(rhythm, every=schedule.cadence.every, starts=schedule.cadence.starts)
            reordered = schedule if order is None else schedule.reordered(order, posted)
            return replace(reordered, channel=to or schedule.channel, cadence=cadence)

        changed_to = self._changed(self.group.changes.rearrange(GUILD, self._which(channel), ORGANISER, changed))
        if changed_to and order is not None:
            self._forget_moves(changed_to.schedule.id)

    @rule(channel=channels, wait=st.sampled_from((timedelta(), UNDO_WINDOW)))
    def post_now(self, channel: ChannelId, wait: timedelta = timedelta()) -> None:
        """An organiser asks for the next chapters at once, or when that can no longer be taken back unseen."""
        self._requests += 1
        before = self._pending(channel)
        which = self._which(channel)
        if after := self._changed(self.group.changes.post_now(GUILD, which, ORGANISER, self._requests, wait=wait)):
            if after.pending is not None and after.pending.is_extra_to_come:
                self.group.unseen_until[after.pending.occurrence] = self.group.now + wait
            self.group.requests[after.schedule.id, self.group.now] += 1
            self._forget_moves(after.schedule.id)
            assert after.pending is not None
            assert after.pending.due <= self.group.now
            if before is not None and before.due > self.group.now:
                self.group.aside[after.schedule.id] = before

    @has_a_schedule
    @rule(channel=channels, days=few_days)
    def post_now_and_be_down(self, channel: ChannelId, days: float) -> None:
        """The process dies before it can make the post that was asked for, and is back days after the regular one."""
        self.resume(channel)
        self.live(0.0, [])  # nothing is under way, and Discord takes what comes
        before, now = self._pending(channel), self.group.now
        self.post_now(channel)
        self.be_down(days + (0 if before is None else max(before.due - now, timedelta()) / timedelta(days=1)))
        self.live(1.0, [])

    @has_a_schedule
    @rule()
    def post_now_everywhere_and_be_down(self) -> None:
        """The same in every channel, and the process is back only after more than a week."""
        for channel in list(self.group.followed):
            self.resume(channel)
        self.live(0.0, [])
        for channel in list(self.group.followed):
            self.post_now(channel)
        self.be_down(9.0)
        self.live(1.0, [])

    @has_a_schedule
    @rule(channel=channels)
    def post_now_and_undo(self, channel: ChannelId) -> None:
        """An organiser asks for the next chapters, and takes that back before they are out."""
        before, known = self._pending(channel), len(self._changes)
        self.post_now(channel, UNDO_WINDOW)
        if len(self._changes) > known and before is not None:
            self._do(self.group.live(self.group.now + timedelta(seconds=5)))
            self.undo(1)
            after = self._pending(channel)
            assert after is not None
            assert (after.occurrence, after.due) == (before.occurrence, before.due)

    @has_a_schedule
    @rule(channel=channels)
    def stop(self, channel: ChannelId) -> None:
        """An organiser ends a schedule for good."""
        self._changed(self.group.changes.stop(GUILD, self._which(channel), ORGANISER))

    @has_a_schedule
    @rule(which=st.integers(1, 3), late=st.booleans())
    def undo(self, which: int, *, late: bool = False) -> None:
        """An organiser takes one of the latest changes back, which leaves the schedule and its post as they were.

        If *late*, they do so where the next post is under way.
        """
        if len(self._changes) < which:
            return
        if late:
            self.claim()
        answer, made_at = self._changes[-which]
        assert answer.before is not None
        before = answer.before.schedule
        result, undone = self._do(self.group.changes.undo(GUILD, answer.undo or 0, ORGANISER))
        self.seen.add(result)
        if result is not UndoResult.DONE:
            return
        again, _ = self._do(self.group.changes.undo(GUILD, answer.undo or 0, ORGANISER))
        self.seen.add(again)
        assert again is UndoResult.ALREADY
        self.group.aside.clear()
        self.group.skipped = [each for each in self.group.skipped if each[-1] != made_at or each[0] != before.id]
        assert undone.after is not None
        after, now = undone.after.schedule, self.group.now
        assert after == replace(before, adjustments=after.adjustments)
        restored, former = (each.adjustments.since(now) for each in (after, before))
        assert (restored.skips, restored.moves) == (former.skips, former.moves)
        self.group.coming[after.id] = after.position
        self._forget_moves(after.id)
        waited = answer.before.pending
        if waited is not None and waited.due > now and after.state is ScheduleState.ACTIVE:
            coming = undone.after.pending
            assert coming is not None
            # One that was asked for since still comes first.
            assert is_extra(coming.occurrence) or coming.occurrence == waited.occurrence

    @has_a_schedule
    @rule(channel=channels)
    def undo_twice(self, channel: ChannelId) -> None:
        """The next post is skipped, and that taken back by two presses."""
        self.skip_next(channel)
        self.undo(1)
        self.undo(1)

    @has_a_schedule
    @rule(channel=channels)
    def undo_what_is_overtaken(self, channel: ChannelId) -> None:
        """Two posts are skipped, and the first skip is to be taken back."""
        self.skip_next(channel)
        self.skip_next(channel)
        self.undo(2)

    @has_a_schedule
    @rule(channel=channels)
    def undo_before_a_post_asked_for(self, channel: ChannelId) -> None:
        """The next post is skipped, and that is to be taken back once another was asked for, which is not out yet."""
        known = len(self._changes)
        self.skip_next(channel)
        if len(self._changes) > known:
            self.post_now(channel, UNDO_WINDOW)
            self.undo(2)

    @has_a_schedule
    @rule(channel=channels)
    def undo_while_a_post_is_sent(self, channel: ChannelId) -> None:
        """The next post is skipped, and that taken back only while the one after it is sent."""
        self.skip_next(channel)
        self.claim()
        self.undo(1)

    @has_a_schedule
    @rule(channel=channels)
    def undo_too_late(self, channel: ChannelId) -> None:
        """The next post is skipped, and that taken back only when its date has passed."""
        before = self._pending(channel)
        self.skip_next(channel)
        if before is not None and before.due > self.group.now:
            self._do(self.group.live(before.due + timedelta(minutes=1)))
            self.undo(1)

    @invariant()
    def invariants_hold(self) -> None:
        """At most one post of a schedule is planned, and one is where it is active, at the time that it says.

        What must be true of each post is checked in `SimulatedGroup.about_to_see`.
        """
        entries = list(self.group.entries())
        coming = Counter(entry.schedule for entry in entries if entry.state in OPEN)
        assert set(coming.values()) <= {1}
        overviews = self._do(self.group.look()).values()
        self.seen |= {entry.state for entry in entries}
        self.seen |= {overview.schedule.state for overview in overviews}
        self.seen |= {"closing" for message in self.group.discord.messages if not message.chapters}
        self.seen |= {JobKind.NOTICE for _ in self.group.discord.told}
        self.seen |= {"announced"} if self.group.discord.announced else set()
        self.seen |= {"taken up"} if self.group.taken_up else set()
        self.seen |= {"moved"} if self.group.kept else set()
        for overview in overviews:
            if overview.schedule.state is ScheduleState.ACTIVE:
                assert overview.pending is not None
                if overview.pending.due > self.group.now:
                    assert overview.planned[0].slot.at == overview.pending.due


def test_every_post_of_a_random_season_comes_once_in_order_on_time() -> None:
    """None in a pause, on a skipped day, or right after another; in all runs together, everything happens once."""
    ScheduleStateMachine.seen.clear()
    run_state_machine_as_test(ScheduleStateMachine, settings=settings(max_examples=50, stateful_step_count=60))
    undone = set(UndoResult) - {UndoResult.TAKEN, UndoResult.FULL, UndoResult.MISSING}
    happened = {"closing", "taken up", "moved", "announced"}
    expected = {*JobState, *ChangeResult, *ScheduleState, *undone, JobKind.NOTICE, *happened}
    expected -= {ScheduleState.REPLACED, ChangeResult.TAKEN, ChangeResult.OTHERWISE, ChangeResult.COMING}
    assert expected <= ScheduleStateMachine.seen
