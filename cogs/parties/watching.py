"""The party itself: starting it, leading it, coming late, being there, and marking the chapter after it."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.client.bot import LecternBot
from bot.client.replies import reader, redraw, show
from bot.client.routes import add_route
from bot.core.ids import ChannelId, GuildId, PartyId, UserId
from bot.core.parties.actions import (
    PartyAllWatched,
    PartyAskEnd,
    PartyEnd,
    PartyHere,
    PartyPause,
    PartyResume,
    PartyStart,
    PartyStartLate,
    PartyWatched,
    PartyWhere,
)
from bot.core.parties.watching import GATHERED, Room, Step
from bot.ui.notices import done_card
from bot.ui.parties.closing import all_marked_card
from bot.ui.parties.planning import no_parties_card
from bot.ui.parties.watching import ask_end_card, here_card, not_now_card, room_card, start_card, where_card
from bot.ui.progress import marked_card
from cogs.parties.answering import Answering, Interaction, actor


class Watching(Answering):
    """Takes a group through a party."""

    def listen_to_watchers(self, bot: LecternBot) -> None:
        """Answer the buttons of a party under way."""
        add_route(bot, PartyStart, self.start_pressed)
        add_route(bot, PartyStartLate, self.start_pressed)
        add_route(bot, PartyPause, self.steer)
        add_route(bot, PartyResume, self.steer)
        add_route(bot, PartyAskEnd, self.ask_end)
        add_route(bot, PartyEnd, self.end)
        add_route(bot, PartyWhere, self.where)
        add_route(bot, PartyHere, self.arrive)
        add_route(bot, PartyWatched, self.watched)
        add_route(bot, PartyAllWatched, self.all_watched)

    @app_commands.command(
        name=locale_str("start"),
        description=locale_str("Start the next watch party, or see the one under way"),
    )
    async def start(self, interaction: Interaction) -> None:
        """Start the party that is most likely meant."""
        if (guild := await self.here(interaction)) is None:
            return
        place = GuildId(guild.id)
        party = await self.bot.services.watching.next_to_start(place, actor(interaction))
        if party is None:
            await show(interaction, no_parties_card(reader(interaction)))
            return
        step, room = await self.bot.services.watching.start(place, party, actor(interaction))
        await show(interaction, start_card(step, room, reader(interaction)))

    async def start_pressed(self, interaction: Interaction, action: PartyStart | PartyStartLate) -> None:
        """Start the party of the card."""
        if (guild := await self.here(interaction)) is None:
            return
        step, room = await self.bot.services.watching.start(
            GuildId(guild.id), PartyId(action.party), actor(interaction)
        )
        await show(interaction, start_card(step, room, reader(interaction)))

    async def steer(self, interaction: Interaction, action: PartyPause | PartyResume) -> None:
        """Pause the party or let it go on, and show how it stands where the button is."""
        if (guild := await self.here(interaction)) is None:
            return
        watching, is_public = self.bot.services.watching, action.job != 0
        change = watching.pause if isinstance(action, PartyPause) else watching.resume
        step, room = await change(
            GuildId(guild.id), PartyId(action.party), actor(interaction), redraws=is_public
        )
        say = reader(interaction)
        if room is None or step not in {Step.DONE, Step.ALREADY}:
            await show(interaction, not_now_card(step, room, say))
            return
        words = await self.bot.guild_words(guild) if is_public else say
        await redraw(interaction, room_card(room, words, job=action.job))
        if step is Step.ALREADY:
            await show(interaction, not_now_card(step, room, say))

    async def ask_end(self, interaction: Interaction, action: PartyAskEnd) -> None:
        """Ask whoever leads the party whether they mean it."""
        room = await self._room(interaction, action.party)
        if room is None:
            return
        say = reader(interaction)
        if not actor(interaction).leads(room.party):
            await show(interaction, not_now_card(Step.NOT_YOURS, room, say))
        elif room.phase not in GATHERED:
            await show(interaction, not_now_card(Step.OVER, room, say))
        else:
            await show(interaction, ask_end_card(room, say))

    async def end(self, interaction: Interaction, action: PartyEnd) -> None:
        """End the party, in place of the question."""
        if (guild := await self.here(interaction)) is None:
            return
        step, room = await self.bot.services.watching.end(
            GuildId(guild.id), PartyId(action.party), actor(interaction)
        )
        say = reader(interaction)
        done = done_card(say("The party is over. I say so in the channel."))
        await redraw(interaction, done if step is Step.DONE else not_now_card(step, room, say))

    async def where(self, interaction: Interaction, action: PartyWhere) -> None:
        """Tell somebody late where the group is."""
        if (room := await self._room(interaction, action.party)) is None:
            return
        say = reader(interaction)
        gathered = room.phase in GATHERED
        await show(interaction, where_card(room, say) if gathered else not_now_card(room.obstacle, room, say))

    async def arrive(self, interaction: Interaction, action: PartyHere) -> None:
        """Remember who says they are there."""
        if (guild := await self.here(interaction)) is None:
            return
        who, say = UserId(interaction.user.id), reader(interaction)
        step, room = await self.bot.services.watching.arrive(GuildId(guild.id), PartyId(action.party), who)
        if step in {Step.DONE, Step.ALREADY}:
            await show(interaction, here_card(say, new=step is Step.DONE))
        else:
            await show(interaction, not_now_card(step, room, say))

    async def watched(self, interaction: Interaction, action: PartyWatched) -> None:
        """Mark what the party watched for whoever presses."""
        if (guild := await self.here(interaction)) is None:
            return
        place, who = GuildId(guild.id), UserId(interaction.user.id)
        (step, room), together = await self.bot.services.watching.mark(place, PartyId(action.party), who)
        say = reader(interaction)
        if room is None:
            await show(interaction, not_now_card(step, room, say))
            return
        progress = await self.bot.services.progress.member(place, who)
        card = marked_card(room.chapter, progress, say, new=step is Step.DONE, together=together)
        await show(interaction, card)

    async def all_watched(self, interaction: Interaction, action: PartyAllWatched) -> None:
        """Mark what the party watched for everyone who said that they were there."""
        if (guild := await self.here(interaction)) is None:
            return
        step, room = await self.bot.services.watching.mark_all(
            GuildId(guild.id), PartyId(action.party), actor(interaction)
        )
        say = reader(interaction)
        if room is None or step is not Step.DONE:
            await show(interaction, not_now_card(step, room, say))
        else:
            await show(interaction, all_marked_card(room, say))

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Remember who comes to the voice channel of a party; it is not said to anybody."""
        if after.channel is not None and after.channel != before.channel and not member.bot:
            venue = ChannelId(after.channel.id)
            await self.bot.services.watching.seen(GuildId(member.guild.id), venue, UserId(member.id))

    async def _room(self, interaction: Interaction, party: int) -> Room | None:
        """Return how the party stands, or say that there is none."""
        if (guild := await self.here(interaction)) is None:
            return None
        room = await self.bot.services.watching.room(GuildId(guild.id), PartyId(party))
        if room is None:
            await show(interaction, not_now_card(Step.MISSING, None, reader(interaction)))
        return room
