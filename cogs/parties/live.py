"""A party under way: /party start, pausing, ending, checking in, latecomers, and marking the chapter watched."""

from collections.abc import Callable, Sequence
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import LecternBot
from bot.client.replies import answer_in_place, reader_localizer, redraw, server_localizer, show
from bot.client.routes import add_route
from bot.client.undoing import answer_undo
from bot.finishing import congratulate
from bot.guilds.model import GuildSettings
from bot.ids import ChannelId, GuildId, UserId
from bot.parties import buttons
from bot.parties.cards import live as cards
from bot.parties.cards.planning import no_parties_card
from bot.parties.discord.forms import channel_problem
from bot.parties.model import LIVE_PHASES, LiveParty, LiveResult, Party
from bot.progress.cards.marks import marked_card
from bot.text.translations import Localizer
from bot.ui.cards import Card
from bot.ui.note_cards import done_card
from bot.undo.model import UndoKind, UndoResult
from cogs.parties.access import Interaction, PartyCog, PartyContext, actor, may_plan


class Live(PartyCog):
    """Starts, leads and ends parties."""

    def __init__(self, bot: LecternBot) -> None:
        super().__init__(bot)
        add_route(bot, buttons.PartyStart, self.for_party(self.start_pressed))
        add_route(bot, buttons.PartyStartLate, self.for_party(self.start_pressed))
        add_route(bot, buttons.PartyPause, self.for_party(self.pause_or_resume))
        add_route(bot, buttons.PartyResume, self.for_party(self.pause_or_resume))
        add_route(bot, buttons.PartyAskEnd, self.for_party(self.ask_end))
        add_route(bot, buttons.PartyEnd, self.for_party(self.end))
        add_route(bot, buttons.PartyWhere, self.for_party(self.where))
        add_route(bot, buttons.PartyHere, self.for_party(self.arrive))
        add_route(bot, buttons.PartyWatched, self.for_party(self.watched))
        add_route(bot, buttons.PartyAllWatched, self.for_party(self.all_watched))
        add_route(bot, buttons.UndoAllWatched, self.for_party(self.undo_all_watched))

    @app_commands.command(
        name=locale_str("start"), description=locale_str("Start the next watch party, or see the one under way")
    )
    async def start(self, interaction: Interaction) -> None:
        """Start the party most likely meant (see `next_to_start`) that the user may know of."""
        if (member := await self.member_here(interaction)) is None:
            return
        say, parties = reader_localizer(interaction), self.bot.services.parties

        async def found() -> tuple[Sequence[Party], GuildSettings]:
            return await parties.next_to_start(GuildId(member.guild.id), actor(member)), await self.settings(member)

        to_start, settings = await self.bot.read_together(found)
        for party in to_start:
            context = PartyContext(member, party, say, settings)
            if await context.may_know():
                await self.start_pressed(interaction, context)
                return
        await show(interaction, no_parties_card(say, plans=may_plan(member, settings)))

    async def start_pressed(
        self, interaction: Interaction, context: PartyContext, _: buttons.PartyAction | None = None
    ) -> None:
        """Start the party, or say why it cannot be started."""
        card = await channel_problem(context.member.guild, context.party, context.say, plans=context.plans)
        if card is None:
            result, live = await self.bot.services.parties.start(*context.key, context.by)
            card = cards.start_card(result, live, context.say)
        await show(interaction, card)

    async def pause_or_resume(
        self, interaction: Interaction, context: PartyContext, action: buttons.PartyPause | buttons.PartyResume
    ) -> None:
        """Pause or resume the party, and redraw the card with the button."""
        parties, is_public, say = self.bot.services.parties, action.job != 0, context.say
        paused = isinstance(action, buttons.PartyPause)
        result, live = await parties.set_paused(*context.key, context.by, paused=paused, redraws=is_public)
        if live is None or result not in {LiveResult.DONE, LiveResult.ALREADY}:
            await show(interaction, cards.live_refusal_card(result, live, say))
            return
        if is_public:
            public_say = server_localizer(context.member.guild, context.settings.locale)
            await redraw(interaction, cards.live_card(live, public_say, job=live.party.live_job or action.job))
            await parties.live_card_drawn(live)
        else:
            await redraw(interaction, cards.live_card(live, say, job=0))
        if result is LiveResult.ALREADY:
            await show(interaction, cards.live_refusal_card(result, live, say))

    async def ask_end(self, interaction: Interaction, context: PartyContext, _: buttons.PartyAskEnd) -> None:
        """Ask whoever leads the party to confirm its end."""
        live = await self.bot.services.parties.live(*context.key, context.by)
        result = LiveResult.DONE if live is not None and live.phase in LIVE_PHASES else LiveResult.OVER
        if live is not None and not context.by.may_lead(live.party):
            result = LiveResult.NOT_YOURS
        await show(interaction, _card(result, live, context.say, cards.ask_end_card))

    async def end(self, interaction: Interaction, context: PartyContext, _: buttons.PartyEnd) -> None:
        """End the party, and answer in place of the question."""
        result, live = await self.bot.services.parties.end(*context.key, context.by)
        done = done_card(context.say("The party is over. I say so in the channel."))
        await answer_in_place(interaction, _card(result, live, context.say, lambda *_: done))

    async def where(self, interaction: Interaction, context: PartyContext, _: buttons.PartyWhere) -> None:
        """Show the group's position in the video, in private."""
        live = await self.bot.services.parties.live(*context.key, context.by)
        refusal = None if live is None or live.phase in LIVE_PHASES else live.refusal
        await show(interaction, _card(refusal or LiveResult.DONE, live, context.say, cards.position_card))

    async def arrive(self, interaction: Interaction, context: PartyContext, _: buttons.PartyHere) -> None:
        """Check the user in."""
        result, live = await self.bot.services.parties.arrive(*context.key, context.by.user)
        if result in {LiveResult.DONE, LiveResult.ALREADY}:
            await show(interaction, cards.check_in_card(context.say, new=result is LiveResult.DONE))
        else:
            await show(interaction, cards.live_refusal_card(result, live, context.say))

    async def watched(self, interaction: Interaction, context: PartyContext, _: buttons.PartyWatched) -> None:
        """Mark the party's chapter watched by the user."""
        services, user, say = self.bot.services, context.by.user, context.say
        if (marked := await services.parties.mark(*context.key, user)) is None:
            await show(interaction, cards.live_refusal_card(LiveResult.MISSING, None, say))
            return
        (live, marking), progress = marked, await services.progress.member(context.party.guild, user, marked[0].course)
        await show(interaction, marked_card(live.chapter, progress, marking, say))
        if marking.before is None and progress.is_complete:
            await congratulate(interaction, context.party.guild, live.course)

    async def all_watched(self, interaction: Interaction, context: PartyContext, _: buttons.PartyAllWatched) -> None:
        """Mark the party's chapter watched by everyone who checked in."""
        (result, live), undo = await self.bot.services.parties.mark_all(*context.key, context.by)
        card = _card(result, live, context.say, lambda marked, say: cards.all_marked_card(marked, undo, say))
        await show(interaction, card)

    async def undo_all_watched(
        self, interaction: Interaction, context: PartyContext, action: buttons.UndoAllWatched
    ) -> None:
        """Take the marks of everyone back, in place of the card that confirmed them, or say why not."""
        result = await self.bot.services.parties.undo_mark_all(*context.key, action.change, context.by)
        if isinstance(result, UndoResult):
            done = cards.all_unmarked_card(context.say) if result is UndoResult.DONE else None
            await answer_undo(interaction, UndoKind.MARKS, result, done)
        else:
            await show(interaction, cards.live_refusal_card(*result, context.say))

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Record who joins the voice channel of a party under way; nobody is shown that."""
        if after.channel is not None and after.channel != before.channel and not member.bot:
            guild, venue, who = GuildId(member.guild.id), ChannelId(after.channel.id), UserId(member.id)
            seen = partial(self.bot.services.parties.record_seen, guild, venue, who)
            await self.bot.retrying.until_done("noting who came", seen, guild=guild, about=(venue, who))


def _card(
    result: LiveResult, live: LiveParty | None, say: Localizer, draw: Callable[[LiveParty, Localizer], Card]
) -> Card:
    """Return the card that *draw* makes of *live*, or for any other *result* than DONE the refusal."""
    if live is None or result is not LiveResult.DONE:
        return cards.live_refusal_card(result, live, say)
    return draw(live, say)
