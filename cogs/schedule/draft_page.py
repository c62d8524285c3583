"""What the set-up page is drawn from: the draft of whoever fills it in, and the schedule that it would start."""

from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.client.replies import answer_in_place, reader_localizer
from bot.client.visibility import asking_member
from bot.ids import UserId
from bot.interactions import organised_guild
from bot.schedules.cards.problems import Problem, SetupProblem
from bot.schedules.cards.setup_page import DraftView, page_closed_card, setup_page
from bot.schedules.discord.channel_status import draft_view, posting_channel
from bot.schedules.discord.options import UNMET, unread_in
from bot.schedules.drafts import Draft
from bot.schedules.model import ScheduleStart
from cogs.schedule.schedule_cog import Interaction, ScheduleCog


class DraftPage(ScheduleCog):
    """Finds the user's draft, and draws the page with it."""

    async def redraw_page(self, interaction: Interaction, problem: Problem) -> None:
        """Show the page as it is now, with *problem*, or that it is closed."""
        if (draft := await self.own_draft(interaction)) is None or (
            member := await self.organiser(interaction)
        ) is None:
            return
        await self.show_page(interaction, await self.page_of(interaction, member, draft, (problem,)))

    async def show_page(self, interaction: Interaction, view: DraftView) -> None:
        """Draw the page in place of the private card that was pressed."""
        course = await self.course_of(view.draft)
        await answer_in_place(interaction, setup_page(course, view, reader_localizer(interaction)))

    async def page_of(
        self, interaction: Interaction, member: discord.Member, draft: Draft, problems: Sequence[Problem] = ()
    ) -> DraftView:
        """Return the page of *draft*, whose last step had *problems*."""
        start = await self.bot.services.schedules.preview(draft)
        view = await draft_view(member, draft, start, problems, reader_localizer(interaction))
        is_seen = SetupProblem.HIDDEN not in view.refused
        channel = posting_channel(member.guild, draft.channel) if draft.channel and is_seen else None
        named = unread_in(draft, channel, self.input_context(interaction, await self.course_of(draft)))
        refused = [each for each in named if each not in UNMET]
        return replace(view, problems=(*view.problems, *named), refused=(*refused, *view.refused))

    @staticmethod
    async def organiser(interaction: Interaction) -> discord.Member | None:
        """Return the user as a member if they may organise the guild; if not, answer so, and return None."""
        if await organised_guild(interaction) is None or interaction.guild is None:
            return None
        return await asking_member(interaction, interaction.guild)

    async def own_draft(self, interaction: Interaction) -> Draft | None:
        """Return the user's draft; if there is none, say that the page is closed, and return None."""
        if (guild := await organised_guild(interaction)) is None:
            return None
        draft = await self.bot.services.schedules.draft(guild, UserId(interaction.user.id))
        if draft is None:
            await answer_in_place(interaction, page_closed_card(reader_localizer(interaction)))
        return draft

    async def startable(self, interaction: Interaction) -> tuple[DraftView, ScheduleStart] | None:
        """Return the page and the schedule it would start; if it would start none, redraw the page, and return None."""
        if (draft := await self.own_draft(interaction)) is None or (
            member := await self.organiser(interaction)
        ) is None:
            return None
        view = await self.page_of(interaction, member, draft)
        if view.start is None:
            await self.show_page(interaction, view)
        return None if view.start is None else (view, view.start)
