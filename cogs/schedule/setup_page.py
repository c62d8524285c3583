"""The handlers of the set-up page: its menus, forms and buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import discord
from discord.utils import format_dt

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_form, add_route, ask, chosen_values
from bot.ids import GuildId, UserId
from bot.schedules.buttons import (
    DraftAnnounce,
    DraftAnswer,
    DraftChosen,
    DraftFirstPost,
    DraftForm,
    DraftSeason,
    DraftSeasonPage,
    DraftStart,
    Part,
    StartDraft,
)
from bot.schedules.cards.effects import start_lines
from bot.schedules.cards.problems import Problem, SetupProblem
from bot.schedules.cards.season import season_card
from bot.schedules.cards.setup_page import draft_form, first_post_card, page_closed_card, setup_page
from bot.schedules.discord.channel_status import options_in
from bot.schedules.discord.options import Step, form_step, menu_step
from bot.schedules.drafts import Draft
from bot.schedules.model import ScheduleStart
from bot.text.translations import localizer
from bot.ui.cards import Card, small
from bot.ui.note_cards import GOOD, outdated_button_card
from cogs.schedule.draft_page import DraftPage
from cogs.schedule.schedule_cog import Interaction


class SetupPage(DraftPage):
    """Fills in the draft of a schedule, which is stored at each step."""

    def add_page_routes(self, bot: LecternBot) -> None:
        """Register the handlers of the page."""
        add_route(bot, DraftChosen, self.choose)
        add_route(bot, DraftForm, self.open_form, asks_form=True)
        add_form(bot, DraftForm, self.fill_in)
        add_route(bot, DraftFirstPost, self.show_first_post)
        add_route(bot, DraftSeason, self.show_dates)
        add_route(bot, DraftSeasonPage, self.turn_dates)
        add_route(bot, DraftStart, self.start_old)
        add_route(bot, StartDraft, self.start)
        add_route(bot, DraftAnnounce, self.choose_announcement)
        add_route(bot, DraftAnswer, self.answer_doubt)

    async def open_page(self, interaction: Interaction, draft: Draft, problems: Sequence[Problem]) -> None:
        """Save *draft* and show the page with it."""
        await self.bot.services.schedules.begin_draft(draft)
        if (member := await self.organiser(interaction)) is not None:
            view = await self.page_of(interaction, member, draft, problems)
            await show(interaction, setup_page(await self.course_of(draft), view, reader_localizer(interaction)))

    async def choose(self, interaction: Interaction, action: DraftChosen) -> None:
        """Save what was chosen in a menu."""
        if (member := await self.organiser(interaction)) is not None:
            step = await menu_step(action.part, chosen_values(interaction), member)
            await self._take_step(interaction, member, step)

    async def open_form(self, interaction: Interaction, action: DraftForm) -> None:
        """Open the form of a part of the draft."""
        say = reader_localizer(interaction)
        if action.part not in {Part.TIMES, Part.CHAPTERS, Part.MORE}:
            await show(interaction, outdated_button_card(say))
        elif (draft := await self.own_draft(interaction)) is not None:
            options = options_in(interaction.guild, draft)
            await ask(interaction, draft_form(action.part, await self.course_of(draft), draft, say, options))

    async def fill_in(self, interaction: Interaction, action: DraftForm, typed: Mapping[str, str]) -> None:
        """Save what was typed into a form."""
        if (draft := await self.own_draft(interaction)) is None:
            return
        if (member := await self.organiser(interaction)) is not None:
            course = await self.course_of(draft)
            step = form_step(action.part, typed, member.guild, self.input_context(interaction, course))
            await self._take_step(interaction, member, step)

    async def choose_announcement(self, interaction: Interaction, action: DraftAnnounce) -> None:
        """Save whether the start is announced."""
        if (member := await self.organiser(interaction)) is not None:
            await self._take_step(interaction, member, lambda draft: (replace(draft, announce=action.wanted), ()))

    async def answer_doubt(self, interaction: Interaction, action: DraftAnswer) -> None:
        """Save which reading was chosen of what was typed."""
        if (member := await self.organiser(interaction)) is not None:
            await self._take_step(interaction, member, lambda draft: (draft.answered(action.reading), ()))

    async def _take_step(self, interaction: Interaction, member: discord.Member, step: Step | None) -> None:
        """Save what *step* makes of *member*'s draft, and redraw the page; None says that the button is outdated."""
        services, say = self.bot.services, reader_localizer(interaction)
        if step is None:
            await show(interaction, outdated_button_card(say))
            return
        changed = await services.schedules.change_draft(GuildId(member.guild.id), UserId(member.id), step)
        if changed is None:
            await answer_in_place(interaction, page_closed_card(say))
        else:
            await self.show_page(interaction, await self.page_of(interaction, member, *changed))

    async def show_first_post(self, interaction: Interaction, _action: DraftFirstPost) -> None:
        """Preview the first post, in private."""
        if (found := await self.startable(interaction)) is None or (guild := interaction.guild) is None:
            return
        view, start = found
        language = view.draft.language
        say = localizer(language) if language else await self.bot.guild_localizer(guild)
        await show(interaction, first_post_card(await self.course_of(view.draft), start, say))

    async def show_dates(self, interaction: Interaction, _action: DraftSeason) -> None:
        """Show the dates that the schedule would have."""
        if (found := await self.startable(interaction)) is not None:
            await show(interaction, await self._dates(interaction, found[1]))

    async def turn_dates(self, interaction: Interaction, action: DraftSeasonPage) -> None:
        """Redraw the private card of dates with another page."""
        if (found := await self.startable(interaction)) is not None:
            await answer_in_place(interaction, await self._dates(interaction, found[1], action.page))

    async def _dates(self, interaction: Interaction, start: ScheduleStart, page: int = 0) -> Card:
        overview, say = start.overview, reader_localizer(interaction)
        course = await self.course_of(overview.schedule)
        return season_card(course, overview.schedule, overview.season, say, DraftSeasonPage, page=page)

    async def start_old(self, interaction: Interaction, _action: DraftStart) -> None:
        """Start the schedule of the draft from an old page, unless it would replace one that runs."""
        await self._start(interaction, None)

    async def start(self, interaction: Interaction, action: StartDraft) -> None:
        """Start the schedule of the draft, if it is as the page showed it; further presses find the draft gone."""
        await self._start(interaction, action.seen)

    async def _start(self, interaction: Interaction, seen: int | None) -> None:
        if (found := await self.startable(interaction)) is None:
            return
        (view, _), services = found, self.bot.services
        if not view.can_start:
            await self.show_page(interaction, view)
        elif (started := await services.schedules.start_draft(view.draft, seen)) is None:
            await self.redraw_page(interaction, SetupProblem.OTHERWISE)
        else:
            await self.answer_started(interaction, started)

    async def answer_started(self, interaction: Interaction, started: ScheduleStart) -> None:
        """Show the schedule that was started."""
        say = reader_localizer(interaction)
        title = say("The schedule has started")
        if started.goes_on:
            title = say("The schedule has started: it goes on where the group was")
        elif started.keeps_order:
            title = say("The schedule has started, in the order of the schedule before")
        if started.announced_at is not None:
            when = format_dt(started.announced_at, "R")
            title += f"\n{small(say('The channel is told {when}; before that, Undo leaves no trace.', when=when))}"
        former = started.former
        before = former if former is not None and former.schedule.is_running else None
        more = start_lines(await self.course_of(started.overview.schedule), started, say)
        await self.answer(interaction, started.overview, f"{GOOD} {title}", before=before, undo=started.undo, more=more)
