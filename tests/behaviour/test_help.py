"""/help lists the commands that its reader can use, in working order, as they can be clicked or typed."""

import re
import sqlite3
from contextlib import closing
from typing import Any

from bot.bot import LecternBot
from bot.text.locales import Locale
from tests.behaviour.reading import private, said
from tests.behaviour.study_group import StudyGroup

MOST_TEXT = 4000  # characters on a card, set by Discord
MENTION = re.compile(r"</([^:]+):(\d+)>")
TYPED = re.compile(r"`/([^`]+)`")


def leaves(command: dict[str, Any], locale: str | None = None) -> list[str]:
    """Return the names under which a command and its subcommands are typed in the language *locale*."""
    name = (command.get("name_localizations") or {}).get(locale, command["name"])
    inner = [option for option in command.get("options", ()) if option["type"] in {1, 2}]
    return [f"{name} {leaf}" for option in inner for leaf in leaves(option, locale)] or [name]


def registered(group: StudyGroup, locale: str | None = None) -> dict[str, str]:
    """Return all slash commands that Discord knows, as a reader of *locale* types them, with their ids."""
    commands = group.env.backend.visible_commands(user_id=group.organiser.id, channel_id=group.channel.id)
    slash = [command for command in commands if command.get("type", 1) == 1]
    return {leaf: str(command["id"]) for command in slash for leaf in leaves(command, locale)}


async def test_help_mentions_every_command_to_organisers_also_after_a_restart(group: StudyGroup) -> None:
    """By Discord's ids, which a bot that finds its commands known already has not been told again."""
    first = private(await group.organiser.slash(group.channel, "help"))
    await group.restart_bot()
    text = private(await group.organiser.slash(group.channel, "help"))
    assert text == first
    assert dict(MENTION.findall(text)) == registered(group)
    assert "### For organisers" in text
    assert len(text) < MOST_TEXT


async def test_help_lists_first_what_a_newcomer_needs_first(group: StudyGroup) -> None:
    """To ask, then the course and one's own way through it; then parties; organisers' as they set up."""
    names = [name for name, _ in MENTION.findall(private(await group.organiser.slash(group.channel, "help")))]
    wanted = ["ask", "chapter", "course", "next", "progress", "party plan", "privacy", "help"]
    wanted += ["courses add", "schedule setup", "schedule show", "schedule stop", "settings show"]
    assert [name for name in names if name in wanted] == wanted


async def test_help_hides_from_members_what_they_cannot_use(group: StudyGroup) -> None:
    text = private(await group.member.slash(group.channel, "help"))
    names = {name for name, _ in MENTION.findall(text)}
    assert {"ask", "party plan"} <= names
    assert [name for name in names if name.startswith(("schedule", "settings", "courses"))] == []
    assert "For organisers" not in text


async def test_help_lists_in_a_direct_message_what_works_there(group: StudyGroup) -> None:
    """To an organiser, too; it says that there is more in a server."""
    for somebody in (group.member, group.organiser):
        text = said(await somebody.user.slash("help"))
        assert [name for name, _ in MENTION.findall(text)] == ["ask", "chapter", "course", "privacy", "help"]
        assert "In your server there are more" in text


async def test_help_names_commands_as_the_readers_discord_shows_them(group: StudyGroup) -> None:
    """A Portuguese organiser's Discord offers Portuguese names; it would open no mention of one, so they are typed."""
    group.locales[group.organiser.id] = Locale.PORTUGUESE
    text = private(await group.organiser.slash(group.channel, "help"))
    names = set(registered(group, "pt-BR"))
    assert names.isdisjoint(registered(group))
    assert set(TYPED.findall(text)) == names
    assert MENTION.findall(text) == []
    assert "### Para quem organiza" in text
    assert len(text) < MOST_TEXT


async def test_help_says_in_portuguese_what_each_command_does_in_one_form(group: StudyGroup) -> None:
    """All in the third person: "Mostra", "Planeja"; some were in the infinitive or told the reader what to do."""
    group.locales[group.organiser.id] = Locale.PORTUGUESE
    lines = private(await group.organiser.slash(group.channel, "help")).splitlines()
    told = [line.split("` — ")[1] for line in lines if "` — " in line]
    told += [line.strip("*") for line in lines if line.startswith("**")]
    verbs = {line.split()[0] for line in told}
    assert {"Mostra", "Encontra", "Publica", "Escolhe"} <= verbs
    assert [verb for verb in verbs if verb.endswith("r") or verb in {"Escolha", "Mostre", "Planeje"}] == []


async def test_help_names_commands_plainly_while_their_ids_are_unknown(group: StudyGroup) -> None:
    """As where Discord took no new commands that day."""
    assert isinstance(group.env.bot, LecternBot)
    del group.env.bot.commands_tree.ids["ask"]
    text = private(await group.member.slash(group.channel, "help"))
    assert text.count("`/ask` — ") == 1
    assert "</chapter:" in text


async def test_help_mentions_commands_of_an_older_versions_database(group: StudyGroup) -> None:
    """That version kept no ids: the commands are sent once more, and Discord tells their ids."""
    await group.stop_bot()
    with closing(sqlite3.connect(group.database)) as connection, connection:
        assert connection.execute("DELETE FROM meta WHERE key LIKE 'command-ids:%'").rowcount == 1
    await group.start_bot()
    text = private(await group.organiser.slash(group.channel, "help"))
    assert dict(MENTION.findall(text)) == registered(group)
