"""The party itself: starting it, leading it, coming late, being there, and marking the chapter after it."""

from functools import partial

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, redraw, show
from bot.client.routes import add_route
from bot.client.visibility import asking_member
from bot.ids import ChannelId, GuildId, UserId
from bot.parties.buttons import (
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
from bot.parties.cards.closing import all_marked_card
from bot.parties.cards.planning import no_parties_card
from bot.parties.cards.running import ask_end_card, here_card, not_now_card, room_card, start_card, where_card
from bot.parties.discord.forms import channel_problem
from bot.parties.running import GATHERED, Room, Step
from bot.progress.cards import marked_card
from bot.ui.note_cards import done_card
from cogs.parties.answering import Access, Answering, Interaction, actor


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
        name=locale_str("start"), description=locale_str("Start the next watch party, or see the one under way")
    )
    async def start(self, interaction: Interaction) -> None:
        """Start the party that is most likely meant."""
        if (guild := await self.here(interaction)) is None:
            return
        access = await self._to_start(interaction, guild)
        if access is None:
            await show(interaction, no_parties_card(reader_localizer(interaction)))
        else:
            await self._start(interaction, access)

    async def _to_start(self, interaction: Interaction, guild: discord.Guild) -> Access | None:
        """Return access to the party that is most likely meant, of those that the reader may know of."""
        if (member := await asking_member(interaction, guild)) is None:
            return None
        by = actor(member)
        for party in await self.bot.services.watching.next_to_start(GuildId(guild.id), by):
            if await self.knows(member, by, party):
                return Access(guild, party, member, by)
        return None

    async def _start(self, interaction: Interaction, access: Access) -> None:
        if (card := await channel_problem(access.home, access.party, reader_localizer(interaction))) is not None:
            await show(interaction, card)
            return
        step, room = await self.bot.services.watching.start(access.guild, access.id, access.by)
        await show(interaction, start_card(step, room, reader_localizer(interaction)))

    async def start_pressed(self, interaction: Interaction, action: PartyStart | PartyStartLate) -> None:
        """Start the party of the card."""
        if (access := await self.access(interaction, action.party)) is not None:
            await self._start(interaction, access)

    async def steer(self, interaction: Interaction, action: PartyPause | PartyResume) -> None:
        """Pause the party or let it go on, and show how it stands where the button is."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        watching, is_public = self.bot.services.watching, action.job != 0
        change = watching.pause if isinstance(action, PartyPause) else watching.resume
        step, room = await change(access.guild, access.id, access.by, redraws=is_public)
        say = reader_localizer(interaction)
        if room is None or step not in {Step.DONE, Step.ALREADY}:
            await show(interaction, not_now_card(step, room, say))
            return
        words = await self.bot.guild_localizer(access.home) if is_public else say
        posted_by = room.party.room_job or action.job
        await redraw(interaction, room_card(room, words, job=posted_by if is_public else 0))
        if is_public:
            await watching.was_drawn(room)
        if step is Step.ALREADY:
            await show(interaction, not_now_card(step, room, say))

    async def ask_end(self, interaction: Interaction, action: PartyAskEnd) -> None:
        """Ask whoever leads the party whether they mean it."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        if (room := await self._room(interaction, access)) is None:
            return
        say = reader_localizer(interaction)
        if not access.by.leads(room.party):
            await show(interaction, not_now_card(Step.NOT_YOURS, room, say))
        elif room.phase not in GATHERED:
            await show(interaction, not_now_card(Step.OVER, room, say))
        else:
            await show(interaction, ask_end_card(room, say))

    async def end(self, interaction: Interaction, action: PartyEnd) -> None:
        """End the party, in place of the question."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        step, room = await self.bot.services.watching.end(access.guild, access.id, access.by)
        say = reader_localizer(interaction)
        done = done_card(say("The party is over. I say so in the channel."))
        await answer_in_place(interaction, done if step is Step.DONE else not_now_card(step, room, say))

    async def where(self, interaction: Interaction, action: PartyWhere) -> None:
        """Tell somebody late where the group is."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        if (room := await self._room(interaction, access)) is None:
            return
        say = reader_localizer(interaction)
        gathered = room.phase in GATHERED
        await show(interaction, where_card(room, say) if gathered else not_now_card(room.obstacle, room, say))

    async def arrive(self, interaction: Interaction, action: PartyHere) -> None:
        """Remember who says they are there."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        say = reader_localizer(interaction)
        step, room = await self.bot.services.watching.arrive(access.guild, access.id, access.by.user)
        if step in {Step.DONE, Step.ALREADY}:
            await show(interaction, here_card(say, new=step is Step.DONE))
        else:
            await show(interaction, not_now_card(step, room, say))

    async def watched(self, interaction: Interaction, action: PartyWatched) -> None:
        """Mark what the party watched for whoever presses."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        guild, who = access.guild, access.by.user
        (step, room), together = await self.bot.services.watching.mark(guild, access.id, who)
        say = reader_localizer(interaction)
        if room is None:
            await show(interaction, not_now_card(step, room, say))
            return
        progress = await self.bot.services.progress.member(guild, who)
        card = marked_card(room.chapter, progress, say, new=step is Step.DONE, together=together)
        await show(interaction, card)

    async def all_watched(self, interaction: Interaction, action: PartyAllWatched) -> None:
        """Mark what the party watched for everyone who said that they were there."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        step, room = await self.bot.services.watching.mark_all(access.guild, access.id, access.by)
        say = reader_localizer(interaction)
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
            guild, venue, who = GuildId(member.guild.id), ChannelId(after.channel.id), UserId(member.id)
            seen = partial(self.bot.services.watching.seen, guild, venue, who)
            await self.bot.retrying.until_done("noting who came", seen, guild=guild, about=(venue, who))

    async def _room(self, interaction: Interaction, access: Access) -> Room | None:
        """Return how the party stands, or say that there is none."""
        room = await self.bot.services.watching.room(access.guild, access.id)
        if room is None:
            await show(interaction, not_now_card(Step.MISSING, None, reader_localizer(interaction)))
        return room
