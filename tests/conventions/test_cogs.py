"""Cogs are thin and all loaded; each button's id belongs to one action."""

import ast
import re
from dataclasses import fields
from enum import IntEnum
from itertools import product
from typing import Any, get_type_hints

import discord
import pytest
from discord import app_commands

from bot.app import EXTENSIONS
from bot.client.help import FIRST, LAST
from bot.ui.buttons import Action
from tests.button_actions import ACTIONS
from tests.conventions.loaded_commands import TRYOUT, Command, loaded_commands
from tests.conventions.sources import ROOT, Source, size, sources

LONGEST_COMMAND = 20
LONGEST_ID = 100
COGS = [source for source in sources() if source.name.startswith("cogs/") and source.path.stem != "__init__"]


def test_every_cog_is_loaded() -> None:
    """A cog that is not in EXTENSIONS would have commands that nobody sees."""
    cogs = {source.path.relative_to(ROOT / "cogs").parts[0].removesuffix(".py") for source in COGS}
    assert sorted(EXTENSIONS) == sorted(f"cogs.{name}" for name in cogs)


def test_every_command_is_described_to_people_and_to_readers_of_the_code() -> None:
    """A description for Discord's picker, one for each option, and a docstring."""
    commands, _ = loaded_commands()
    assert len(commands) > 10
    for command in commands:
        assert described(command), command.name


@pytest.mark.parametrize("path", ["chapter", "party plan", "schedule jump", "schedule repeat"])
def test_a_chapter_is_called_alike_in_every_command(path: str) -> None:
    """In both languages."""
    _, told = loaded_commands()
    parts: list[dict[str, Any]] = told
    for name in path.split():
        (found,) = (part for part in parts if part["name"] == name)
        parts = found["options"]
    assert {"chapter": "capítulo"}.items() <= {
        part["name"]: part["name_localizations"].get("pt-BR") for part in parts
    }.items()


def test_help_orders_only_commands_that_there_are() -> None:
    """Each once; those that it does not name stand between the others."""
    commands, _ = loaded_commands(TRYOUT)
    ordered = [*FIRST, *LAST]
    assert len(ordered) == len(set(ordered))
    assert set(ordered) <= {command.qualified_name for command in commands}


def described(command: Command) -> bool:
    """Whether *command* explains itself everywhere."""
    if isinstance(command, app_commands.Group):
        return 1 < len(command.description) <= 100
    documented = bool(command.callback.__doc__)
    if isinstance(command, app_commands.ContextMenu):
        return documented
    options = [parameter.description for parameter in command.parameters]
    return documented and all(1 < len(str(text)) <= 100 for text in (command.description, *options))


@pytest.mark.parametrize("source", COGS, ids=lambda source: source.name)
def test_commands_in_cogs_are_short(source: Source) -> None:
    """A command reads its options, calls one service and shows one card."""
    long = [
        function.name
        for function in source.functions()
        if function.name != "__init__" and body_lines(function) > LONGEST_COMMAND
    ]
    assert long == []


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines *function* has after its signature and docstring."""
    first = function.body[1] if len(function.body) > 1 else function.body[0]
    return size(function) - (first.lineno - function.lineno)


def test_private_names_of_discord_are_touched_in_one_place_only() -> None:
    """A new release of discord.py then needs a check of bot/client/internals.py only."""
    others = [s for s in sources() if s.name.startswith(("bot/client/", "bot/ui/", "cogs/"))]
    private = re.compile(r"(?<!\bself)(?<!\bcls)\._[a-z]")
    touching = [source.name for source in others if private.search(source.text)]
    assert touching == ["bot/client/internals.py"]


def ids(action: type[Action]) -> list[str]:
    """Return the shortest and the longest custom_id that *action* can have."""
    types = get_type_hints(action)
    numbers = product(*(extremes(types[field.name]) for field in fields(action)))
    return [action(*values).custom_id for values in numbers]


def extremes(kind: type[int]) -> tuple[int, int]:
    """Return the least and the greatest value of a field, which may be a choice."""
    if issubclass(kind, IntEnum):
        return min(kind), max(kind)
    return (False, True) if kind is bool else (0, 2**63 - 1)


def test_every_button_id_is_read_as_exactly_one_action() -> None:
    """No id is longer than Discord allows, and each is read back as the action that made it."""
    for action in ACTIONS:
        for custom_id in ids(action):
            assert len(custom_id) <= LONGEST_ID
            assert [a for a in ACTIONS if a.template().fullmatch(custom_id)] == [action]
    names = [action.name for action in ACTIONS]
    assert len(names) == len(set(names))
    assert {action.__name__ for action in ACTIONS} == {kind.__name__ for kind in Action.__subclasses__()}


async def test_every_action_has_a_route() -> None:
    """A button without one would be answered as one of an older version."""
    text = "".join(source.text for source in COGS)
    routed = set(re.findall(r"add_(?:route|form)\(bot, (?:\w+\.)?(\w+), ", text))
    assert {action.__name__ for action in ACTIONS} == routed


def test_no_privileged_intent_is_asked_for() -> None:
    """Whoever hosts the bot then need not enable any in Discord's developer portal."""
    (bot,) = (source for source in sources() if source.name == "bot/bot.py")
    asked = set(re.findall(r"(\w+)=True", bot.text.split("discord.Intents(")[1].split(")")[0]))
    assert asked
    assert asked <= set(discord.Intents.VALID_FLAGS)
    assert not asked & {"members", "presences", "message_content"}


def test_documents_name_no_folder_outside_the_project() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    assert [page.name for page in pages if "../shared" in page.read_text("utf-8")] == []
