"""Whether the bot can do its work: discord.py only reports changes of its connection, this remembers them."""

from discord.ext import commands

from bot.jobs.runner import JobRunner


class Liveness:
    """Knows what keeps the bot from working."""

    def __init__(self, bot: commands.Bot, runner: JobRunner) -> None:
        self._runner = runner
        self._connected = False
        bot.add_listener(self._on_connected, "on_connect")
        bot.add_listener(self._on_connected, "on_resumed")
        bot.add_listener(self._on_disconnected, "on_disconnect")

    def trouble(self) -> str | None:
        """Say what keeps the bot from answering or posting, or None."""
        if not self._connected:
            return "Discord is not connected"
        return self._runner.trouble()

    async def _on_connected(self) -> None:
        self._connected = True

    async def _on_disconnected(self) -> None:
        # discord.py says so after a minute without a word from Discord, too.
        self._connected = False
