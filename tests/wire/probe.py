"""A small discord.py client by which the loopback Discord is tested without the bot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.loopback import Loopback

GREETING_ID = "greet"


class Greeter(discord.ui.LayoutView):
    """A message with a button that changes it, and one that opens a form."""

    row: discord.ui.ActionRow["Greeter"] = discord.ui.ActionRow()

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.text: discord.ui.TextDisplay[Greeter] = discord.ui.TextDisplay("Hello")
        self.add_item(self.text)

    @row.button(label="Greet", custom_id=GREETING_ID)
    async def greet(self, interaction: discord.Interaction, _: discord.ui.Button["Greeter"]) -> None:
        """Change the clicked message."""
        self.text.content = f"Hello {interaction.user.display_name}"
        await interaction.response.edit_message(view=self)

    @row.button(label="Name", custom_id="name")
    async def name(self, interaction: discord.Interaction, _: discord.ui.Button["Greeter"]) -> None:
        """Open the form."""
        await interaction.response.send_modal(NameForm())


class NameForm(discord.ui.Modal, title="Your name"):
    """A form that asks for a name and repeats it."""

    answer: discord.ui.TextInput["NameForm"] = discord.ui.TextInput(label="Name", custom_id="answer")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Repeat the name in a private message."""
        await interaction.response.send_message(f"You are {self.answer.value}", ephemeral=True)


class Probe(discord.Client):
    """The client; `resumes` and `greeted` count what it met."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents or discord.Intents(guilds=True), guild_ready_timeout=0.1)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(_echo)
        self.tree.add_command(_study)
        self.tree.add_command(_quote)
        self.resumes = 0

    async def setup_hook(self) -> None:
        """Register the buttons and the commands."""
        self.add_view(Greeter())
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        """Repeat a message that mentions the client."""
        if message.author != self.user and message.content:
            await message.reply(f"You said {message.content}")

    async def on_resumed(self) -> None:
        """Count a resumed session."""
        self.resumes += 1

    def text_channel(self, channel_id: int) -> discord.TextChannel:
        """Return a text channel from the client's cache."""
        channel = self.get_channel(channel_id)
        assert isinstance(channel, discord.TextChannel)
        return channel


@app_commands.command(name="echo", description="Say it back")
async def _echo(interaction: discord.Interaction, text: str) -> None:
    await interaction.response.send_message(f"{interaction.locale}: {text}", ephemeral=True)


@_echo.autocomplete("text")
async def _complete(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=current + "!", value=current)]


@app_commands.context_menu(name="Quote")
async def _quote(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"> {message.content}")


_study = app_commands.Group(name="study", description="Study things", guild_only=True)


@_study.command(name="open", description="Greet in a channel")
async def _open(interaction: discord.Interaction, channel: discord.TextChannel, later: bool = False) -> None:  # noqa: FBT001, FBT002 - a slash command's option
    if later:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(f"Greeting {channel.name}")
        return
    await interaction.response.send_message(view=Greeter())


@asynccontextmanager
async def running_probe(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, probe: Probe | None = None
) -> AsyncIterator[Probe]:
    """Run the client against the server until the block ends."""
    monkeypatch.setattr(Route, "BASE", server.api)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
    client = probe or Probe()
    async with asyncio.TaskGroup() as group:
        group.create_task(client.start(server.token))
        try:
            await server.ready()
            await client.wait_until_ready()
            yield client
        finally:
            await client.close()
