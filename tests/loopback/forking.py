"""Starts the bot as a fork of a process that has imported it, since importing takes most of a start.

Each is a process with its own memory, files and signals all the same, and can be killed.
"""

import asyncio
import os
import runpy
import sys
from collections.abc import Mapping
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_WATCH = Path(__file__).parent / "watch" / "sitecustomize.py"
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.loopback.preload"])


class Fork:
    """A forked process with the interface of `asyncio.subprocess.Process`."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self.pid = process.pid or 0

    @property
    def returncode(self) -> int | None:
        """Its exit code, or the negative number of the signal that ended it; None while it runs."""
        return self._process.exitcode

    async def wait(self) -> int:
        """Wait for its end, and return `returncode`."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        while (code := self.returncode) is None:
            loop.add_reader(self._process.sentinel, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(self._process.sentinel)
        return code


def fork(module: str, arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str]) -> Fork:
    """Run *module* with *arguments* in *folder*, with *environment* only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        forkserver.ensure_running()
    process = _CONTEXT.Process(target=_become, args=(module, arguments, folder, dict(environment)))
    process.start()
    return Fork(process)


def _become(module: str, arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str]) -> None:
    from tests import cached_commands, cached_course  # noqa: PLC0415 - which only a fork shares with others

    os.chdir(folder)
    os.environ.clear()  # noqa: TID251 - as a new process has it
    os.environ.update(environment)  # noqa: TID251 - as above
    with (folder / "output.log").open("ab") as output:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(output.fileno(), stream.fileno())
            stream.reconfigure(line_buffering=True)  # type: ignore[union-attr] # it is a text file
    runpy.run_path(str(_WATCH))
    sys.argv = [module, *arguments]
    with cached_course.patched(), cached_commands.patched():
        runpy.run_module(module, run_name="__main__", alter_sys=True)
