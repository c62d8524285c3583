"""Laws of a watch party under way, whoever presses what, and however long the bot is away."""

import asyncio
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.parties.model import UNDER_WAY, Actor, LiveResult, PartyState
from bot.parties.tasks import PartyTask
from tests.property.party_simulation import GUEST, GUILD, HOST, PartySimulation, simulated_party

ACTS = ("start", "guest starts", "pause", "resume", "end", "here", "both pause", "away", "wait", "wait")
WAITS = st.sampled_from([0, 1, 29, 30, 31, 300, 900, 1800, 4000])
LIFE = st.lists(st.tuples(st.sampled_from(ACTS), WAITS), max_size=12)
LEADER, OTHER = Actor(HOST, organises=False), Actor(GUEST, organises=False)
ONCE = {PartyTask.LATE, PartyTask.COUNTDOWN, PartyTask.GO, PartyTask.CLOSING}


@given(LIFE)
@example([("start", 0), ("away", 4000)])
@example([("wait", 1800), ("start", 31), ("both pause", 900), ("resume", 30), ("away", 1800)])
@settings(max_examples=15, deadline=None)
def test_a_watch_party_ends_once_and_is_announced_once(life: list[tuple[str, int]]) -> None:
    """Its position is the time that the video ran; after the end only the end is posted."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder) / "party.db", life))


async def live(path: Path, life: list[tuple[str, int]]) -> None:
    """Carry out the acts of *life*, each followed by so many seconds, and check the party's laws."""
    async with simulated_party(path) as simulation:
        ran = timedelta()
        for act, seconds in life:
            before = await simulation.state()
            place = before.position(simulation.now)
            await ACT[act](simulation) if act in ACT else None
            after = await simulation.state()
            if before.state in UNDER_WAY and after.state in UNDER_WAY:
                assert after.position(simulation.now) == place
            if act == "away":
                simulation.now += timedelta(seconds=seconds)
            else:
                await simulation.wait(timedelta(seconds=seconds))
            ran = max(ran, after.position(simulation.now) or timedelta())
            assert ran <= after.length
        await simulation.wait(timedelta(hours=12))
        await check(simulation)


async def check(simulation: PartySimulation) -> None:
    """Check what was posted about a party that is over."""
    party = await simulation.state()
    assert party.state is PartyState.OVER
    told = Counter(task for task, _, _ in simulation.said)
    assert {task: told[task] for task in ONCE if told[task] > 1} == {}
    for task, seen, at in simulation.said:
        if task in {PartyTask.LATE, PartyTask.COUNTDOWN, PartyTask.GO}:
            assert seen.is_open
            assert at < seen.closes_at
    over = [place for place, (_, seen, _) in enumerate(simulation.said) if not seen.is_open]
    assert over == list(range(len(simulation.said) - len(over), len(simulation.said)))
    if told[PartyTask.GO]:
        assert told[PartyTask.CLOSING] == 1


async def _both_pause(simulation: PartySimulation) -> None:
    """Let the starter and an organiser press Pause at once: at most one of them pauses."""
    organiser = Actor(GUEST, organises=True)
    pauses = [
        simulation.service.set_paused(GUILD, simulation.party, by, paused=True, redraws=True)
        for by in (LEADER, organiser)
    ]
    steps = [step for step, _ in await asyncio.gather(*pauses)]
    assert steps.count(LiveResult.DONE) <= 1
    if LiveResult.DONE in steps:
        assert set(steps) == {LiveResult.DONE, LiveResult.ALREADY}


ACT = {
    "start": lambda w: w.service.start(GUILD, w.party, LEADER),
    "guest starts": lambda w: w.service.start(GUILD, w.party, OTHER),
    "pause": lambda w: w.service.set_paused(GUILD, w.party, LEADER, paused=True, redraws=False),
    "resume": lambda w: w.service.set_paused(GUILD, w.party, LEADER, paused=False, redraws=False),
    "end": lambda w: w.service.end(GUILD, w.party, LEADER),
    "here": lambda w: w.service.arrive(GUILD, w.party, GUEST),
    "both pause": _both_pause,
}
