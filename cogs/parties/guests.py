"""What guests use: /party list, answers to an invitation, details, reminders and the calendar file."""

import io
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.replies import acknowledge, answer_in_place, reader_localizer, redraw, server_localizer, show
from bot.client.routes import add_route
from bot.courses.model import Course
from bot.guilds.model import GuildSettings
from bot.ids import CourseId, GuildId, PartyId
from bot.parties import buttons
from bot.parties.cards.event import party_file
from bot.parties.cards.party import dm_offer_card, parties_card, private_party_card
from bot.parties.cards.places import waiting_card
from bot.parties.cards.planning import calendar_card, no_parties_card, refusal_card
from bot.parties.discord.delivery import draw_card, without_lost_venue
from bot.parties.model import Answer, PartyView, PlanResult
from bot.parties.tasks import MOST_PINGED
from bot.ui.cards import Card
from cogs.parties.access import Interaction, PartyCog, PartyContext, actor, may_plan


class Guests(PartyCog):
    """Handles answers to invitations, and shows parties."""

    def __init__(self, bot: LecternBot) -> None:
        super().__init__(bot)
        self._redrawing: set[PartyId] = set()
        add_route(bot, buttons.PartyAnswered, self.for_party(self.answered))
        add_route(bot, buttons.PartyCalendar, self.for_party(self.calendar))
        add_route(bot, buttons.PartyDetails, self.for_party(self.details))
        add_route(bot, buttons.PartyAnnouncementDetails, self.for_party(self.details))
        add_route(bot, buttons.PartyKeep, self.for_party(self.keep))
        add_route(bot, buttons.PartyDmOptIn, self.for_party(self.dm_opt_in))

    @app_commands.command(name=locale_str("list"), description=locale_str("Show the watch parties to come"))
    async def upcoming(self, interaction: Interaction) -> None:
        """List the open parties that the reader may know of."""
        if (member := await self.member_here(interaction)) is None:
            return
        services, say = self.bot.services, reader_localizer(interaction)

        async def found() -> tuple[Sequence[PartyView], dict[CourseId, Course], GuildSettings]:
            views = await services.parties.upcoming(GuildId(member.guild.id), actor(member))
            courses = {view.party.course: await services.courses.get(view.party.course) for view in views}
            return views, courses, await self.settings(member)

        views, courses, settings = await self.bot.read_together(found)
        known = [view for view in views if await PartyContext(member, view.party, say, settings).may_know()]
        nothing = no_parties_card(say, plans=may_plan(member, settings))
        await show(interaction, parties_card(courses, known, say) if known else nothing)

    async def answered(self, interaction: Interaction, context: PartyContext, action: buttons.PartyAnswered) -> None:
        """Save the answer, and redraw the card that was pressed.

        A public card is redrawn as the response to the press, which rate limits do not count. Two such responses
        could overtake each other, so while one is under way, or once this press was acknowledged for being one of
        many, a job redraws the card instead.
        """
        party, is_public = context.party.id, action.job != 0
        draws = is_public and party not in self._redrawing and not interaction.response.is_done()
        if draws:
            self._redrawing.add(party)
        try:
            await self._answer(interaction, context, action, draws=draws)
        finally:
            if draws:
                self._redrawing.discard(party)

    async def _answer(
        self, interaction: Interaction, context: PartyContext, action: buttons.PartyAnswered, *, draws: bool
    ) -> None:
        parties, who, home = self.bot.services.parties, context.by.user, context.member.guild
        result, view = await parties.answer(*context.key, who, Answer[action.answer.name], card_follows=draws)
        if result is not PlanResult.DONE or view is None:
            await show(interaction, refusal_card(result, context.say, party=None if view is None else view.party))
        elif action.job == 0:
            await answer_in_place(interaction, await self._private_card(context))
        elif draws:
            say = server_localizer(home, context.settings.locale)
            posted_by = view.party.card_job or action.job
            await redraw(interaction, draw_card(view, await self.chapter(view.party), say, home, posted_by).card)
            await parties.card_drawn(view)
        else:
            await acknowledge(interaction)
        turn = None if view is None or action.answer is not buttons.AnswerNumber.GOING else view.guests.turn_of(who)
        if view is not None and turn is not None and action.job:
            opted_in = await parties.has_opted_in(view.party.guild, who)
            await show(interaction, waiting_card(view.party, turn, context.say, dm_opt_in=opted_in))
        # Discord notifies 100 members in one message: a guest beyond those is offered direct messages.
        is_beyond = view is not None and action.job and who in view.guests.going[MOST_PINGED:]
        if is_beyond and not await parties.has_opted_in(context.party.guild, who):
            await show(interaction, dm_offer_card(context.party, context.say))

    async def dm_opt_in(self, interaction: Interaction, context: PartyContext, action: buttons.PartyDmOptIn) -> None:
        """Let the reader get reminders by direct message, or in the channel again."""
        locale = context.say.locale if action.on else None
        await self.bot.services.parties.set_dm_opt_in(context.party.guild, context.by.user, locale)
        await answer_in_place(interaction, await self._private_card(context, switched=True))

    async def keep(self, interaction: Interaction, context: PartyContext, _: buttons.PartyKeep) -> None:
        """Show the party again, in place of the question whether to call it off or end it."""
        await answer_in_place(interaction, await self._private_card(context))

    async def details(self, interaction: Interaction, context: PartyContext, _: buttons.PartyAction) -> None:
        """Show the party in private."""
        await show(interaction, await self._private_card(context))

    async def _private_card(self, context: PartyContext, *, switched: bool = False) -> Card:
        """Draw the private card of the party as the member is to see it now; *switched*: see `private_party_card`."""
        parties, by = self.bot.services.parties, context.by

        async def found() -> tuple[PartyView | None, bool]:
            return await parties.view(*context.key, by), await parties.has_opted_in(context.party.guild, by.user)

        current, dm_opt_in = await self.bot.read_together(found)
        if current is None:
            return refusal_card(PlanResult.MISSING, context.say)
        view = without_lost_venue(current, context.member.guild)
        return private_party_card(
            view,
            await self.chapter(view.party),
            context.say,
            changes=by.may_change(view.party),
            dm_opt_in=dm_opt_in,
            turn=view.guests.turn_of(by.user),
            switched=switched,
        )

    async def calendar(self, interaction: Interaction, context: PartyContext, _: buttons.PartyCalendar) -> None:
        """Send the party as a calendar file, in private."""
        say, installation = context.say, self.bot.services.installation
        view = await self.bot.services.parties.view(*context.key, context.by)
        party = context.party if view is None else view.party
        content = party_file(party, await self.chapter(party), say, self.bot.clock(), installation=installation)
        file = discord.File(io.BytesIO(content), "watch-party.ics")
        await show(interaction, calendar_card(say, file), files=[file])
