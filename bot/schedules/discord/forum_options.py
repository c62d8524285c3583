"""What a channel's kind lets an organiser choose: a tag in a forum, a discussion in a text channel."""

from dataclasses import dataclass

import discord
from discord import app_commands

from bot.client.choices import LONGEST_CHOICE, MOST_CHOICES, Choices
from bot.client.permissions import PostChannel
from bot.ids import TagId
from bot.schedules.cards.problems import SetupProblem
from bot.text.tokens import fold
from bot.text.translations import Localizer
from bot.text.visible import visible

UNTAGGED = "-"
Place = PostChannel | discord.Object | None


@dataclass(frozen=True, slots=True)
class Extras:
    """The options `discussion` and `tag`, as typed; what is nothing was not given."""

    discussion: bool | None = None
    tag: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was given."""
        return self.discussion is None and self.tag is None

    @property
    def untagged(self) -> bool:
        """Whether posts are to carry no tag any more."""
        return self.tag is not None and self.tag.strip() == UNTAGGED

    def problems(self, channel: Place) -> list[SetupProblem]:
        """Return what cannot be had in *channel*; of one that is hidden or gone, nothing is known."""
        if channel is None or isinstance(channel, discord.Object):
            return []
        wrong = [
            (SetupProblem.DISCUSSION, self.discussion and not isinstance(channel, discord.TextChannel)),
            (SetupProblem.NO_TAGS, self.tag is not None and not isinstance(channel, discord.ForumChannel)),
        ]
        found = [problem for problem, is_so in wrong if is_so]
        if not (found or self.tag is None or self.untagged or self.tag_in(channel)):
            found.append(SetupProblem.TAG)
        return found

    def tag_in(self, channel: Place) -> TagId | None:
        """Return the tag of *channel* that is meant, by its id as the list gives it or by its name."""
        if self.tag is None or not isinstance(channel, discord.ForumChannel):
            return None
        typed = fold(self.tag.strip())
        for tag in channel.available_tags:
            if typed in {str(tag.id), fold(tag.name)}:
                return TagId(tag.id)
        return None


def tag_choices(channel: Place, typed: str, say: Localizer) -> Choices:
    """Offer the tags of *channel*, where it has some, that *typed* is a part of, and to carry none."""
    if not isinstance(channel, discord.ForumChannel):
        return []
    named = [(str(tag.id), _label(tag)) for tag in channel.available_tags]
    return [
        app_commands.Choice(name=label[:LONGEST_CHOICE], value=value)
        for value, label in [*named, (UNTAGGED, say("No tag"))]
        if fold(typed) in fold(label)
    ][:MOST_CHOICES]


def tag_name(channel: Place, tag: TagId | None) -> str | None:
    """Return what *tag* is called in *channel*, or nothing where there is none such."""
    found = channel.get_tag(tag) if tag is not None and isinstance(channel, discord.ForumChannel) else None
    return None if found is None else _label(found)


def _label(tag: discord.ForumTag) -> str:
    emoji = tag.emoji if tag.emoji is not None and tag.emoji.is_unicode_emoji() else None
    name = visible(tag.name)
    return name if emoji is None else f"{emoji} {name}"
