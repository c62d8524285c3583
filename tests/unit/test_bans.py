"""Which answers mean a ban, for which requests, and for how long."""

import asyncio
import json
from collections.abc import Mapping

import pytest

from bot.client.pacing import LONGEST_BAN_S, LONGEST_WAIT_S, BannedError
from tests.unit.fake_requests import CALLBACK, MESSAGES, Answer, PacedRequests
from tests.unit.virtual_time import in_virtual_time

VIA = {"Via": "1.1 google"}
SCOPE, GLOBAL = {"X-RateLimit-Scope": "global"}, {"X-RateLimit-Global": "true"}
PAGE = b"<html>error code: 1015</html>"


def limited(headers: Mapping[str, str], *, told: object = 60.0, everywhere: object = False) -> Answer:
    """Return Discord's own 429."""
    body = {"message": "You are being rate limited.", "retry_after": told, "global": everywhere}
    return Answer(429, VIA | dict(headers), json.dumps(body).encode())


def told(answer: Answer) -> tuple[float | None, list[float]]:
    """Return the seconds of the ban that a request learns from *answer*, and of the rests that the bot takes."""
    requests = PacedRequests()
    return in_virtual_time(requests.refused(answer)), requests.rested


@pytest.mark.parametrize(
    "answer",
    [
        limited(SCOPE),
        limited(GLOBAL),
        limited({}, everywhere=True),
        limited(SCOPE | {"Retry-After": "60"}, told=59.5),
        limited(SCOPE | {"Retry-After": "59"}, told=60),
        limited(SCOPE | {"Retry-After": "60"}, told=None),
        Answer(429, {"Retry-After": "60"}, PAGE),
        Answer(429, VIA | {"Retry-After": "60"}, PAGE),
        Answer(429, VIA | {"Retry-After": "60"}, b"[]"),
    ],
)
def test_a_429_of_discords_global_limit_or_cloudflares_is_a_ban(answer: Answer) -> None:
    """Discord says so in a header or the body; Cloudflare's answer has no Via header. The longer time counts."""
    assert told(answer) == (60, [60])


@pytest.mark.parametrize(
    "answer",
    [
        limited({"X-RateLimit-Scope": "user", "Retry-After": "60"}),
        limited(SCOPE, told=0),
        limited(SCOPE, told="soon"),
        Answer(429, {}, PAGE),
        Answer(429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, PAGE),
        Answer(503, {"Retry-After": "60"}, PAGE),
    ],
)
def test_a_429_of_one_channel_or_without_a_time_is_no_ban(answer: Answer) -> None:
    assert told(answer) == (None, [])


def test_ban_lasts_a_day_at_most() -> None:
    """So that no wrong answer silences the bot for years."""
    assert told(Answer(429, {"Retry-After": "1e9"}, PAGE)) == (LONGEST_BAN_S, [LONGEST_BAN_S])


async def _through(requests: PacedRequests) -> tuple[float, float]:
    """Return for how many seconds an answer to an interaction and another request are banned."""
    left = []
    for url in (CALLBACK, MESSAGES):
        try:
            await requests.send(url)
        except BannedError as error:
            left.append(error.seconds)
        else:
            left.append(0.0)
    return left[0], left[1]


@pytest.mark.parametrize(
    ("answer", "for_answers"), [(limited(GLOBAL), 0), (Answer(429, {"Retry-After": "60"}, PAGE), 20)]
)
def test_nothing_but_answers_starts_during_a_ban(answer: Answer, for_answers: float) -> None:
    """Answers to interactions go on during a global limit of Discord's, but not during Cloudflare's ban."""

    async def seen() -> None:
        requests = PacedRequests()
        await requests.refused(answer)
        await asyncio.sleep(40)
        assert await _through(requests) == (for_answers, 20)
        with pytest.raises(BannedError):
            await requests.post()
        assert not requests.pacer.gate.locked()
        await asyncio.sleep(20)
        assert await _through(requests) == (0, 0)

    in_virtual_time(seen())


def test_a_limit_that_an_answer_meets_is_no_ban() -> None:
    """Answers to interactions have a limit of their own."""

    async def seen() -> None:
        requests = PacedRequests()
        assert await requests.refused(limited(GLOBAL), CALLBACK) is None
        assert await _through(requests) == (0, 0)

    in_virtual_time(seen())


def test_a_short_global_limit_is_waited_for_in_the_request() -> None:
    """By discord.py; one of Cloudflare's fails the request."""

    async def seen() -> None:
        requests, loop = PacedRequests(), asyncio.get_running_loop()
        assert await requests.refused(limited(SCOPE, told=LONGEST_WAIT_S)) is None
        assert requests.rested == [LONGEST_WAIT_S]
        await requests.post()
        assert loop.time() == LONGEST_WAIT_S
        assert await requests.refused(Answer(429, {"Retry-After": "1"}, PAGE)) == 1
        with pytest.raises(BannedError, match="it lets nothing through for a while"):
            await requests.send(CALLBACK)

    in_virtual_time(seen())


def test_shorter_ban_does_not_end_a_longer_one() -> None:

    async def seen() -> None:
        requests = PacedRequests()
        first = asyncio.ensure_future(requests.refused(Answer(429, {"Retry-After": "60"}, PAGE)))
        await requests.refused(Answer(429, {"Retry-After": "10"}, PAGE))
        await first
        assert await _through(requests) == (60, 60)

    in_virtual_time(seen())
