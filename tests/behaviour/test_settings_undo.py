"""Each change with /settings says what was and what is, and its button Undo takes exactly that change back."""

from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord import InteractionResult

from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.undo.model import UNDO_KEPT
from tests.behaviour.reading import answer, labels, private
from tests.behaviour.schedules import speak_portuguese
from tests.behaviour.study_group import StudyGroup
from tests.behaviour.tampered_client import press, told

ORGANISE = discord.Permissions(manage_guild=True)
CHANGES: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "language": ("language", {"language": "pt-BR"}, "Discord's own setting for this server", "português"),
    "timezone": ("timezone", {"timezone": "Tokyo"}, "none chosen", "Tokyo, Japan (Asia/Tokyo)"),
    "parties": ("parties", {"who": "members"}, "only organisers", "every member"),
}


async def settings(group: StudyGroup, what: str, **options: Any) -> InteractionResult:
    """Let the organiser use /settings *what*."""
    return await group.organiser.slash(group.channel, f"settings {what}", **options)


async def all_settings(group: StudyGroup) -> str:
    """Return what /settings show lists."""
    return private(await settings(group, "show"))


async def undo(group: StudyGroup, changed: InteractionResult) -> InteractionResult:
    """Let the organiser press Undo below the answer *changed*."""
    say = localizer(group.locales.get(group.organiser.id, Locale.ENGLISH))
    return await group.organiser.click(answer(changed), label=say("Undo"))


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_shows_old_and_new_and_undo_takes_it_back(group: StudyGroup, name: str) -> None:
    """Also after a restart; a second press is told so, and changes nothing."""
    what, options, old, new = CHANGES[name]
    before = await all_settings(group)
    changed = await settings(group, what, **options)
    assert f"{old} → {new}" in private(changed)
    await group.restart_bot()
    undone = await undo(group, changed)
    assert f"{new} → {old}" in private(undone)
    assert "✅ Undone" in private(undone)
    assert answer(undone).id == answer(changed).id
    assert labels(answer(undone)) == []
    assert await all_settings(group) == before
    again = told(await press(group, group.organiser, "v1:undo-setting:1"))
    assert again == "ℹ️ This was undone already.\nNothing was changed."  # noqa: RUF001 - the information sign
    assert await all_settings(group) == before


async def test_a_channel_for_notices_is_given_back(group: StudyGroup) -> None:
    """The one that was chosen before, not the default."""
    first, second = group.guild.create_text_channel("staff"), group.guild.create_text_channel("alarms")
    await settings(group, "notices", channel=first)
    changed = await settings(group, "notices", channel=second)
    assert f"<#{first.id}> → <#{second.id}>" in private(changed)
    cleared = await settings(group, "notices")
    assert f"<#{second.id}> → whoever set the schedule up" in private(cleared)
    assert f"→ <#{second.id}>" in private(await undo(group, cleared))
    assert f"→ <#{first.id}>" in private(await undo(group, changed))


IN_PORTUGUESE = {
    "language": ({"language": "en-US"}, "O mesmo que o Discord usa neste servidor", "English"),
    "timezone": ({"timezone": "Tokyo"}, "nenhum escolhido", "Tóquio, Japão (Asia/Tokyo)"),
    "parties": ({"who": "members"}, "só quem organiza", "todos os membros"),
}


@pytest.mark.parametrize("name", IN_PORTUGUESE)
async def test_undo_in_portuguese(group: StudyGroup, name: str) -> None:
    """The whole exchange, with a restart between."""
    speak_portuguese(group)
    options, old, new = IN_PORTUGUESE[name]
    before = await all_settings(group)
    changed = await settings(group, name, **options)
    assert f"{old} → {new}" in private(changed)
    await group.restart_bot()
    undone = await undo(group, changed)
    assert "Desfeito" in private(undone)
    assert f"{new} → {old}" in private(undone)
    assert labels(answer(undone)) == []
    assert await all_settings(group) == before
    assert "já foi desfeit" in told(await press(group, group.organiser, "v1:undo-setting:1"))


@pytest.mark.parametrize("locale", Locale)
async def test_a_channel_for_notices_is_undone_in_each_language(group: StudyGroup, locale: Locale) -> None:
    """After a restart, back to whoever set a schedule up."""
    say = localizer(locale)
    group.locales[group.organiser.id] = locale
    staff, nobody = group.guild.create_text_channel("staff"), say("whoever set the schedule up, in person")
    before = await all_settings(group)
    changed = await settings(group, "notices", channel=staff)
    assert f"{nobody} → <#{staff.id}>" in private(changed)
    await group.restart_bot()
    undone = await undo(group, changed)
    assert say("Undone") in private(undone)
    assert f"<#{staff.id}> → {nobody}" in private(undone)
    assert labels(answer(undone)) == []
    assert await all_settings(group) == before
    again = told(await press(group, group.organiser, "v1:undo-setting:1"))
    assert say("This was undone already.") in again


