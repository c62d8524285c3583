"""Queueing a notice to organisers when a job is held or refused for good."""

from datetime import datetime

from bot.guilds.store import GuildStore
from bot.ids import UserId
from bot.jobs.model import Dead, Held, HoldReason, Job, JobKind, NewJob, Outcome, notice_occurrence
from bot.jobs.store import JobStore
from bot.storage.rows import Transaction


async def plan_notice(tx: Transaction, job: Job, outcome: Outcome, organiser: UserId | None, now: datetime) -> None:
    """Queue a notice to the guild's channel for notices, or to *organiser*, if *outcome* is Held or Dead.

    To be called in the transaction that records *outcome*. A job has one notice, however often it is held; none is
    queued where the guild itself is out of reach, or where there is nobody to tell.
    """
    if isinstance(outcome, Held | Dead) and outcome != Held(HoldReason.GUILD_GONE):
        settings = await GuildStore(tx).get(job.guild)
        if settings.notices is not None or organiser is not None:
            await JobStore(tx).add(NewJob(JobKind.NOTICE, job.guild, job.id, notice_occurrence(job.id), now))
