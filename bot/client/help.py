"""What /help lists: the commands in the order in which somebody new needs them, organisers' as they set up."""

from itertools import groupby
from typing import Any, Final

from discord import app_commands

from bot.client.commands import LecternTree
from bot.text.translations import Localizer

Command = app_commands.Command[Any, ..., Any]
FIRST: Final = (
    *("ask", "chapter", "course", "next", "watched", "progress", "dates", "board", "nudge"),
    *("party plan", "party list", "party start"),
    *("courses add", "courses list", "courses choose", "courses edit", "courses export", "courses remove"),
    *("schedule setup", "schedule show", "schedule season", "schedule change"),
    *("schedule move", "schedule skip", "schedule unskip", "schedule now", "schedule jump", "schedule repeat"),
    *("schedule pause", "schedule resume", "schedule history", "schedule stop"),
    *("settings show", "settings language", "settings timezone", "settings notices"),
    *("settings parties", "settings finishers", "settings holidays"),
    "group",
)
LAST: Final = ("tryout forward", "tryout clocks", "privacy", "help")
"""Commands that come first, and last, in this order; all others stand between them."""
BETWEEN: Final = (1, 0)  # the place of all others


def help_lines(tree: LecternTree[Any], say: Localizer, *, organisers: bool, private: bool = False) -> list[str]:
    """Return a line for each command or group of commands: for those of *organisers*, or for all others.

    *private* leaves out what Discord offers in servers only.
    """
    listed = sorted((each for each in tree.walk_commands() if isinstance(each, app_commands.Command)), key=_place)
    lines = []
    for root, commands in groupby(listed, lambda command: command.root_parent or command):
        contexts = root.allowed_contexts
        if private and contexts is not None and not contexts.dm_channel:
            continue
        if (root.default_permissions is not None) is organisers:
            mentions = " ".join(tree.mention(command.qualified_name, say) for command in commands)
            told = say(root.description)
            lines.append(f"**{told}**\n{mentions}" if organisers else f"{mentions} — {told}")
    return lines


def _place(command: Command) -> tuple[tuple[int, int], str, tuple[int, int]]:
    """Return by what *command* is sorted: first its group."""
    root = (command.root_parent or command).name
    places = {name: (end, at) for end, names in ((0, FIRST), (2, LAST)) for at, name in enumerate(names)}
    among = [place for name, place in places.items() if name.partition(" ")[0] == root]
    return min(among, default=BETWEEN), root, places.get(command.qualified_name, BETWEEN)
