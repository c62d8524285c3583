"""One interaction as the person sees it: what was asked, and everything that the bot answered."""

import secrets
from dataclasses import dataclass, field

from tests.loopback.condition import TIMEOUT_S, Condition
from tests.loopback.people import Json
from tests.loopback.places import Channel
from tests.loopback.posts import Message

DEADLINE = TIMEOUT_S  # three seconds at Discord; more here, since the machine may be busy


@dataclass
class Conversation:
    """An interaction; `kind` is Discord's (2 command, 3 component, 4 autocomplete, 5 modal).

    `subject` is the clicked message. `redrawn` is whether the bot has changed an answer or that message with
    this interaction's token.
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
        """Count the edits of the clicked message before the click."""
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
        """The first answer as a message; for a press that was acknowledged, the message that followed.

        Raises:
            AssertionError: there is none.
        """
        if self.acknowledged and self.followups and not self.redrawn:
            return self.followups[0]
        assert self.original is not None, f"No message was answered, but {self.callback}"
        return self.original

    @property
    def settled(self) -> bool:
        """Whether the person sees an answer: choices, a modal, or a message that is not "thinking" any more."""
        if self.callback is None or (self.original is not None and self.original.loading):
            return False
        return not self.acknowledged or bool(self.followups) or self.edited

    @property
    def beside(self) -> bool:
        """Whether the person sees a message other than the clicked one."""
        return bool(self.followups) or (
            self.settled and self.original is not None and self.original is not self.subject
        )

    @property
    def acknowledged(self) -> bool:
        """Whether the first answer to a press was an acknowledgement (type 6)."""
        return self.callback is not None and self.callback["type"] == 6

    @property
    def edited(self) -> bool:
        """Whether the clicked message was changed since the click, by the answer or by a job."""
        return self.subject is not None and self.subject.edits > self.edits_before

    async def answered(self, within: float = TIMEOUT_S) -> "Conversation":
        """Wait for the first answer of any type, and return this interaction."""
        await self.changed.wait_for(lambda: self.callback is not None, f"an answer to interaction {self.id}", within)
        return self

    async def finished(self, within: float = TIMEOUT_S) -> "Conversation":
        """Wait until the person sees an answer, and return this interaction."""
        await self.changed.wait_for(lambda: self.settled, f"a settled answer to interaction {self.id}", within)
        return self

    async def shows(self, text: str, within: float = TIMEOUT_S) -> "Conversation":
        """Wait until the clicked message has *text*, whoever edits it and however often.

        An acknowledged press may leave the edit to a job of the runner, which can be after an older edit.
        """
        subject = self.subject
        assert subject is not None, "No message was clicked"
        await self.changed.wait_for(lambda: text in subject.text, f"{text!r} on the clicked message", within)
        return self

    async def shown(self, within: float = TIMEOUT_S) -> "Conversation":
        """Wait for a message other than the clicked one, and return this interaction."""
        await self.changed.wait_for(lambda: self.beside, f"a message in answer to interaction {self.id}", within)
        return self


class Conversations:
    """All interactions of this loopback server, by token."""

    def __init__(self, changed: Condition) -> None:
        self.changed = changed
        self._by_token: dict[str, Conversation] = {}

    def open(self, conversation: Conversation) -> None:
        """Remember a new one."""
        self._by_token[conversation.token] = conversation

    def by_token(self, token: str) -> Conversation | None:
        """The interaction of that token."""
        return self._by_token.get(token)
