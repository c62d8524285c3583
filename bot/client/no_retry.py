"""Keeps discord.py from sending again by itself what Discord would then do twice.

discord.py repeats a request after an answer such as 502, which says nothing about whether Discord has
done it. A message carries a nonce by which the repeat is recognised; a forum post cannot.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp
import discord

from bot.client.bans import BannedError
from bot.client.error_codes import FAILURES, NO_SENSE, refusal

NOT_DONE = 429


class OutcomeUnknownError(aiohttp.ClientError):
    """Nobody knows whether Discord did what was asked, so it is not asked again."""


@dataclass(slots=True)
class _Request:
    perhaps_done: bool = False


_current: ContextVar[_Request | None] = ContextVar("request that is sent once", default=None)


@contextmanager
def sent_once() -> Iterator[None]:
    """Let the one request in the block be repeated only after an answer that it was not done.

    Raises:
        OutcomeUnknownError: It failed, and not by Discord's word that it is not done.
    """
    token = _current.set(_Request())
    try:
        yield
    except (*FAILURES, *NO_SENSE) as error:
        if isinstance(error, OutcomeUnknownError) or _is_refused(error):
            raise
        raise OutcomeUnknownError(str(error)) from error
    finally:
        _current.reset(token)


def _is_refused(error: Exception) -> bool:
    if isinstance(error, discord.HTTPException):
        return error.status == NOT_DONE or refusal(error) is not None
    return isinstance(error, BannedError)


def request_trace() -> aiohttp.TraceConfig:
    """Return what a client must be built with for `sent_once` to hold."""
    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(_before)
    trace.on_request_end.append(_after)
    trace.on_request_exception.append(_broken)
    return trace


async def _before(_session: aiohttp.ClientSession, _context: SimpleNamespace, _what: object) -> None:
    request = _current.get()
    if request is not None and request.perhaps_done:
        message = "no answer says whether it was done"
        raise OutcomeUnknownError(message)


async def _after(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, what: aiohttp.TraceRequestEndParams
) -> None:
    if (request := _current.get()) is not None:
        request.perhaps_done = what.response.status != NOT_DONE


async def _broken(_session: aiohttp.ClientSession, _context: SimpleNamespace, _what: object) -> None:
    if (request := _current.get()) is not None:
        request.perhaps_done = True
