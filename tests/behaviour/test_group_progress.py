"""/board, which names only who has said yes, and /group, sums for organisers and a table that is safe to open."""

import csv
import io
from datetime import timedelta

import pytest

from bot.text.locales import Locale
from bot.text.translations import localizer
from tests.behaviour.reading import answer, labels, private
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, stored, told


async def board(group: StudyGroup) -> str:
    """Return the board as the member reads it."""
    return private(await group.member.slash(group.channel, "board"))


@pytest.mark.parametrize("locale", Locale)
async def test_the_board_names_only_who_has_said_yes(group: StudyGroup, locale: Locale) -> None:
    """All others count in the sums; one press shows, the next one hides, also after a restart."""
    say = localizer(locale)
    group.locales[group.member.id] = group.locales[group.reader.id] = locale
    assert say("Nobody shows their progress here yet.") in await board(group)
    for number in (1, 2):
        await press(group, group.member, f"v1:watched:{number}")
        await press(group, group.reader, f"v1:watched:{number + 1}")
    await press(group, group.organiser, "v1:watched:1")
    shown = answer(await group.member.slash(group.channel, "board"))
    assert labels(shown) == [say("Show me here")]
    await group.restart_bot()
    after = answer(await group.member.click(shown, label=say("Show me here")))
    assert after.id == shown.id
    text = await board(group)
    assert f"🥇 <@{group.member.id}>  ●○○○○  2/9  {say('(+{number} this week)', number=2)}" in text
    assert str(group.reader.id) not in text
    assert str(group.organiser.id) not in text
    assert say.count("{number} member is watching along", "{number} members are watching along", 3) in text
    assert say.count("{number} chapter watched in all", "{number} chapters watched in all", 5) in text
    await group.member.click(after, label=say("Hide me"))
    assert str(group.member.id) not in await board(group)


async def test_whoever_has_watched_more_is_first_and_who_has_left_is_not_there(group: StudyGroup) -> None:
    """Those with as many share a place, the first to get there above; "this week" counts nothing from before."""
    for person, chapters in ((group.member, "1"), (group.reader, "1-3"), (group.organiser, "2")):
        await press(group, person, "v1:show-on-board:1")
        await person.slash(group.channel, "watched", chapters=chapters)
        await group.wait(timedelta(minutes=1))
    await group.wait(timedelta(weeks=1))
    places = [line for line in (await board(group)).splitlines() if "<@" in line]
    people = [group.reader, group.member, group.organiser]
    assert [str(person.id) in line for person, line in zip(people, places, strict=True)] == [True] * 3
    assert [place.split()[0] for place in places] == ["🥇", "🥈", "🥈"]
    assert "this week" not in "".join(places)
    group.env.backend.remove_member(group.guild.id, group.reader.id)
    assert str(group.reader.id) not in await board(group)
    assert f'INSERT INTO "board_member" VALUES({group.guild.id},{group.reader.id}' not in "\n".join(stored(group))


@pytest.mark.parametrize("locale", Locale)
async def test_organisers_see_sums_and_nobody(group: StudyGroup, locale: Locale) -> None:
    """How clear a chapter was only once three have said so."""
    say = localizer(locale)
    group.locales[group.organiser.id] = locale
    for person, clarity in ((group.member, 2), (group.reader, 5), (group.organiser, 4)):
        await press(group, person, f"v1:rate-chapter:3:{clarity}")
    await press(group, group.member, "v1:rate-chapter:4:1")
    await group.restart_bot()
    result = await group.organiser.slash(group.channel, "group")
    text = private(result)
    part, clear = say("{count} of {total}", count=3, total=3), say("clear: {clarity} of 5", clarity="4")
    assert f"●●● {part} · {clear} — 3 · " in text
    assert f"{say('{count} of {total}', count=1, total=3)} — 4 · " in text
    for person in (group.member, group.reader, group.organiser):
        assert str(person.id) not in text
    file, chart = answer(result).attachments
    assert (await chart.read()).startswith(b"\x89PNG")
    assert "3" in (chart.description or "")
    rows = list(csv.reader(io.StringIO((await file.read()).decode("utf-8-sig"))))
    assert len(rows) == 10
    assert rows[3][:1] + rows[3][2:] == ["3", "3", "3", "4", "3"]
    assert rows[4][2:] == ["1", "3", "", ""]


async def test_members_see_no_sums_of_chapters(group: StudyGroup) -> None:
    """The command is for organisers, as is its button."""
    before = stored(group)
    assert "Manage Server" in told(await press(group, group.member, "v1:group-page:0"))
    assert "only works in a server" in told(await press(group, group.env.create_user("x"), "v1:show-on-board:1"))
    assert stored(group) == before
