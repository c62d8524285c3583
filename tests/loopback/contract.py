"""Checks requests and replies against Discord's own OpenAPI document, where there is a copy of it."""

import json
import re
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT = Path(__file__).parents[3] / "shared" / "discord-openapi.json"
_URN = "urn:discord"
# Ids, instants and nonces: bodies that differ in nothing else are checked once only, since a check takes long.
_CHANGING = re.compile(r"\b([0-9]{10,20}|(?<=:)[0-9]+|[0-9a-f]{24}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+)\b")
# What discord.py sends and Discord accepts, though the OpenAPI document does not have it: a field that is
# described on Discord's pages only, ids of mentions, files, an event's channel and a direct message's recipient
# as numbers, and a "tts" and the kind of a forum's posts, which change nothing.
_IDS = {"type": "array", "items": {"type": "integer"}, "maxItems": 100, "uniqueItems": True}
_ACCEPTED: dict[str, dict[str, Any]] = {
    "ApplicationCommandUpdateRequest": {"nsfw": {"type": "boolean"}},
    "ApplicationCommandCreateRequest": {"nsfw": {"type": "boolean"}},
    "BaseCreateMessageCreateRequest": {"tts": {"type": "boolean"}},
    "CreateForumThreadRequest": {"type": {"const": 11}},
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": {"tts": {"type": "boolean"}},
    "IncomingWebhookUpdateRequestPartial": {"tts": {"type": "boolean"}},
    "CreatePrivateChannelRequest": {"recipient_id": {"type": "integer"}},
    "MessageAllowedMentionsRequest": {"users": _IDS, "roles": _IDS},
    "MessageEditRequestPartial": {"tts": {"type": "boolean"}},
    "MessageAttachmentRequest": {"id": {"type": "integer"}},
    "StageScheduledEventCreateRequest": {"channel_id": {"type": "integer"}},
    "VoiceScheduledEventCreateRequest": {"channel_id": {"type": "integer"}},
}


class Contract:
    """Discord's document made strict: a property that a request's schema does not name is a breach."""

    def __init__(self, document: Path = DOCUMENT) -> None:
        self._document = json.loads(document.read_text(encoding="utf-8"))
        for name, schema in self._document["components"]["schemas"].items():
            if "properties" in schema and not name.endswith("Response"):
                schema["properties"] |= _ACCEPTED.get(name, {})
                schema.setdefault("additionalProperties", False)
        self._validators: dict[str, Draft202012Validator] = {}
        self._verdicts: dict[tuple[str, str], list[str]] = {}

    @cached_property
    def _registry(self) -> Registry[Any]:
        resource: Resource[Any] = Resource.from_contents(self._document, default_specification=DRAFT202012)
        registry: Registry[Any] = Registry().with_resource(_URN, resource)
        return registry

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], str]]:
        """Path templates, those with the fewest parameters first: `@me` before `{user_id}`."""
        paths = sorted(self._document["paths"], key=lambda path: path.count("{"))
        return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths]

    def request_breaches(self, method: str, path: str, body: Any) -> list[str]:
        """Return what breaks Discord's document in a request, one line a breach."""
        template = next((known for pattern, known in self._templates if pattern.fullmatch(path)), None)
        operation = self._document["paths"].get(template, {}).get(method.lower())
        if operation is None:
            return [f"{method} {path}: no such operation"]
        if "requestBody" not in operation:
            return [] if body is None else [f"{method} {path}: takes no body"]
        if body is None:
            required = operation["requestBody"].get("required") and not self._may_be_empty(template)
            return [f"{method} {path}: needs a body"] if required else []
        pointer = _pointer("paths", template, method.lower(), "requestBody", "content", "application/json")
        return self._breaches(f"{method} {path}", pointer + "/schema", body)

    @staticmethod
    def _may_be_empty(template: str | None) -> bool:
        """Tell whether the body may be empty against the document, as that of "typing" always is."""
        return template == "/channels/{channel_id}/typing"

    def reply_breaches(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """Return what breaks the document in a reply of the loopback server itself."""
        template = next((known for pattern, known in self._templates if pattern.fullmatch(path)), "")
        responses = self._document["paths"].get(template, {}).get(method.lower(), {}).get("responses", {})
        if body is None or "content" not in responses.get(str(status), {}):
            return []
        keys = (template, method.lower(), "responses", str(status), "content", "application/json", "schema")
        return self._breaches(f"{method} {path} -> {status}", _pointer("paths", *keys), body)

    def _breaches(self, where: str, pointer: str, body: Any) -> list[str]:
        if pointer not in self._validators:
            schema = {"$ref": f"{_URN}#{pointer}"}
            self._validators[pointer] = Draft202012Validator(schema, registry=self._registry)
        verdict = (pointer, _CHANGING.sub("*", json.dumps(body)))
        if verdict not in self._verdicts:
            self._verdicts[verdict] = [_line(error) for error in self._validators[pointer].iter_errors(body)]
        return [f"{where}: {line}" for line in self._verdicts[verdict]]


def _line(error: ValidationError) -> str:
    """Return the place and the reason of an error, of the alternative that came nearest."""
    nearest = best_match([error]) or error
    return f"{nearest.json_path}: {nearest.message[:300]}"


def _pointer(*keys: str | None) -> str:
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


@cache
def contract() -> Contract | None:
    """Return the contract, read once; None where there is no copy of the document."""
    return Contract() if DOCUMENT.exists() else None
