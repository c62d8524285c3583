"""Measures a start of the bot in many servers: how long until it posts, and how fast it answers meanwhile.

Every tenth of a second a member asks a question or marks a chapter, which reads or writes the database. The bot is a
process of its own with a database file; Discord is simulated on loopback.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.questions import different_questions
from tests.loopback import BotDatabase, BotProcess, Loopback, Scene, minutes_ago, study_server
from tests.loopback.conversation import Conversation

_BUTTON = {"type": 2, "style": 1, "label": "Mark watched", "custom_id": "v1:watched:5"}
_MARK = {"components": [{"type": 1, "components": [_BUTTON]}]}
_BETWEEN_S = 0.1  # from one member to the next
_LOST_S = 3.0  # Discord takes no answer after this
_TIMEOUT_S = 300.0
_PEOPLE = 11  # members in turn; an odd number, so that each both asks and presses
_HELD_IN = 50  # one server in so many has a post that is held


@dataclass(frozen=True, slots=True)
class StartResult:
    """How one start went; times in seconds.

    Attributes:
        lasted: From when all servers were sent to the bot until it is ready to post.
        answers: From each question or press to its answer, infinite where there was none.
    """

    name: str
    lasted: float
    answers: Sequence[float]

    @property
    def lost(self) -> int:
        """How many were answered later than Discord takes answers."""
        return sum(time > _LOST_S for time in self.answers)


def report(count: int) -> None:
    """Start the bot in *count* servers three times, and print how that went."""
    with TemporaryDirectory() as folder:
        starts = asyncio.run(_measured(count, Path(folder)))
    print(f"| start among {count:,} servers | posts after (s) | questions and presses | lost after 3 s ", end="")
    print("| median (ms) | 95 of 100 within (ms) | slowest (ms) |\n| --- " + "| ---: " * 6 + "|")
    for start in starts:
        times = sorted(start.answers)
        typical, slow, slowest = median(times), times[len(times) * 95 // 100], times[-1]
        print(
            f"| {start.name} | {start.lasted:.1f} | {len(times)} | {start.lost} "
            f"| {typical * 1_000:.1f} | {slow * 1_000:.1f} | {slowest * 1_000:.1f} |",
            flush=True,
        )


async def _measured(count: int, folder: Path) -> list[StartResult]:
    bot_database = BotDatabase(folder / "lectern.db")
    async with Loopback(checked=False) as server:
        scenes = [study_server(server.world, f"group {number}") for number in range(count)]
        first = await _start("first, all are new", server, bot_database, scenes)
        await bot_database.plan(*(scene.channel for scene in scenes[::_HELD_IN]), due=minutes_ago(2))
        held = "UPDATE job SET state = 'held', last_error = 'guild_gone' WHERE kind = 'weekly_post'"
        await bot_database.change(held)
        second = await _start(f"second, one in {_HELD_IN} has a held post", server, bot_database, scenes)
        await bot_database.change("UPDATE job SET state = 'skipped' WHERE kind = 'weekly_post'")
        third = await _start("third, nothing has changed", server, bot_database, scenes)
    return [first, second, third]


async def _start(name: str, server: Loopback, bot_database: BotDatabase, scenes: Sequence[Scene]) -> StartResult:
    """Start the bot, ask and press from when its servers were sent until it is ready, and end it."""
    server.gateway.sessions.clear()
    folder = bot_database.path.parent
    (folder / "output.log").unlink(missing_ok=True)
    loop, asked = asyncio.get_running_loop(), different_questions()
    async with await BotProcess.start(server, folder, python=sys.executable) as bot:
        await server.until(lambda: len(_sent(server)) > len(scenes), "all servers named", _TIMEOUT_S)
        began, ready_at = loop.time(), 0.0
        talks: list[Conversation] = []
        while not ready_at or loop.time() < ready_at + 1:
            scene = scenes[len(talks) % _PEOPLE]
            person = server.person(scene.member, scene.channel)
            if len(talks) % 2:
                post = server.world.post(scene.channel.id, server.world.bot, _MARK)
                talks.append(await person.click(post, "Mark watched"))
            else:
                talks.append(await person.slash("ask", question=next(asked)))
            await asyncio.sleep(began + len(talks) * _BETWEEN_S - loop.time())
            if not ready_at and "ready as" in bot.output:
                ready_at = loop.time()
            if loop.time() > began + _TIMEOUT_S:
                message = "the bot does not get ready"
                raise RuntimeError(message)
        await asyncio.sleep(_LOST_S)
        await bot.terminate()
    return StartResult(name, ready_at - began, [_time(talk) for talk in talks])


def _time(talk: Conversation) -> float:
    return float("inf") if talk.answered_at is None else talk.answered_at - talk.asked_at


def _sent(server: Loopback) -> Sequence[object]:
    return [frame for session in server.gateway.sessions.values() for frame in session.sent]
