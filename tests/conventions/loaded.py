"""The commands as Discord would be told them, without connecting."""

import tempfile
from pathlib import Path
from typing import Any, NoReturn

from discord import app_commands

from bot.app import EXTENSIONS, open_bot
from bot.settings import Settings

Command = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu


def never() -> NoReturn:
    """Refuse to tell the time: what commands there are does not depend on it."""
    message = "asked for the time"
    raise AssertionError(message)


async def loaded_commands() -> list[Command]:
    """Load every cog and return all commands, groups and message commands."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database=Path(folder) / "lectern.db", _env_file=None)
        async with open_bot(settings, clock=never) as bot, bot:
            for extension in EXTENSIONS:
                await bot.load_extension(extension)
            menus = [c for c in bot.tree.get_commands() if isinstance(c, app_commands.ContextMenu)]
            return [*bot.tree.walk_commands(), *menus]
