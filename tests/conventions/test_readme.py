"""The README names every command, every setting and exactly the permissions that the bot uses."""

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
    """The table has the commands that Discord is sent, and no others."""
    table = README.split("## Commands")[1].split("## What it promises")[0]
    listed = set(re.findall(r"`/?([^`]+)`", "".join(re.findall(r"^\| (`.+?) \|", table, re.MULTILINE))))
    commands, _ = loaded_commands()
    known = {command.qualified_name for command in commands if not isinstance(command, app_commands.Group)}
    assert listed == known


def test_invitation_asks_for_the_permissions_that_are_used_and_no_others() -> None:
    """The number in the link, the number in the text and the list are the same."""
    numbers = {int(number) for number in re.findall(r"\b\d{12,16}\b", README)}
    assert numbers == {INVITED_WITH.value}


def test_settings_table_names_every_setting() -> None:
    """And no other."""
    named = set(re.findall(r"`(DISCORD_TOKEN|LECTERN_[A-Z_]+)`", README))
    known = {
        "DISCORD_TOKEN" if name == "discord_token" else f"LECTERN_{name.upper()}" for name in Settings.model_fields
    }
    assert named == known


def test_pictures_and_pages_that_the_documents_link_exist() -> None:
    """In the README, CONTRIBUTING and docs/."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    targets = [
        (page, target) for page in pages for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    ]
    assert len(targets) > 5
    assert [str(page) for page, target in targets if not (page.parent / target).exists()] == []


def test_systemd_restarts_the_service_unless_it_exits_as_unusable() -> None:
    """It gives up only on the exit code of a failure that trying again cannot mend."""
    unit = (ROOT / "docs/hosting.md").read_text("utf-8").split("[Service]")[1].split("[Install]")[0]
    lines = {line.strip() for line in unit.splitlines()}
    assert {"Restart=always", f"RestartPreventExitStatus={EXIT_UNUSABLE}"} <= lines


def test_commands_on_a_terminal_can_be_pasted() -> None:
    """They name the program where `make run` puts it, and the files that a clone has."""
    program = ".venv/bin/lectern"
    commands = re.findall(rf"(?:^ {{4}}|`){re.escape(program)} ([^`]+?)(?:`|$)", README, re.MULTILINE)
    assert len(commands) > 8
    assert re.findall(r"(?<!/)\blectern (?=run|ask|evaluate|when|check|backup|restore|-)", README) == []
    files = [word for command in commands for word in command.split() if word.endswith(".jsonl")]
    assert [file for file in files if not (ROOT / file).exists()] == []
