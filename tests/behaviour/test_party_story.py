"""A watch party from the plan to its hour, with the bot restarted on the way."""

from datetime import timedelta

from tests.behaviour.parties import news, plan, planned, settle_zone, stamp
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter
from tests.behaviour.study_group import StudyGroup

START = lisbon_winter(28, 20)


async def test_a_party_from_the_plan_to_its_hour(group: StudyGroup) -> None:
    """Confirmed, answered, and remembered at each stage; restarts lose nothing."""
    await settle_zone(group)
    asked = await plan(group, note="Bring *questions*", when="saturday 8pm")
    assert stamp(START) in private(asked)
    assert group.channel.history() == []
    await group.restart_bot()
    confirmed = await group.organiser.click(answer(asked), label="Confirm")
    assert stamp(START) in private(confirmed)
    await group.wait(timedelta(seconds=1))
    (card,) = group.channel.history()
    assert labels(card) == ["Going", "Maybe", "Can't", "Calendar", "Move", "Call off"]
    assert "\\*questions\\*" in text_of(card)
    pressed = await group.member.click(card, label="Going")
    assert f"**2**: <@{group.organiser.id}>, <@{group.member.id}>" in text_of(group.channel.history()[0])
