"""Planning a party by /party plan, confirming its date, and asking for another."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from bot.bot import LecternBot
from bot.client.choices import Choices, chapter_choices
from bot.client.permissions import may_manage_parties
from bot.client.replies import answer_in_place, reader_localizer, show
from bot.client.routes import add_form, add_route, ask
from bot.client.visibility import everyone_can_view
from bot.courses.model import Course
from bot.guilds.model import GuildSettings
from bot.ids import ChannelId, GuildId
from bot.interactions import meant_course, suggest_course
from bot.parties.buttons import PartyAskTime, PartyConfirm, PartyConfirmAt, PartyTimeTyped
from bot.parties.cards import planning as cards
from bot.parties.discord.events import event_blocker
from bot.parties.discord.forms import PartyForm, Venue, host_refusal, read_date
from bot.parties.model import (
    FEWEST_PLACES,
    LONGEST_NOTE,
    MOST_PLACES,
    REMINDER_CHOICES,
    PartyState,
    PartyView,
    PlanResult,
)
from bot.parties.series import schedule_for
from bot.schedules.discord.selection import visible_schedules
from bot.schedules.model import Schedule
from bot.text.translations import Localizer
from bot.times.typed_times import TypedTime
from bot.ui.buttons import instant_of
from bot.ui.cards import Card
from cogs.parties.access import Interaction, PartyCog, PartyContext, may_plan

REMINDERS = [
    Choice(name=locale_str("A day, an hour and ten minutes before, and at the start"), value="all"),
    Choice(name=locale_str("An hour and ten minutes before, and at the start"), value="day"),
    Choice(name=locale_str("Only at the start"), value="start"),
    Choice(name=locale_str("Never"), value="none"),
]


class Planning(PartyCog):
    """Plans parties, and asks for their dates."""

    def __init__(self, bot: LecternBot) -> None:
        super().__init__(bot)
        add_route(bot, PartyConfirm, self.for_party(self.confirm))
        add_route(bot, PartyConfirmAt, self.for_party(self.confirm))
        add_route(bot, PartyAskTime, self.for_party(self.ask_time, changes=True, asks_form=True), asks_form=True)
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
        places=locale_str("places"),
        course=locale_str("course"),
    )
    @app_commands.describe(
        chapter=locale_str("What to watch: a number, a title or a topic"),
        when=locale_str("When, such as: Saturday 8pm, in 2 hours, 2026-12-05 19:00"),
        where=locale_str("Voice or stage channel to meet in (text only, if you leave it out in a text channel)"),
        role=locale_str("Role to ping with the invitation (none, if you leave it out)"),
        note=locale_str("A few words for the invitation"),
        repeat=locale_str("Plan another one after each post of the schedule"),
        reminders=locale_str("When to remind those who come (a day, an hour, ten minutes, at the start)"),
        places=locale_str("How many may come, 2 or more with you; others wait for a place (no limit, if left out)"),
        course=locale_str("Which course, where this server has several"),
    )
    @app_commands.choices(reminders=REMINDERS)
    @app_commands.autocomplete(course=suggest_course)
    async def plan(  # noqa: PLR0913, PLR0917 - one for each option of the command
        self,
        interaction: Interaction,
        chapter: str,
        when: app_commands.Range[str, 1, cards.LONGEST_TIME],
        where: Venue | None = None,
        role: discord.Role | None = None,
        note: app_commands.Range[str, 1, LONGEST_NOTE] | None = None,
        repeat: bool = False,  # noqa: FBT001, FBT002 - discord.py hands options over by name
        reminders: str = "all",
        places: app_commands.Range[int, FEWEST_PLACES, MOST_PLACES] | None = None,
        course: str | None = None,
    ) -> None:
        """Save a draft of the party, and ask its host to confirm the date."""
        if (member := await self.member_here(interaction)) is None:
            return
        form = PartyForm(chapter, when, where, role, note, REMINDER_CHOICES[reminders], repeat, places)
        await show(interaction, await self._draft(interaction, member, form, course))

    async def _draft(
        self, interaction: Interaction, member: discord.Member, form: PartyForm, course: str | None
    ) -> Card:
        services, say, guild = self.bot.services, reader_localizer(interaction), GuildId(member.guild.id)

        async def found() -> tuple[GuildSettings, Sequence[Schedule], Course]:
            schedules = await services.schedules.of_guild(guild)
            return await self.settings(member), schedules, await meant_course(interaction, course)

        settings, schedules, meant = await self.bot.read_together(found)
        if not may_plan(member, settings):
            return cards.organisers_plan_card(say)
        followed = schedule_for(await visible_schedules(interaction, schedules), ChannelId(interaction.channel_id or 0))
        zone_name, lookup = _zone(settings, followed), services.lookups.get(meant)
        read = form.read(interaction, lookup, zone_name, say, self.bot.clock())
        if isinstance(read, Card):
            return read
        party, instant = read
        if form.repeats and followed is None:
            return cards.refusal_card(PlanResult.NO_SCHEDULE, say)
        answer = await services.parties.draft(party, repeats=form.repeats, organises=may_manage_parties(member))
        return await self._drafted(*answer, say, instant)

    async def _drafted(self, result: PlanResult, view: PartyView | None, say: Localizer, read: TypedTime) -> Card:
        if view is None:
            return cards.refusal_card(result, say)
        return cards.draft_card(view.party, await self.chapter(view.party), say, read)

    @plan.autocomplete("chapter")
    async def suggest_chapter(self, interaction: Interaction, typed: str) -> Choices:
        """Autocomplete with chapters."""
        course = await meant_course(interaction, interaction.namespace.course)
        return chapter_choices(interaction, self.bot.services.lookups.get(course), typed)

    async def confirm(
        self, interaction: Interaction, context: PartyContext, action: PartyConfirm | PartyConfirmAt
    ) -> None:
        """Plan the drafted party; a job posts its card."""
        to = instant_of(action.to) if isinstance(action, PartyConfirmAt) else None
        await answer_in_place(interaction, await self._confirm_refusal(context) or await self._confirmed(context, to))

    async def _confirmed(self, context: PartyContext, to: datetime | None) -> Card:
        result, view = await self.bot.services.parties.confirm(*context.key, context.by, to)
        if result is not PlanResult.DONE or view is None:
            return cards.refusal_card(result, context.say, retry=None if view is None else view.party)
        home, party = context.member.guild, view.party
        problem, is_open = await event_blocker(home, party), await everyone_can_view(home, party.channel)
        without_note = party.note is not None and not is_open
        return cards.planned_note(party, context.say, problem=problem, without_note=without_note)

    async def _confirm_refusal(self, context: PartyContext) -> Card | None:
        """Return a card if the host has lost a needed permission since, or planned too many parties in an hour."""
        party, member, say = context.party, context.member, context.say
        if party.state is not PartyState.DRAFT:
            return None
        if not context.plans:
            return cards.organisers_plan_card(say)
        if (card := await host_refusal(member, party, say)) is not None:
            return card
        wait = 0 if context.by.organises else self.bot.limits.plans.use((party.guild, member.id))
        return cards.planned_often_card(say, wait) if wait else None

    async def ask_time(self, interaction: Interaction, context: PartyContext, _: PartyAskTime) -> None:
        """Open the form for another time."""
        if context.party.moved(context.party.starts_at) is None:
            await show(interaction, cards.refusal_card(PlanResult.TOO_LATE, context.say, party=context.party))
        else:
            await ask(interaction, cards.time_form(context.party, context.say))

    async def time_typed(self, interaction: Interaction, action: PartyTimeTyped, typed: Mapping[str, str]) -> None:
        """Ask to confirm the instant that was read from the form."""
        if (context := await self.context(interaction, action.party, changes=True)) is None:
            return
        say, party = context.say, context.party
        schedules = () if context.settings.zone_name else await self.bot.services.schedules.of_guild(party.guild)
        followed = schedule_for(await visible_schedules(interaction, schedules), party.channel)
        zone_name = _zone(context.settings, followed) or party.zone_name
        tag = interaction.locale.value
        read = read_date(typed[cards.TIME_FIELD], tag, say, zone_name, self.bot.clock(), retry=party)
        if isinstance(read, Card):
            card = read
        elif party.state is PartyState.DRAFT:
            answer = await self.bot.services.parties.change_draft_start(*context.key, read.instant, context.by)
            card = await self._drafted(*answer, say, read)
        else:
            told = await self.bot.services.parties.told_of_change(*context.key, context.by)
            card = cards.move_card(party, say, read, told)
        await answer_in_place(interaction, card)


def _zone(settings: GuildSettings, schedule: Schedule | None) -> str | None:
    """Return the time zone that a guild with *settings* chose, else that of the *schedule* which it follows, if any."""
    return settings.zone_name or (None if schedule is None else schedule.cadence.zone_name)
