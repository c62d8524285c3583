"""A season in an order of one's own: typed at set-up, changed in mid-season, with repeated chapters."""

import pytest

from tests.behaviour.reading import private
from tests.behaviour.schedules import lisbon_winter, manage, posted, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup

FIRST, SECOND = lisbon_winter(23), lisbon_winter(30)


async def test_a_season_in_the_groups_own_order(group: StudyGroup) -> None:
    """It is posted as typed; a change holds for the chapters to come; the season ends with its last."""
    (offered, *_) = await group.organiser.autocomplete(group.channel, "schedule setup", "order", "7 8-9")
    assert offered["value"] == "7, 8, 9"
    text = private(await set_up(group, order=offered["value"]))
    assert f"{shown(FIRST)} — 7 · " in text
    await group.wait_until(FIRST)
    text = private(await manage(group, "change", order="7, lstm, 3, Backpropagation calculus"))
    assert "twice: 7" in text
    text = private(await manage(group, "change", order="7, 3, Backpropagation calculus"))
    assert f"{shown(SECOND)} — 3 · " in text
    text = private(await manage(group, "repeat", chapter="7"))
    assert f"{shown(SECOND)} — 7 · " in text
    await group.restart_bot()
    await group.wait_until(lisbon_winter(11, month=1).replace(year=2027))
    assert posted(group) == [7, 7, 3, 4]
    assert "course is over" in private(await manage(group, "show"))
    assert "2 · " in private(await manage(group, "repeat", chapter="2"))


async def test_orders_are_read_and_refused_in_portuguese(group: StudyGroup) -> None:
    """The names of the course's own orders, and what is wrong with a list."""
    speak_portuguese(group)
    offered = await group.organiser.autocomplete(group.channel, "schedule change", "order", "")
    assert [choice["name"][:8] for choice in offered] == ["Na ordem", "Na ordem"]
    text = private(await set_up(group, order="Na ordem sugerida: capítulos relacionados juntos"))
    second = group.course.suggested_order[1]
    assert f"{shown(SECOND)} — {second} · " in text
    assert "repete estes capítulos: 2" in private(await manage(group, "change", order="1 2 2"))
    assert "mais uma vez" in private(await manage(group, "repeat", chapter="lstm"))
    assert "não tem o capítulo “pizza”" in private(await manage(group, "repeat", chapter="pizza"))


@pytest.mark.parametrize("order", ["0", "1, 2, 99", "pizza", "@everyone", " ", "🧠", "1-9999", "x, " * 1300])
async def test_an_order_that_makes_no_sense_starts_nothing(group: StudyGroup, order: str) -> None:
    """A first chapter outside the order is refused, too."""
    text = private(await set_up(group, order=order))
    assert text.count("•") == 1
    assert "Write " in text
    assert "not in your order" in private(await set_up(group, order="7 8 9", first="1"))
    assert "no study schedule" in private(await manage(group, "show"))
