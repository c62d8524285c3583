"""Several schedules in one server, each with its channel, days and position; a command means one of them."""

import pytest

from bot.schedules.model import MOST_SCHEDULES
from tests.behaviour.reading import answer, private, text_of
from tests.behaviour.schedules import confirmed, lisbon_winter, manage, posted, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup

TUESDAY = lisbon_winter(24, 8)
SECOND = lisbon_winter(30)


async def two_groups(group: StudyGroup) -> tuple[str, str]:
    """Let a second group meet on Tuesday mornings; return the values of both in the suggestions."""
    early = group.guild.create_text_channel("early-birds")
    await set_up(group)
    private(await set_up(group, channel=early, weekdays="tuesday", time="8am", first="5"))
    return "#study · Monday 7:00 PM", "#early-birds · Tuesday 8:00 AM"


async def test_two_schedules_advance_independently(group: StudyGroup) -> None:
    """Each in its channel, at its time, with its chapter; also over a restart."""
    await two_groups(group)
    early = group.guild.channels["early-birds"]
    await group.restart_bot()
    await group.wait_until(TUESDAY)
    assert (posted(group), posted(group, early)) == ([1], [5])
    offered = await group.organiser.autocomplete(group.channel, "schedule pause", "which", "")
    assert [choice["name"] for choice in offered] == ["#study · Monday 7:00 PM", "#early-birds · Tuesday 8:00 AM"]
    assert "paused" in private(await manage(group, "pause", which=offered[0]["value"]))
    await group.wait_until(lisbon_winter(1, 8, month=12))
    assert (posted(group), posted(group, early)) == ([1], [5, 6])
    everything = private(await manage(group, "show"))
    assert (
        everything.index("Paused")
        < everything.index(early.mention)
        < everything.index(shown(lisbon_winter(8, 8, month=12)))
    )
    at_a_glance = private(await group.member.slash(group.channel, "course"))
    assert at_a_glance.count("📍") == 3
    assert "the groups are here" in at_a_glance
    assert "the groups are here" in private(await group.member.slash(group.channel, "progress"))


async def test_a_command_means_the_schedule_of_its_channel(group: StudyGroup) -> None:
    """In a channel without a schedule the organiser has to choose one."""
    await two_groups(group)
    early, hall = group.guild.channels["early-birds"], group.guild.create_text_channel("hall")
    assert "Tuesday" in private(await group.organiser.slash(early, "schedule skip"))
    asked = private(await group.organiser.slash(hall, "schedule skip"))
    assert "Which schedule" in asked
    assert "Monday at 7:00 PM" in asked
    assert "Tuesday at 8:00 AM" in asked
    command = group.env.backend.find_command("schedule", group.guild.id)
    assert command is not None
    group.guild.set_command_permissions(int(command["id"]), {group.guild.default_role: True})
    assert await group.member.autocomplete(hall, "schedule skip", "which", "") == []
    speak_portuguese(group)
    assert "Qual cronograma?" in private(await group.organiser.slash(hall, "schedule season"))
    stopping = await group.organiser.slash(hall, "schedule stop", which="study 19:00")
    assert "segunda-feira" in private(await confirmed(group, stopping, "Stop it"))
    assert "terça-feira" in private(await group.organiser.slash(hall, "schedule show"))
    await group.wait_until(lisbon_winter(1, 8, month=12))
    assert (posted(group), posted(group, early)) == ([], [5])


@pytest.mark.parametrize("which", ["404", "7", "#", "nobody", "@everyone", "x" * 4000])
async def test_a_name_that_fits_no_schedule_or_two_changes_nothing(group: StudyGroup, which: str) -> None:
    """Nor does the number of a schedule that was stopped."""
    await two_groups(group)
    assert "Which schedule" in private(await manage(group, "stop", which=which))
    await group.wait_until(TUESDAY)
    assert posted(group) == [1]


async def test_a_server_has_a_limit_of_schedules(group: StudyGroup) -> None:
    """One more is refused; one for a channel that has a schedule replaces that."""
    channels = [group.guild.create_text_channel(f"group-{number}") for number in range(MOST_SCHEDULES)]
    for channel in channels:
        assert "has started" in private(await set_up(group, channel=channel))
    assert "may have no more" in private(await set_up(group))
    page = answer(await set_up(group, time=None))
    form = await group.organiser.click(page, label="Time and time zone")
    await group.organiser.submit_modal(form, {"time": "19:00", "zone": "Europe/Lisbon"})
    assert "as many schedules as it may have" in text_of(page)
    assert "has started" in private(await set_up(group, channel=channels[-1], time="20:00"))
    taken = private(await manage(group, "change", channel=channels[0], which="group-1"))
    assert "another schedule posts" in taken
    assert taken.count(channels[1].mention) == 1
    offered = await group.organiser.autocomplete(group.channel, "schedule stop", "which", "20:00")
    assert offered == []
    offered = await group.organiser.autocomplete(group.channel, "schedule stop", "which", "group-9 8:00")
    private(await manage(group, "stop", which=offered[0]["value"]))
    assert "has started" in private(await set_up(group))


async def test_a_schedule_set_up_after_a_stop_goes_on_where_the_group_was(group: StudyGroup) -> None:
    """In the same channel, unless a first chapter is named; another channel begins with the first."""
    await set_up(group)
    await group.wait_until(SECOND)
    await manage(group, "stop")
    assert "goes on where the group was" in private(await set_up(group))
    speak_portuguese(group)
    await manage(group, "stop")
    assert "continua de onde o grupo estava" in private(await set_up(group))
    other = group.guild.create_text_channel("elsewhere")
    assert f"{shown(lisbon_winter(7, month=12))} — 1 · " in private(await set_up(group, channel=other))
    await group.wait_until(lisbon_winter(7, 20, month=12))
    assert (posted(group), posted(group, other)) == ([1, 2, 3], [1])
