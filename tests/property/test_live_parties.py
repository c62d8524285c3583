"""Laws of a watch party under way, whoever presses what, and however long the bot is away."""

import asyncio
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.parties.model import UNDER_WAY, Actor, LiveResult, PartyChange, PartyState, Phase
from bot.parties.tasks import PartyTask
from bot.undo.model import UNDO_WINDOW, UndoResult
from tests.property.party_simulation import GUEST, GUILD, HOST, PartySimulation, simulated_party
from tests.unit.parties import START

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ACTS = (
    "start",
    "guest starts",
    "pause",
    "resume",
    "end",
    "here",
    "both pause",
    "away",
    "move",
    "call off",
    "wait",
    "wait",
)
WAITS = st.sampled_from([0, 1, 29, 30, 31, 300, 900, 1800, 4000])
LIFE = st.lists(st.tuples(st.sampled_from(ACTS), WAITS), max_size=12)
LEADER, OTHER = Actor(HOST, organises=False), Actor(GUEST, organises=False)
ONCE = {PartyTask.LATE, PartyTask.COUNTDOWN, PartyTask.GO, PartyTask.CLOSING}


@given(LIFE)
@example([("start", 0), ("away", 4000)])
@example([("wait", 1800), ("start", 31), ("both pause", 900), ("resume", 30), ("away", 1800)])
@example([("start", 0), ("wait", 1775), ("call off", 900)])
@example([("wait", 1795), ("move", 0), ("start", 31), ("call off", 30), ("pause", 30), ("call off", 300)])
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
            await ACT[act](simulation) if act in ACT else None
            after = await simulation.state()
            if before.state in UNDER_WAY and after.state in UNDER_WAY:
                was, is_now = (each.position(simulation.now) or timedelta() for each in (before, after))
                assert abs(is_now - was) < SECOND  # a pause begins and ends on whole seconds
            if act == "away":
                simulation.now += timedelta(seconds=seconds)
            else:
                await simulation.wait(timedelta(seconds=seconds))
            ran = max(ran, after.position(simulation.now) or timedelta())
            assert ran <= after.length
        await simulation.wait(timedelta(hours=12))
        await check(simulation)


async def check(simulation: PartySimulation) -> None:
    """Check what was posted about a party that is over, or whose call-off was undone too late."""
    party = await simulation.state()
    assert party.state in {PartyState.OVER, PartyState.CANCELLED}
    simulation.said = [said for said in simulation.said if said[1].state is not PartyState.CANCELLED]
    told = Counter(task for task, _, _ in simulation.said)
    assert {task: told[task] for task in ONCE if told[task] > 1} == {}
    for task, seen, at in simulation.said:
        if task in {PartyTask.LATE, PartyTask.COUNTDOWN, PartyTask.GO}:
            assert seen.is_open
            assert at < seen.closes_at
    over = [place for place, (_, seen, _) in enumerate(simulation.said) if not seen.is_open]
    assert over == list(range(len(simulation.said) - len(over), len(simulation.said)))
    if told[PartyTask.GO] and party.state is PartyState.OVER:
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


async def _move_and_undo(simulation: PartySimulation) -> None:
    """Let the host move the party by a day, and undo that in time."""
    await _undo(simulation, await simulation.service.move(GUILD, simulation.party, START + DAY, LEADER))


async def _call_off_and_undo(simulation: PartySimulation) -> None:
    """Let the host call the party off, and undo that in time."""
    await _undo(simulation, await simulation.service.cancel(GUILD, simulation.party, LEADER, series=False))


async def _undo(simulation: PartySimulation, change: PartyChange) -> None:
    """Undo *change*, if it was made, just in time: the party is as it was, unless it would be over by now."""
    if change.undo is None or change.former is None:
        return
    await simulation.wait(UNDO_WINDOW - SECOND)
    undone = await simulation.service.undo(GUILD, change.undo, LEADER)
    if change.former.phase(simulation.now) is Phase.OVER:
        assert undone.result is UndoResult.PAST
    else:
        assert undone.result is UndoResult.DONE
        after = await simulation.state()
        assert replace(after, live_message=change.former.live_message, live_job=change.former.live_job) == change.former


ACT = {
    "move": _move_and_undo,
    "call off": _call_off_and_undo,
    "start": lambda w: w.service.start(GUILD, w.party, LEADER),
    "guest starts": lambda w: w.service.start(GUILD, w.party, OTHER),
    "pause": lambda w: w.service.set_paused(GUILD, w.party, LEADER, paused=True, redraws=False),
    "resume": lambda w: w.service.set_paused(GUILD, w.party, LEADER, paused=False, redraws=False),
    "end": lambda w: w.service.end(GUILD, w.party, LEADER),
    "here": lambda w: w.service.arrive(GUILD, w.party, GUEST),
    "both pause": _both_pause,
}
