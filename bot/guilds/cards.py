"""Cards that show a guild's settings, and confirm a change of its holidays."""

from collections.abc import Sequence
from datetime import date

from bot.guilds.model import GuildSettings
from bot.text.translations import Localizer
from bot.times.formats import calendar_days
from bot.times.zones import zone_label
from bot.ui.cards import Card, gap, panel, small, text
from bot.ui.note_cards import done_card

DateRange = tuple[date, date]  # the first and the last local day, both included


def settings_card(settings: GuildSettings, holidays: Sequence[DateRange], say: Localizer) -> Card:
    """Show each setting of a guild and its holidays, with the command that changes it."""
    language = settings.locale.own_name if settings.locale else say("Discord's own setting for this server")
    zone = zone_label(settings.zone_name, say.locale) if settings.zone_name else say("none chosen")
    notices = f"<#{settings.notices}>" if settings.notices else say("whoever set the schedule up, in person")
    parties = say("every member") if settings.members_plan else say("only organisers")
    chosen = (
        (say("Language of posts"), language, say("`/settings language`")),
        (say("Time zone for new schedules"), zone, say("`/settings timezone`")),
        (say("Told when a post cannot go out"), notices, say("`/settings notices`")),
        (say("Plan watch parties"), parties, say("`/settings parties`")),
        (say("Holidays"), _listed(holidays, say), say("`/settings holidays`")),
    )
    lines = [text(f"**{name}**\n{value}", small(command)) for name, value, command in chosen]
    spaced = [item for line in lines for item in (gap(), line)]
    return Card(panel(text(f"### {say('Settings of this server')}"), *spaced))


def holidays_card(holidays: Sequence[DateRange], say: Localizer) -> Card:
    """Confirm a change of holidays; *holidays* are all that the guild has now, the earliest first."""
    done = say("These are the holidays now: days without posts, and without watch parties that repeat.")
    hint = small(say("Posts that were moved, and watch parties that are planned already, keep their dates."))
    return done_card(done, hint=f"{_listed(holidays, say)}\n{hint}")


def _listed(holidays: Sequence[DateRange], say: Localizer) -> str:
    """Return *holidays* as text, one a line, or "none"."""
    return "\n".join(calendar_days(*days, say.locale) for days in holidays) or say("none")
