"""The bot's commands as Discord would be sent them, without connecting."""

import asyncio
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from discord import app_commands

from bot.app import EXTENSIONS, open_bot
from bot.client.commands import CatalogueTranslator
from bot.settings import Settings

TRYOUT = "tryout.time_commands"
Command = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu


def never() -> NoReturn:
    """Fail: which commands there are must not depend on the time."""
    message = "asked for the time"
    raise AssertionError(message)


@cache
def loaded_commands(*further: str) -> tuple[list[Command], list[dict[str, Any]]]:
    """Load every cog and *further* extensions, once; return all commands and what Discord is sent."""
    return asyncio.run(_load(further))


async def _load(further: tuple[str, ...]) -> tuple[list[Command], list[dict[str, Any]]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database=Path(folder) / "lectern.db", _env_file=None)
        async with open_bot(settings, clock=never) as bot, bot:
            for extension in (*EXTENSIONS, *further):
                await bot.load_extension(extension)
            roots = bot.tree.get_commands()
            menus = [command for command in roots if isinstance(command, app_commands.ContextMenu)]
            translator = CatalogueTranslator()
            told = [await command.get_translated_payload(bot.tree, translator) for command in roots]
            return [*bot.tree.walk_commands(), *menus], told
