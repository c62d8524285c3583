"""A server's holidays, chosen with /settings holidays: days without posts and without repeated watch parties."""

from typing import Any

import pytest
from simcord import InteractionResult

from tests.behaviour.parties import cards, planned, set_zone
from tests.behaviour.reading import private, text_of
from tests.behaviour.schedules import lisbon_winter, manage, posted, set_up, shown, speak_portuguese
from tests.behaviour.study_group import StudyGroup


async def holidays(group: StudyGroup, first: str, **options: Any) -> InteractionResult:
    """Let the organiser use /settings holidays from the day *first*."""
    return await group.organiser.slash(group.channel, "settings holidays", **{"from": first, **options})


async def test_a_holiday_has_no_post_and_the_next_date_has(group: StudyGroup) -> None:
    """The chapter comes at the first date after the holiday."""
    await set_up(group)
    assert "Nov 30, 2026" in private(await holidays(group, "2026-11-30"))
    await group.wait_until(lisbon_winter(30, 20))
    assert posted(group) == [1], "the post of the 23rd"
    await group.wait_until(lisbon_winter(7, 20, month=12))
    assert posted(group) == [1, 2]


async def test_a_holiday_outlives_a_restart_and_holds_for_a_schedule_set_up_later(group: StudyGroup) -> None:
    """A holiday belongs to the server, not to a schedule."""
    await holidays(group, "2026-11-30", until="2026-12-07")
    await group.restart_bot()
    started = private(await set_up(group))
    assert shown(lisbon_winter(14, month=12)) in started
    assert shown(lisbon_winter(7, month=12)) not in started


async def test_the_season_shows_holidays_as_such(group: StudyGroup) -> None:
    """Two Mondays of one holiday are one line, in both languages."""
    await set_up(group)
    await holidays(group, "2026-12-21", until="2027-01-03")
    text = private(await manage(group, "season"))
    assert "⏭️ Holiday" in text
    assert "2 posts" in text
    speak_portuguese(group)
    assert "⏭️ Feriado" in private(await manage(group, "season"))


async def test_days_removed_from_a_holiday_have_their_posts_again(group: StudyGroup) -> None:
    """The holiday is cut in two around them; `/schedule unskip` takes back skips, not holidays."""
    await set_up(group)
    await holidays(group, "2026-11-28", until="2026-12-08")
    text = private(await holidays(group, "2026-11-30", remove=True))
    assert "Nov 28, 2026 \u2013 Nov 29, 2026" in text
    assert "Dec 1, 2026 \u2013 Dec 8, 2026" in text
    await group.wait_until(lisbon_winter(30, 20))
    assert posted(group) == [1, 2]
    assert "Nothing was left out" in private(await manage(group, "unskip"))


async def test_a_moved_post_keeps_its_date_on_a_holiday_and_off_one(group: StudyGroup) -> None:
    """An organiser asked for that date, so a holiday does not take the post away."""
    await set_up(group)
    await manage(group, "move", to="2026-11-25 19:00")
    await holidays(group, "2026-11-23", until="2026-11-25")
    await group.wait_until(lisbon_winter(25, 20))
    assert posted(group) == [1]


async def test_holidays_that_overlap_or_adjoin_become_one(group: StudyGroup) -> None:
    """A past holiday is not listed."""
    await holidays(group, "2026-12-10", until="2026-12-12")
    await holidays(group, "2026-12-11")
    text = private(await holidays(group, "2026-12-13", until="2026-12-15"))
    assert "Dec 10, 2026 \u2013 Dec 15, 2026" in text
    await group.wait_until(lisbon_winter(19, month=12))
    assert "Holidays**\nnone" in private(await group.organiser.slash(group.channel, "settings show"))


async def test_a_server_has_a_bounded_number_of_holidays(group: StudyGroup) -> None:
    """The 31st is refused; a holiday that is there already may still be made longer."""
    for day in range(30):
        await holidays(group, f"2027-{1 + day // 10:02}-{1 + 2 * (day % 10):02}")
    assert "A server has at most 30 holidays." in private(await holidays(group, "2027-12-24"))
    assert "Mar 20, 2027" in private(await holidays(group, "2027-03-20"))


async def test_a_repeated_party_does_not_fall_on_a_holiday(group: StudyGroup) -> None:
    """It comes a week later, after the post of that week."""
    await set_zone(group)
    await set_up(group)
    await planned(group, when="2026-12-01 20:00", repeat=True)
    await holidays(group, "2026-12-08")
    await group.wait_until(lisbon_winter(2, month=12))
    assert str(int(lisbon_winter(15, 20, month=12).timestamp())) in text_of(cards(group)[-1])


@pytest.mark.parametrize(
    "typed", ["yesterday", "someday", "2020-01-01", "2926-12-24", "9999-12-31", "x" * 300, "\N{BRAIN}"]
)
async def test_days_that_are_not_understood_change_nothing(group: StudyGroup, typed: str) -> None:
    """Nonsense and days in the past are refused."""
    assert "Nothing was changed" in private(await holidays(group, typed))
    assert "Holidays**\nnone" in private(await group.organiser.slash(group.channel, "settings show"))


async def test_show_names_every_setting_and_its_command(group: StudyGroup) -> None:
    """Settings that nobody has chosen are listed too."""
    await group.organiser.slash(group.channel, "settings timezone", timezone="Lisbon")
    await group.organiser.slash(group.channel, "settings parties", who="members")
    await holidays(group, "24 December", until="2 January")
    text = private(await group.organiser.slash(group.channel, "settings show"))
    for command in ("language", "timezone", "notices", "parties", "holidays"):
        assert f"`/settings {command}`" in text
    for value in ("Discord's own setting", "Lisbon", "every member", "Dec 24, 2026 \u2013 Jan 2, 2027"):
        assert value in text


async def test_show_speaks_portuguese_and_only_to_organisers(group: StudyGroup) -> None:
    """Members whom the server shows the command are told that they need Manage Server."""
    command = group.env.backend.find_command("settings", group.guild.id)
    assert command is not None
    group.guild.set_command_permissions(int(command["id"]), {group.guild.default_role: True})
    assert "Manage Server" in private(await group.member.slash(group.channel, "settings show"))
    assert "Manage Server" in private(await group.member.slash(group.channel, "settings holidays", **{"from": "today"}))
    speak_portuguese(group)
    text = private(await group.organiser.slash(group.channel, "settings show"))
    assert "Configurações deste servidor" in text
    assert "`/configurações feriados`" in text
