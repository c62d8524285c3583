"""Scheduled events of the loopback Discord, and the rules by which they are made and changed."""

from dataclasses import dataclass
from datetime import datetime

from tests.loopback import problems
from tests.loopback.people import Json

SCHEDULED, ACTIVE, COMPLETED, CANCELLED = 1, 2, 3, 4
STAGE_EVENT, VOICE_EVENT, EXTERNAL = 1, 2, 3
MOST_OPEN = 100
_NEXT = {SCHEDULED: (ACTIVE, CANCELLED), ACTIVE: (COMPLETED,), COMPLETED: (), CANCELLED: ()}


@dataclass
class Event:
    """A scheduled event of a server."""

    id: int
    guild_id: int
    creator_id: int
    data: Json
    status: int = SCHEDULED

    @property
    def open(self) -> bool:
        """Whether it is scheduled or active."""
        return self.status in (SCHEDULED, ACTIVE)

    @property
    def starts_at(self) -> datetime:
        """Its scheduled start."""
        return datetime.fromisoformat(self.data["scheduled_start_time"])

    @property
    def ends_at(self) -> datetime:
        """Its scheduled end."""
        return datetime.fromisoformat(self.data["scheduled_end_time"])

    @property
    def description(self) -> str:
        """The text about it."""
        return str(self.data.get("description") or "")

    def json(self) -> Json:
        """The event as Discord shows one of its type."""
        external = self.data["entity_type"] == EXTERNAL
        return {
            "id": str(self.id),
            "guild_id": str(self.guild_id),
            "creator_id": str(self.creator_id),
            "name": self.data["name"],
            "description": self.data.get("description"),
            "channel_id": None if external else str(self.data["channel_id"]),
            "image": "cover" if self.data.get("image") else None,
            "scheduled_start_time": self.data["scheduled_start_time"],
            "scheduled_end_time": self.data.get("scheduled_end_time"),
            "status": self.status,
            "entity_type": self.data["entity_type"],
            "entity_id": None,
            "entity_metadata": self.data["entity_metadata"] if external else None,
            "recurrence_rule": None,
            "privacy_level": self.data["privacy_level"],
            "guild_scheduled_event_exceptions": [],
        }

    def change(self, form: Json, now: datetime) -> None:
        """Apply a PATCH.

        Raises:
            DiscordError: it is over (180000), or its status cannot follow (50035).
        """
        if not self.open:
            raise problems.finished_event()
        status = form.get("status") or self.status
        if status != self.status and status not in _NEXT[self.status]:
            raise problems.invalid_form([f"status: {self.status} cannot become {status}"])
        data = self.data | {key: value for key, value in form.items() if key != "status"}
        if "scheduled_start_time" in form and self.status != SCHEDULED:
            raise problems.invalid_form(["scheduled_start_time: the event has begun"])
        check_form(data, now if "scheduled_start_time" in form else None)
        self.data, self.status = data, status


def check_form(form: Json, now: datetime | None) -> None:
    """Check the fields of a scheduled event; with *now*, its start must be later.

    Raises:
        DiscordError: a field breaks a rule of Discord's (50035).
    """
    start = datetime.fromisoformat(form["scheduled_start_time"])
    end = datetime.fromisoformat(form["scheduled_end_time"]) if form.get("scheduled_end_time") else None
    external = form["entity_type"] == EXTERNAL
    breaches = [
        *(["scheduled_start_time: in the past"] if now is not None and start <= now else []),
        *(["scheduled_end_time: required"] if external and not end else []),
        *(["scheduled_end_time: not after the start"] if end and end <= start else []),
        *(["entity_metadata: a location is required"] if external and not _location(form) else []),
        *(["channel_id: required"] if not external and not form.get("channel_id") else []),
        *(["channel_id: none for an external event"] if external and form.get("channel_id") else []),
        *(["name: 1 to 100 characters"] if not 1 <= len(form["name"]) <= 100 else []),
    ]
    if breaches:
        raise problems.invalid_form(breaches)


def _location(form: Json) -> str | None:
    location: str | None = (form.get("entity_metadata") or {}).get("location")
    return location
