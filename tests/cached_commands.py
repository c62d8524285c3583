"""The cogs, imported once a process, and their translated commands, shared by all bots under test.

discord.py imports an extension anew for every bot, and asks for each text in each language, which takes longer
than most tests. `tests/wire/test_process.py` runs bots without this cache.
"""

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from discord.app_commands import Command, CommandTree, ContextMenu, Group, Translator

from bot.bot import LecternBot

Translate = Callable[[Any, CommandTree[Any], Translator], Awaitable[dict[str, Any]]]

_KINDS: tuple[type, ...] = (Command, ContextMenu, Group)
_translated: dict[tuple[type, str], str] = {}


@contextmanager
def patched() -> Iterator[None]:
    """Let every bot that is opened in the block use the shared cogs and translations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LecternBot, "load_extension", _load)
        for kind in _KINDS:
            patch.setattr(kind, "get_translated_payload", _cached(kind.get_translated_payload))  # type: ignore[attr-defined] # each has it
        yield


async def _load(bot: LecternBot, name: str) -> None:
    await import_module(name).setup(bot)


def _cached(translate: Translate) -> Translate:
    """Return *translate* with a cache by the command's kind and name."""

    async def remembered(command: Any, tree: CommandTree[Any], translator: Translator) -> dict[str, Any]:
        key = (type(command), command.qualified_name)
        if key not in _translated:
            _translated[key] = json.dumps(await translate(command, tree, translator))
        return dict(json.loads(_translated[key]))

    return remembered
