"""SIGTERM right after the start, in a container: the bot is PID 1 there, for which Linux has no default action."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APART = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
TIMEOUT_S = 60.0


def permitted() -> bool:
    """Tell whether this machine lets us start a process as PID 1 of a namespace."""
    if shutil.which(APART[0]) is None:
        return False
    return subprocess.run([*APART, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603 - ours


@contextmanager
def first_process(folder: Path, *command: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run *command* as PID 1 of a namespace; yield the process that waits for it, and its PID outside."""
    settings = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "DISCORD_TOKEN": "not.a.token",
        "LECTERN_DISCORD_API": "http://127.0.0.1:9/api/v10",
        "LECTERN_DISCORD_GATEWAY": "ws://127.0.0.1:9",
    }
    with subprocess.Popen([*APART, *command], cwd=folder, env=settings) as waiting:  # noqa: S603 - ours
        try:
            children = Path(f"/proc/{waiting.pid}/task/{waiting.pid}/children")
            while not (found := children.read_text("utf-8").split()):
                time.sleep(0.001)
            yield waiting, int(found[0])
        finally:
            waiting.kill()


def catches(process: int, number: signal.Signals) -> bool:
    """Tell whether *process* has a handler for the signal."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    (mask,) = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")]
    return bool(int(mask, 16) >> (number - 1) & 1)


def has_loaded(process: int, library: str) -> bool:
    """Tell whether *process* has loaded the compiled *library*."""
    return library in Path(f"/proc/{process}/maps").read_text("utf-8")


@pytest.mark.skipif(not permitted(), reason="needs unshare with the right to make a PID namespace")
@pytest.mark.parametrize("command", [("-m", "bot"), ("-c", "from bot.__main__ import main; main()")])
def test_sigterm_ends_the_bot_before_its_imports_are_done(tmp_path: Path, command: tuple[str, ...]) -> None:
    """With exit code 143, before the libraries are imported."""
    with first_process(tmp_path, sys.executable, *command, "run") as (waiting, bot):
        while not (catches(bot, signal.SIGTERM) or has_loaded(bot, "pydantic_core")):
            time.sleep(0.001)
        early = not has_loaded(bot, "pydantic_core")
        os.kill(bot, signal.SIGTERM)
        assert waiting.wait(TIMEOUT_S) == 128 + signal.SIGTERM
        assert early
    assert list(tmp_path.iterdir()) == []
