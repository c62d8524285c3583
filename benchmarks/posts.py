"""Measures how fast many posts that fall due at once are sent, and how fast /ask is answered meanwhile.

The bot is a process of its own with a database file; Discord is simulated on loopback, with Discord's rate limits.
"""

import asyncio
import os
import random
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from discord.utils import utcnow

from tests.loopback import BotDatabase, BotProcess, Limits, Loopback, Scene, minutes_ago, study_server

_POST = "/channels/*/messages"
_QUESTION = "what covers LSTMs?"
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
        worked: How long the bot's process was at work meanwhile.
        busiest_second: The most requests within any second, without answers to interactions.
        refused: How many requests were answered with 429.
        idle: From each question to its answer, before the posts; *meanwhile* during them.
    """

    posts: int
    lasted: float
    worked: float
    busiest_second: int
    refused: int
    idle: Sequence[float]
    meanwhile: Sequence[float]


def report(count: int) -> None:
    """Let a post fall due in each of *count* servers at once, and print the results."""
    with TemporaryDirectory() as folder:
        result = asyncio.run(_measured(count, Path(folder)))
    print("| posts due at once | done in (s) | posts a second | most requests in any second | 429 answers ", end="")
    print("| at work for each post (ms) |\n| ---: | ---: | ---: | ---: | ---: | ---: |")
    print(
        f"| {result.posts:,} | {result.lasted:,.1f} | {result.posts / result.lasted:.1f} "
        f"| {result.busiest_second} | {result.refused} | {result.worked / result.posts * 1_000:.1f} |\n"
    )
    print("| /ask | questions | unanswered | half within (ms) | 95 of 100 within (ms) | 99 of 100 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, times in (("with nothing to post", result.idle), ("during the posts", result.meanwhile)):
        typical, slow, slowest = (_within(times, share) * 1_000 for share in _SHARES)
        print(f"| {name} | {len(times):,} | {times.count(_LOST_S)} | {typical:.1f} | {slow:.1f} | {slowest:.1f} |")
    ratios = [_within(result.meanwhile, share) / _within(result.idle, share) for share in _SHARES]
    print(f"| ratio | | | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |", flush=True)


async def _measured(count: int, folder: Path) -> PostsResult:
    limits, bot_database = Limits(), BotDatabase(folder / "lectern.db")
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(Loopback(limits=limits, checked=False))
        scenes = [study_server(server.world, f"group {number}") for number in range(count)]
        await bot_database.plan(*(scene.channel for scene in scenes), due=minutes_ago(2))
        # Not due before the bot's start: for such posts it looks whether they were sent already.
        await _let_fall_due(bot_database, int(utcnow().timestamp()) + 86_400)
        bot = await stack.enter_async_context(await BotProcess.start(server, folder, python=sys.executable))
        await bot_database.until(lambda: "ready as" in bot.output, "a bot that is ready", _TIMEOUT_S)
        asker = _Asker(server, scenes)
        idle = [await asker.ask() for _ in range(_IDLE_QUESTIONS)]
        worked = _worked(bot.pid)
        await _let_fall_due(bot_database, int(utcnow().timestamp()))
        new = study_server(server.world, "New group")
        await server.change.invite_bot(new.guild, new.bot_role)  # makes the job runner look at its queue
        meanwhile = []
        while len(server.world.posts(scenes[-1].channel)) == 0 or _open(bot_database):
            meanwhile.append(await asker.ask())
        worked = _worked(bot.pid) - worked
        sent = [record.at for record in server.journal.find("POST", _POST)]
        others = [record.at for record in server.journal.records if not record.path.startswith("/interactions/")]
        if any(len(server.world.posts(scene.channel)) != 1 for scene in scenes):
            message = "not every server has had its one post"
            raise RuntimeError(message)
    return PostsResult(count, sent[-1] - sent[0], worked, _busiest(others), limits.refused, idle, meanwhile)


async def _let_fall_due(bot_database: BotDatabase, when: int) -> None:
    await bot_database.change("UPDATE job SET due = :due, try_at = :due WHERE kind = 'weekly_post'", due=when)


class _Asker:
    """Asks a question in a random server, one after the other."""

    def __init__(self, server: Loopback, scenes: Sequence[Scene]) -> None:
        self._server, self._scenes = server, scenes
        self._chance = random.Random(1)  # noqa: S311 - a fixed seed, so that every run asks in the same servers

    async def ask(self) -> float:
        """Pause, ask, and return the seconds from the question to its answer."""
        await asyncio.sleep(_BETWEEN_S)
        scene = self._chance.choice(self._scenes)
        person = self._server.person(scene.member, scene.channel)
        talk = await person.slash("ask", question=_QUESTION)
        try:
            await talk.finished(_LOST_S)
        except AssertionError:
            return _LOST_S
        return (talk.answered_at or 0.0) - talk.asked_at


def _open(bot_database: BotDatabase) -> bool:
    overdue = "SELECT count(*) FROM job WHERE state IN ('waiting', 'leased') AND due <= :now"
    return bool(bot_database.value(overdue, now=int(utcnow().timestamp())))


def _worked(pid: int) -> float:
    """Return the seconds for which a process and the system for it have been at work, answers included."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
