"""Building blocks of all cards: layout, buttons, and escaping of what people typed."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import discord
from discord import ui

from bot.text.visible import shortened, strip_invisible
from bot.ui.buttons import Action

ACCENT = discord.Colour(0x3E7BFA)
TICK = "✅"
HERE = "📍"
TOGETHER = "👥"
UNDO = "↩️"
MOST_TEXT = 3900  # characters of all texts of a card, of which Discord takes 4,000
_NUMBERED = r"(?:(?<=^\d)|(?<=^\d\d)|(?<=^\d\d\d))\.(?=\s)"  # "1. " begins a list
FORMATTING = re.compile(rf"[\\*_~`|<>\[\]()#]|:(?=//)|^[-+]|{_NUMBERED}", re.MULTILINE)
ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
ZERO_WIDTH_SPACE = "\u200b"
ENDING_LINKS = re.compile(r'[\s<>()\[\]\\`|"^{}]|@(?=everyone|here)')
LONGEST_ADDRESS = 512  # characters of a button's address, set by Discord
SENTENCE_END = re.compile(r"[.!?…](?=\s)")
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


def one_line(written: str) -> str:
    """Return *written*, which somebody typed, on one line and without invisible characters, as labels and names are."""
    return " ".join(strip_invisible(written).split())


def escaped(written: str, limit: int = MOST_TEXT) -> str:
    """Return *written* on one line, escaped, and cut so that with the escapes it has at most *limit* characters."""
    plain, room = one_line(written), limit
    while len(shown := escape(shortened(plain, room))) > limit:
        room -= max(1, (len(shown) - limit) // 2)
    return shown


def opening(written: str, limit: int) -> str:
    """Return the first whole sentences of *written* on one line, escaped; cut within one only if the first is long."""
    plain = one_line(written)
    if len(shown := escape(plain)) <= limit:
        return shown
    ends = [end.end() for end in SENTENCE_END.finditer(plain, 0, limit)]
    whole = next((plain[:end] for end in reversed(ends) if len(escape(plain[:end])) <= limit), "")
    return escape(whole) if len(whole) >= limit // 2 else escaped(plain, limit)


def fitting(parts: Sequence[str], limit: int, between: str = "") -> tuple[str, ...]:
    """Return as many of *parts*, from the first, as have at most *limit* characters with *between* them."""
    room, fits = limit + len(between), 0
    for part in parts:
        room -= len(part) + len(between)
        fits += room >= 0
    return tuple(parts[:fits])


def unescape(shown: str) -> str:
    """Return what was given to `escape`, without its invisible characters, from the result *shown*."""
    return ESCAPED.sub(r"\1", shown.replace(f"@{ZERO_WIDTH_SPACE}", "@"))


def link(label: str, url: str) -> str:
    """Return a markdown link to *url*, which Discord shows without an embed."""
    return f"[{label}](<{web_address(url)}>)"


def web_address(url: str) -> str:
    """Return *url* without invisible characters, and with those percent-encoded that could end a link to it."""
    return ENDING_LINKS.sub(lambda found: quote(found[0], safe=""), strip_invisible(url))


def action_button(
    label: str, action: Action, *, emoji: str | None = None, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> ui.Button[Any]:
    """Return a button without a callback whose custom_id encodes *action*."""
    return ui.Button(label=shortened(label), custom_id=action.custom_id, emoji=emoji, style=style)


def link_button(label: str, url: str) -> ui.Button[Any]:
    """Return a button that opens *url* in the browser."""
    address = web_address(url)
    return ui.Button(label=shortened(label), url=address if len(address) <= LONGEST_ADDRESS else strip_invisible(url))


def picture(file: discord.File | None) -> ui.MediaGallery[Any] | None:
    """Return *file*, sent with the card, as a picture over its whole width, with its text alternative; None without."""
    return None if file is None else ui.MediaGallery(discord.MediaGalleryItem(file, description=file.description))


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
