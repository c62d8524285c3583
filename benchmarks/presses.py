"""Measures how fast many presses of one button within a second are answered.

The bot is a process of its own with a database file; Discord is simulated on loopback, with Discord's rate limits.
For comparison `benchmarks.bare`, a bot that only acknowledges presses, is measured as well.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.loopback import BotDatabase, BotProcess, Limits, Loopback, Scene, minutes_ago, study_server
from tests.loopback.conversation import Conversation
from tests.loopback.people import User
from tests.loopback.posts import Message

_WITHIN_S = 1.0  # in which all press
_SOON_S = 0.3  # answers after this are counted as late
_LOST_S = 3.0  # Discord takes no answer after this
_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class PressesResult:
    """How the presses of one button were answered; times in seconds.

    Attributes:
        answers: From each press to its answer or acknowledgement, infinite where there was none.
        followed: From the last press until the effect of all is visible.
    """

    name: str
    answers: Sequence[float]
    followed: float


def report(count: int) -> None:
    """Let *count* members press buttons, and print how they were answered."""
    with TemporaryDirectory() as folder:
        crowds = asyncio.run(_measured(count, Path(folder)))
    print(
        f"| {count:,} presses within a second | over 0.3 s | over 3 s | median (ms) "
        "| 95 of 100 within (ms) | slowest (ms) | all is seen after (s) |\n| --- " + "| ---: " * 6 + "|"
    )
    for crowd in crowds:
        times = sorted(crowd.answers)
        late, lost = (sum(time > limit for time in times) for limit in (_SOON_S, _LOST_S))
        typical, slow, slowest = median(times), times[len(times) * 95 // 100], times[-1]
        print(
            f"| {crowd.name} | {late} | {lost} | {typical * 1_000:.1f} | {slow * 1_000:.1f} "
            f"| {slowest * 1_000:.1f} | {crowd.followed:.1f} |",
            flush=True,
        )


async def _measured(count: int, folder: Path) -> list[PressesResult]:
    bot_database = BotDatabase(folder / "lectern.db")
    async with Loopback(limits=Limits(), checked=False) as server:
        scene = study_server(server.world)
        members = [server.world.add_user(f"Member {number}") for number in range(count)]
        for member in members:
            server.world.join(scene.guild, member)
        await bot_database.plan(scene.channel, due=minutes_ago(2))
        async with await BotProcess.start(server, folder, python=sys.executable):
            post, card = await _messages(server, scene)
            going = await _pressed(
                "Going", server, scene, members, card, lambda _: f"Going **{count + 1}**" in card.text
            )
            marking = await _pressed("Mark watched", server, scene, members, post, _all_settled)
        server.gateway.sessions.clear()
        (folder / "output.log").unlink()
        async with await BotProcess.start(server, folder, python=sys.executable, module="benchmarks.bare") as bare:
            await bot_database.until(lambda: "ready as" in bare.output, "the bare bot")
            floor = await _pressed("Going", server, scene, members, card, _all_answered)
    return [going, marking, PressesResult("discord.py alone", floor.answers, floor.followed)]


async def _messages(server: Loopback, scene: Scene) -> tuple[Message, Message]:
    """Return a schedule's post and a party's card, on which to press."""
    await server.ready()
    (post,) = await server.posts(scene.channel)
    organiser = server.person(scene.organiser, scene.channel)
    await (await organiser.slash("settings timezone", timezone="Europe/Lisbon")).finished()
    talk = await (await organiser.slash("party plan", chapter="5", when="in 3 days")).finished()
    await (await organiser.click(talk.reply, "Confirm")).finished()
    _, card = await server.posts(scene.channel, 2)
    await asyncio.sleep(2)  # until nothing else is under way
    return post, card


async def _pressed(
    button: str,
    server: Loopback,
    scene: Scene,
    members: Sequence[User],
    message: Message,
    is_seen: Callable[[Sequence[Conversation]], bool],
) -> PressesResult:
    """Let all *members* press *button* on *message*, evenly within a second, and wait until *is_seen* is true."""
    people = [server.person(member, scene.channel) for member in members]
    loop, talks = asyncio.get_running_loop(), []
    began = loop.time()
    for number, person in enumerate(people):
        await asyncio.sleep(began + number * _WITHIN_S / len(people) - loop.time())
        talks.append(await person.click(message, button))
    last = loop.time()
    await server.until(lambda: is_seen(talks), "what was pressed", _TIMEOUT_S)
    seen = loop.time()
    with_answer = [talk.answered_at for talk in talks]
    answers = [float("inf") if at is None else at - talk.asked_at for at, talk in zip(with_answer, talks, strict=True)]
    return PressesResult(button, answers, seen - last)


def _all_answered(talks: Sequence[Conversation]) -> bool:
    return all(talk.callback is not None for talk in talks)


def _all_settled(talks: Sequence[Conversation]) -> bool:
    return all(talk.settled for talk in talks)
