"""What a tampered client sends from the set-up page, and buttons of private cards on public messages."""

import sqlite3
from contextlib import closing

import discord
import pytest

from bot.bot import LecternBot
from bot.ids import GuildId, UserId
from bot.schedules.drafts import Draft
from bot.text.locales import Locale
from tests.behaviour.every_action import page
from tests.behaviour.old_messages import old_message
from tests.behaviour.parties import plan, set_zone
from tests.behaviour.reading import answer, private, text_of
from tests.behaviour.schedules import MONDAYS, speak_portuguese
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, send, stored, told

MORE = {"every": ["1"], "missed": ["3"], "language": ["as-it-is"], "ending": ["stop"]}
CHAPTERS = {"first": ["0"], "order": ["as-before"], "own-order": "", "per-post": ["1"]}
PRIVATE = [
    *("chapter:5", "unwatched:5", "card-watched:5", "card-unwatched:5"),
    *("consider-forgetting", "remember-me", "forget-me"),
    *("draft-first-post", "draft-season", "draft-start", "start-draft:7"),
]
SENSELESS = ["", "x", "-1", "0", "99", "٣", str(2**63), str(10**30), "@everyone"]


async def draft(group: StudyGroup) -> Draft:
    """Return the organiser's draft as the database has it."""
    assert isinstance(group.env.bot, LecternBot)
    found = await group.env.bot.services.schedules.draft(GuildId(group.guild.id), UserId(group.organiser.id))
    assert isinstance(found, Draft)
    return found


async def chosen(group: StudyGroup, part: int, *values: str) -> str:
    """Let the organiser's client send *values* from menu *part* of the page, and return the answer."""
    return told(await press(group, group.organiser, f"v1:draft-chosen:{part}", values=values))


@pytest.mark.parametrize("locale", Locale)
async def test_channels_and_roles_of_other_servers_are_refused(group: StudyGroup, locale: Locale) -> None:
    """Nor ids that nothing has, nor text that is no number."""
    await page(group)
    before = await draft(group)
    other = group.env.create_guild("Other group")
    hall, role = other.create_text_channel("hall"), other.create_role("Readers", mentionable=True)
    if locale is Locale.PORTUGUESE:
        speak_portuguese(group)
    hidden = {Locale.ENGLISH: "both be able to see", Locale.PORTUGUESE: "precisamos poder ver"}[locale]
    refused = {Locale.ENGLISH: "could ping yourself", Locale.PORTUGUESE: "poderia mencionar"}[locale]
    for value in (str(hall.id), str(group.organiser.id), *SENSELESS):
        assert hidden in await chosen(group, 1, value), value
    for value in (str(role.id), str(group.channel.id), *SENSELESS):
        assert refused in told(await press(group, group.organiser, "v1:draft-chosen:3", values=[value])), value
    assert hidden in await chosen(group, 1)
    assert await chosen(group, 2)
    assert await chosen(group, 2, "x", "9")
    assert await draft(group) == before


@pytest.mark.parametrize("field", [*MORE, "discussion", "tag", "per-post"])
async def test_form_values_that_were_not_offered_change_nothing(group: StudyGroup, field: str) -> None:
    """Values of menus in a form."""
    await page(group)
    before = await draft(group)
    usual, part = (CHAPTERS, 5) if field in CHAPTERS else (MORE, 6)
    for value in SENSELESS:
        if (field, value) != ("missed", "0"):
            said = told(await send(group, group.organiser, f"v1:draft-form:{part}", {**usual, field: [value]}))
            assert "7:00 PM" in said, value
    assert await draft(group) == before


@pytest.mark.parametrize("part", [4, 5, 6])
async def test_a_form_without_its_fields_changes_nothing(group: StudyGroup, part: int) -> None:
    """The page is shown unchanged."""
    await page(group)
    before = await draft(group)
    assert "7:00 PM" in told(await send(group, group.organiser, f"v1:draft-form:{part}", {}))
    assert await draft(group) == before


@pytest.mark.parametrize("locale", Locale)
async def test_ids_of_menus_and_forms_that_do_not_exist_are_answered_as_outdated(
    group: StudyGroup, locale: Locale
) -> None:
    """Parts that are a menu have no form, and parts that are a form no menu."""
    await page(group)
    before = await draft(group)
    if locale is Locale.PORTUGUESE:
        speak_portuguese(group)
    older = {Locale.ENGLISH: "an older version", Locale.PORTUGUESE: "uma versão mais antiga"}[locale]
    for part in (0, 4, 5, 6, 7):
        assert older in told(await press(group, group.organiser, f"v1:draft-chosen:{part}", values=["1"]))
    for part in (0, 1, 2, 3, 7):
        assert older in told(await press(group, group.organiser, f"v1:draft-form:{part}"))
        assert older in told(await send(group, group.organiser, f"v1:draft-form:{part}", CHAPTERS))
    assert await draft(group) == before


@pytest.mark.parametrize("name", PRIVATE)
async def test_a_private_buttons_answer_never_replaces_a_public_message(group: StudyGroup, name: str) -> None:
    """The answer is a private message beside it."""
    message = old_message(group, f"v1:{name}")
    private(await group.organiser.click(message, custom_id=f"v1:{name}"))
    (kept,) = group.channel.history()
    assert text_of(kept) == "Long ago"


@pytest.mark.parametrize("name", ["try-post", "leave-post", "post-next"])
async def test_the_buttons_of_a_notice_are_about_posts_only(group: StudyGroup, name: str) -> None:
    """Another kind of job, whose subject has the number of another server's schedule, is refused."""
    other = group.env.create_guild("Other group")
    hall = other.create_text_channel("hall")
    roles = [other.create_role("Organisers", permissions=discord.Permissions(manage_guild=True))]
    elsewhere = other.add_member(group.env.create_user("otto"), roles=roles)
    await elsewhere.slash(hall, "schedule setup", channel=hall, **MONDAYS)
    await set_zone(group)
    asked = answer(await plan(group))
    await group.forbid(group.channel, send_messages=True)
    await group.organiser.click(asked, label="Confirm")
    with closing(sqlite3.connect(group.database)) as connection:
        ((job,),) = connection.execute("SELECT id FROM job WHERE kind = 'party' AND state = 'held'")
    before = stored(group)
    assert "not waiting any more" in told(await press(group, group.organiser, f"v1:{name}:0:{job}"))
    assert stored(group) == before
