"""What the parts of /party share: who acts, on which party, and in whose words it is answered."""

import discord
from discord.ext import commands

from bot.client.bot import LecternBot
from bot.client.parties.delivery import as_it_is
from bot.client.permissions import may_gather
from bot.client.places import home_guild
from bot.client.replies import reader, redraw, show
from bot.core.catalogue import Chapter
from bot.core.ids import GuildId, PartyId, UserId
from bot.core.parties.party import PartyChange, PartyView
from bot.services.parties.planning import Actor
from bot.ui.cards import Card
from bot.ui.notices import servers_only_card
from bot.ui.parties.card import private_party_card
from bot.ui.parties.planning import refusal_card

Interaction = discord.Interaction[LecternBot]


class Answering(commands.Cog):
    """What the parts of the cog share."""

    bot: LecternBot

    async def here(self, interaction: Interaction) -> discord.Guild | None:
        """Return the guild of the interaction, or say that this needs one."""
        guild = home_guild(interaction)
        if guild is None:
            await show(interaction, servers_only_card(reader(interaction)))
        return guild

    async def home(self, interaction: Interaction, party: int) -> discord.Guild | None:
        """Return the guild of the party that is meant; in direct messages, if the reader was invited."""
        if interaction.guild_id is not None:
            return await self.here(interaction)
        who = UserId(interaction.user.id)
        view = await self.bot.services.parties.invitation(PartyId(party), who)
        guild = None if view is None else self.bot.get_guild(view.party.guild)
        if guild is None:
            await self.refuse(interaction, PartyChange.MISSING)
        return guild

    async def found(self, interaction: Interaction, party: int) -> PartyView | None:
        """Return the party that is meant, or say that there is none."""
        if (guild := await self.home(interaction, party)) is None:
            return None
        view = await self.bot.services.parties.view(GuildId(guild.id), PartyId(party))
        if view is None or self.bot.services.course.get(view.party.chapter) is None:
            await self.refuse(interaction, PartyChange.MISSING)
            return None
        return as_it_is(view, guild)

    async def led(self, interaction: Interaction, party: int) -> PartyView | None:
        """Return the party that is meant, if the reader leads it, or say why not."""
        view = await self.found(interaction, party)
        if view is not None and not actor(interaction).leads(view.party):
            await self.refuse(interaction, PartyChange.NOT_YOURS)
            return None
        return view

    async def refuse(self, interaction: Interaction, change: PartyChange) -> None:
        """Say why a wish was not carried out."""
        await show(interaction, refusal_card(change, reader(interaction)))

    async def show_privately(self, interaction: Interaction, view: PartyView) -> None:
        """Show a party to the reader alone."""
        await show(interaction, await self.private_card(interaction, view))

    async def private_card(self, interaction: Interaction, view: PartyView) -> Card:
        """Draw a party for the reader alone."""
        who, say = actor(interaction), reader(interaction)
        in_person = await self.bot.services.wishes.is_written_to(view.party.guild, who.user)
        leads = who.leads(view.party)
        return private_party_card(view, self.chapter(view), say, leads=leads, in_person=in_person)

    def chapter(self, view: PartyView) -> Chapter:
        """Return what the party watches."""
        return self.bot.services.course.chapter(view.party.chapter)


def actor(interaction: Interaction) -> Actor:
    """Return who acts."""
    return Actor(UserId(interaction.user.id), organises=may_gather(interaction))


def is_private(interaction: Interaction) -> bool:
    """Tell whether the button or form came from a message that only the reader sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


async def answer_in_place(interaction: Interaction, card: Card) -> None:
    """Put *card* in place of the private one that was used, or show it beside a public one."""
    if is_private(interaction):
        await redraw(interaction, card)
    else:
        await show(interaction, card)
