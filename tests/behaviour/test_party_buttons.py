"""The custom_ids of a party's buttons never change, however often and by whichever process its message is redrawn."""

from datetime import timedelta

import discord
import simcord

from bot.undo.model import UNDO_WINDOW
from tests.behaviour.live_parties import latest, running
from tests.behaviour.parties import cards, planned, set_zone, stamp
from tests.behaviour.reading import answer, buttons, labels, text_of
from tests.behaviour.schedules import lisbon_winter
from tests.behaviour.study_group import StudyGroup

SOON, MINUTE = timedelta(seconds=11), timedelta(minutes=1)
SUNDAY = lisbon_winter(29, 18)


def ids(message: discord.Message) -> dict[str, str]:
    """Return the custom_ids of the buttons of *message*, by label."""
    return {part["label"]: part["custom_id"] for part in buttons(message) if "custom_id" in part}


async def own_card(group: StudyGroup) -> simcord.ResponseMessage:
    """Return the member's private card of the party; answers given there reach the public card by a job."""
    listed = answer(await group.member.slash(group.channel, "party list"))
    return answer(await group.member.click(listed, label=labels(listed)[-1]))


async def test_a_party_cards_button_ids_stay_when_it_is_redrawn(group: StudyGroup) -> None:
    """After answers, restarts and a move; the ids of the first drawing still work."""
    await set_zone(group)
    known = ids(await planned(group))
    assert len(known) == 7
    own = await own_card(group)
    for _ in range(2):
        await group.member.click(own, label="Maybe")
        await group.wait(SOON)
        assert "Maybe **1**" in text_of(cards(group)[0])
        assert ids(cards(group)[0]) == known
        await group.reader.click(cards(group)[0], custom_id=known["Going"])
        assert f"<@{group.reader.id}>" in text_of(cards(group)[0])
        assert ids(cards(group)[0]) == known
        await group.restart_bot()
        await group.member.click(own, label="Can't")
        await group.wait(SOON)
        assert "Can't **1**" in text_of(cards(group)[0])
        assert ids(cards(group)[0]) == known
    form = await group.organiser.click(cards(group)[0], custom_id=known["Move"])
    moved = await group.organiser.submit_modal(form, {"when": "2026-11-29 18:00"})
    await group.organiser.click(answer(moved), label="Move")
    await group.wait(UNDO_WINDOW + SOON)
    assert stamp(SUNDAY) in text_of(cards(group)[0])
    assert ids(cards(group)[0]) == known
    await group.restart_bot(after=MINUTE)
    await group.member.click(cards(group)[0], custom_id=known["Going"])
    assert f"<@{group.member.id}>" in text_of(cards(group)[0])
    assert ids(cards(group)[0]) == known


async def test_a_live_cards_button_ids_stay_when_it_is_redrawn(group: StudyGroup) -> None:
    """After pauses and resumptions on it, on a private copy, and in another process."""
    live_card = await running(group)
    known = ids(live_card)
    assert list(known) == ["Where are we?", "I'm here", "Pause", "End"]
    await group.organiser.click(live_card, label="Pause")
    known |= ids(latest(group))
    for _ in range(2):
        await group.wait(MINUTE)
        own = answer(await group.organiser.slash(group.channel, "party start"))
        await group.organiser.click(own, label="Resume")
        await group.wait(SOON)
        assert "Press play" in text_of(latest(group))
        assert ids(latest(group)).items() <= known.items()
        await group.organiser.click(latest(group), custom_id=known["Pause"])
        assert "Paused at" in text_of(latest(group))
        assert ids(latest(group)).items() <= known.items()
        await group.restart_bot(after=MINUTE)
        await group.organiser.click(latest(group), custom_id=known["Resume"])
        assert ids(latest(group)).items() <= known.items()
        await group.wait(MINUTE)
        own = answer(await group.organiser.slash(group.channel, "party start"))
        await group.organiser.click(own, label="Pause")
        await group.wait(SOON)
        assert "Paused at" in text_of(latest(group))
        assert ids(latest(group)).items() <= known.items()
    await group.member.click(latest(group), custom_id=known["I'm here"])
