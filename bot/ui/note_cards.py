"""Cards that belong to no feature: what the bot can do, and short notes (done, not possible, went wrong)."""

from collections.abc import Sequence

from bot.text.locales import Locale
from bot.text.translations import Localizer
from bot.text.visible import shortened
from bot.ui.cards import Card, divider, escape, gap, panel, small, text

GOOD = "✅"
NOTE = "ℹ️"  # noqa: RUF001 - the information sign is meant


def done_card(message: str, *, hint: str | None = None) -> Card:
    """Say that something was done, with an optional *hint* in a second line."""
    return Card(panel(text(f"{GOOD} {message}", hint)))


def note_card(message: str, hint: str | None = None) -> Card:
    """Say why something was not done, and in the *hint* what to do instead."""
    return Card(panel(text(f"{NOTE} {message}", hint)))


def failure_card(say: Localizer, reference: str, *, outdated: bool = False) -> Card:
    """Say that something failed, with the *reference* to the log, or, if *outdated*, that the command has changed."""
    if outdated:
        return note_card(
            say("This command has just changed."), say("Please wait a minute, or restart Discord, and try again.")
        )
    return note_card(
        say("Something went wrong on my side."),
        say(
            "Please try again. If it fails again, give whoever runs this bot the reference `{reference}`.",
            reference=reference,
        ),
    )


def database_away_card(say: Localizer) -> Card:
    """Say that the database cannot be reached for now, so that it is not known whether what was asked for was done."""
    return note_card(
        say("I cannot reach my database right now."),
        say("What you asked for may not have been done. Please try again in a minute."),
    )


def process_away_card(say: Localizer) -> Card:
    """Say that the process does not run whose server a press in a direct message is about."""
    return note_card(
        say("I cannot do that right now."),
        say("The part of me that looks after that server is not running. Nothing was changed; try again in a minute."),
    )


def outdated_button_card(say: Localizer) -> Card:
    """Say that a button is of an older version, which this one does not know."""
    return note_card(say("This button is from an older version of me."), say("Type `/` to see what I can do now."))


def organisers_only_card(say: Localizer) -> Card:
    """Say that something takes the permission Manage Server."""
    return note_card(say("You need the Manage Server permission for that."))


def servers_only_card(say: Localizer) -> Card:
    """Say that something works only in a guild, not in direct messages."""
    return note_card(say("That only works in a server."))


def no_such_chapter_card(say: Localizer, typed: str) -> Card:
    """Say that the course has no chapter that *typed* could mean."""
    return note_card(
        say("The course has no chapter “{typed}”.", typed=escape(shortened(" ".join(typed.split())))),
        say("Type a number, a title or a topic and pick one from the list, or see `/course`."),
    )


def no_such_course_card(say: Localizer) -> Card:
    """Say that a button's course was removed, or belongs to another guild."""
    return note_card(say("That course is not here any more."), say("`/courses list` shows those that are."))


def too_many_questions_card(say: Localizer, seconds: int) -> Card:
    """Say that the reader asked too many questions, and in how many *seconds* they may ask again."""
    hint = say.count("Please ask again in {number} second.", "Please ask again in {number} seconds.", seconds)
    return note_card(say("That was a lot of questions in a minute."), hint)


def too_many_uses_card(say: Localizer, seconds: int, why: str | None = None) -> Card:
    """Say *why* something was not done, or that it was done too often, and in how many *seconds* to try again."""
    hint = say.count("Please try again in {number} second.", "Please try again in {number} seconds.", seconds)
    return note_card(why or say("That was a lot in a minute."), hint)


def cannot_write_card(say: Localizer) -> Card:
    """Say that the bot does not post here for the reader, who may not write in the channel."""
    return note_card(say("You may not write in this channel, so I post nothing here for you."))


def shared_in_card(say: Localizer, locale: Locale) -> Card:
    """Say in which language something was shared: in *locale*, which is not the reader's."""
    languages = {
        Locale.ENGLISH: say("Shared in English, the server's language."),
        Locale.PORTUGUESE: say("Shared in Portuguese, the server's language."),
    }
    return done_card(languages[locale])


def unseen_channel_card(say: Localizer) -> Card:
    """Say that the reader and the bot must both be able to view the chosen channel."""
    return note_card(say("You and I must both be able to see that channel. Choose another."))


def how_to_ask_card(say: Localizer, *, in_group: bool = False) -> Card:
    """Say what to ask, to somebody who asked nothing; *in_group*, a server, there is more than outside."""
    return note_card(_how_to_ask(say), _what_else(say, in_group=in_group))


def courtesy_card(greeting: str, say: Localizer, *, in_group: bool) -> Card:
    """Return a *greeting*, or a thanks, with what to ask; *in_group*, a server, there is more than outside."""
    return Card(panel(text(f"{greeting} {_how_to_ask(say)}", _what_else(say, in_group=in_group))))


def _how_to_ask(say: Localizer) -> str:
    return say("Ask me what covers a topic of the course, such as: what covers LSTMs?")


def _what_else(say: Localizer, *, in_group: bool) -> str:
    help_line = say("`/course` shows all of it, `/help` what else I can do.")
    group = say("I also know when the next post comes, where to start, what you missed and how long the course is.")
    return f"{group}\n{help_line}" if in_group else help_line


def help_card(say: Localizer, commands: Sequence[str], organiser_commands: Sequence[str], *, private: bool) -> Card:
    """List *commands* and, if the reader is one, *organiser_commands*, each a line or two.

    In *private*, outside a server, it says where there is more.
    """
    more = say("In your server there are more: what comes when, watch parties, and how far you are.")
    ways = say("To ask, you can also mention me, reply to me, or write to me directly.")
    organisers = text(f"### {say('For organisers')}", *organiser_commands) if organiser_commands else None
    return Card(
        panel(
            text("## Lectern", say("I take your study group through a course of videos, one post at a time.")),
            gap(),
            text(*commands),
            text(small(more if private else ways)),
            divider() if organisers else None,
            organisers,
        )
    )
