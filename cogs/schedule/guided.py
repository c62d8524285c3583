"""The page that guides through setting a schedule up: its menus, its forms, and Start."""

from collections.abc import Mapping, Sequence

import discord

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_form, add_route, ask, chosen_values
from bot.client.visibility import can_view
from bot.ids import LARGEST_ID, ChannelId, GuildId, UserId
from bot.schedules.buttons import DraftChosen, DraftFirstPost, DraftForm, DraftSeason, DraftStart
from bot.schedules.cards.problems import SetupProblem
from bot.schedules.cards.season import season_card
from bot.schedules.cards.setup_forms import FORMS, Offer, Part, draft_form
from bot.schedules.cards.setup_page import first_post_card, page_closed_card, setup_page
from bot.schedules.discord.channel_status import chosen_channel, posting_channel
from bot.schedules.discord.options import SetupForm
from bot.schedules.discord.setup_page import (
    begun,
    offer_of,
    with_channel,
    with_chapters,
    with_days,
    with_more,
    with_role,
    with_times,
)
from bot.schedules.draft_service import request_of
from bot.schedules.drafts import Draft
from bot.text.translations import localizer
from bot.ui.note_cards import outdated_button_card
from cogs.schedule.answering import Interaction, started_title
from cogs.schedule.drafting import Drafting, Step


class Guided(Drafting):
    """Fills a schedule in, page by page; what is filled in outlives a restart."""

    def listen_to_drafts(self, bot: LecternBot) -> None:
        """Answer the menus, forms and buttons of the page."""
        add_route(bot, DraftChosen, self.chosen)
        add_route(bot, DraftForm, self.open_form, asks_form=True)
        add_form(bot, DraftForm, self.filled_in)
        add_route(bot, DraftFirstPost, self.first_post)
        add_route(bot, DraftSeason, self.dates)
        add_route(bot, DraftStart, self.start)

    async def open_page(self, interaction: Interaction, guild: GuildId, form: SetupForm) -> None:
        """Open the page with the options that were given."""
        services, say, by = self.bot.services, reader_localizer(interaction), UserId(interaction.user.id)
        zone = (await services.guilds.settings(guild)).zone_name
        blank = Draft(guild, by, zone_name=zone)
        draft, problems = begun(form, blank, services.course, services.lookup, say.locale, self.bot.clock())
        await services.drafts.begin(draft)
        view = await self.view(interaction, draft, problems)
        await show(interaction, setup_page(services.course, view, say))

    async def chosen(self, interaction: Interaction, action: DraftChosen) -> None:
        """Take over what was chosen from a menu."""
        if (member := await self.organiser(interaction)) is None:
            return
        values = chosen_values(interaction)
        match action.part:
            case Part.CHANNEL:
                await self.apply(interaction, await self._channel_step(member, values))
            case Part.WEEKDAYS:
                await self.apply(interaction, lambda draft: (with_days(draft, values), ()))
            case Part.ROLE:
                await self.apply(interaction, lambda draft: with_role(draft, values, member))
            case _:
                await show(interaction, outdated_button_card(reader_localizer(interaction)))

    @staticmethod
    async def _channel_step(member: discord.Member, values: Sequence[str]) -> Step:
        """Return what takes the chosen channel over, if the organiser and the bot both see it."""
        number = int(values[0]) if values and values[0].isdecimal() else LARGEST_ID + 1
        if number <= LARGEST_ID and await can_view(member, ChannelId(number)):
            channel = await chosen_channel(member.guild, ChannelId(number))
            if channel is not None:
                return lambda draft: (with_channel(draft, channel), ())
        return lambda draft: (draft, (SetupProblem.HIDDEN,))

    async def open_form(self, interaction: Interaction, action: DraftForm) -> None:
        """Ask for the rest with a form."""
        if action.part not in FORMS:
            await show(interaction, outdated_button_card(reader_localizer(interaction)))
        elif (draft := await self.draft(interaction)) is not None:
            offer = self._offer(interaction, draft)
            form = draft_form(Part(action.part), self.bot.services.course, draft, reader_localizer(interaction), offer)
            await ask(interaction, form)

    async def filled_in(self, interaction: Interaction, action: DraftForm, typed: Mapping[str, str]) -> None:
        """Take over what a form was sent with."""
        services, locale = self.bot.services, reader_localizer(interaction).locale
        steps: dict[int, Step] = {
            Part.TIMES: lambda draft: with_times(draft, typed, locale, self.bot.clock()),
            Part.CHAPTERS: lambda draft: with_chapters(draft, typed, services.course, services.lookup),
            Part.MORE: lambda draft: (with_more(draft, typed, self._offer(interaction, draft)), ()),
        }
        if (step := steps.get(action.part)) is None:
            await show(interaction, outdated_button_card(reader_localizer(interaction)))
        else:
            await self.apply(interaction, step)

    @staticmethod
    def _offer(interaction: Interaction, draft: Draft) -> Offer:
        return offer_of(posting_channel(interaction.guild, draft.channel) if draft.channel else None)

    async def first_post(self, interaction: Interaction, _action: DraftFirstPost) -> None:
        """Show the very post that would come first, to the organiser alone."""
        if (found := await self.found(interaction)) is None:
            return
        (view, prospect), guild = found, interaction.guild
        say = await self.bot.guild_localizer(guild) if guild else reader_localizer(interaction)
        if view.draft.language:
            say = localizer(view.draft.language)
        await show(interaction, first_post_card(self.bot.services.course, prospect, say))

    async def dates(self, interaction: Interaction, _action: DraftSeason) -> None:
        """Show the whole season that would come."""
        if (found := await self.found(interaction)) is not None:
            _, prospect = found
            course, say = self.bot.services.course, reader_localizer(interaction)
            await show(interaction, season_card(course, prospect.schedule, prospect.season, say))

    async def start(self, interaction: Interaction, _action: DraftStart) -> None:
        """Start what is filled in, once however often it is pressed."""
        if (found := await self.found(interaction)) is None:
            return
        (view, _), services, say = found, self.bot.services, reader_localizer(interaction)
        draft, request = view.draft, request_of(view.draft, services.course, self.bot.clock())
        if request is None or not view.can_start:
            await answer_in_place(interaction, setup_page(services.course, view, say))
            return
        started = await services.schedules.set_up(request) if await services.drafts.finish(draft) else None
        if started is None:
            await answer_in_place(interaction, page_closed_card(say))
            return
        if draft.language:
            await services.guilds.choose_locale(draft.guild, draft.language)
        await self.answer(interaction, started.overview, started_title(started, say), in_place=True)
