"""Users, members and roles of the loopback Discord, and the JSON that Discord shows of them."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class User:
    """An account; its interactions carry its locale."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"

    def json(self) -> Json:
        """The account as others see it."""
        return {
            "id": str(self.id),
            "username": self.name.lower(),
            "global_name": None if self.bot else self.name,
            "discriminator": "0000" if self.bot else "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
            "bot": self.bot,
        }

    def private_json(self) -> Json:
        """What only the account itself may read, as GET users/@me answers."""
        return self.json() | {"mfa_enabled": False, "locale": self.locale, "verified": True, "email": None}


@dataclass
class Role:
    """A role of one server; that with the server's own id is @everyone."""

    id: int
    name: str
    permissions: int
    position: int = 1
    mentionable: bool = False

    def json(self) -> Json:
        """The role as the gateway sends it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "description": None,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": self.mentionable,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }


@dataclass
class Member:
    """A user in one server, with the roles held there."""

    user: User
    roles: list[int] = field(default_factory=list)

    def json(self) -> Json:
        """The member as the gateway and REST send it."""
        return {
            "user": self.user.json(),
            "roles": [str(role) for role in self.roles],
            "nick": None,
            "avatar": None,
            "banner": None,
            "joined_at": "2026-01-01T00:00:00.000000+00:00",
            "premium_since": None,
            "communication_disabled_until": None,
            "pending": False,
            "mute": False,
            "deaf": False,
            "flags": 0,
        }
