"""Servers, channels and threads of the loopback Discord, and who may do what there."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from discord import Permissions

from tests.loopback.events import Event
from tests.loopback.people import Json, Member, Role, User

TEXT, DIRECT, VOICE, ANNOUNCEMENTS, STAGE, FORUM = 0, 1, 2, 5, 13, 15
THREADS = (10, 11, 12)
_TAG_REQUIRED = 1 << 4
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_ROLE_OVERWRITE, _MEMBER_OVERWRITE = 0, 1


@dataclass
class Overwrite:
    """What a role or member is allowed or denied in a channel."""

    target: int
    kind: int
    allow: int = 0
    deny: int = 0

    def json(self) -> Json:
        """The overwrite as part of a channel's JSON."""
        return {"id": str(self.target), "type": self.kind, "allow": str(self.allow), "deny": str(self.deny)}


@dataclass
class Channel:
    """A channel or thread; `guild_id` is None for direct messages."""

    id: int
    kind: int
    name: str
    guild_id: int | None = None
    parent_id: int | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    tags: list[Json] = field(default_factory=list)
    needs_tag: bool = False
    applied_tags: list[str] = field(default_factory=list)
    recipient: User | None = None
    owner_id: int = 0
    archived: bool = False
    locked: bool = False
    auto_archive: int = 1440
    messages: int = 0
    touched: datetime = _LONG_AGO

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread; forum posts are threads, too."""
        return self.kind in THREADS

    @property
    def _flags(self) -> int:
        return _TAG_REQUIRED if self.needs_tag else 0

    def json(self) -> Json:
        """The channel as Discord shows one of its type."""
        base: Json = {"id": str(self.id), "type": self.kind, "flags": self._flags, "last_message_id": None}
        if self.recipient is not None:
            return base | {"recipients": [self.recipient.json()]}
        base |= {"guild_id": str(self.guild_id), "name": self.name, "rate_limit_per_user": 0}
        base["parent_id"] = str(self.parent_id) if self.parent_id else None
        return base | (self._thread_json() if self.is_thread else self._channel_json())

    def _thread_json(self) -> Json:
        stamp = self.touched.isoformat()
        return {
            "owner_id": str(self.owner_id),
            "thread_metadata": {
                "archived": self.archived,
                "locked": self.locked,
                "auto_archive_duration": self.auto_archive,
                "archive_timestamp": stamp,
                "create_timestamp": _LONG_AGO.isoformat(),
            },
            "message_count": self.messages,
            "member_count": 1,
            "total_message_sent": self.messages,
            "applied_tags": list(self.applied_tags),
        }

    def _channel_json(self) -> Json:
        shape: Json = {
            "position": 0,
            "topic": None,
            "nsfw": False,
            "permission_overwrites": [overwrite.json() for overwrite in self.overwrites.values()],
        }
        if self.kind in (VOICE, STAGE):
            shape |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
        if self.kind == FORUM:
            shape |= {"available_tags": list(self.tags), "default_forum_layout": 0, "default_sort_order": None}
        return shape


@dataclass
class Guild:
    """A server with its roles, channels and members; `down` while it has an outage."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    down: bool = False
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    events: dict[int, Event] = field(default_factory=dict)

    def json(self) -> Json:
        """The server with its roles, as GET guilds/{id} answers."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "description": None,
            "splash": None,
            "discovery_splash": None,
            "home_header": None,
            "banner": None,
            "owner_id": str(self.owner_id),
            "application_id": None,
            "region": "deprecated",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "widget_enabled": False,
            "widget_channel_id": None,
            "verification_level": 0,
            "default_message_notifications": 1,
            "mfa_level": 0,
            "explicit_content_filter": 0,
            "max_presences": None,
            "max_members": 500000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "vanity_url_code": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": self.locale,
            "rules_channel_id": None,
            "safety_alerts_channel_id": None,
            "public_updates_channel_id": None,
            "premium_progress_bar_enabled": False,
            "nsfw": False,
            "nsfw_level": 0,
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": [role.json() for role in self.roles.values()],
        }

    def gateway_json(self, me: int) -> Json:
        """The body of its GUILD_CREATE; without the members intent only the bot is among the members."""
        channels = self.channels.values()
        return self.json() | {
            "joined_at": "2026-01-01T00:00:00.000000+00:00",
            "large": False,
            "unavailable": False,
            "member_count": len(self.members),
            "members": [self.members[me].json()] if me in self.members else [],
            "channels": [channel.json() for channel in channels if not channel.is_thread],
            "threads": [channel.json() for channel in channels if channel.is_thread and not channel.archived],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [event.json() for event in self.events.values() if event.open],
            "soundboard_sounds": [],
        }

    def permissions(self, user_id: int, channel: Channel | None = None) -> Permissions:
        """What a member may do, by Discord's order: owner, administrator, roles, overwrites."""
        member = self.members.get(user_id)
        if member is None:
            return Permissions.none()
        held = [self.id, *member.roles]
        base = Permissions.none()
        for role in held:
            base.value |= self.roles[role].permissions if role in self.roles else 0
        if user_id == self.owner_id or base.administrator:
            return Permissions.all()
        place = self.channels.get(channel.parent_id or 0) if channel and channel.is_thread else channel
        if place is not None:
            self._apply(base, [place.overwrites.get(self.id)])
            self._apply(base, [place.overwrites.get(role) for role in member.roles])
            self._apply(base, [place.overwrites.get(user_id)])
        return base

    @staticmethod
    def _apply(permissions: Permissions, overwrites: list[Overwrite | None]) -> None:
        present = [overwrite for overwrite in overwrites if overwrite is not None]
        for overwrite in present:
            permissions.value &= ~overwrite.deny
        for overwrite in present:
            permissions.value |= overwrite.allow

    def overwrite(self, channel: Channel, target: Role | User, deny: Permissions, allow: Permissions) -> None:
        """Set what a role or user is denied and allowed in a channel, replacing the overwrite there was."""
        kind = _ROLE_OVERWRITE if isinstance(target, Role) else _MEMBER_OVERWRITE
        channel.overwrites[target.id] = Overwrite(target.id, kind, allow.value, deny.value)
