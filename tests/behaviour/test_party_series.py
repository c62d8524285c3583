"""Watch parties that repeat after each post of the study schedule."""

from datetime import timedelta

from tests.behaviour.parties import cards, planned, set_zone, stamp
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import lisbon_winter, set_up
from tests.behaviour.study_group import StudyGroup

HOUR = timedelta(hours=1)
TUESDAY = lisbon_winter(24, 20)
WEEK = timedelta(weeks=1)


async def test_a_party_comes_again_after_each_post_until_the_series_is_called_off(group: StudyGroup) -> None:
    """With the chapter of that post; also after the bot was away, and after a single party was called off."""
    await set_zone(group)
    await set_up(group)
    await planned(group, chapter="1", when="tomorrow 8pm", repeat=True)
    await group.wait_until(TUESDAY + HOUR)
    over, following = cards(group)
    assert "**Nobody started this watch party.**" in text_of(over)
    assert "Again after each post" in text_of(over)
    assert "### 2 ·" in text_of(following)
    assert stamp(TUESDAY + WEEK) in text_of(following)
    await group.restart_bot(after=WEEK)
    *_, third = cards(group)
    assert "### 3 ·" in text_of(third)
    assert stamp(TUESDAY + 2 * WEEK) in text_of(third)
    asked = await group.organiser.click(third, label="Call off")
    assert labels(answer(asked)) == ["Call it off", "This one and all that follow", "Keep it"]
    await group.organiser.click(answer(asked), label="Call it off")
    await group.wait(HOUR)
    *_, third, fourth = cards(group)
    assert "Called off" in text_of(third)
    assert stamp(TUESDAY + 3 * WEEK) in text_of(fourth)
    asked = await group.organiser.click(fourth, label="Call off")
    await group.organiser.click(answer(asked), label="This one and all that follow")
    await group.wait(HOUR)
    assert "No watch party" in private(await group.organiser.slash(group.channel, "party list"))
    assert len(cards(group)) == 4


async def test_a_series_that_ends_with_a_party_nobody_started_says_so(group: StudyGroup) -> None:
    """On its card, since a party that never began has no closing message."""
    await set_zone(group)
    await set_up(group, first="9")
    card = await planned(group, chapter="9", when="tomorrow 8pm", repeat=True)
    assert "Again after each post" in text_of(card)
    await group.organiser.slash(group.channel, "settings language", language="pt-BR")
    await group.wait_until(TUESDAY + 2 * HOUR)
    (card,) = cards(group)
    assert "**Ninguém começou esta sessão em grupo.**" in text_of(card)
    assert "a última sessão em grupo desta série" in text_of(card)
    assert "publicação do cronograma" not in text_of(card)
