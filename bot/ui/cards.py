"""Building blocks of all cards: layout, buttons, and escaping of what people typed."""

import re
from collections.abc import Iterable
from typing import Any

import discord
from discord import ui

from bot.text.visible import shortened, strip_invisible
from bot.ui.buttons import Action

ACCENT = discord.Colour(0x3E7BFA)
TICK = "✅"
HERE = "📍"
TOGETHER = "👥"
UNDO = "↩️"
_NUMBERED = r"(?:(?<=^\d)|(?<=^\d\d)|(?<=^\d\d\d))\.(?=\s)"  # "1. " begins a list
FORMATTING = re.compile(rf"[\\*_~`|<>\[\]()#]|:(?=//)|^[-+]|{_NUMBERED}", re.MULTILINE)
ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
ZERO_WIDTH_SPACE = "\u200b"
PRIMARY = discord.ButtonStyle.primary
DANGER = discord.ButtonStyle.danger


class Card(ui.LayoutView):
    """A message made of Discord's layout components; its buttons hold no callbacks, only actions as custom_ids."""

    def __init__(self, *items: ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)


def panel(*items: ui.Item[Any] | None) -> ui.Container[Any]:
    """Return a container in the accent colour with those of *items* that are not None."""
    return ui.Container(*(item for item in items if item is not None), accent_colour=ACCENT)


def text(*lines: str | None) -> ui.TextDisplay[Any] | None:
    """Return those of *lines* that are not None or empty as one text; None if there are none."""
    content = "\n".join(line for line in lines if line)
    return ui.TextDisplay(content) if content else None


def small(line: str) -> str:
    """Return *line* in Discord's markdown for small text."""
    return f"-# {line}"


def escape(written: str) -> str:
    """Return *written* without invisible characters, and so that no markdown, link or mention in it takes effect."""
    return FORMATTING.sub(r"\\\g<0>", strip_invisible(written)).replace("@", f"@{ZERO_WIDTH_SPACE}")


def unescape(shown: str) -> str:
    """Return what was given to `escape`, without its invisible characters, from the result *shown*."""
    return ESCAPED.sub(r"\1", shown.replace(f"@{ZERO_WIDTH_SPACE}", "@"))


def link(label: str, url: str) -> str:
    """Return a markdown link to *url*, which Discord shows without an embed."""
    return f"[{label}](<{url}>)"


def action_button(
    label: str, action: Action, *, emoji: str | None = None, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> ui.Button[Any]:
    """Return a button without a callback whose custom_id encodes *action*."""
    return ui.Button(label=shortened(label), custom_id=action.custom_id, emoji=emoji, style=style)


def link_button(label: str, url: str) -> ui.Button[Any]:
    """Return a button that opens *url* in the browser."""
    return ui.Button(label=shortened(label), url=url)


def row(buttons: Iterable[ui.Button[Any]]) -> ui.ActionRow[Any] | None:
    """Return a row of *buttons*, of which Discord allows five; None if there are none."""
    chosen = list(buttons)
    return ui.ActionRow(*chosen) if chosen else None


def divider() -> ui.Separator[Any]:
    """Return a thin line between two parts of a card."""
    return ui.Separator()


def gap() -> ui.Separator[Any]:
    """Return a little empty space between two parts of a card."""
    return ui.Separator(visible=False)
