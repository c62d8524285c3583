"""The private parts of discord.py that the bot uses exist, and are put back afterwards."""

import asyncio

import discord
import pytest
from discord import app_commands
from discord.http import HTTPClient, Route

from bot.client.commands import LecternTree
from bot.client.internals import UnsupportedDiscordPyError, discord_at, finish_handlers


def test_discords_own_addresses_are_restored_after_the_block() -> None:
    """And are not changed where none are given."""
    before = (Route.BASE, HTTPClient.ws_connect)
    with discord_at("http://127.0.0.1:1/api/v10/", "ws://127.0.0.1:1"):
        assert Route.BASE == "http://127.0.0.1:1/api/v10"
        assert HTTPClient.ws_connect is not before[1]
    assert (Route.BASE, HTTPClient.ws_connect) == before
    with discord_at(None, None):
        assert (Route.BASE, HTTPClient.ws_connect) == before


def test_a_command_tree_without_its_private_method_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of failing when the first commands must be acknowledged."""
    monkeypatch.delattr(app_commands.CommandTree, "_call")
    with pytest.raises(UnsupportedDiscordPyError, match=r"has no CommandTree\._call"):
        LecternTree(discord.Client(intents=discord.Intents.none()))


@pytest.mark.parametrize(("owner", "name"), [(Route, "BASE"), (HTTPClient, "ws_connect")])
def test_a_discord_py_without_a_private_name_is_refused_by_that_name(
    monkeypatch: pytest.MonkeyPatch, owner: type, name: str
) -> None:
    """Instead of sending the token to another host."""
    monkeypatch.delattr(owner, name)
    with (
        pytest.raises(UnsupportedDiscordPyError, match=f"has no {owner.__name__}.{name}"),
        discord_at("http://127.0.0.1:1", "ws://127.0.0.1:1"),
    ):
        pytest.fail("went on without it")


async def test_a_handler_that_does_not_end_is_cancelled_after_a_while() -> None:
    """Other libraries' tasks are left alone."""
    async with asyncio.TaskGroup() as group:
        short = group.create_task(asyncio.sleep(0.01), name="discord.py: on_ready")
        endless = group.create_task(asyncio.sleep(60), name="CommandTree-invoker")
        other = group.create_task(asyncio.sleep(60), name="job-1")
        await finish_handlers(0.05)
        assert (short.done(), short.cancelled(), endless.cancelled()) == (True, False, True)
        assert not other.done()
        other.cancel()
