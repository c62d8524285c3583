"""What the parts of /party share: who asks about which party, and whether they may know of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import discord
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.permissions import may_manage_parties
from bot.client.replies import acknowledge, reader_localizer, show
from bot.client.visibility import asking_member, can_view
from bot.courses.model import Chapter
from bot.ids import GuildId, PartyId, UserId
from bot.interactions import home_guild
from bot.parties.buttons import PartyAction
from bot.parties.cards.planning import refusal_card
from bot.parties.model import Actor, Party, PartyState, PlanResult
from bot.text.translations import Localizer
from bot.ui.note_cards import servers_only_card

Interaction = discord.Interaction[LecternBot]
A = TypeVar("A", bound=PartyAction)


@dataclass(frozen=True, slots=True)
class PartyContext:
    """Who asks, as Discord knows them at this moment, about which party, as it was then, and in which language."""

    member: discord.Member
    party: Party
    say: Localizer

    @property
    def by(self) -> Actor:
        """The member, with what they may do at this moment."""
        return actor(self.member)

    @property
    def key(self) -> tuple[GuildId, PartyId]:
        """The party's guild and number, by which services know it."""
        return self.party.guild, self.party.id

    async def may_know(self) -> bool:
        """Tell whether the member may know of the party: where its channel is gone, only whoever changes it."""
        visible = await can_view(self.member, self.party.channel)
        return self.by.changes(self.party) if visible is None else visible


def actor(member: discord.Member) -> Actor:
    """Return *member* with what they may do about parties at this moment."""
    return Actor(UserId(member.id), organises=may_manage_parties(member))


class PartyCog(commands.Cog):
    """What the parts of the cog share."""

    def __init__(self, bot: LecternBot) -> None:
        self.bot = bot

    def for_party(
        self,
        handler: Callable[[Interaction, PartyContext, A], Awaitable[None]],
        *,
        changes: bool = False,
        asks_form: bool = False,
    ) -> Callable[[Interaction, A], Awaitable[None]]:
        """Let *handler* answer who may know of the party, or who *changes* it; others are told why not."""

        async def answer(interaction: Interaction, action: A) -> None:
            context = await self.context(interaction, action.party, changes=changes, asks_form=asks_form)
            if context is not None:
                await handler(interaction, context, action)

        return answer

    async def context(
        self, interaction: Interaction, party: int, *, changes: bool = False, asks_form: bool = False
    ) -> PartyContext | None:
        """Return the reader's context of *party*, or answer that they know of no such party, or may not change it.

        Asked anew at each press, and of Discord where a direct message does not tell. That takes
        time, so such a press is acknowledged first, unless a form is to answer it (*asks_form*).
        """
        if interaction.guild_id is None and not asks_form:
            await acknowledge(interaction)
        found = await self.bot.services.parties.find(PartyId(party))
        context = None if found is None else await self._context(interaction, found)
        if context is None or self.bot.services.course.get(context.party.chapter) is None:
            await show(interaction, refusal_card(PlanResult.MISSING, reader_localizer(interaction)))
            return None
        if changes and not context.by.changes(context.party):
            await show(interaction, refusal_card(PlanResult.NOT_YOURS, context.say))
            return None
        return context

    async def _context(self, interaction: Interaction, party: Party) -> PartyContext | None:
        home = self.bot.get_guild(party.guild)
        if home is None or interaction.guild_id not in {None, home.id}:
            return None
        if (member := await asking_member(interaction, home)) is None:
            await self.bot.services.parties.forget_members(party.guild, (UserId(interaction.user.id),))
            return None
        if member.is_timed_out():  # in the guild Discord lets them press nothing
            return None
        if party.state is PartyState.DRAFT and (member.id != party.host or interaction.guild_id is None):
            return None
        context = PartyContext(member, party, reader_localizer(interaction))
        return context if await context.may_know() else None

    async def member_here(self, interaction: Interaction) -> discord.Member | None:
        """Return who uses a command, as a member of the guild that it is used in, or say that this needs one."""
        if home_guild(interaction) is not None and isinstance(interaction.user, discord.Member):
            return interaction.user
        await show(interaction, servers_only_card(reader_localizer(interaction)))
        return None

    async def may_plan(self, member: discord.Member) -> bool:
        """Tell whether *member* may plan parties in their guild now."""
        settings = await self.bot.services.guilds.settings(GuildId(member.guild.id))
        return settings.members_plan or may_manage_parties(member)

    def chapter(self, party: Party) -> Chapter:
        """Return what *party* watches."""
        return self.bot.services.course.chapter(party.chapter)
