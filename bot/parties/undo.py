"""Moves and call-offs on record: they are made public a little later, and until then can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.courses.service import CourseService
from bot.ids import GuildId, PartyId, UserId
from bot.jobs.model import JobKind, JobRecord, JobState, NewJob, SkipReason
from bot.jobs.store import JobStore
from bot.parties import planning, tasks
from bot.parties.model import (
    Actor,
    Answer,
    Party,
    PartyChange,
    PartyState,
    PartyUndo,
    PartyView,
    Phase,
    PlanResult,
    Reply,
    plan_refusal,
)
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyTask
from bot.parties.unseen import CHANGES, Change, Standing, shown
from bot.storage.rows import Transaction
from bot.undo.model import UNDO_WINDOW, UndoKind, UndoRecord, UndoResult
from bot.undo.store import UndoStore

KINDS = (JobKind.PARTY, JobKind.PARTY_EVENT)


async def carry_out(
    tx: Transaction, courses: CourseService, view: PartyView, changed: Party, by: UserId, now: datetime
) -> PartyChange:
    """Save the party of *view* as *changed*, moved or called off by *by*, so that it can be taken back."""
    task = PartyTask.MOVED if changed.is_open else PartyTask.CANCELLED
    seen = await shown(tx, view.party, now)
    open_jobs = [_again(job) for kind in KINDS for job in await JobStore(tx).open(kind, changed.guild, changed.id)]
    await planning.reschedule(tx, changed, task, by, now, UNDO_WINDOW)
    following = None if changed.is_open else await planning.plan_following(tx, courses, changed, now, UNDO_WINDOW)
    change = Change(
        changed.id,
        Standing.of(view.party),
        Standing.of(changed),
        tasks.announcement_job(changed, task, now).occurrence,
        now.replace(microsecond=0) + UNDO_WINDOW,
        tuple(open_jobs),
        None if following is None else (following.id, following.starts_at),
        Standing.of(seen),
    )
    number = await CHANGES.add(tx, changed.guild, by, change, now)
    told = await planning.told_of_change(tx, view, by)
    return PartyChange(PlanResult.DONE, replace(view, party=changed), view.party, following, number, told)


async def changed_party(tx: Transaction, number: int) -> Party | None:
    """Return the party that the change *number* is about; None if it is not on record, or the party is gone."""
    record = await UndoStore(tx).find(UndoKind.PARTY, number)
    return None if record is None else await PartyStore(tx).get(CHANGES.read(record).party)


async def take_back(tx: Transaction, guild: GuildId, number: int, by: Actor, now: datetime) -> PartyUndo:
    """Bring the party of the change *number* of *guild* back to how it was before, with its jobs and its series."""
    if isinstance(found := await CHANGES.open(tx, guild, number), UndoResult):
        return PartyUndo(found)
    record, change = found
    if (party := await PartyStore(tx).get(change.party)) is None:
        return PartyUndo(UndoResult.MISSING)
    attempt = Attempt(record, change, party, by, now)
    if (refusal := await _refusal(tx, attempt)) is not None:
        return PartyUndo(refusal, party)
    await _restore(tx, attempt)
    await UndoStore(tx).mark_undone(record.id, now)
    return PartyUndo(UndoResult.DONE, attempt.former, party, None if change.following is None else change.following[1])


@dataclass(frozen=True, slots=True)
class Attempt:
    """That *by* tries, *now*, to take back the *change* on *record*, which has left *party* as it is."""

    record: UndoRecord
    change: Change
    party: Party
    by: Actor
    now: datetime

    @property
    def former(self) -> Party:
        """The party as it was before the change; what became of its messages and its event since stays."""
        return self.change.before.applied(self.party)

    @property
    def following(self) -> PartyId | None:
        """The next party of the series, which the change planned."""
        return None if self.change.following is None else self.change.following[0]


async def _refusal(tx: Transaction, attempt: Attempt) -> UndoResult | PlanResult | None:
    """Return why the change is not taken back, or None."""
    if not attempt.by.may_change(attempt.party):
        return PlanResult.NOT_YOURS
    public = await _public_jobs(tx, attempt)
    if Standing.of(attempt.party) != attempt.change.after or _is_overtaken(attempt.change, public):
        return UndoResult.CHANGED
    if any(job.attempts > 0 or job.state in {JobState.DONE, JobState.DEAD} for job in public):
        is_under_way = any(job.state is JobState.LEASED for job in public)
        return UndoResult.UNDER_WAY if is_under_way else UndoResult.POSTED
    if await _is_following_changed(tx, attempt):
        return UndoResult.CHANGED
    return await _reopening_refusal(tx, attempt)


async def _public_jobs(tx: Transaction, attempt: Attempt) -> Sequence[JobRecord]:
    """Return the jobs of which the first makes the change public: all about the parties that are due from then on."""
    party, parties = attempt.party, filter(None, (attempt.party.id, attempt.following))
    return [
        job
        for subject in parties
        for kind in KINDS
        for job in await JobStore(tx).due_from(kind, party.guild, subject, attempt.change.public_at)
    ]


def _is_overtaken(change: Change, public: Sequence[JobRecord]) -> bool:
    """Tell whether another change has cancelled the announcement of *change*, even if that led back to it."""
    announcement = next((job for job in public if job.occurrence == change.announcement), None)
    return announcement is None or announcement.error == SkipReason.CHANGED


async def _is_following_changed(tx: Transaction, attempt: Attempt) -> bool:
    """Tell whether somebody has changed, or answered, the next party of the series since it was planned."""
    if attempt.change.following is None:
        return False
    number, starts_at = attempt.change.following
    found, guests = await PartyStore(tx).get(number), await PartyStore(tx).guests(number)
    if found is None or (found.state, found.starts_at) != (PartyState.PLANNED, starts_at):
        return True
    return any(reply != Reply(found.host or reply.user, Answer.GOING) for reply in guests.replies)


async def _reopening_refusal(tx: Transaction, attempt: Attempt) -> UndoResult | PlanResult | None:
    """Return why the party cannot be as it was by now: its time is past, or too many were planned since; or None."""
    if attempt.former.phase(attempt.now) is Phase.OVER:
        return UndoResult.PAST
    if attempt.party.is_open:
        return None
    others = [party for party in await PartyStore(tx).open(attempt.party.guild) if party.id != attempt.following]
    return plan_refusal(others, attempt.party.host, organises=attempt.by.organises)


async def _restore(tx: Transaction, attempt: Attempt) -> None:
    """Save the party as it was, with the jobs that it had, and remove the next one of its series."""
    former, now, jobs, following = attempt.former, attempt.now, JobStore(tx), attempt.following
    for subject in filter(None, (former.id, following)):
        for kind in KINDS:
            await jobs.cancel(kind, former.guild, subject, SkipReason.CHANGED, now, attempt.by.user)
    if following is not None:
        await PartyStore(tx).remove(following)
    await PartyStore(tx).save(former)
    for job in attempt.change.jobs:
        await jobs.add(job)
    await planning.redraw_card(tx, former, now)
    await planning.plan_event(tx, former, now)
    if former.live_message is not None:
        await planning.redraw_live_card(tx, former, now)
    await planning.refresh_start(tx, former, now)


def _again(job: JobRecord) -> NewJob:
    """Return what adds *job* to the queue again once it is skipped."""
    return NewJob(job.kind, job.guild, job.subject, job.occurrence, job.due)
