"""The base class of the parts of /party, and the check whether a member may know of a party."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import discord
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.permissions import may_manage_parties
from bot.client.replies import acknowledge, reader_localizer, show
from bot.client.visibility import asking_member, can_view
from bot.courses.model import Chapter
from bot.guilds.model import GuildSettings
from bot.ids import GuildId, PartyId, UserId
from bot.interactions import home_guild
from bot.parties.buttons import PartyAction, PartyAnswered, PartyHere
from bot.parties.cards.planning import refusal_card
from bot.parties.model import LIVE_PHASES, Actor, Party, PartyState, PlanResult
from bot.text.translations import Localizer
from bot.ui.cards import Card
from bot.ui.note_cards import servers_only_card

Interaction = discord.Interaction[LecternBot]
A = TypeVar("A", bound=PartyAction)
SAY_WHO_IS_THERE = (PartyAnswered, PartyHere)  # what they say is saved with the press itself


@dataclass(frozen=True, slots=True)
class PartyContext:
    """A member who uses a command or button, the party that it is about, and the member's language, all as of now.

    The party is as the member is to see it: see `PartyService.view`. The *settings* are its guild's.
    """

    member: discord.Member
    party: Party
    say: Localizer
    settings: GuildSettings

    @property
    def by(self) -> Actor:
        """The member with their rights about parties at this moment."""
        return actor(self.member)

    @property
    def plans(self) -> bool:
        """Whether the member may plan parties."""
        return may_plan(self.member, self.settings)

    @property
    def key(self) -> tuple[GuildId, PartyId]:
        """The party's guild and id, the first arguments of most methods of `PartyService`."""
        return self.party.guild, self.party.id

    async def may_know(self) -> bool:
        """Tell whether the member can view the party's channel, or may change the party where the channel is gone."""
        visible = await can_view(self.member, self.party.channel)
        return self.by.may_change(self.party) if visible is None else visible


def actor(member: discord.Member) -> Actor:
    """Return *member* as an `Actor`, with their rights at this moment."""
    return Actor(UserId(member.id), organises=may_manage_parties(member))


def may_plan(member: discord.Member, settings: GuildSettings) -> bool:
    """Tell whether *member* may plan parties in the guild with these *settings* now."""
    return settings.members_plan or may_manage_parties(member)


@dataclass(frozen=True, slots=True)
class ReadParty:
    """A *party* as it is, its guild's *settings*, and it as somebody is to see it; None where that is not known yet."""

    party: Party
    settings: GuildSettings
    seen: Party | None


class PartyCog(commands.Cog):
    """The base class of the parts of /party."""

    def __init__(self, bot: LecternBot) -> None:
        self.bot = bot

    def for_party(
        self,
        handler: Callable[[Interaction, PartyContext, A], Awaitable[None]],
        *,
        changes: bool = False,
        asks_form: bool = False,
    ) -> Callable[[Interaction, A], Awaitable[None]]:
        """Return what calls *handler* for a member who may see the party, with *changes* change it; see `context`.

        Whoever presses while the party is under way shows that they are there; see `PartyService.attend`.
        """

        async def answer(interaction: Interaction, action: A) -> None:
            context = await self.context(interaction, action.party, changes=changes, asks_form=asks_form)
            if context is None:
                return
            is_live = context.party.phase(self.bot.clock()) in LIVE_PHASES
            if is_live and not isinstance(action, SAY_WHO_IS_THERE):
                await self.bot.services.parties.attend(*context.key, context.by.user)
            await handler(interaction, context, action)

        return answer

    async def context(
        self, interaction: Interaction, party: int, *, changes: bool = False, asks_form: bool = False
    ) -> PartyContext | None:
        """Return the user's context of *party*; if they may not see it, or with *changes* change it, say so: None.

        Permissions are checked at each press; for one in a direct message that takes a request to Discord, so it is
        acknowledged first, unless a form is to answer it (*asks_form*).
        """
        if interaction.guild_id is None and not asks_form:
            await acknowledge(interaction)
        find = partial(self.bot.services.parties.find, PartyId(party))
        missing = refusal_card(PlanResult.MISSING, reader_localizer(interaction))
        return await self.checked(interaction, find, missing, changes=changes)

    async def checked(
        self, interaction: Interaction, find: Callable[[], Awaitable[Party | None]], missing: Card, *, changes: bool
    ) -> PartyContext | None:
        """Return the user's context of the party that *find* reads; if they may not see one, show *missing*: None."""
        parties, guilds, user = self.bot.services.parties, self.bot.services.guilds, interaction.user

        async def found() -> ReadParty | None:
            if (party := await find()) is None:
                return None
            seen = await parties.known(party, actor(user)) if isinstance(user, discord.Member) else None
            return ReadParty(party, await guilds.settings(party.guild), seen)

        read = await self.bot.read_together(found)
        context = None if read is None else await self._context(interaction, read)
        if context is None:
            await show(interaction, missing)
            return None
        if changes and not context.by.may_change(context.party):
            await show(interaction, refusal_card(PlanResult.NOT_YOURS, context.say, plans=context.plans))
            return None
        return context

    async def _context(self, interaction: Interaction, read: ReadParty) -> PartyContext | None:
        """Return the user's context of a party; None for whoever may not know of it. Forgets who has left its guild."""
        party = read.party
        home = self.bot.get_guild(party.guild)
        if home is None or interaction.guild_id not in {None, home.id}:
            return None
        if (member := await asking_member(interaction, home)) is None:
            await self.bot.services.parties.forget_members(party.guild, (UserId(interaction.user.id),))
            return None
        if member.is_timed_out():  # in the guild itself Discord rejects their presses
            return None
        if party.state is PartyState.DRAFT and (member.id != party.host or interaction.guild_id is None):
            return None
        seen = read.seen or await self.bot.services.parties.known(party, actor(member))
        say = reader_localizer(interaction)
        context = None if seen is None else PartyContext(member, seen, say, read.settings)
        return context if context is not None and await context.may_know() else None

    async def member_here(self, interaction: Interaction) -> discord.Member | None:
        """Return the user as a member of the interaction's guild; outside a guild answer so, and return None."""
        if home_guild(interaction) is not None and isinstance(interaction.user, discord.Member):
            return interaction.user
        await show(interaction, servers_only_card(reader_localizer(interaction)))
        return None

    async def settings(self, member: discord.Member) -> GuildSettings:
        """Return the settings of the guild of *member*."""
        return await self.bot.services.guilds.settings(GuildId(member.guild.id))

    async def chapter(self, party: Party) -> Chapter:
        """Return the chapter that *party* watches."""
        return (await self.bot.services.courses.get(party.course)).chapter(party.chapter)
