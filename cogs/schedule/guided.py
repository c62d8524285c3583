"""The page that guides through setting a schedule up: its menus, its forms, and Start."""

from collections.abc import Callable, Mapping, Sequence

from bot.client.bot import LecternBot
from bot.client.drafting import begun, fitted, offer_of, with_chapters, with_chosen, with_more, with_times
from bot.client.forms import SetupForm
from bot.client.replies import organised_guild, reader, redraw, show
from bot.client.routes import add_form, add_route, ask, chosen_values
from bot.client.sites import chosen_channel, posting_channel, site_to_be
from bot.core.draft_actions import DraftChosen, DraftFirstPost, DraftForm, DraftSeason, DraftStart
from bot.core.drafts import Draft
from bot.core.ids import ChannelId, GuildId, UserId
from bot.i18n.words import speaking
from bot.services.drafts import request_of
from bot.ui.draft_forms import Part, draft_form
from bot.ui.drafting import (
    DraftView,
    Prospect,
    first_post_card,
    page_closed_card,
    setup_page,
)
from bot.ui.problems import Problem, SetupProblem
from bot.ui.season import season_card
from cogs.schedule.answering import Answering, Interaction, started_title

Step = Callable[[Draft], tuple[Draft, Sequence[Problem]]]


class Guided(Answering):
    """Fills a schedule in, page by page; what is filled in outlives a restart."""

    def listen_to_drafts(self, bot: LecternBot) -> None:
        """Answer the menus, forms and buttons of the page."""
        add_route(bot, DraftChosen, self.chosen)
        add_route(bot, DraftForm, self.open_form)
        add_form(bot, DraftForm, self.filled_in)
        add_route(bot, DraftFirstPost, self.first_post)
        add_route(bot, DraftSeason, self.dates)
        add_route(bot, DraftStart, self.start)

    async def open_page(self, interaction: Interaction, guild: GuildId, form: SetupForm) -> None:
        """Open the page with the options that were given."""
        services, say, by = self.bot.services, reader(interaction), UserId(interaction.user.id)
        zone = (await services.guilds.settings(guild)).zone_name
        blank = Draft(guild, by, zone_name=zone)
        draft, problems = begun(form, blank, services.course, services.lookup, say.locale, self.bot.clock())
        await services.drafts.begin(draft)
        view = await self._view(interaction, draft, problems)
        await show(interaction, setup_page(services.course, view, say))

    async def chosen(self, interaction: Interaction, action: DraftChosen) -> None:
        """Take over what was chosen from a menu."""
        part, values = Part(action.part), chosen_values(interaction)
        if part is Part.CHANNEL and interaction.guild is not None:
            channel = await chosen_channel(interaction.guild, ChannelId(int(values[0])))
            await self._change(
                interaction, lambda draft: (fitted(with_chosen(draft, part, values), channel), ())
            )
        else:
            await self._change(interaction, lambda draft: (with_chosen(draft, part, values), ()))

    async def open_form(self, interaction: Interaction, action: DraftForm) -> None:
        """Ask for the rest with a form."""
        if (draft := await self._draft(interaction)) is not None:
            guild, course = interaction.guild, self.bot.services.course
            channel = posting_channel(guild, draft.channel) if draft.channel else None
            form = draft_form(Part(action.part), course, draft, reader(interaction), offer_of(channel))
            await ask(interaction, form)

    async def filled_in(self, interaction: Interaction, action: DraftForm, typed: Mapping[str, str]) -> None:
        """Take over what a form was sent with."""
        services, locale = self.bot.services, reader(interaction).locale
        steps: dict[Part, Step] = {
            Part.TIMES: lambda draft: with_times(draft, typed, locale, self.bot.clock()),
            Part.CHAPTERS: lambda draft: with_chapters(draft, typed, services.course, services.lookup),
            Part.MORE: lambda draft: (with_more(draft, typed), ()),
        }
        await self._change(interaction, steps[Part(action.part)])

    async def first_post(self, interaction: Interaction, _action: DraftFirstPost) -> None:
        """Show the very post that would come first, to the organiser alone."""
        if (found := await self._found(interaction)) is None:
            return
        (view, prospect), guild = found, interaction.guild
        say = await self.bot.guild_words(guild) if guild else reader(interaction)
        if view.draft.language:
            say = speaking(view.draft.language)
        await show(interaction, first_post_card(self.bot.services.course, prospect, say))

    async def dates(self, interaction: Interaction, _action: DraftSeason) -> None:
        """Show the whole season that would come."""
        if (found := await self._found(interaction)) is not None:
            _, prospect = found
            course, say = self.bot.services.course, reader(interaction)
            await show(interaction, season_card(course, prospect.schedule, prospect.season, say))

    async def start(self, interaction: Interaction, _action: DraftStart) -> None:
        """Start what is filled in, once however often it is pressed."""
        if (found := await self._found(interaction)) is None:
            return
        (view, _), services, say = found, self.bot.services, reader(interaction)
        draft, request = view.draft, request_of(view.draft, services.course, self.bot.clock())
        if request is None or not view.can_start:
            await redraw(interaction, setup_page(services.course, view, say))
            return
        started = await services.schedules.set_up(request) if await services.drafts.finish(draft) else None
        if started is None:
            await redraw(interaction, page_closed_card(say))
            return
        if draft.language:
            await services.guilds.choose_locale(draft.guild, draft.language)
        await self.answer(interaction, started.overview, started_title(started, say), in_place=True)

    async def _change(self, interaction: Interaction, step: Step) -> None:
        """Change the draft by *step*, and draw the page anew."""
        if (guild := await organised_guild(interaction)) is None:
            return
        problems: list[Problem] = []

        def changed(draft: Draft) -> Draft:
            draft, found = step(draft)
            problems.extend(found)
            return draft

        draft = await self.bot.services.drafts.change(guild, UserId(interaction.user.id), changed)
        if draft is None:
            await redraw(interaction, page_closed_card(reader(interaction)))
            return
        view = await self._view(interaction, draft, problems)
        await redraw(interaction, setup_page(self.bot.services.course, view, reader(interaction)))

    async def _draft(self, interaction: Interaction) -> Draft | None:
        """Return what the organiser is filling in, or say that the page is closed."""
        if (guild := await organised_guild(interaction)) is None:
            return None
        draft = await self.bot.services.drafts.find(guild, UserId(interaction.user.id))
        if draft is None:
            await redraw(interaction, page_closed_card(reader(interaction)))
        return draft

    async def _found(self, interaction: Interaction) -> tuple[DraftView, Prospect] | None:
        """Return the draft with what would come of it; where nothing would, draw the page anew."""
        if (draft := await self._draft(interaction)) is None:
            return None
        view = await self._view(interaction, draft, ())
        if view.prospect is None:
            await redraw(interaction, setup_page(self.bot.services.course, view, reader(interaction)))
            return None
        return view, view.prospect

    async def _view(self, interaction: Interaction, draft: Draft, problems: Sequence[Problem]) -> DraftView:
        """Return the draft with what would come of it, and what stands in its way."""
        services, prospect, say = self.bot.services, None, reader(interaction)
        request = request_of(draft, services.course, self.bot.clock())
        if request is not None:
            foreseen = await services.schedules.foresee(request)
            if foreseen is None:
                problems = (*problems, SetupProblem.FULL)
            else:
                overview = foreseen.overview
                prospect = Prospect(overview.schedule, overview.season, foreseen.goes_on, foreseen.replaces)
        planned = None if prospect is None else prospect.schedule
        site = await site_to_be(interaction.guild, draft, planned, say)
        return DraftView(draft, prospect, problems, site)
