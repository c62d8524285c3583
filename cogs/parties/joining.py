"""Coming to a party: its answers, its details, its calendar file, and /party list."""

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.replies import acknowledge, answer_in_place, reader_localizer, redraw, show
from bot.client.routes import add_route
from bot.client.visibility import asking_member
from bot.ids import GuildId, PartyId, UserId
from bot.parties.buttons import PartyAnswered, PartyCalendar, PartyDetails, PartyDmOptIn, PartyNews
from bot.parties.cards.calendar import party_file
from bot.parties.cards.card import crowd_card, parties_card
from bot.parties.cards.planning import calendar_card, no_parties_card
from bot.parties.discord.delivery import MOST_PINGED, drawn_card
from bot.parties.model import ANSWERS, PartyChange, PartyView
from bot.ui.note_cards import outdated_button_card
from cogs.parties.answering import Access, Answering, Interaction, actor


class Joining(Answering):
    """Lets people come."""

    def listen_to_guests(self, bot: LecternBot) -> None:
        """Answer the buttons of guests."""
        self._redrawing: set[PartyId] = set()
        add_route(bot, PartyAnswered, self.answered)
        add_route(bot, PartyCalendar, self.calendar)
        add_route(bot, PartyDetails, self.details)
        add_route(bot, PartyNews, self.details)
        add_route(bot, PartyDmOptIn, self.wish)

    @app_commands.command(name=locale_str("list"), description=locale_str("Show the watch parties to come"))
    async def upcoming(self, interaction: Interaction) -> None:
        """Show what is planned."""
        if (guild := await self.here(interaction)) is None:
            return
        views, say = await self._known(interaction, guild), reader_localizer(interaction)
        card = parties_card(self.bot.services.course, views, say) if views else no_parties_card(say)
        await show(interaction, card)

    async def _known(self, interaction: Interaction, guild: discord.Guild) -> list[PartyView]:
        """Return the parties to come that the reader may know of."""
        member = await asking_member(interaction, guild)
        if member is None:
            return []
        by, views = actor(member), await self.bot.services.parties.upcoming(GuildId(guild.id))
        return [view for view in views if await self.knows(member, by, view.party)]

    async def answered(self, interaction: Interaction, action: PartyAnswered) -> None:
        """Remember who comes, and show it on the card that was pressed.

        The answer to a press may change its card beyond Discord's limits, but two at once could
        overtake each other: while one is under way, others leave the card to the runner, and so do
        those who come in a crowd.
        """
        if (access := await self.access(interaction, action.party)) is None:
            return
        if action.answer >= len(ANSWERS):
            await show(interaction, outdated_button_card(reader_localizer(interaction)))
            return
        party, is_public = access.id, action.job != 0
        draws = is_public and party not in self._redrawing and not interaction.response.is_done()
        if draws:
            self._redrawing.add(party)
        try:
            await self._answer(interaction, access, action, draws=draws)
        finally:
            if draws:
                self._redrawing.discard(party)

    async def _answer(self, interaction: Interaction, access: Access, action: PartyAnswered, *, draws: bool) -> None:
        who, home = access.by.user, access.home
        change, view = await self.bot.services.parties.answer(
            access.guild, access.id, who, ANSWERS[action.answer], card_follows=draws
        )
        if change is not PartyChange.DONE or view is None:
            await self.refuse(interaction, change)
        elif action.job == 0:
            await answer_in_place(interaction, await self.private_card(interaction, view, access.by))
        elif draws:
            say, chapter = await self.bot.guild_localizer(home), self.chapter(view.party)
            posted_by = view.party.card_job or action.job
            await redraw(interaction, drawn_card(view, chapter, say, home, posted_by).card)
            await self.bot.services.parties.was_drawn(view)
        else:
            await acknowledge(interaction)
        if view is not None and action.job and who in view.guests.going[MOST_PINGED:]:
            await self._offer_message(interaction, view)

    async def _offer_message(self, interaction: Interaction, view: PartyView) -> None:
        """Say to a guest of very many that they would not be notified, unless they are told in person."""
        who = UserId(interaction.user.id)
        if not await self.bot.services.wishes.is_written_to(view.party.guild, who):
            await show(interaction, crowd_card(view.party, reader_localizer(interaction)))

    async def wish(self, interaction: Interaction, action: PartyDmOptIn) -> None:
        """Remind the reader in person from now on, or in the channel again."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        if action.wish:
            language = reader_localizer(interaction).locale
            await self.bot.services.wishes.write_to(access.guild, access.by.user, language)
        else:
            await self.bot.services.wishes.stop_writing_to(access.guild, access.by.user)
        if (view := await self.view(interaction, access)) is not None:
            await answer_in_place(interaction, await self.private_card(interaction, view, access.by))

    async def details(self, interaction: Interaction, action: PartyDetails | PartyNews) -> None:
        """Show the party to the reader alone."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        if (view := await self.view(interaction, access)) is not None:
            await show(interaction, await self.private_card(interaction, view, access.by))

    async def calendar(self, interaction: Interaction, action: PartyCalendar) -> None:
        """Hand out the calendar file."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        say, party = reader_localizer(interaction), access.party
        services, now = self.bot.services, self.bot.clock()
        content = party_file(party, self.chapter(party), say, now, installation=services.installation)
        file = discord.File(io.BytesIO(content), "watch-party.ics")
        await show(interaction, calendar_card(say, file), files=[file])
