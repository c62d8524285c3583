"""Measures how fast many posts that fall due at once are sent, and how fast /ask is answered meanwhile.

The bot is one process with a database file, or several over PostgreSQL with four shards each; Discord is simulated on
loopback, with Discord's rate limits.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from discord.utils import utcnow

from benchmarks.processes import empty_database, possible, shares, started, until_ready, worked
from benchmarks.questions import different_questions
from tests.loopback import BotDatabase, Limits, Loopback, Scene, minutes_ago, study_server

_POST = "/channels/*/messages"
_SHARDS = 4  # of each process
_BETWEEN_S = 0.25  # from an answer to the next question
_IDLE_QUESTIONS = 100  # asked before the posts
_TIMEOUT_S = 600.0  # for the bot to get ready
_SHARES = (50, 95, 99)  # of 100 answers
_LOST_S = 10.0
"""After this a question counts as unanswered; Discord itself takes no answer after three seconds."""


@dataclass(frozen=True, slots=True)
class PostsResult:
    """How the posts and questions of a benchmark went; times in seconds.

    Attributes:
        lasted: From the first post to the last.
        worked: How long the bot's processes were at work meanwhile, together.
        busiest_second: The most requests within any second, without answers to interactions.
        refused: How many requests were answered with 429.
        idle: From each question to its answer, before the posts; *meanwhile* during them.
    """

    processes: int
    posts: int
    lasted: float
    worked: float
    busiest_second: int
    refused: int
    idle: Sequence[float]
    meanwhile: Sequence[float]


def report(count: int, processes: Sequence[int]) -> None:
    """Let a post fall due in each of *count* servers at once, for each number of *processes*, and print the results."""
    results = [asyncio.run(_measured(count, number)) for number in possible(processes)]
    print(
        "| processes | posts due at once | done in (s) | posts a second | most requests in any second | 429 answers ",
        end="",
    )
    print("| at work for each post (ms) |\n" + "| ---: " * 7 + "|")
    for result in results:
        print(
            f"| {result.processes} | {result.posts:,} | {result.lasted:,.1f} | {result.posts / result.lasted:.1f} "
            f"| {result.busiest_second} | {result.refused} | {result.worked / result.posts * 1_000:.1f} |"
        )
    print("\n| processes | /ask | questions | unanswered | half within (ms) | 95 of 100 within (ms) | 99 of 100 |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for result in results:
        for name, times in (("with nothing to post", result.idle), ("during the posts", result.meanwhile)):
            cells = " | ".join(f"{_within(times, share) * 1_000:.1f}" for share in _SHARES)
            print(f"| {result.processes} | {name} | {len(times):,} | {times.count(_LOST_S)} | {cells} |")
        ratios = [_within(result.meanwhile, share) / _within(result.idle, share) for share in _SHARES]
        print(f"| {result.processes} | ratio | | | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |", flush=True)


async def _measured(count: int, processes: int) -> PostsResult:
    limits, shards = Limits(), _SHARDS * processes
    async with AsyncExitStack() as stack:
        bot_database = BotDatabase(await empty_database(stack, processes))
        server = await stack.enter_async_context(Loopback(limits=limits, checked=False))
        scenes = [
            study_server(server.world, f"group {number}", shard=(number % shards, shards)) for number in range(count)
        ]
        await bot_database.plan(*(scene.channel for scene in scenes), due=minutes_ago(2))
        # Not due before the bot's start: for such posts it looks whether they were sent already.
        await _let_fall_due(bot_database, int(utcnow().timestamp()) + 86_400)
        bots = await started(stack, server, bot_database.address, shares(shards, processes))
        await until_ready(bots, _TIMEOUT_S)
        asker = _Asker(server, scenes)
        idle = [await asker.ask() for _ in range(_IDLE_QUESTIONS)]
        before = worked(bots)
        await _let_fall_due(bot_database, int(utcnow().timestamp()))
        await _wake(server, shards)
        meanwhile = []
        while len(server.world.posts(scenes[-1].channel)) == 0 or _open(bot_database):
            meanwhile.append(await asker.ask())
        work = worked(bots) - before
        if any(len(server.world.posts(scene.channel)) != 1 for scene in scenes):
            message = "not every server has had its one post"
            raise RuntimeError(message)
    sent = [record.at for record in server.journal.find("POST", _POST)]
    others = [record.at for record in server.journal.records if not record.path.startswith("/interactions/")]
    busiest = _busiest(others)
    return PostsResult(processes, count, sent[-1] - sent[0], work, busiest, limits.refused, idle, meanwhile)


async def _wake(server: Loopback, shards: int) -> None:
    """Invite the bot to a new server of each shard, so that each process looks at its queue."""
    for shard in range(0, shards, _SHARDS):
        new = study_server(server.world, "New group", shard=(shard, shards))
        await server.change.invite_bot(new.guild, new.bot_role)


async def _let_fall_due(bot_database: BotDatabase, when: int) -> None:
    await bot_database.change("UPDATE job SET due = :due, try_at = :due WHERE kind = 'weekly_post'", due=when)


class _Asker:
    """Asks a question in a random server, one after the other."""

    def __init__(self, server: Loopback, scenes: Sequence[Scene]) -> None:
        self._server, self._scenes = server, scenes
        self._questions = different_questions()
        self._chance = random.Random(1)  # noqa: S311 - a fixed seed, so that every run asks in the same servers

    async def ask(self) -> float:
        """Pause, ask, and return the seconds from the question to its answer."""
        await asyncio.sleep(_BETWEEN_S)
        scene = self._chance.choice(self._scenes)
        person = self._server.person(scene.member, scene.channel)
        talk = await person.slash("ask", question=next(self._questions))
        try:
            await talk.finished(_LOST_S)
        except AssertionError:
            return _LOST_S
        return (talk.answered_at or 0.0) - talk.asked_at


def _open(bot_database: BotDatabase) -> bool:
    overdue = "SELECT count(*) FROM job WHERE state IN ('waiting', 'leased') AND due <= :now"
    return bool(bot_database.value(overdue, now=int(utcnow().timestamp())))


def _busiest(times: Sequence[float]) -> int:
    """Return the most of *times* that lie within any one second."""
    first, most = 0, 0
    for last, at in enumerate(times):
        while at - times[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def _within(times: Sequence[float], share: int) -> float:
    """Return the time within which *share* of 100 were answered."""
    return sorted(times)[len(times) * share // 100]
