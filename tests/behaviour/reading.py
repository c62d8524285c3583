"""What a person reads on a message made of components: its texts and its buttons."""

from collections.abc import Iterator, Mapping
from typing import Any

import discord
from simcord import InteractionResult, ResponseMessage

Message = discord.Message | ResponseMessage
Component = Mapping[str, Any]

TEXT, BUTTON, SELECT, THUMBNAIL, GALLERY, LINK = 10, 2, 3, 11, 12, 5


def answer(result: InteractionResult) -> ResponseMessage:
    """Return the one message that answered; after an acknowledgement, the one that followed it."""
    if result.deferred and result.followups:
        (only,) = result.followups
        return only
    assert result.response is not None, "nothing answered"
    assert result.followups == []
    return result.response


def shared_and_told(result: InteractionResult) -> tuple[ResponseMessage, ResponseMessage]:
    """Return the message that was shared with all, and the one that tells whoever shared it of its language."""
    assert result.response is not None, "nothing answered"
    (note,) = result.followups
    return result.response, note


def components(message: Message) -> Iterator[Component]:
    """Yield every component of *message*, nested ones too, from top to bottom."""
    waiting: list[Any] = [part if isinstance(part, dict) else part.to_dict() for part in reversed(message.components)]
    while waiting:
        part = waiting.pop()
        yield part
        inner = [*part.get("components", ()), *filter(None, [part.get("accessory")])]
        waiting.extend(reversed(inner))


def text_of(message: Message) -> str:
    """Return all texts of *message*, one a line."""
    return "\n".join(part["content"] for part in components(message) if part["type"] == TEXT)


def buttons(message: Message) -> list[Component]:
    """Return the buttons of *message* in order."""
    return [part for part in components(message) if part["type"] == BUTTON]


def labels(message: Message) -> list[str]:
    """Return the labels of the buttons of *message*."""
    return [button["label"] for button in buttons(message)]


def links(message: Message) -> dict[str, str]:
    """Return the addresses of the link buttons of *message*, by label."""
    return {button["label"]: button["url"] for button in buttons(message) if button["style"] == LINK}


def pictures(message: Message) -> list[str]:
    """Return the addresses of the pictures on *message*."""
    shown = [part.get("items", [part]) for part in components(message) if part["type"] in {THUMBNAIL, GALLERY}]
    return [item["media"]["url"] for items in shown for item in items]


def said(result: InteractionResult) -> str:
    """Return the text of the one answer."""
    return text_of(answer(result))


def private(result: InteractionResult) -> str:
    """Return the text of the one answer, which must be visible to the person who acted only."""
    assert answer(result).ephemeral
    return said(result)
