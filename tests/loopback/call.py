"""A request as the route handlers see it, and the table that finds the handler."""

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
    """One request: what its path named, its query and its decoded body."""

    names: dict[str, str]
    query: dict[str, str]
    body: Any
    at: float

    def id(self, name: str) -> int:
        """A snowflake from the path; 0, which nothing has, when it is no number."""
        value = self.names[name]
        return int(value) if value.isdigit() else 0

    @property
    def form(self) -> Json:
        """The body of a request that must carry an object."""
        return self.body if isinstance(self.body, dict) else {}


Handler = Callable[[Call], Awaitable[Reply]]
Route = tuple[str, str, Handler]


class Table:
    """Routes in order: the first whose method and template fit wins, so literal paths come first."""

    def __init__(self, routes: list[Route]) -> None:
        self._routes = [(method, _pattern(template), handler) for method, template, handler in routes]

    def find(self, method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
        """The handler of a request with what its path names, if the server knows the path."""
        for known, pattern, handler in self._routes:
            if known == method and (match := pattern.fullmatch(path)):
                return handler, match.groupdict()
        return None


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_PARAMETER.sub(r"(?P<\1>[^/]+)", template))


def json_response(body: Any, status: int, headers: dict[str, str]) -> web.Response:
    """JSON under exactly `application/json`: discord.py takes it with a charset for mere text."""
    data = json.dumps(body).encode()
    return web.Response(body=data, status=status, headers=headers, content_type="application/json")
