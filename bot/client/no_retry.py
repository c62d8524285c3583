"""Keeps discord.py from repeating a request that Discord might then carry out twice.

discord.py repeats a request after a response such as 502, though Discord may have carried it out. Discord recognises
a repeated message by its nonce, but forum posts have none.
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

NOT_DONE = HTTPStatus.TOO_MANY_REQUESTS  # the only repeated failure after which a request was surely not carried out


class OutcomeUnknownError(aiohttp.ClientError):
    """A request failed that Discord may have carried out, so it was not repeated."""


@dataclass(slots=True)
class _Request:
    may_be_done: bool = False


_current: ContextVar[_Request | None] = ContextVar("request that is sent once", default=None)


@contextmanager
def sent_once() -> Iterator[None]:
    """Repeat the request in the block only after a 429; raise OutcomeUnknownError if it may have been carried out."""
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
    """The hook that enforces `sent_once`; the client's requests must pass it."""

    async def before(self, _url: yarl.URL, _request: SimpleNamespace) -> None:
        """Raise OutcomeUnknownError before a repeat of a request that may have been carried out."""
        request = _current.get()
        if request is not None and request.may_be_done:
            message = "no answer says whether it was done"
            raise OutcomeUnknownError(message)

    async def answered(self, _url: yarl.URL, _request: SimpleNamespace, response: aiohttp.ClientResponse) -> None:
        """Note that the request may have been carried out, unless the response is a 429."""
        if (request := _current.get()) is not None:
            request.may_be_done = response.status != NOT_DONE

    async def failed(self, _request: SimpleNamespace) -> None:
        """Note that the request may have been carried out, as the connection broke without a response."""
        if (request := _current.get()) is not None:
            request.may_be_done = True
