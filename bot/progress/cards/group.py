"""What organisers see of the group: sums for each chapter, and the same as a table; nobody is named."""

import csv
import io

import discord
from discord import ui

from bot.courses.cards import chapter_page, course_line, fitted, heading
from bot.courses.model import Chapter
from bot.progress.buttons import GroupPage
from bot.progress.cards.board import sum_lines
from bot.progress.cards.overview import guild_bar
from bot.progress.model import FEWEST_RATINGS, GroupReport
from bot.text.translations import Localizer
from bot.ui.cards import Card, divider, one_line, panel, picture, small, text
from bot.ui.pages import page_line, page_row

FORMULA_STARTS = "=+-@\t\r"
"""Characters with which a spreadsheet takes a cell for a formula (OWASP, CSV injection)."""
BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes UTF-8 for something else


def group_card(
    report: GroupReport, say: Localizer, table: discord.File, page: int | None = None, drawn: discord.File | None = None
) -> Card:
    """Show for each chapter how many have watched it, and how clear it was, with the *table* and the chart *drawn*.

    Of many chapters it shows the *page* with that number, or the first if that is None.
    """
    course, guild = report.course, report.guild
    shown = chapter_page(course, None, page)
    sums = sum_lines(guild.watchers, report.finishers, sum(guild.counts.values()), say)
    few = say.count(
        "How clear a chapter was is shown once {number} member has said so.",
        "How clear a chapter was is shown once {number} members have said so.",
        FEWEST_RATINGS,
    )

    def card(limit: int) -> Card:
        lines = [_chapter_line(chapter, report, say, limit) for chapter in shown.of(course.chapters)]
        return Card(
            panel(
                text(f"### {say('The group')}", course_line(course, say), *sums),
                picture(drawn),
                divider(),
                text(page_line(shown, say), *lines),
                page_row(shown, lambda number: GroupPage(number, course.ref)),
                text(small(few)) if any(report.clear(each.key).median is None for each in course.chapters) else None,
                ui.File(table),
            )
        )

    return fitted(card)


def _chapter_line(chapter: Chapter, report: GroupReport, say: Localizer, limit: int) -> str:
    guild, clear = report.guild, report.clear(chapter.key).median
    count = guild.watched_by(chapter.key)
    part = say("{count} of {total}", count=count, total=guild.watchers)
    said = "" if clear is None else f" · {say('clear: {clarity} of 5', clarity=f'{clear:g}')}"
    dots = guild_bar(count, guild.watchers)
    return f"{dots} {part}{said} — {heading(chapter, limit)}"


def group_table(report: GroupReport, say: Localizer) -> bytes:
    """Return the report as a CSV, safe to open in a spreadsheet: a line for each chapter, numbers without units."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    head = (
        say("chapter"),
        say("title"),
        say("watched by"),
        say("watching along"),
        say("median clarity"),
        say("ratings"),
    )
    table.writerow(head)
    for chapter in report.course.chapters:
        clear, count = report.clear(chapter.key), report.guild.watched_by(chapter.key)
        median = "" if clear.median is None else f"{clear.median:g}"
        ratings = clear.ratings if clear.median is not None else ""
        title = plain_cell(one_line(chapter.heading))
        table.writerow((chapter.number, title, count, report.guild.watchers, median, ratings))
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def plain_cell(written: str) -> str:
    """Return *written* so that no spreadsheet takes it for a formula."""
    return f"'{written}" if written.startswith(tuple(FORMULA_STARTS)) else written
