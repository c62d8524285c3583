"""Who may change a season, and what is said when there is nothing to change."""

from typing import Any

import pytest

from tests.behaviour.reading import private
from tests.behaviour.schedules import lisbon_winter, manage, posted, set_up, speak_portuguese
from tests.behaviour.study_group import StudyGroup

FIRST = lisbon_winter(23)
COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("stop", {}),
    ("season", {}),
    ("history", {}),
    ("skip", {}),
    ("skip", {"from": "2026-12-24"}),
    ("move", {"to": "saturday 8pm"}),
    ("jump", {"chapter": "3"}),
    ("repeat", {"chapter": "3"}),
    ("now", {}),
    ("change", {"time": "20:00"}),
]


@pytest.mark.parametrize(("what", "options"), COMMANDS)
async def test_each_command_says_that_there_is_no_schedule(
    group: StudyGroup, what: str, options: dict[str, Any]
) -> None:
    """And how to start one, in both languages."""
    text = private(await manage(group, what, **options))
    assert "no study schedule" in text
    assert "/schedule setup" in text
    speak_portuguese(group)
    assert "/cronograma configurar" in private(await manage(group, what, **options))


@pytest.mark.parametrize(("what", "options"), COMMANDS)
async def test_members_who_can_see_the_command_are_refused(
    group: StudyGroup, what: str, options: dict[str, Any]
) -> None:
    """A server can show the command to everyone; the bot checks Manage Server itself."""
    await set_up(group)
    command = group.env.backend.find_command("schedule", group.guild.id)
    assert command is not None
    group.guild.set_command_permissions(int(command["id"]), {group.guild.default_role: True})
    refused = await group.member.slash(group.channel, f"schedule {what}", **options)
    assert "Manage Server" in private(refused)
    refused = await group.reader.slash(group.channel, f"schedule {what}", **options)
    assert "Gerenciar servidor" in private(refused)
    assert posted(group) == []
    await group.wait_until(FIRST)
    assert posted(group) == [1]


@pytest.mark.parametrize(
    ("what", "options"),
    [
        ("skip", {}),
        ("skip", {"from": "2026-12-24"}),
        ("move", {"to": "saturday 8pm"}),
        ("now", {}),
        ("change", {"time": "20:00"}),
    ],
)
async def test_finished_course_has_nothing_to_change(group: StudyGroup, what: str, options: dict[str, Any]) -> None:
    """The answer says that the course is over; nothing more is posted."""
    await set_up(group, first="9")
    await group.wait_until(lisbon_winter(30))
    answer = private(await manage(group, what, **options))
    assert "Nothing was changed" in answer
    assert "course is over" in answer
    speak_portuguese(group)
    assert "Nada foi alterado" in private(await manage(group, what, **options))
    await group.wait_until(lisbon_winter(14, month=12))
    assert posted(group) == [9]


@pytest.mark.parametrize(
    ("what", "options"), [("skip", {}), ("move", {"to": "saturday 8pm"}), ("change", {"time": "20:00"})]
)
async def test_change_in_a_pause_holds_after_it(group: StudyGroup, what: str, options: dict[str, Any]) -> None:
    """The schedule stays paused, and is resumed with the change."""
    await set_up(group)
    await manage(group, "pause")
    assert "Paused" in private(await manage(group, what, **options))
    await group.wait_until(lisbon_winter(23, 18, minute=30))
    assert posted(group) == []
    resumed = private(await manage(group, "resume"))
    first = {"skip": lisbon_winter(30), "move": lisbon_winter(28, 20), "change": lisbon_winter(23, 20)}[what]
    assert f"<t:{int(first.timestamp())}:F> — 1 · " in resumed
    await group.wait_until(first)
    assert posted(group) == [1]
