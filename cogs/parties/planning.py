"""Planning a party: /party plan, and confirming its date."""

from collections.abc import Mapping
from datetime import timedelta

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.client.bot import LecternBot
from bot.client.choices import Choices, chapter_choices
from bot.client.parties.events import event_obstacle
from bot.client.parties.forms import PartyForm, Venue, read_date
from bot.client.permissions import may_gather, may_mention
from bot.client.replies import answer_in_place, reader, show
from bot.client.routes import add_form, add_route, ask
from bot.client.sites import posting_channel
from bot.client.visibility import is_public
from bot.core.actions import PartyAskTime, PartyConfirm, PartyTimeTyped
from bot.core.ids import ChannelId, GuildId
from bot.core.parties.party import DEFAULT_REMINDERS, LONGEST_NOTE, PartyChange, PartyState
from bot.core.parties.series import schedule_for
from bot.ui.cards import Card
from bot.ui.parties.planning import (
    LONGEST_TIME,
    TIME_FIELD,
    draft_card,
    move_card,
    organisers_plan_card,
    planned_note,
    refusal_card,
    role_refused_card,
    time_form,
)
from cogs.parties.answering import Answering, Interaction

REMINDERS = {"all": DEFAULT_REMINDERS, "day": DEFAULT_REMINDERS[1:], "start": (timedelta(),), "none": ()}


class Planning(Answering):
    """Plans parties."""

    def listen_to_planning(self, bot: LecternBot) -> None:
        """Answer the buttons and the form by which a time is chosen."""
        add_route(bot, PartyConfirm, self.confirm)
        add_route(bot, PartyAskTime, self.ask_time)
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
            app_commands.Choice(
                name=locale_str("An hour and ten minutes before, and at the start"), value="day"
            ),
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
        settings = await self.bot.services.guilds.settings(GuildId(guild.id))
        if not (settings.members_plan or may_gather(interaction)):
            await show(interaction, organisers_plan_card(reader(interaction)))
            return
        form = PartyForm(chapter, when, where, role, note, REMINDERS[reminders], repeat)
        await self._draft(
            interaction, form, await self._zone(GuildId(guild.id), ChannelId(interaction.channel_id or 0))
        )

    async def _zone(self, guild: GuildId, channel: ChannelId) -> str | None:
        """Return the guild's zone: the one it chose, or its schedule's."""
        chosen = (await self.bot.services.guilds.settings(guild)).zone_name
        schedule = schedule_for(await self.bot.services.schedules.of_guild(guild), channel)
        return chosen or (None if schedule is None else schedule.cadence.zone_name)

    async def _draft(self, interaction: Interaction, form: PartyForm, zone_name: str | None) -> None:
        say, services = reader(interaction), self.bot.services
        read = form.read(interaction, services.lookup, zone_name, say, self.bot.clock())
        if isinstance(read, Card):
            await show(interaction, read)
            return
        request, instant = read
        change, view = await services.parties.draft(request, organises=may_gather(interaction))
        if view is None:
            await self.refuse(interaction, change)
            return
        await show(interaction, draft_card(view.party, self.chapter(view.party), say, instant))

    @plan.autocomplete("chapter")
    async def suggest_chapter(self, interaction: Interaction, typed: str) -> Choices:
        """Suggest chapters."""
        return chapter_choices(interaction, self.bot.services.lookup, typed)

    async def confirm(self, interaction: Interaction, action: PartyConfirm) -> None:
        """Let the party count; its card is posted by the runner."""
        if (access := await self.access(interaction, action.party)) is None:
            return
        say, drafted = reader(interaction), access.party
        role = None if drafted.role is None else access.home.get_role(drafted.role)
        channel = posting_channel(access.home, drafted.channel)
        if role is not None and not may_mention(role, access.member, channel):
            await answer_in_place(interaction, role_refused_card(say))
            return
        change, view = await self.bot.services.parties.confirm(access.guild, access.id, access.by)
        if change is PartyChange.DONE and view is not None:
            party, home = view.party, access.home
            trouble = event_obstacle(home, party)
            without_note = party.note is not None and not is_public(home, party.channel)
            note = planned_note(party, say, trouble=trouble, without_note=without_note)
            await answer_in_place(interaction, note)
        else:
            retry = None if view is None else view.party
            await answer_in_place(interaction, refusal_card(change, say, retry=retry))

    async def ask_time(self, interaction: Interaction, action: PartyAskTime) -> None:
        """Ask whoever may move the party for another time."""
        if (access := await self.changed(interaction, action.party, asks_form=True)) is None:
            return
        if access.party.moved(access.party.starts_at) is None:
            await self.refuse(interaction, PartyChange.TOO_LATE)
            return
        await ask(interaction, time_form(access.party, reader(interaction)))

    async def time_typed(
        self, interaction: Interaction, action: PartyTimeTyped, typed: Mapping[str, str]
    ) -> None:
        """Show which instant was read, to be confirmed."""
        if (access := await self.changed(interaction, action.party)) is None:
            return
        say, party = reader(interaction), access.party
        zone_name = await self._zone(party.guild, party.channel) or party.zone_name
        read = read_date(typed[TIME_FIELD], say, zone_name, self.bot.clock(), retry=party)
        if isinstance(read, Card):
            card = read
        elif party.state is PartyState.DRAFT:
            change, view = await self.bot.services.parties.redate(access.guild, access.id, read.at, access.by)
            card = (
                refusal_card(change, say)
                if view is None
                else draft_card(view.party, self.chapter(party), say, read)
            )
        else:
            card = move_card(party, say, read)
        await answer_in_place(interaction, card)
