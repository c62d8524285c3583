"""Long lists in pages of 25: which part a page shows, where that is, and the buttons that turn it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from discord import ui

from bot.text.translations import Localizer
from bot.ui.buttons import Action
from bot.ui.cards import action_button, row, small

PAGE_SIZE = 25
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Page:
    """The page *number*, counted from 0, of a list of *total* entries."""

    number: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(self.total - 1, 0) // PAGE_SIZE

    @property
    def range(self) -> str:
        """Which entries are shown, counted from 1, such as 26 to 50."""
        first, end = self.number * PAGE_SIZE + 1, min((self.number + 1) * PAGE_SIZE, self.total)
        return f"{first}\N{EN DASH}{end}" if first < end else str(first)

    def of(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Return those of *entries* that the page shows."""
        return entries[self.number * PAGE_SIZE : (self.number + 1) * PAGE_SIZE]


def page_at(total: int, number: int) -> Page:
    """Return page *number* of *total* entries, or the last one if there are fewer pages."""
    return Page(min(number, Page(0, total).last), total)


def page_with(total: int, place: int) -> Page:
    """Return the page of *total* entries that shows the one at *place*, counted from 0."""
    return page_at(total, place // PAGE_SIZE)


def page_line(page: Page, say: Localizer) -> str | None:
    """Return which entries *page* shows, and of how many; None if it shows them all."""
    return small(say("{range} of {total}", range=page.range, total=page.total)) if page.last else None


def page_row(page: Page, turn: Callable[[int], Action]) -> ui.ActionRow[Any] | None:
    """Return the buttons to the pages before and after *page*, whose actions *turn* makes; None if it is the only one.

    Their labels say which entries those pages show.
    """
    before, after = Page(page.number - 1, page.total), Page(page.number + 1, page.total)
    buttons = [action_button(f"← {before.range}", turn(before.number))] if page.number else []
    buttons += [action_button(f"{after.range} →", turn(after.number))] if page.number < page.last else []
    return row(buttons)
