"""Holidays: /settings holidays, asking whether a change is meant, and taking one back."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot, Services
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_route
from bot.client.undoing import answer_undo
from bot.ids import GuildId, UserId
from bot.interactions import organised_guild
from bot.schedules.buttons import SureHolidays, UndoHolidays
from bot.schedules.cards.holidays import (
    ask_holidays_card,
    holidays_changed_card,
    holidays_refused_card,
    unclear_holidays_card,
)
from bot.schedules.discord.selection import visible_schedules
from bot.schedules.holiday_rules import HolidayChange, HolidayResult, days_from
from bot.text.translations import Localizer
from bot.times.explanations import why_text
from bot.times.typed_times import TypedDays, read_days
from bot.ui.cards import Card
from bot.ui.note_cards import outdated_button_card
from bot.undo.model import UndoKind

Interaction = discord.Interaction[LecternBot]


class Holidays(commands.Cog):
    """Adds and removes holidays of a guild."""

    services: Services

    def add_holiday_buttons(self, bot: LecternBot) -> None:
        """Register the handlers of the buttons on its cards."""
        add_route(bot, SureHolidays, self.make_sure)
        add_route(bot, UndoHolidays, self.undo_holidays)

    @app_commands.command(
        name=locale_str("holidays"),
        description=locale_str("Choose days without regular posts and repeating watch parties"),
    )
    @app_commands.rename(first=locale_str("from"), last=locale_str("until"), remove=locale_str("remove"))
    @app_commands.describe(
        first=locale_str("Day or days of the holiday, such as: 24 December, or 24-26 December"),
        last=locale_str("Last day of it (the same day, if you leave it out)"),
        remove=locale_str("Take these days back: they are no holiday any more"),
    )
    async def holidays(
        self,
        interaction: Interaction,
        first: str,
        last: str | None = None,
        remove: bool = False,  # noqa: FBT001, FBT002 - an option that Discord passes by name
    ) -> None:
        """Add holidays or remove them, and show what that does; or ask whether it is meant."""
        if (guild := await organised_guild(interaction)) is None:
            return
        typed, say = await self._read(interaction, guild, first, last), reader_localizer(interaction)
        if typed.first is None or typed.last is None:
            await show(interaction, unclear_holidays_card(typed.why, say))
            return
        holidays, days, by = self.services.holidays, (typed.first, typed.last), UserId(interaction.user.id)
        if typed.ask:
            change = await holidays.preview(guild, days, remove=remove)
        else:
            change = await holidays.change(guild, days, by, remove=remove)
        await show(interaction, await _card(interaction, change, say, why_text(typed.why, say)))

    async def make_sure(self, interaction: Interaction, action: SureHolidays) -> None:
        """Make the change that the organiser was asked about, in place of the question."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say, by, days = reader_localizer(interaction), UserId(interaction.user.id), days_from(action.first, action.last)
        if days is None:
            await show(interaction, outdated_button_card(say))
            return
        change = await self.services.holidays.change(guild, days, by, remove=action.remove, sure=True)
        await answer_in_place(interaction, await _card(interaction, change, say))

    async def undo_holidays(self, interaction: Interaction, action: UndoHolidays) -> None:
        """Take a change of holidays back, in place of the card that confirmed it, or say why not."""
        if (guild := await organised_guild(interaction)) is None:
            return
        say, done = reader_localizer(interaction), None
        result, change = await self.services.holidays.undo(guild, action.change, UserId(interaction.user.id))
        if change is not None:
            done = holidays_changed_card(await _visible(interaction, change), say, undone=True)
        await answer_undo(interaction, UndoKind.HOLIDAYS, result, done)

    async def _read(self, interaction: Interaction, guild: GuildId, first: str, last: str | None) -> TypedDays:
        """Return the days that were typed, read in the guild's zone."""
        schedules = await self.services.schedules.of_guild(guild)
        chosen = (await self.services.guilds.settings(guild)).zone_name
        place = chosen or (schedules[0].cadence.zone_name if schedules else "UTC")
        return read_days(first, last, interaction.locale.value, place, interaction.client.clock())


async def _card(interaction: Interaction, change: HolidayChange, say: Localizer, why: str | None = None) -> Card:
    """Return the card that tells the user what came of *change*; *why* it is not certain that it is meant, if asked."""
    if change.result is HolidayResult.DONE:
        return holidays_changed_card(await _visible(interaction, change), say)
    if change.result is HolidayResult.ASK:
        return ask_holidays_card(await _visible(interaction, change), say, why)
    return holidays_refused_card(change, say)


async def _visible(interaction: Interaction, change: HolidayChange) -> HolidayChange:
    """Return *change* with what it does to the schedules that the user may know of."""
    seen = {each.id for each in await visible_schedules(interaction, [each.schedule for each in change.effects])}
    return replace(change, effects=tuple(each for each in change.effects if each.schedule.id in seen))
