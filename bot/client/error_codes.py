"""Discord's error codes. A response that carries one comes from Discord itself and is a refusal, not a breakdown."""

import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import aiohttp
import discord

from bot.jobs.model import Dead, Held, HoldReason, Job, Outcome, Retry

log = logging.getLogger(__name__)
UNKNOWN_CHANNEL = 10003
UNKNOWN_GUILD = 10004
UNKNOWN_MEMBER = 10007
UNKNOWN_MESSAGE = 10008
UNKNOWN_USER = 10013
UNKNOWN_EVENT = 10070
NO_NEW_COMMANDS_TODAY = 30034
TOO_MANY_EVENTS = 30038
NETWORK_ERROR = 40333  # within Discord's network: status 403, but no refusal
ALREADY_ACKNOWLEDGED = 40060
TAG_REQUIRED = 40067
MISSING_ACCESS = 50001
CANNOT_WRITE_TO_USER = 50007
MISSING_PERMISSIONS = 50013
THREAD_ARCHIVED = 50083
THREAD_EXISTS = 160004
THREAD_LOCKED = 160005
TOO_MANY_THREADS = 160006
FINISHED_EVENT = 180000
FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError)
"""The exceptions of a failed request."""
UNREADABLE_ANSWER = (TypeError, KeyError, ValueError, AttributeError, IndexError, RecursionError, zlib.error)
"""The exceptions of discord.py when a response does not look like Discord's, such as a proxy's page."""
LOWEST_CODE = 10_000  # of Discord's JSON error codes; a smaller number comes from a proxy, or stands for none
STATUSES_WITHOUT_VERDICT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
# Why a job is held, by the code of the refusal; after another one with status 403 it is held as REFUSED.
HOLD_REASONS = {
    UNKNOWN_CHANNEL: HoldReason.CHANNEL_GONE,
    UNKNOWN_GUILD: HoldReason.GUILD_GONE,
    TAG_REQUIRED: HoldReason.TAG_NEEDED,
    MISSING_ACCESS: HoldReason.CANNOT_SEE,
    MISSING_PERMISSIONS: HoldReason.CANNOT_SEND,
    THREAD_ARCHIVED: HoldReason.THREAD_LOCKED,
    THREAD_LOCKED: HoldReason.THREAD_LOCKED,
    TOO_MANY_THREADS: HoldReason.TOO_MANY_THREADS,
}


def refusal(error: discord.HTTPException) -> int | None:
    """Return the error code if *error* is a refusal by Discord; None if it is another failure, which may pass."""
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR or error.status in STATUSES_WITHOUT_VERDICT:
        return None
    code: object = error.code  # a proxy's JSON may have text there
    if not isinstance(code, int) or code < LOWEST_CODE or code == NETWORK_ERROR:
        return None
    return code


@contextmanager
def suppress_refusals(*codes: int) -> Iterator[None]:
    """Suppress a refusal with one of *codes*, or any refusal if none is given; it ends the block."""
    try:
        yield
    except discord.HTTPException as error:
        code = refusal(error)
        if code is None or (codes and code not in codes):
            raise


def outcome_of(job: Job, error: discord.HTTPException) -> Outcome:
    """Return the outcome of an attempt at *job* that raised *error*; log a refusal of unknown meaning (400, 403)."""
    code, context = refusal(error), {"job": job.id, "guild": job.guild}
    if code in HOLD_REASONS:
        return Held(HOLD_REASONS[code])
    if code is not None and error.status == HTTPStatus.FORBIDDEN:
        log.warning("Discord refuses a post: %s", error, extra=context)
        return Held(HoldReason.REFUSED)
    if code is not None and error.status == HTTPStatus.BAD_REQUEST:
        log.error("Discord refuses a post: %s", error, extra=context)
        return Dead(str(error)[:200])
    return Retry(str(error)[:200])
