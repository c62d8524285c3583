"""One interaction from the person's side: what was asked, and everything that the bot answered."""

import secrets
from dataclasses import dataclass, field

from tests.loopback.condition import TIMEOUT_S, Condition
from tests.loopback.people import Json
from tests.loopback.places import Channel
from tests.loopback.posts import Message

DEADLINE = TIMEOUT_S  # three seconds at Discord, but a busy machine is not to be taken for a slow bot


@dataclass
class Conversation:
    """An interaction; `kind` is Discord's (2 command, 3 component, 4 autocomplete, 5 modal).

    `redrawn` is whether the bot has changed an answer, or the clicked message, by this interaction's token.
    """

    id: int
    kind: int
    channel: Channel
    asked_at: float
    changed: Condition
    subject: Message | None = None
    callback: Json | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    redrawn: bool = False
    answered_at: float | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(60))
    edits_before: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Count the edits of the clicked message that were there before the click."""
        self.edits_before = 0 if self.subject is None else self.subject.edits

    @property
    def choices(self) -> list[Json]:
        """The autocomplete choices that were offered."""
        return list((self.callback or {}).get("data", {}).get("choices") or [])

    @property
    def modal(self) -> Json | None:
        """The modal that was opened, if that was the answer."""
        callback = self.callback or {}
        return callback["data"] if callback.get("type") == 9 else None

    @property
    def reply(self) -> Message:
        """The first answer as a message; of a press that was only acknowledged, what was sent after it.

        Raises:
            AssertionError: there is none.
        """
        if self.acknowledged and self.followups and not self.redrawn:
            return self.followups[0]
        assert self.original is not None, f"No message was answered, but {self.callback}"
        return self.original

    @property
    def settled(self) -> bool:
        """Whether the person sees a real answer: choices, a modal, or a message past its "thinking"."""
        if self.callback is None or (self.original is not None and self.original.loading):
            return False
        return not self.acknowledged or bool(self.followups) or self.edited

    @property
    def beside(self) -> bool:
        """Whether the person sees a message that is not the one that was clicked."""
        return bool(self.followups) or (
            self.settled and self.original is not None and self.original is not self.subject
        )

    @property
    def acknowledged(self) -> bool:
        """Whether the first answer to a press was that one comes."""
        return self.callback is not None and self.callback["type"] == 6

    @property
    def edited(self) -> bool:
        """Whether the message that was clicked has been changed since, also by the runner."""
        return self.subject is not None and self.subject.edits > self.edits_before

    async def answered(self, within: float = TIMEOUT_S) -> "Conversation":
        """Wait for the first answer of any type; returns itself."""
        await self.changed.wait_for(lambda: self.callback is not None, f"an answer to interaction {self.id}", within)
        return self

    async def finished(self, within: float = TIMEOUT_S) -> "Conversation":
        """Wait until the person sees a real answer; returns itself."""
        await self.changed.wait_for(lambda: self.settled, f"a settled answer to interaction {self.id}", within)
        return self

    async def shows(self, text: str, within: float = TIMEOUT_S) -> "Conversation":
        """Wait until the message that was clicked shows *text*, whoever draws it and however often before.

        An acknowledged press can leave the drawing to the runner, whose earlier drawings know nothing of it.
        """
        subject = self.subject
        assert subject is not None, "No message was clicked"
        await self.changed.wait_for(lambda: text in subject.text, f"{text!r} on the clicked message", within)
        return self

    async def shown(self, within: float = TIMEOUT_S) -> "Conversation":
        """Wait for a message beside the one that was clicked, whatever happens to that; returns itself."""
        await self.changed.wait_for(lambda: self.beside, f"a message in answer to interaction {self.id}", within)
        return self


class Conversations:
    """All interactions of this server's life, by id and by token."""

    def __init__(self, changed: Condition) -> None:
        self.changed = changed
        self._by_token: dict[str, Conversation] = {}

    def open(self, conversation: Conversation) -> None:
        """Remember a new one."""
        self._by_token[conversation.token] = conversation

    def by_token(self, token: str) -> Conversation | None:
        """The interaction of that token."""
        return self._by_token.get(token)
