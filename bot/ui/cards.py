"""The look that all cards share: one accent colour, plain buttons, text that cannot break out."""

import re
from collections.abc import Iterable
from typing import Any

import discord
from discord import ui

from bot.text.visible import strip_invisible
from bot.ui.buttons import Action

ACCENT = discord.Colour(0x3E7BFA)
TICK = "✅"
HERE = "📍"
TOGETHER = "👥"
LABEL_LIMIT = 80
_NUMBERED = r"(?:(?<=^\d)|(?<=^\d\d)|(?<=^\d\d\d))\.(?=\s)"  # "1. " begins a list
FORMATTING = re.compile(rf"[\\*_~`|<>\[\]()#]|:(?=//)|^[-+]|{_NUMBERED}", re.MULTILINE)
ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
ZERO_WIDTH_SPACE = "\u200b"
PRIMARY = discord.ButtonStyle.primary
DANGER = discord.ButtonStyle.danger


class Card(ui.LayoutView):
    """A message made of components; its buttons carry actions and are routed by their ids."""

    def __init__(self, *items: ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)


def panel(*items: ui.Item[Any] | None) -> ui.Container[Any]:
    """Return a framed panel with those *items* that are there."""
    return ui.Container(*(item for item in items if item is not None), accent_colour=ACCENT)


def text(*lines: str | None) -> ui.TextDisplay[Any] | None:
    """Return the *lines* that are there as one text, or nothing when none is."""
    content = "\n".join(line for line in lines if line)
    return ui.TextDisplay(content) if content else None


def small(line: str) -> str:
    """Return *line* in Discord's small print."""
    return f"-# {line}"


def escape(written: str) -> str:
    """Return what somebody wrote so that it neither formats, links, mentions, hides nor turns round."""
    return FORMATTING.sub(r"\\\g<0>", strip_invisible(written)).replace("@", f"@{ZERO_WIDTH_SPACE}")


def unescape(shown: str) -> str:
    """Return what somebody wrote, as far as it can be seen, from how `escape` shows it."""
    return ESCAPED.sub(r"\1", shown.replace(f"@{ZERO_WIDTH_SPACE}", "@"))


def link(label: str, url: str) -> str:
    """Return a link whose address Discord does not preview."""
    return f"[{label}](<{url}>)"


def shortened(label: str, limit: int = LABEL_LIMIT) -> str:
    """Return *label* within *limit* characters, cut at a word where it can be."""
    if len(label) <= limit:
        return label
    cut = label[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip() + "…"


def action_button(
    label: str, action: Action, *, emoji: str | None = None, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> ui.Button[Any]:
    """Return a plain button that carries *action*."""
    return ui.Button(label=shortened(label), custom_id=action.custom_id, emoji=emoji, style=style)


def link_button(label: str, url: str) -> ui.Button[Any]:
    """Return a button that opens *url*."""
    return ui.Button(label=shortened(label), url=url)


def row(buttons: Iterable[ui.Button[Any]]) -> ui.ActionRow[Any] | None:
    """Return *buttons* side by side, or nothing when there are none."""
    chosen = list(buttons)
    return ui.ActionRow(*chosen) if chosen else None


def divider() -> ui.Separator[Any]:
    """Return a thin line."""
    return ui.Separator()


def gap() -> ui.Separator[Any]:
    """Return a little air between two texts."""
    return ui.Separator(visible=False)
