"""Planning a party: /party plan, and confirming its date."""

from collections.abc import Mapping
from datetime import timedelta

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import LecternBot
from bot.client.choices import Choices, chapter_choices
from bot.client.permissions import may_gather
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_form, add_route, ask
from bot.client.visibility import asking_member, everyone_can_view
from bot.ids import ChannelId, GuildId
from bot.parties.buttons import PartyAskTime, PartyConfirm, PartyTimeTyped
from bot.parties.cards.planning import (
    LONGEST_TIME,
    TIME_FIELD,
    draft_card,
    move_card,
    organisers_plan_card,
    planned_note,
    planned_often_card,
    refusal_card,
    time_form,
)
from bot.parties.discord.events import event_obstacle
from bot.parties.discord.forms import PartyForm, Venue, not_in_their_name, read_date
from bot.parties.model import DEFAULT_REMINDERS, LONGEST_NOTE, PartyChange, PartyState, PartyView
from bot.text.translations import Localizer
from bot.times.typed_dates import ReadInstant
from bot.ui.cards import Card
from cogs.parties.answering import Access, Answering, Interaction

REMINDERS = {"all": DEFAULT_REMINDERS, "day": DEFAULT_REMINDERS[1:], "start": (timedelta(),), "none": ()}


class Planning(Answering):
    """Plans parties."""

    def listen_to_planning(self, bot: LecternBot) -> None:
        """Answer the buttons and the form by which a time is chosen."""
        add_route(bot, PartyConfirm, self.confirm)
        add_route(bot, PartyAskTime, self.ask_time, asks_form=True)
        add_form(bot, PartyTimeTyped, self.time_typed)

    @app_commands.command(name=locale_str("plan"), description=locale_str("Plan a watch party"))
    @app_commands.rename(
        chapter=locale_str("chapter"),
        when=locale_str("when"),
        where=locale_str("where"),
        role=locale_str("role"),
        note=locale_str("note"),
        repeat=locale_str("repeat"),
        reminders=locale_str("reminders"),
    )
    @app_commands.describe(
        chapter=locale_str("What to watch: a number, a title or a topic"),
        when=locale_str("When, such as: Saturday 8pm, in 2 hours, 2026-12-05 19:00"),
        where=locale_str("Voice or stage channel to meet in (text only, if you leave it out)"),
        role=locale_str("Role to ping with the invitation (none, if you leave it out)"),
        note=locale_str("A few words for the invitation"),
        repeat=locale_str("Plan another one after each post of the schedule"),
        reminders=locale_str("When to remind those who come (a day, an hour, ten minutes, at the start)"),
    )
    @app_commands.choices(
        reminders=[
            app_commands.Choice(
                name=locale_str("A day, an hour and ten minutes before, and at the start"), value="all"
            ),
            app_commands.Choice(name=locale_str("An hour and ten minutes before, and at the start"), value="day"),
            app_commands.Choice(name=locale_str("Only at the start"), value="start"),
            app_commands.Choice(name=locale_str("Never"), value="none"),
        ]
    )
    async def plan(  # noqa: PLR0913, PLR0917 - one for each option of the command
        self,
        interaction: Interaction,
        chapter: str,
        when: app_commands.Range[str, 1, LONGEST_TIME],
        where: Venue | None = None,
        role: discord.Role | None = None,
        note: app_commands.Range[str, 1, LONGEST_NOTE] | None = None,
        repeat: bool = False,  # noqa: FBT001, FBT002 - discord.py hands options over by name
        reminders: str = "all",
    ) -> None:
        """Read what is asked for, and ask whether the date is right."""
        if (guild := await self.here(interaction)) is None:
            return
        member = await asking_member(interaction, guild)
        if member is None or not await self.may_plan(member):
            await show(interaction, organisers_plan_card(reader_localizer(interaction)))
            return
        form = PartyForm(chapter, when, where, role, note, REMINDERS[reminders], repeat)
        await self._draft(interaction, member, form)

    async def _draft(self, interaction: Interaction, member: discord.Member, form: PartyForm) -> None:
        say, guild = reader_localizer(interaction), GuildId(member.guild.id)
        channel = ChannelId(interaction.channel_id or 0)
        zone_name = await self.zone(interaction, guild, channel)
        read = form.read(interaction, self.bot.services.lookup, zone_name, say, self.bot.clock())
        if isinstance(read, Card):
            await show(interaction, read)
            return
        request, instant = read
        change, view = PartyChange.NO_SCHEDULE, None
        if not form.repeats or await self.schedule(interaction, guild, channel) is not None:
            change, view = await self.bot.services.parties.draft(request, organises=may_gather(member))
        await show(interaction, self._drafted(change, view, say, instant))

    def _drafted(self, change: PartyChange, view: PartyView | None, say: Localizer, read: ReadInstant) -> Card:
        if view is None:
            return refusal_card(change, say)
        return draft_card(view.party, self.chapter(view.party), say, read)

    @plan.autocomplete("chapter")
    async def suggest_chapter(self, interaction: Interaction, typed: str) -> Choices:
        """Suggest chapters."""
        return chapter_choices(interaction, self.bot.services.lookup, typed)

    async def confirm(self, interaction: Interaction, action: PartyConfirm) -> None:
        """Let the party count; its card is posted by the runner."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        say = reader_localizer(interaction)
        if (refusal := await self._refusal(access, say)) is not None:
            await answer_in_place(interaction, refusal)
            return
        change, view = await self.bot.services.parties.confirm(access.guild, access.id, access.by)
        if change is PartyChange.DONE and view is not None:
            party, home = view.party, access.home
            trouble, is_open = await event_obstacle(home, party), await everyone_can_view(home, party.channel)
            without_note = party.note is not None and not is_open
            card = planned_note(party, say, trouble=trouble, without_note=without_note)
        else:
            card = refusal_card(change, say, retry=None if view is None else view.party)
        await answer_in_place(interaction, card)

    async def _refusal(self, access: Access, say: Localizer) -> Card | None:
        """Return why the draft may not count: its host has lost a right since, or plans without end."""
        party, member = access.party, access.member
        if party.state is not PartyState.DRAFT:
            return None
        if not await self.may_plan(member):
            return organisers_plan_card(say)
        if (card := await not_in_their_name(member, party, say)) is not None:
            return card
        wait = 0 if access.by.organises else self.bot.limits.plans.wait((access.guild, member.id))
        return planned_often_card(say, wait) if wait else None

    async def ask_time(self, interaction: Interaction, action: PartyAskTime) -> None:
        """Ask whoever may move the party for another time."""
        if (access := await self.changed(interaction, action.party, asks_form=True)) is None:
            return
        if access.party.moved(access.party.starts_at) is None:
            await self.refuse(interaction, PartyChange.TOO_LATE)
            return
        await ask(interaction, time_form(access.party, reader_localizer(interaction)))

    async def time_typed(self, interaction: Interaction, action: PartyTimeTyped, typed: Mapping[str, str]) -> None:
        """Show which instant was read, to be confirmed."""
        if (access := await self.changed(interaction, action.party)) is None:
            return
        say, party = reader_localizer(interaction), access.party
        zone_name = await self.zone(interaction, party.guild, party.channel) or party.zone_name
        read = read_date(typed[TIME_FIELD], say, zone_name, self.bot.clock(), retry=party)
        if isinstance(read, Card):
            card = read
        elif party.state is PartyState.DRAFT:
            change, view = await self.bot.services.parties.redate(access.guild, access.id, read.at, access.by)
            card = self._drafted(change, view, say, read)
        else:
            card = move_card(party, say, read)
        await answer_in_place(interaction, card)
