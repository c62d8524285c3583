"""The bot as a process, connected to the loopback Discord, to be watched, killed and restarted."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.loopback.condition import TIMEOUT_S
from tests.loopback.forking import ROOT, Fork, fork
from tests.loopback.server import Loopback

_WATCH = Path(__file__).parent / "watch"


ADDRESS = "database.address"
"""A file in a bot's folder with the address of its database, where that is not the file lectern.db beside it."""


class BotProcess:
    """One start of `python -m bot`; its working folder keeps its output and the hosts that it connected to."""

    def __init__(self, process: asyncio.subprocess.Process | Fork, folder: Path) -> None:
        self._process, self._folder = process, folder

    @classmethod
    async def start(
        cls, server: Loopback, folder: Path, *arguments: str, module: str = "bot", python: str = "", **environment: str
    ) -> Self:
        """Start the bot in *folder*, with nothing of this process's environment but the path of programs.

        It is a fork of a process that has imported it, unless *python* names an interpreter to start.
        """
        settings = {
            "PATH": os.defpath,
            "HOME": str(folder),
            "PYTHONPATH": os.pathsep.join([str(_WATCH), str(ROOT)]),
            "PYTHONUNBUFFERED": "1",
            "DISCORD_TOKEN": server.token,
            "LECTERN_DATABASE": _address(folder),
            "LECTERN_DISCORD_API": server.api,
            "LECTERN_DISCORD_GATEWAY": server.gateway_url,
        } | environment
        settings = {key: value for key, value in settings.items() if value}
        (folder / "output.log").touch()
        if not python:
            return cls(fork(module, arguments or ("run",), folder, settings), folder)
        with (folder / "output.log").open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                python,
                "-m",
                module,
                *(arguments or ("run",)),
                cwd=folder,
                env=settings,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        return cls(process, folder)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def output(self) -> str:
        """All output of this and earlier starts in the folder."""
        return (self._folder / "output.log").read_text(encoding="utf-8")

    @property
    def hosts(self) -> set[str]:
        """Every host that a start in the folder looked up or connected to."""
        log = self._folder / "hosts.log"
        return set(log.read_text(encoding="utf-8").split()) if log.exists() else set()

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.returncode is None

    async def ended(self, within: float = TIMEOUT_S) -> int:
        """Wait for the end; return the exit code, or the negative number of the signal that ended it."""
        async with asyncio.timeout(within):
            return await self._process.wait()

    async def kill(self) -> None:
        """End it at once with SIGKILL, as a power cut would."""
        if self.running:
            self.signal(signal.SIGKILL)
        await self.ended()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, such as SIGTERM, with which service managers end a service.

        Not through `Process.send_signal`, which first asks whether it has ended; where it just has, asyncio
        is too late for its exit code, and gives 255.
        """
        with suppress(ProcessLookupError):  # it has ended, and asyncio is about to notice
            os.kill(self._process.pid, number)

    async def terminate(self, within: float = TIMEOUT_S) -> int:
        """Ask it to end (SIGTERM), wait, and return the exit code."""
        if self.running:
            self.signal(signal.SIGTERM)
        return await self.ended(within)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()


def _address(folder: Path) -> str:
    named = folder / ADDRESS
    return named.read_text("utf-8") if named.exists() else str(folder / "lectern.db")
