"""What the parts of /party share: who acts, on which party, and in whose words it is answered."""

from dataclasses import dataclass

import discord
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.permissions import may_gather
from bot.client.replies import acknowledge, reader_localizer, show
from bot.client.visibility import asking_member, can_view
from bot.courses.model import Chapter
from bot.ids import ChannelId, GuildId, PartyId, UserId
from bot.interactions import home_guild
from bot.parties.cards.card import private_party_card
from bot.parties.cards.planning import refusal_card
from bot.parties.discord.delivery import as_it_is
from bot.parties.model import Party, PartyChange, PartyState, PartyView
from bot.parties.series import schedule_for
from bot.parties.service.planning import Actor
from bot.schedules.discord.selection import visible_schedules
from bot.schedules.model import Schedule
from bot.ui.cards import Card
from bot.ui.note_cards import servers_only_card

Interaction = discord.Interaction[LecternBot]


@dataclass(frozen=True, slots=True)
class Access:
    """That somebody may know of a party: they are a member of its guild and can view its channel.

    Attributes:
        party: The party as it was when that was found out.
        member: Who acts, as Discord knows them at this moment.
        by: The same person, with what they may do about parties.
    """

    home: discord.Guild
    party: Party
    member: discord.Member
    by: Actor

    @property
    def guild(self) -> GuildId:
        """The party's guild."""
        return self.party.guild

    @property
    def id(self) -> PartyId:
        """The party's number."""
        return self.party.id


class Answering(commands.Cog):
    """What the parts of the cog share."""

    bot: LecternBot

    async def here(self, interaction: Interaction) -> discord.Guild | None:
        """Return the guild of the interaction, or say that this needs one."""
        guild = home_guild(interaction)
        if guild is None:
            await show(interaction, servers_only_card(reader_localizer(interaction)))
        return guild

    async def access(self, interaction: Interaction, party: int, *, asks_form: bool = False) -> Access | None:
        """Return the reader's access to *party*, or answer that they know of no such party.

        Asked anew at each press, and of Discord where a direct message does not tell. That takes
        time, so such a press is acknowledged first, unless a form is to answer it (*asks_form*).
        """
        if interaction.guild_id is None and not asks_form:
            await acknowledge(interaction)
        found = await self.bot.services.parties.find(PartyId(party))
        access = None if found is None else await self._access(interaction, found)
        if access is None or self.bot.services.course.get(access.party.chapter) is None:
            await self.refuse(interaction, PartyChange.MISSING)
            return None
        return access

    async def _access(self, interaction: Interaction, party: Party) -> Access | None:
        home = self.bot.get_guild(party.guild)
        if home is None or interaction.guild_id not in {None, home.id}:
            return None
        member = await asking_member(interaction, home)
        if member is None:
            await self.bot.services.leavers.forget(party.guild, (UserId(interaction.user.id),))
            return None
        if member.is_timed_out():  # in the guild Discord lets them press nothing
            return None
        by = actor(member)
        if party.state is PartyState.DRAFT and (by.user != party.host or interaction.guild_id is None):
            return None
        return Access(home, party, member, by) if await self.knows(member, by, party) else None

    @staticmethod
    async def knows(member: discord.Member, by: Actor, party: Party) -> bool:
        """Tell whether *member* may know of *party*: where its channel is gone, only whoever changes it."""
        visible = await can_view(member, party.channel)
        return by.changes(party) if visible is None else visible

    async def found(self, interaction: Interaction, party: int) -> PartyView | None:
        """Return the party that is meant, if the reader may know of it, or say that there is none."""
        access = await self.access(interaction, party)
        return None if access is None else await self.view(interaction, access)

    async def view(self, interaction: Interaction, access: Access) -> PartyView | None:
        """Return the party as people see it, or say that it is gone."""
        view = await self.bot.services.parties.view(access.guild, access.id)
        if view is None:
            await self.refuse(interaction, PartyChange.MISSING)
            return None
        return as_it_is(view, access.home)

    async def changed(self, interaction: Interaction, party: int, *, asks_form: bool = False) -> Access | None:
        """Return the reader's access to a party that they may move and call off, or say why they may not."""
        access = await self.access(interaction, party, asks_form=asks_form)
        if access is not None and not access.by.changes(access.party):
            await self.refuse(interaction, PartyChange.NOT_YOURS)
            return None
        return access

    async def may_plan(self, member: discord.Member) -> bool:
        """Tell whether *member* may plan parties in their guild now."""
        settings = await self.bot.services.guilds.settings(GuildId(member.guild.id))
        return settings.members_plan or may_gather(member)

    async def schedule(self, interaction: Interaction, guild: GuildId, channel: ChannelId) -> Schedule | None:
        """Return the schedule that a party in *channel* goes with, of those that the reader may know of."""
        schedules = await self.bot.services.schedules.of_guild(guild)
        return schedule_for(await visible_schedules(interaction, schedules), channel)

    async def zone(self, interaction: Interaction, guild: GuildId, channel: ChannelId) -> str | None:
        """Return the guild's zone: the one it chose, or its schedule's."""
        if chosen := (await self.bot.services.guilds.settings(guild)).zone_name:
            return chosen
        schedule = await self.schedule(interaction, guild, channel)
        return None if schedule is None else schedule.cadence.zone_name

    async def refuse(self, interaction: Interaction, change: PartyChange) -> None:
        """Say why a wish was not carried out."""
        await show(interaction, refusal_card(change, reader_localizer(interaction)))

    async def private_card(self, interaction: Interaction, view: PartyView, by: Actor) -> Card:
        """Draw a party for the reader alone."""
        in_person = await self.bot.services.wishes.is_written_to(view.party.guild, by.user)
        changes = by.changes(view.party)
        say = reader_localizer(interaction)
        return private_party_card(view, self.chapter(view.party), say, changes=changes, in_person=in_person)

    def chapter(self, party: Party) -> Chapter:
        """Return what *party* watches."""
        return self.bot.services.course.chapter(party.chapter)


def actor(member: discord.Member) -> Actor:
    """Return *member* as who acts, with what they may do at this moment."""
    return Actor(UserId(member.id), organises=may_gather(member))
