"""The card that hands a person their data, and the one that asks before it is deleted."""

import discord

from bot.privacy.buttons import AskForgetMe, ForgetMe, KeepMyData
from bot.text.translations import Localizer
from bot.ui.cards import DANGER, Card, action_button, panel, row, small, text


def privacy_card(say: Localizer, data: discord.File) -> Card:
    """Say what is kept about the reader, attach it as the file *data*, and offer to delete it."""
    return Card(
        panel(
            text(f"### {say('Your data')}"),
            text(
                say(
                    "In each server I keep which chapters you marked watched (with your note, and how clear each "
                    "was to you), whether the board may show you, which schedules and posts you arranged, which "
                    "watch parties you planned (with your note), answered (in which order) and came to, and "
                    "whether I write to you about watch parties, new posts or chapters that wait (and at which hours)."
                ),
                say("I do not keep your questions, your name or any message."),
                say("Others see your marks only where you share them, on the board if you say so there, and in sums."),
                say(
                    "I forget a watch party 90 days after its start, what became of a post after a year, and "
                    "a server 30 days after it removes me."
                ),
            ),
            discord.ui.File(data),
            row([action_button(say("Delete my data"), AskForgetMe(), style=DANGER)]),
        )
    )


def forgetting_card(say: Localizer) -> Card:
    """Ask the reader to confirm that their data is deleted: say what goes, and what cannot be taken back."""
    choices = [
        action_button(say("Yes, delete my data"), ForgetMe(), style=DANGER),
        action_button(say("Keep my data"), KeepMyData()),
    ]
    return Card(
        panel(
            text(
                f"### {say('Delete your data?')}",
                say(
                    "In every server I delete your marks, answers, reminder choices and drafts, and your "
                    "name and notes on the schedules and watch parties you arranged. These go on without "
                    "you. My messages and events that name you are updated soon. It cannot be undone."
                ),
            ),
            text(
                small(
                    say(
                        "I cannot take back what others have read, what you shared in a channel, what I said "
                        "about watch parties that I have forgotten since, Discord's own records, and copies "
                        "of my database that whoever runs me made. A copy made before an update is deleted "
                        "after a week."
                    )
                )
            ),
            row(choices),
        )
    )
