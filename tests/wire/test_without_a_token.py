"""`lectern run` without DISCORD_TOKEN: a terminal gets the try-out, a service a sentence."""

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).parents[2]
PAGE = "Lectern's try-out: http://127.0.0.1:"
MISSPELT = {"DISCORD_TOKN": "some.token.misspelt"}
REMARK = "DISCORD_TOKN is no setting (did you mean DISCORD_TOKEN?)"
SENTENCE = "lectern: set DISCORD_TOKEN; {}`lectern tryout` starts the try-out\n"


@contextmanager
def started(folder: Path, *options: str, out: int | IO[bytes], **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start `lectern run` without standard input and without a browser."""
    places = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), "BROWSER": "true"}
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", "run", *options],
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=places | {"PYTHONUNBUFFERED": "1"} | settings,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def lines_to_the_page(stream: IO[bytes]) -> list[str]:
    """Return the lines printed up to the one with the try-out's address."""
    lines = []
    for line in stream:
        lines.append(line.decode().strip())
        if lines[-1].startswith(PAGE):
            break
    return lines


@pytest.mark.parametrize(
    ("options", "settings", "remark"),
    [
        ((), {}, ""),
        ((), {"DISCORD_TOKEN": ""}, ""),
        ((), MISSPELT, f"{REMARK}; "),
        (("--or-tryout",), MISSPELT, f"{REMARK}; "),
    ],
)
def test_service_is_told_in_a_sentence(
    tmp_path: Path, options: tuple[str, ...], settings: dict[str, str], remark: str
) -> None:
    """Nobody would see the try-out's page, and the service would look healthy."""
    with started(tmp_path, *options, out=subprocess.PIPE, **settings) as process:
        assert process.stdout is not None
        assert process.stdout.read().decode() == SENTENCE.format(remark)
        assert process.wait(60) == 2


@pytest.mark.parametrize("settings", [{}, MISSPELT])
def test_terminal_gets_the_page(tmp_path: Path, settings: dict[str, str]) -> None:
    """With the reason, and the setting that was perhaps meant."""
    ours, theirs = pty.openpty()
    with open(ours, "rb", buffering=0) as terminal, started(tmp_path, out=theirs, **settings):  # noqa: PTH123
        os.close(theirs)
        lines = lines_to_the_page(terminal)
    assert lines[-1].startswith(PAGE)
    assert lines[-2].startswith("No DISCORD_TOKEN is set, so this is the try-out")
    assert lines[:-2] == [REMARK] * len(settings)


def test_make_run_gets_the_page_wherever_it_prints(tmp_path: Path) -> None:
    """`make run` asks for the try-out, so also where its output goes to a file."""
    make = shutil.which("make")
    assert make is not None
    command = [make, "--no-print-directory", "-n", "run"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    program, *options = shown.stdout.splitlines()[-1].split()
    assert (Path(program).name, options) == ("lectern", ["run", "--or-tryout"])
    with started(tmp_path, *options[1:], out=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert lines_to_the_page(process.stdout)[-1].startswith(PAGE)
