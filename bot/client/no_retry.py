"""Keeps discord.py from sending again by itself what Discord would then do twice.

discord.py repeats a request after an answer such as 502, which says nothing about whether Discord has
done it. A message carries a nonce by which the repeat is recognised; a forum post cannot.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from types import SimpleNamespace

import aiohttp
import discord
import yarl

from bot.client.error_codes import FAILURES, UNREADABLE_ANSWER, refusal
from bot.client.pacing import BannedError
from bot.client.request_hooks import RequestHook

NOT_DONE = HTTPStatus.TOO_MANY_REQUESTS  # the only failure which says so


class OutcomeUnknownError(aiohttp.ClientError):
    """Nobody knows whether Discord did what was asked, so it is not asked again."""


@dataclass(slots=True)
class _Request:
    may_be_done: bool = False


_current: ContextVar[_Request | None] = ContextVar("request that is sent once", default=None)


@contextmanager
def sent_once() -> Iterator[None]:
    """Repeat the one request in the block only if Discord says it is not done; else raise OutcomeUnknownError."""
    token = _current.set(_Request())
    try:
        yield
    except (OutcomeUnknownError, BannedError):
        raise
    except (*FAILURES, *UNREADABLE_ANSWER) as error:
        if isinstance(error, discord.HTTPException) and (error.status == NOT_DONE or refusal(error) is not None):
            raise
        raise OutcomeUnknownError(str(error)) from error
    finally:
        _current.reset(token)


class NoRetry(RequestHook):
    """What a client's requests must pass for `sent_once` to hold."""

    async def before(self, _url: yarl.URL, _request: SimpleNamespace) -> None:
        """Refuse to send again what may be done."""
        request = _current.get()
        if request is not None and request.may_be_done:
            message = "no answer says whether it was done"
            raise OutcomeUnknownError(message)

    async def answered(self, _url: yarl.URL, _request: SimpleNamespace, response: aiohttp.ClientResponse) -> None:
        """Take note of an answer: but for that one, it may be done, also where discord.py tries again."""
        if (request := _current.get()) is not None:
            request.may_be_done = response.status != NOT_DONE

    async def failed(self, _request: SimpleNamespace) -> None:
        """Take note of a connection that broke: what was sent may be done."""
        if (request := _current.get()) is not None:
            request.may_be_done = True
