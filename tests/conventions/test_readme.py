"""The README says what is so: every command, every setting, exactly the permissions that are used."""

import re
from pathlib import Path

from discord import app_commands

from bot.cli_exit import EXIT_UNUSABLE
from bot.client.permissions import INVITED_WITH
from bot.settings import Settings
from tests.conventions.loaded_commands import loaded_commands

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_commands_table_names_every_command() -> None:
    """What Discord is told and what the README's table lists are the same."""
    table = README.split("## Commands")[1].split("## What it promises")[0]
    listed = set(re.findall(r"`/?([^`]+)`", "".join(re.findall(r"^\| (`.+?) \|", table, re.MULTILINE))))
    commands, _ = loaded_commands()
    known = {command.qualified_name for command in commands if not isinstance(command, app_commands.Group)}
    assert listed == known


def test_invitation_asks_for_the_permissions_that_are_used_and_no_others() -> None:
    """The link's number, the number in the text and the list agree."""
    numbers = {int(number) for number in re.findall(r"\b\d{12,16}\b", README)}
    assert numbers == {INVITED_WITH.value}


def test_settings_table_names_every_setting() -> None:
    """No setting is undocumented, none is documented that does not exist."""
    named = set(re.findall(r"`(DISCORD_TOKEN|LECTERN_[A-Z_]+)`", README))
    known = {
        "DISCORD_TOKEN" if name == "discord_token" else f"LECTERN_{name.upper()}" for name in Settings.model_fields
    }
    assert named == known


def test_pictures_and_pages_that_the_documents_link_exist() -> None:
    """No link of the README, of CONTRIBUTING or of docs/ leads nowhere in the repository."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    targets = [
        (page, target) for page in pages for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    ]
    assert len(targets) > 5
    assert [str(page) for page, target in targets if not (page.parent / target).exists()] == []


def test_systemd_restarts_the_service_unless_it_exits_as_unusable() -> None:
    """A service manager may give up only on the exit code of a start that trying again cannot help."""
    unit = (ROOT / "docs/hosting.md").read_text("utf-8").split("[Service]")[1].split("[Install]")[0]
    lines = {line.strip() for line in unit.splitlines()}
    assert {"Restart=always", f"RestartPreventExitStatus={EXIT_UNUSABLE}"} <= lines
