"""The Dockerfile keeps what docs/hosting.md promises: no tools, no secrets, no root, and a true health check."""

import json
import re
import tomllib
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from bot import __version__
from bot.__main__ import COMMANDS

ROOT = Path(__file__).parents[2]
Instruction = tuple[str, str]


def stages() -> list[list[Instruction]]:
    """Return the Dockerfile's instructions: those before the first FROM, and those of each stage."""
    lines = [line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if line[:1] != "#"]
    found: list[list[Instruction]] = [[]]
    for line in filter(None, "\n".join(lines).replace("\\\n", " ").splitlines()):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        found[-1].append((word, " ".join(rest.split())))
    return found


BEFORE, BUILD, FINAL = stages()


def final(word: str) -> str:
    """Return the last instruction *word* of the final stage."""
    return [rest for instruction, rest in FINAL if instruction == word][-1]


def project() -> dict[str, Any]:
    """Return the project's table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def ignored(path: str) -> bool:
    """Tell whether .dockerignore excludes *path* or a folder around it; the last line that fits decides."""
    out = False
    parents = [path, *(str(parent) for parent in Path(path).parents)]
    for line in (ROOT / ".dockerignore").read_text("utf-8").split():
        pattern = line.removeprefix("!").removeprefix("**/")
        names = Path(path).parts if "**/" in line else parents
        if any(fnmatchcase(name, pattern) for name in names):
            out = not line.startswith("!")
    return out


def test_both_stages_use_the_same_supported_python() -> None:
    """The final stage runs what the first compiled."""
    assert [stage[0][1].split()[0] for stage in (BUILD, FINAL)] == ["${BASE}"] * 2
    ((_, base),) = BEFORE
    minor = re.fullmatch(r"BASE=python:3\.(\d+)-slim@sha256:[0-9a-f]{64}", base)
    oldest, newest = map(int, re.findall(r"3\.(\d+)", project()["requires-python"]))
    assert minor is not None
    assert oldest <= int(minor[1]) < newest


def test_the_image_copies_only_the_bot_from_the_build_stage() -> None:
    """pip, uv and their downloads are not in the image."""
    assert [rest for word, rest in FINAL if word in {"COPY", "ADD"}] == ["--from=build /opt/lectern /opt/lectern"]


def test_everything_installed_is_pinned_with_hashes_and_needed_on_a_server() -> None:
    """requirements/server.txt has the bot's own dependencies and PostgreSQL's, without those of tests and try-out."""
    copied = [rest.split()[:-1] for word, rest in BUILD if word == "COPY"]
    assert copied == [
        ["requirements/build.txt", "requirements/server.txt"],
        ["pyproject.toml", "README.md", "LICENSE"],
        ["bot"],
        ["cogs"],
        ["data"],
    ]
    installs = [part for word, rest in BUILD if word == "RUN" for part in rest.split("&&") if "install" in part]
    assert len(installs) == 3
    assert all("--require-hashes -r /requirements/" in install for install in installs[:2])
    assert "--offline --no-deps" in installs[2]
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "requirements/server.txt").read_text("utf-8"), re.MULTILINE)
    extras = {
        name: {re.split(r"[^\w.-]", each)[0].lower() for each in extra}
        for name, extra in project()["optional-dependencies"].items()
    }
    for_developers = (extras["tryout"] | extras["dev"]) - extras["postgres"]
    assert {"simcord", "pytest"} <= for_developers
    assert {"psycopg"} == extras["postgres"] & set(pinned)
    assert for_developers & set(pinned) == set()


def test_the_bot_is_not_root_and_its_database_is_in_the_volume() -> None:
    """The user is a number, by which orchestrators see that it is not root."""
    assert int(final("USER")) > 0
    assert final("VOLUME") == "/data"
    assert "LECTERN_DATABASE=/data/lectern.db" in final("ENV")
    assert "LECTERN_DATABASE: /data/lectern.db" in (ROOT / "compose.yaml").read_text("utf-8")


def test_signals_reach_the_bot() -> None:
    """The entry point is `lectern run` without a shell around it."""
    assert final("STOPSIGNAL") == "SIGTERM"
    (script,) = json.loads(final("ENTRYPOINT"))
    assert project()["scripts"][script] == "bot.__main__:main"
    assert "\n    init: true" in (ROOT / "compose.yaml").read_text("utf-8")
    (command,) = json.loads(final("CMD"))
    assert command in COMMANDS


def test_the_image_has_labels_for_source_and_revision() -> None:
    """Its version is the bot's; source and revision are arguments of the build."""
    arguments = dict(rest.split("=") for word, rest in FINAL if word == "ARG")
    assert arguments == {"VERSION": __version__, "REVISION": '""', "SOURCE": '""'}
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', final("LABEL")))
    assert {name: labels[name] for name in ("version", "revision", "source", "licenses")} == {
        "version": "${VERSION}",
        "revision": "${REVISION}",
        "source": "${SOURCE}",
        "licenses": "MIT",
    }
    compose = (ROOT / "compose.yaml").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for name in ("REVISION", "SOURCE"):
        assert f"{name}: ${{LECTERN_{name}:-}}" in compose
        assert f"--build-arg {name}=" in makefile


def test_the_health_check_is_the_bots_own() -> None:
    """It runs `lectern healthcheck`, not merely a shell."""
    *python, module = json.loads(final("HEALTHCHECK").partition("CMD ")[2])
    assert python == ["python", "-m"]
    assert module == "bot.health"
    assert find_spec(module) is not None


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        ".venv/bin/python",
        "bot/__pycache__/app.cpython-311.pyc",
        "data/questions/tune.jsonl",
        "lectern.db",
        "requirements/dev.txt",
        "tests/conftest.py",
        "tryout/run.py",
    ],
)
def test_other_files_stay_out_of_the_build_context(path: str) -> None:
    """Above all secrets and databases."""
    assert ignored(path)


@pytest.mark.parametrize(
    "path",
    [
        "bot/app.py",
        "cogs/answers.py",
        "data/videos.json",
        "data/languages/en.toml",
        "requirements/server.txt",
        "pyproject.toml",
        "README.md",
    ],
)
def test_files_that_the_bot_needs_are_in_the_build_context(path: str) -> None:
    assert (ROOT / path).exists()
    assert not ignored(path)


def test_the_image_has_the_fonts_that_the_hosting_page_and_ci_install() -> None:
    """Names in pictures are drawn alike in all three places."""
    (install,) = [rest for word, rest in FINAL if word == "RUN" and "apt-get install" in rest]
    fonts = set(re.findall(r"(fonts-[\w-]+)=", install))
    assert len(fonts) == 3
    for page in ("docs/hosting.md", ".ci/run"):
        assert set(re.findall(r"fonts-[\w-]+", (ROOT / page).read_text("utf-8"))) == fonts


def test_the_hosting_page_invites_with_the_permissions_of_the_readme() -> None:
    """Both pages have the number and the link, and they are equal."""
    found = [
        set(re.findall(r"permissions=(\d+)|`(\d{6,})`", (ROOT / page).read_text("utf-8")))
        for page in ("README.md", "docs/hosting.md")
    ]
    assert found[0]
    assert found[0] == found[1]
