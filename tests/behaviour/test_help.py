"""/help lists the commands that its reader can use."""

from typing import Any

from bot.text.locales import Locale
from tests.behaviour.reading import private, said
from tests.behaviour.study_group import StudyGroup


def leaves(command: dict[str, Any], locale: str | None = None) -> list[str]:
    """Return the names under which a command and its subcommands are typed in the language *locale*."""
    name = (command.get("name_localizations") or {}).get(locale, command["name"])
    inner = [option for option in command.get("options", ()) if option["type"] in {1, 2}]
    return [f"{name} {leaf}" for option in inner for leaf in leaves(option, locale)] or [name]


def registered(group: StudyGroup, locale: str | None = None) -> list[str]:
    """Return all slash commands that Discord knows, as a reader of *locale* types them."""
    commands = group.env.backend.visible_commands(user_id=group.organiser.id, channel_id=group.channel.id)
    return [leaf for command in commands if command.get("type", 1) == 1 for leaf in leaves(command, locale)]


async def test_help_lists_every_command_to_organisers(group: StudyGroup) -> None:
    text = private(await group.organiser.slash(group.channel, "help"))
    for command in registered(group):
        assert f"`/{command}` — " in text
    assert "For organisers" in text


async def test_help_hides_from_members_what_they_cannot_use(group: StudyGroup) -> None:
    """In a direct message, too."""
    for text in (private(await group.member.slash(group.channel, "help")), said(await group.member.user.slash("help"))):
        assert "`/ask`" in text
        assert "/schedule" not in text
        assert "/settings" not in text
        assert "For organisers" not in text


async def test_help_names_commands_as_the_readers_discord_shows_them(group: StudyGroup) -> None:
    """A Portuguese organiser's Discord offers Portuguese names; the help uses the very same ones."""
    group.locales[group.organiser.id] = Locale.PORTUGUESE
    text = private(await group.organiser.slash(group.channel, "help"))
    names = registered(group, "pt-BR")
    assert names != registered(group)
    for name in names:
        assert f"`/{name}` — " in text


async def test_help_says_in_portuguese_what_each_command_does_in_one_form(group: StudyGroup) -> None:
    """All in the third person: "Mostra", "Planeja"; some were in the infinitive or told the reader what to do."""
    group.locales[group.organiser.id] = Locale.PORTUGUESE
    text = private(await group.organiser.slash(group.channel, "help"))
    verbs = {line.split("` — ")[1].split()[0] for line in text.splitlines() if line.startswith("`/")}
    assert {"Mostra", "Planeja", "Escolhe"} <= verbs
    assert [verb for verb in verbs if verb.endswith("r") or verb in {"Escolha", "Mostre", "Planeje"}] == []
