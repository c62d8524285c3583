"""Discord's refusals: HTTP status, Discord's error code and text, as JSON."""

from typing import Any


class DiscordError(Exception):
    """A request that Discord would refuse, with the reply to it."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> dict[str, Any]:
        """The JSON of the refusal; `errors` is there for malformed forms only, as on Discord."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        return body | {"errors": self.errors} if self.errors else body


def invalid_form(complaints: list[str]) -> DiscordError:
    """The refusal of a malformed body, with all its errors."""
    errors = {"_errors": [{"code": "BASE_TYPE_BAD", "message": complaint} for complaint in complaints]}
    return DiscordError(400, 50035, "Invalid Form Body", errors)


def unauthorised() -> DiscordError:
    """The refusal of a missing or wrong token."""
    return DiscordError(401, 0, "401: Unauthorized")


def no_such_route() -> DiscordError:
    """The refusal of a path that this server does not know."""
    return DiscordError(404, 0, "404: Not Found")


def unknown_channel() -> DiscordError:
    """The refusal for a channel that is gone."""
    return DiscordError(404, 10003, "Unknown Channel")


def unknown_guild() -> DiscordError:
    """The refusal for a server that is gone or was never joined."""
    return DiscordError(404, 10004, "Unknown Guild")


def unknown_member() -> DiscordError:
    """The refusal for a member who is not there."""
    return DiscordError(404, 10007, "Unknown Member")


def unknown_message() -> DiscordError:
    """The refusal for a message that is gone."""
    return DiscordError(404, 10008, "Unknown Message")


def unknown_user() -> DiscordError:
    """The refusal for a user nobody knows."""
    return DiscordError(404, 10013, "Unknown User")


def unknown_webhook() -> DiscordError:
    """The refusal of an unknown interaction token, or of one that has not been answered."""
    return DiscordError(404, 10015, "Unknown Webhook")


def unknown_interaction() -> DiscordError:
    """The refusal of an answer that comes too late."""
    return DiscordError(404, 10062, "Unknown interaction")


def unknown_command() -> DiscordError:
    """The refusal for an application command that is not registered."""
    return DiscordError(404, 10063, "Unknown application command")


def unknown_event() -> DiscordError:
    """The refusal for a scheduled event that is gone."""
    return DiscordError(404, 10070, "Unknown Guild Scheduled Event")


def too_many_events() -> DiscordError:
    """The refusal of a scheduled event beyond a hundred open ones."""
    return DiscordError(400, 30038, "Maximum number of uncompleted guild scheduled events reached (100)")


def finished_event() -> DiscordError:
    """The refusal to change a scheduled event that is over or was called off."""
    return DiscordError(400, 180000, "Cannot update a finished event")


def already_acknowledged() -> DiscordError:
    """The refusal of a second first answer to an interaction."""
    return DiscordError(400, 40060, "Interaction has already been acknowledged.")


def missing_access() -> DiscordError:
    """The refusal where the bot cannot view the channel."""
    return DiscordError(403, 50001, "Missing Access")


def empty_message() -> DiscordError:
    """The refusal of a message with nothing in it."""
    return DiscordError(400, 50006, "Cannot send an empty message")


def not_the_author() -> DiscordError:
    """The refusal to change another's message."""
    return DiscordError(403, 50005, "Cannot edit a message authored by another user")


def not_a_text_channel() -> DiscordError:
    """The refusal of a message to a place that holds none, such as a forum."""
    return DiscordError(400, 50008, "Cannot send messages in a non-text channel")


def missing_permissions() -> DiscordError:
    """The refusal where the bot can view the channel, but lacks a permission."""
    return DiscordError(403, 50013, "Missing Permissions")


def archived_thread() -> DiscordError:
    """The refusal to write into a thread that is archived and locked."""
    return DiscordError(400, 50083, "Thread is archived")


def tag_required() -> DiscordError:
    """The refusal of a forum post without a tag where the forum wants one."""
    return DiscordError(400, 40067, "A tag is required to create a forum post in this channel")


def wrong_channel_type() -> DiscordError:
    """The refusal of something that this type of channel does not have."""
    return DiscordError(400, 50024, "Cannot execute action on this channel type")


def thread_exists() -> DiscordError:
    """The refusal of a second thread on one message."""
    return DiscordError(400, 160004, "A thread has already been created for this message")
