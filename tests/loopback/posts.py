"""Messages as the loopback Discord stores and shows them: completed components, pings and edits."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.loopback.people import Json, User

EPHEMERAL, LOADING, COMPONENTS_V2 = 64, 128, 32768
_BUTTON, _TEXT_DISPLAY, _FILE, _LINK_STYLE = 2, 10, 13, 5
_NESTED = ("components", "accessory", "component", "items")
_KEPT = ("content", "embeds", "components", "poll", "flags", "tts")


def walk(components: Any) -> Iterator[Json]:
    """Yield every component of a tree, parents first, as Discord counts them."""
    for component in components if isinstance(components, list) else [components]:
        if isinstance(component, dict):
            if "type" in component:
                yield component
            for key in _NESTED:
                if component.get(key):
                    yield from walk(component[key])


def _unfurled(url: str) -> Json:
    """Return what Discord adds to a picture's address once it has fetched it."""
    return {
        "id": "1",
        "url": url,
        "proxy_url": url,
        "width": 480,
        "height": 360,
        "content_type": "image/jpeg",
        "loading_state": 2,
        "flags": 0,
    }


def complete(components: list[Json]) -> list[Json]:
    """Return components as Discord shows them: with ids, and pictures with their sizes."""
    done = copy.deepcopy(components)
    taken = {component["id"] for component in walk(done) if component.get("id")}
    free = (number for number in range(1, 1000) if number not in taken)
    for component in walk(done):
        component["id"] = component.get("id") or next(free)
        if component.get("emoji"):
            component["emoji"] = {key: value for key, value in component["emoji"].items() if value is not None}
        if component["type"] == _FILE:
            name = component["file"]["url"].removeprefix("attachment://")
            component |= {"name": name, "size": 1, "file": _unfurled(f"https://cdn.discordapp.com/{name}")}
        for holder in [component, *component.get("items", [])]:
            if isinstance(holder, dict) and isinstance(holder.get("media"), dict):
                holder["media"] = _unfurled(holder["media"]["url"])
                holder.setdefault("description", None)
                holder.setdefault("spoiler", False)
    return done


@dataclass
class Message:
    """One message; `data` is the JSON that Discord shows, which never has a nonce."""

    id: int
    channel_id: int
    author: User
    data: Json
    deleted: bool = False
    edits: int = 0

    @property
    def flags(self) -> int:
        """The message's flag bits."""
        return int(self.data["flags"])

    @property
    def ephemeral(self) -> bool:
        """Whether only one reader sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it is still the "thinking" of a deferred answer."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """All text that a person reads: the content and every text display, line by line."""
        texts = [component["content"] for component in self._of_type(_TEXT_DISPLAY)]
        return "\n".join(text for text in [self.data["content"], *texts] if text)

    @property
    def buttons(self) -> dict[str, str]:
        """The label and custom_id of every button but links."""
        return {
            button.get("label") or (button.get("emoji") or {}).get("name", ""): button["custom_id"]
            for button in self._of_type(_BUTTON)
            if button["style"] != _LINK_STYLE and not button.get("disabled")
        }

    @property
    def custom_ids(self) -> list[str]:
        """The custom_ids of all its components."""
        return [part["custom_id"] for part in walk(self.data["components"]) if part.get("custom_id")]

    def _of_type(self, kind: int) -> list[Json]:
        return [component for component in walk(self.data["components"]) if component["type"] == kind]

    def json(self) -> Json:
        """A copy of the JSON that Discord shows."""
        return copy.deepcopy(self.data)

    def edit(self, payload: Json, when: datetime) -> None:
        """Replace what the payload names, as PATCH does, and set the time of the edit; private stays private."""
        self.edits += 1
        private = self.flags & EPHEMERAL
        self.data |= _content_of(payload)
        self.data["flags"] = (self.flags | private) & ~LOADING
        self.data |= _pings(self.data, payload)
        self.data["edited_timestamp"] = when.isoformat()


def compose(message_id: int, channel_id: int, author: User, payload: Json, when: datetime) -> Message:
    """Make the message for a valid payload."""
    data: Json = {
        "id": str(message_id),
        "channel_id": str(channel_id),
        "author": author.json(),
        "type": 0,
        "content": "",
        "embeds": [],
        "components": [],
        "attachments": [],
        "flags": 0,
        "tts": False,
        "pinned": False,
        "timestamp": when.isoformat(),
        "edited_timestamp": None,
    }
    data |= _content_of(payload)
    return Message(message_id, channel_id, author, data | _pings(data, payload))


def _content_of(payload: Json) -> Json:
    part = {key: payload[key] for key in _KEPT if payload.get(key) is not None}
    part |= {key: empty for key, empty in (("content", ""), ("embeds", []), ("components", []))
             if key in payload and payload[key] is None}  # fmt: skip
    if "components" in part:
        part["components"] = complete(part["components"])
    return part


def _pings(data: Json, payload: Json) -> Json:
    """Return whom the message pings: those whom its text names and its allowed_mentions allow."""
    text = "\n".join([data["content"], *(str(c.get("content", "")) for c in walk(data["components"]))])
    allowed = payload.get("allowed_mentions")
    parse = ["users", "roles", "everyone"] if allowed is None else allowed.get("parse") or []
    lists = allowed or {}

    def let(kind: str, found: list[str]) -> list[str]:
        named = [str(item) for item in lists.get(kind) or []]
        return [item for item in dict.fromkeys(found) if kind in parse or item in named]

    users = let("users", re.findall(r"<@!?(\d+)>", text))
    return {
        "mention_everyone": "everyone" in parse and bool(re.search(r"@(everyone|here)\b", text)),
        "mention_roles": let("roles", re.findall(r"<@&(\d+)>", text)),
        "mentions": [User(int(user), f"user {user}").json() for user in users],
    }
