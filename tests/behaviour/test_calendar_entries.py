"""The UIDs of calendar files, by which calendars tell whether two entries are the same."""

from pathlib import Path

from icalendar import Calendar

from tests.behaviour.parties import cards, planned, set_zone
from tests.behaviour.reading import answer
from tests.behaviour.schedules import manage, set_up
from tests.behaviour.study_group import StudyGroup, founded


async def entries(group: StudyGroup) -> set[str]:
    """Return the UIDs of all events in the calendar files of a party and of the season."""
    party = answer(await group.member.click(cards(group)[0], label="Calendar"))
    season = answer(await manage(group, "season"))
    files = [await file.read() for message in (party, season) for file in message.attachments]
    return {str(event["uid"]) for file in files for event in Calendar.from_ical(file).events}


async def test_uids_stay_the_same_over_restarts_and_differ_between_installations(tmp_path: Path) -> None:
    """A file fetched again has the same UIDs; party 1 of another bot has another one."""
    seen = []
    for name in ("one.db", "other.db"):
        async with founded(tmp_path / name) as group:
            await set_zone(group)
            await set_up(group)
            await planned(group)
            before = await entries(group)
            await group.restart_bot()
            assert await entries(group) == before
            seen.append(before)
    first, second = seen
    assert len(first) > 1
    assert first.isdisjoint(second)
