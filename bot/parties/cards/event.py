"""What Discord's own event of a watch party says, and what to do where it is missing."""

from bot.courses.cards import heading
from bot.courses.model import Chapter
from bot.jobs.model import HoldReason
from bot.parties.events import mark
from bot.parties.model import Party
from bot.text.translations import Localizer
from bot.ui.cards import plain, shortened

LONGEST_NAME = 100


def event_name(chapter: Chapter, say: Localizer) -> str:
    """Return the name of the event; Discord shows it as it is written."""
    return shortened(f"{say('Watch party')}: {heading(chapter)}", LONGEST_NAME)


def event_description(party: Party, chapter: Chapter, say: Localizer) -> str:
    """Return what the event says: the host's note, the video, and where to answer."""
    lines = [
        say("We watch this video together: {video}", video=chapter.url + mark(party.id)),
        say("Going, maybe or not? Please answer in {channel}.", channel=f"<#{party.channel}>"),
    ]
    return "\n".join(lines if party.note is None else [plain(party.note), "", *lines])


def event_obstacle(reason: HoldReason, say: Localizer) -> str:
    """Say why a party has no event in Discord's own list, and what to do about it."""
    if reason is HoldReason.CHANNEL_NOT_PUBLIC:
        return say(
            "This party is not among the server's events: everyone would see it there, but not everyone "
            "can view this channel."
        )
    if reason is HoldReason.TOO_MANY_EVENTS:
        return say("This server has 100 open events, as many as Discord allows, so this party has none.")
    if reason is HoldReason.REFUSED:
        return say(
            "This party is missing from the server's events: Discord refuses it, and does not say why. "
            "Check my permissions."
        )
    return say(
        "This party is missing from the server's events: I need the permission “{permission}”.",
        permission=say("Create Events"),
    )
