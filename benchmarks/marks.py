"""Measures a minute in which thousands of members of one server press "Mark watched", while others ask questions.

The bot is a process of its own with a database file; Discord is simulated on loopback, with Discord's rate limits.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.questions import different_questions
from tests.loopback import BotDatabase, BotProcess, Limits, Loopback, Scene, minutes_ago, study_server
from tests.loopback.conversation import Conversation
from tests.loopback.people import User
from tests.loopback.posts import Message

_WITHIN_S = 60.0  # in which all press
_ASK_EVERY_S = 0.25
_ASKERS = 30  # who ask in turn, so that nobody asks too often
_TIMEOUT_S = 120.0


def report(count: int) -> None:
    """Let *count* members mark a chapter, and print what was lost and how long questions took meanwhile."""
    with TemporaryDirectory() as folder:
        presses, questions, stored = asyncio.run(_measured(count, Path(folder)))
    print(
        f"| {count:,} mark a chapter in {_WITHIN_S:.0f} s | answered | marks stored | median (ms) "
        "| 99 of 100 within (ms) | slowest (ms) |\n| --- " + "| ---: " * 5 + "|"
    )
    for name, talks, kept in (("Mark watched", presses, f"{stored:,}"), ("/ask meanwhile", questions, "")):
        times = sorted(talk.answered_at - talk.asked_at for talk in talks if talk.answered_at is not None)
        slow = times[len(times) * 99 // 100]
        print(
            f"| {name} | {len(times):,} of {len(talks):,} | {kept} | {median(times) * 1_000:.1f} "
            f"| {slow * 1_000:.1f} | {times[-1] * 1_000:.1f} |",
            flush=True,
        )


async def _measured(count: int, folder: Path) -> tuple[Sequence[Conversation], Sequence[Conversation], int]:
    database = BotDatabase(folder / "lectern.db")
    async with Loopback(limits=Limits(), checked=False) as server:
        scene = study_server(server.world)
        members = [server.world.add_user(f"Member {number}") for number in range(count + _ASKERS)]
        for member in members:
            server.world.join(scene.guild, member)
        await database.plan(scene.channel, due=minutes_ago(2))
        async with await BotProcess.start(server, folder, python=sys.executable):
            await server.ready()
            (post,) = await server.posts(scene.channel)
            await asyncio.sleep(2)  # until nothing else is under way
            presses, questions = await _talk(server, scene, members, post)
    with closing(sqlite3.connect(database.path)) as connection:
        ((stored,),) = connection.execute("SELECT count(*) FROM watched").fetchall()
    return presses, questions, stored


async def _talk(
    server: Loopback, scene: Scene, members: Sequence[User], post: Message
) -> tuple[Sequence[Conversation], Sequence[Conversation]]:
    """Let each member press once, evenly within a minute, and others ask between; wait until all is answered."""
    people = [server.person(member, scene.channel) for member in members]
    askers, pressing = people[:_ASKERS], people[_ASKERS:]
    loop, asked = asyncio.get_running_loop(), different_questions()
    presses: list[Conversation] = []
    questions: list[Conversation] = []
    began = loop.time()
    for number, person in enumerate(pressing):
        await asyncio.sleep(began + number * _WITHIN_S / len(pressing) - loop.time())
        if loop.time() - began > len(questions) * _ASK_EVERY_S:
            questions.append(await askers[len(questions) % _ASKERS].slash("ask", question=next(asked)))
        presses.append(await person.click(post, "Mark watched"))
    await server.until(lambda: all(talk.settled for talk in presses + questions), "the answers", _TIMEOUT_S)
    return presses, questions
