"""Measures what a command takes from its bot, and from whoever waits for the answer.

Lectern and `benchmarks.bare`, a discord.py that answers a constant, are asked in turn; each is a process of its own
with a Discord of its own on loopback. The time of a bot's process is its own on the processors, as the kernel counts
it, so neither that of the loopback Discord nor of other programs is in it.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.questions import different_questions
from tests.loopback import BotDatabase, BotProcess, Loopback, Person, Scene, minutes_ago, study_server
from tests.loopback.conversation import Conversation
from tests.loopback.posts import Message

_ROUNDS = 10  # in each of which both bots are asked
_CALLERS = 16  # who ask at the same time until all has been asked
_PEOPLE = 300  # who ask in turn, so that nobody asks too often
_TIMEOUT_S = 120.0
_BUTTON = {"type": 2, "style": 1, "label": "Mark watched", "custom_id": "v1:watched:5"}
_MARK = {"components": [{"type": 1, "components": [_BUTTON]}]}

Asked = Callable[[Person], Awaitable[Conversation]]


@dataclass
class Bot:
    """A bot under measurement, and those who ask it."""

    server: Loopback
    process: BotProcess
    scene: Scene
    post: Message
    people: Iterator[Person]
    questions: Iterator[str] = field(default_factory=different_questions)

    def asking(self) -> dict[str, Asked]:
        """Return how each command or press is made, by its name."""
        return {
            "/chapter": lambda person: person.slash("chapter", chapter="5"),
            "/ask": lambda person: person.slash("ask", question=next(self.questions)),
            "/next": lambda person: person.slash("next"),
            "Mark watched": lambda person: person.click(self.post, "Mark watched"),
            "/schedule show": lambda person: person.slash("schedule show"),
        }

    def used(self) -> float:
        """Return the seconds that all threads of its process have been on a processor."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(file.read_text("ascii").split()[0]) for file in threads) / 1e9


@dataclass
class CommandResult:
    """What one command took of one bot, one at a time and at saturation; times in seconds.

    Attributes:
        waits: From each command to its answer, one at a time.
        used: What each took of the bot's process, one at a time; *busy* at saturation.
        rate: How many were answered a second, at saturation.
    """

    waits: list[float] = field(default_factory=list)
    used: list[float] = field(default_factory=list)
    busy: float = 0.0
    rate: float = 0.0


def report(count: int) -> None:
    """Make each command *count* times one at a time, and as often at saturation, and print what it took."""
    with TemporaryDirectory() as folder:
        results = asyncio.run(_measured(count, Path(folder)))
    print(
        f"| {count} times, Lectern beside discord.py alone | median (ms) | | ratio | process (ms) | | ratio "
        "| a second at saturation | | ratio | process (ms) | | ratio |\n| --- " + "| ---: " * 12 + "|"
    )
    for name, ours, bare in results:
        pairs = (
            (median(ours.waits) * 1_000, median(bare.waits) * 1_000, 2),
            (median(ours.used) * 1_000, median(bare.used) * 1_000, 2),
            (ours.rate, bare.rate, 0),
            (ours.busy * 1_000, bare.busy * 1_000, 2),
        )
        cells = " | ".join(f"{ours:.{digits}f} | {bare:.{digits}f} | {ours / bare:.2f}" for ours, bare, digits in pairs)
        print(f"| {name} | {cells} |", flush=True)
    waits = median(median(ours.waits) / median(bare.waits) for _, ours, bare in results)
    used = median(median(ours.used) / median(bare.used) for _, ours, bare in results)
    rate = min(ours.rate / bare.rate for _, ours, bare in results)
    busy = median(ours.busy / bare.busy for _, ours, bare in results)
    print(
        f"| median ratio, of the rate the lowest | | | {waits:.2f} | | | {used:.2f} | | | {rate:.2f} | | | {busy:.2f} |"
    )


async def _measured(count: int, folder: Path) -> list[tuple[str, CommandResult, CommandResult]]:
    async with AsyncExitStack() as stack:
        folders = [Path(stack.enter_context(TemporaryDirectory(dir=folder))) for _ in range(2)]
        lectern = await _started(stack, folders[0])
        bare = await _started(stack, folders[1], lectern)
        results = []
        for name in lectern.asking():
            pair = (lectern, CommandResult()), (bare, CommandResult())
            for bot, _ in pair:
                await _at_once(bot, name, count // 5)
            for _ in range(_ROUNDS):
                for bot, result in pair:
                    await _in_turn(bot, name, max(count // _ROUNDS, 1), result)
            for bot, result in pair:
                before, began = bot.used(), asyncio.get_running_loop().time()
                await _at_once(bot, name, count)
                result.rate = count / (asyncio.get_running_loop().time() - began)
                result.busy = (bot.used() - before) / count
            results.append((name, pair[0][1], pair[1][1]))
    return results


async def _started(stack: AsyncExitStack, folder: Path, other: Bot | None = None) -> Bot:
    """Start Lectern with a schedule, or, with Lectern as the *other*, the bare bot that has the same commands."""
    server = await stack.enter_async_context(Loopback(checked=False))
    scene, database = study_server(server.world), BotDatabase(folder / "lectern.db")
    members = [server.world.add_user(f"Member {number}") for number in range(_PEOPLE)]
    rights = [scene.guild.roles[role] for role in scene.guild.members[scene.organiser.id].roles]
    for member in members:
        server.world.join(scene.guild, member, *rights)
    if other is None:
        await database.plan(scene.channel, due=minutes_ago(2))
    else:
        server.world.commands = other.server.world.commands
    module = "bot" if other is None else "benchmarks.bare"
    process = await stack.enter_async_context(
        await BotProcess.start(server, folder, python=sys.executable, module=module)
    )
    await database.until(lambda: "ready as" in process.output, "a bot that is ready", _TIMEOUT_S)
    if other is None:
        (post,) = await server.posts(scene.channel)
    else:
        post = server.world.post(scene.channel.id, server.world.bot, _MARK)
    await asyncio.sleep(1)  # until nothing else is under way
    people = cycle([server.person(member, scene.channel) for member in members])
    return Bot(server, process, scene, post, people)


async def _in_turn(bot: Bot, name: str, count: int, result: CommandResult) -> None:
    """Make the command *count* times, one after the other, and add what it took to *result*."""
    ask, loop, before = bot.asking()[name], asyncio.get_running_loop(), bot.used()
    for _ in range(count):
        talk = await ask(next(bot.people))
        await talk.finished()
        result.waits.append(loop.time() - talk.asked_at)
    result.used.append((bot.used() - before) / count)


async def _at_once(bot: Bot, name: str, count: int) -> None:
    """Make the command *count* times, by several who each ask again as soon as they are answered."""
    ask, left = bot.asking()[name], iter(range(count))

    async def call() -> None:
        for _ in left:
            await (await ask(next(bot.people))).finished()

    await asyncio.gather(*(call() for _ in range(min(_CALLERS, count))))