@pytest.mark.parametrize("name", CHANGES)
async def test_choosing_what_is_so_already_changes_nothing_and_has_no_undo(group: StudyGroup, name: str) -> None:
    """The first change can still be undone after it."""
    what, options, _, new = CHANGES[name]
    changed = await settings(group, what, **options)
    again = await settings(group, what, **options)
    assert "already" in private(again)
    assert new in private(again)
    assert "Nothing was changed." in private(again)
    assert labels(answer(again)) == []
    assert "Undone" in private(await undo(group, changed))


async def test_undo_keeps_what_another_organiser_chose_since(group: StudyGroup) -> None:
    """Of the same setting it is told and changes nothing; other settings do not matter."""
    other = group.guild.add_member(group.env.create_user("otto"), roles=[group.guild.roles["Organisers"]])
    changed = await settings(group, "timezone", timezone="Tokyo")
    await other.slash(group.channel, "settings parties", who="members")
    await other.slash(group.channel, "settings timezone", timezone="Lisbon")
    refused = private(await undo(group, changed))
    assert "Something else was changed since" in refused
    assert "Nothing was changed." in refused
    assert "Lisbon" in await all_settings(group)
    assert "every member" in await all_settings(group)


@pytest.mark.parametrize("locale", Locale)
async def test_undo_is_refused_where_the_setting_was_changed_away_and_back_since(
    group: StudyGroup, locale: Locale
) -> None:
    """Whoever chose the same anew meant it; once those changes are taken back, nothing stands against it."""
    group.locales[group.organiser.id] = locale
    other = group.guild.add_member(group.env.create_user("otto"), roles=[group.guild.roles["Organisers"]])
    changed = await settings(group, "timezone", timezone="Tokyo")
    away = await other.slash(group.channel, "settings timezone", timezone="Lisbon")
    back = await other.slash(group.channel, "settings timezone", timezone="Tokyo")
    before = await all_settings(group)
    refused = private(await undo(group, changed))
    assert localizer(locale)("Something else was changed since, so I do not undo this.") in refused
    assert await all_settings(group) == before
    for each in (back, away):
        await other.click(answer(each), label="Undo")
    assert "→ " in private(await undo(group, changed))
    assert await all_settings(group) != before


async def test_who_may_not_organise_may_not_undo(group: StudyGroup) -> None:
    """Whoever lost the permission since, a member, and organisers of another server."""
    changed = await settings(group, "parties", who="members")
    assert "Gerenciar servidor" in told(await press(group, group.reader, "v1:undo-setting:1"))
    other = group.env.create_guild("Other group")
    there = other.add_member(group.organiser.user, roles=[other.create_role("O", permissions=ORGANISE)])
    no = told(await press(group, there, "v1:undo-setting:1", other.create_text_channel("hall")))
    assert "I have no record of that change any more" in no
    group.env.backend.edit_role(group.guild.id, group.guild.roles["Organisers"].id, {"permissions": 0})
    await group.env.settle()
    assert "Manage Server" in private(await undo(group, changed))
    await group.let_organisers()
    assert "every member" in await all_settings(group)


@pytest.mark.parametrize("locale", Locale)
async def test_undo_after_the_data_was_deleted_names_both_causes_and_the_command(
    group: StudyGroup, locale: Locale
) -> None:
    """It said that the change was too old, minutes after it."""
    group.locales[group.organiser.id] = locale
    say = localizer(locale)
    changed = await settings(group, "parties", who="members")
    before = await all_settings(group)
    await press(group, group.organiser, "v1:forget-me")
    no = private(await undo(group, changed))
    assert say("I have no record of that change any more.") in no
    assert {Locale.ENGLISH: "30 days, or its data was deleted", Locale.PORTUGUESE: "30 dias"}[locale] in no
    assert {Locale.ENGLISH: "begin with `/settings show`.", Locale.PORTUGUESE: "`/configurações ver`"}[locale] in no
    assert await all_settings(group) == before


async def test_a_change_can_be_undone_for_thirty_days(group: StudyGroup) -> None:
    """Then it is forgotten, and the button says so."""
    changed = await settings(group, "parties", who="members")
    await group.wait(UNDO_KEPT + timedelta(days=2))
    assert "older than 30 days, or its data was deleted" in private(await undo(group, changed))
    assert "every member" in await all_settings(group)
