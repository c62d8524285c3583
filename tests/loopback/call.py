"""A request as the route handlers get it, and the table of routes that finds its handler."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.loopback.people import Json

Reply = tuple[int, Any]
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass
class Call:
    """One request: the parameters in its path, its query and its decoded body."""

    names: dict[str, str]
    query: dict[str, str]
    body: Any
    at: float

    def id(self, name: str) -> int:
        """The snowflake in the path parameter *name*; 0, which nothing has, where it is no number."""
        value = self.names[name]
        return int(value) if value.isdigit() else 0

    @property
    def form(self) -> Json:
        """The body, which must be a JSON object."""
        return self.body if isinstance(self.body, dict) else {}


Handler = Callable[[Call], Awaitable[Reply]]
Route = tuple[str, str, Handler]


class Table:
    """Routes in order: the first whose method and template fit is taken, so literal paths come first."""

    def __init__(self, routes: list[Route]) -> None:
        self._routes = [(method, _pattern(template), handler) for method, template, handler in routes]

    def find(self, method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
        """Return the handler of a request and its path parameters, or nothing for an unknown path."""
        for known, pattern, handler in self._routes:
            if known == method and (match := pattern.fullmatch(path)):
                return handler, match.groupdict()
        return None


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", template))


def json_response(body: Any, status: int, headers: dict[str, str]) -> web.Response:
    """Return JSON as exactly `application/json`: discord.py takes it for text if a charset follows."""
    data = json.dumps(body).encode()
    return web.Response(body=data, status=status, headers=headers, content_type="application/json")
