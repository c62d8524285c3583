"""Cards that show a guild's settings, and confirm a change of one, or that it was taken back."""

from collections.abc import Sequence
from datetime import date

from bot.guilds.buttons import UndoSetting
from bot.guilds.model import GuildSettings, Setting, SettingChange
from bot.ids import UndoId
from bot.text.translations import Localizer
from bot.times.formats import calendar_days
from bot.times.zones import zone_label
from bot.ui.cards import Card, gap, panel, row, small, text
from bot.ui.note_cards import GOOD, NOTE, done_card, note_card
from bot.undo.cards import undo_button

DateRange = tuple[date, date]  # the first and the last local day, both included
MOST_LISTED = 40  # holidays that a card lists


def settings_card(
    settings: GuildSettings, holidays: Sequence[DateRange], say: Localizer, role_problem: str | None = None
) -> Card:
    """Show each setting of a guild and its holidays, with the command that changes it.

    *role_problem* says why the role of those who have finished cannot be given.
    """
    chosen = (
        (Setting.LANGUAGE, say("`/settings language`")),
        (Setting.TIME_ZONE, say("`/settings timezone`")),
        (Setting.NOTICES, say("`/settings notices`")),
        (Setting.PARTIES, say("`/settings parties`")),
        (Setting.FINISHERS, say("`/settings finishers`")),
    )
    problems = {} if role_problem is None else {Setting.FINISHERS: f"\n{NOTE} {role_problem}"}
    lines = [
        (_name(setting, say), _value(settings, setting, say) + problems.get(setting, ""), command)
        for setting, command in chosen
    ]
    lines.append((say("Holidays"), listed_holidays(holidays, say), say("`/settings holidays`")))
    texts = [text(f"**{name}**\n{value}", small(command)) for name, value, command in lines]
    spaced = [item for line in texts for item in (gap(), line)]
    return Card(panel(text(f"### {say('Settings of this server')}"), *spaced))


def setting_changed_card(change: SettingChange, number: UndoId | None, say: Localizer) -> Card:
    """Confirm *change* with the value before and after it, and offer to undo it; without a *number* it was none."""
    if number is None:
        return note_card(
            say("{setting}: that is so already.", setting=_name(change.setting, say)),
            f"{_value(change.after, change.setting, say)}\n{say('Nothing was changed.')}",
        )
    undo = row([undo_button(UndoSetting(number), say)])
    meaning = f"{GOOD} {_meaning(change.after, change.setting, say)}"
    return Card(panel(text(meaning, _from_to(change.before, change.after, change.setting, say)), undo))


def setting_undone_card(change: SettingChange, say: Localizer) -> Card:
    """Confirm that *change* was taken back, with the value that was undone and the one that holds again."""
    undone = f"{say('Undone')} · {_meaning(change.before, change.setting, say)}"
    return done_card(undone, hint=_from_to(change.after, change.before, change.setting, say))


def listed_holidays(holidays: Sequence[DateRange], say: Localizer) -> str:
    """Return *holidays* as text, one a line, or "none"."""
    lines = [calendar_days(*days, say.locale) for days in holidays[:MOST_LISTED]]
    if rest := len(holidays) - len(lines):
        lines.append(small(say("… and {number} more", number=rest)))
    return "\n".join(lines) or say("none")


def _from_to(before: GuildSettings, after: GuildSettings, setting: Setting, say: Localizer) -> str:
    """Return the name of *setting* with its value in *before* and in *after*."""
    return f"**{_name(setting, say)}** {_value(before, setting, say)} → {_value(after, setting, say)}"


def _name(setting: Setting, say: Localizer) -> str:
    names = {
        Setting.LANGUAGE: say("Language of posts"),
        Setting.TIME_ZONE: say("Time zone"),
        Setting.NOTICES: say("Told when a post cannot go out"),
        Setting.PARTIES: say("Plan watch parties"),
        Setting.FINISHERS: say("Role of those who have finished"),
    }
    return names[setting]


def _value(settings: GuildSettings, setting: Setting, say: Localizer) -> str:
    """Return the value of *setting* as it is listed."""
    match setting:
        case Setting.LANGUAGE:
            return settings.locale.own_name if settings.locale else say("Discord's own setting for this server")
        case Setting.TIME_ZONE:
            return zone_label(settings.zone_name, say.locale) if settings.zone_name else say("none chosen")
        case Setting.NOTICES:
            return f"<#{settings.notices}>" if settings.notices else say("whoever set the schedule up, in person")
        case Setting.PARTIES:
            return say("every member") if settings.members_plan else say("only organisers")
        case Setting.FINISHERS:
            return f"<@&{settings.finisher_role}>" if settings.finisher_role else say("none")


def _meaning(settings: GuildSettings, setting: Setting, say: Localizer) -> str:
    """Return a sentence that says what the value of *setting* means from now on."""
    language = settings.locale.own_name if settings.locale else say("the language Discord has for this server")
    zone = None if settings.zone_name is None else zone_label(settings.zone_name, say.locale)
    zoned = say("New schedules, and times typed for parties, are in the time zone {zone}.", zone=zone or "")
    no_zone = say("No time zone is chosen for new schedules.")
    in_channel = say("If a post cannot go out, I tell you in {channel}.", channel=f"<#{settings.notices}>")
    in_person = say("If a post cannot go out, I write to whoever set its schedule up.")
    organisers = say("Only organisers plan watch parties now: Manage Server or Manage Events.")
    everyone = say("Every member may plan watch parties now, with `/party plan`.")
    role = f"<@&{settings.finisher_role}>"
    finishers = say("Whoever marks the last chapter of a course gets the role {role}.", role=role)
    no_finishers = say("Whoever finishes a course gets no role.")
    meanings = {
        Setting.LANGUAGE: say("Posts and shared answers are in {language} now.", language=language),
        Setting.TIME_ZONE: zoned if zone else no_zone,
        Setting.NOTICES: in_channel if settings.notices else in_person,
        Setting.PARTIES: everyone if settings.members_plan else organisers,
        Setting.FINISHERS: finishers if settings.finisher_role else no_finishers,
    }
    return meanings[setting]
