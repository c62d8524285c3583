"""What an organiser is filling in on the set-up page: read, changed, and drawn with what would come of it."""

from collections.abc import Callable, Sequence

import discord

from bot.client.replies import answer_in_place, organised_guild, reader_localizer
from bot.client.visibility import asking_member
from bot.ids import UserId
from bot.schedules.cards.problems import Problem, SetupProblem
from bot.schedules.cards.setup_page import DraftView, Prospect, page_closed_card, setup_page
from bot.schedules.discord.channel_status import site_to_be
from bot.schedules.discord.setup_page import refused_to
from bot.schedules.draft_service import request_of
from bot.schedules.drafts import Draft
from cogs.schedule.answering import Answering, Interaction

Step = Callable[[Draft], tuple[Draft, Sequence[Problem]]]


class Drafting(Answering):
    """Keeps what is filled in, and shows what would come of it."""

    @staticmethod
    async def organiser(interaction: Interaction) -> discord.Member | None:
        """Return the reader as a member, if they may organise here, or tell them why they may not."""
        if await organised_guild(interaction) is None or interaction.guild is None:
            return None
        return await asking_member(interaction, interaction.guild)

    async def apply(self, interaction: Interaction, step: Step) -> None:
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
            await answer_in_place(interaction, page_closed_card(reader_localizer(interaction)))
            return
        view = await self.view(interaction, draft, problems)
        await answer_in_place(interaction, setup_page(self.bot.services.course, view, reader_localizer(interaction)))

    async def draft(self, interaction: Interaction) -> Draft | None:
        """Return what the organiser is filling in, or say that the page is closed."""
        if (guild := await organised_guild(interaction)) is None:
            return None
        draft = await self.bot.services.drafts.find(guild, UserId(interaction.user.id))
        if draft is None:
            await answer_in_place(interaction, page_closed_card(reader_localizer(interaction)))
        return draft

    async def found(self, interaction: Interaction) -> tuple[DraftView, Prospect] | None:
        """Return the draft with what would come of it; where nothing would, draw the page anew."""
        if (draft := await self.draft(interaction)) is None:
            return None
        view = await self.view(interaction, draft, ())
        if view.prospect is None:
            await answer_in_place(
                interaction, setup_page(self.bot.services.course, view, reader_localizer(interaction))
            )
            return None
        return view, view.prospect

    async def view(self, interaction: Interaction, draft: Draft, problems: Sequence[Problem]) -> DraftView:
        """Return the draft with what would come of it, and what stands in its way."""
        guild, prospect = interaction.guild, await self.prospect_of(draft)
        planned = None if prospect is None else prospect.schedule
        site = await site_to_be(guild, draft, planned, reader_localizer(interaction))
        member = None if guild is None else await asking_member(interaction, guild)
        refused = () if member is None else await refused_to(member, draft)
        if SetupProblem.HIDDEN in refused:
            return DraftView(draft, None, problems, refused=refused)
        if prospect is None and not draft.needs:
            problems = (*problems, SetupProblem.FULL)
        return DraftView(draft, prospect, problems, site, refused)

    async def prospect_of(self, draft: Draft) -> Prospect | None:
        """Return what would come of the draft, or nothing where something is open or there is no room."""
        services = self.bot.services
        request = request_of(draft, services.course, self.bot.clock())
        foreseen = None if request is None else await services.schedules.foresee(request)
        if foreseen is None:
            return None
        overview = foreseen.overview
        return Prospect(overview.schedule, overview.season, foreseen.goes_on, foreseen.replaces)
