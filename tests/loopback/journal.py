"""The record of every request to the loopback Discord, and how it was answered."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from multidict import CIMultiDictProxy


@dataclass
class Record:
    """One request; `status` is None while it is held, and stays None when its reply was lost."""

    method: str
    path: str
    query: dict[str, str]
    headers: CIMultiDictProxy[str]
    body: Any
    files: list[str]
    at: float
    status: int | None = None
    reply: Any = None
    lost: bool = field(default=False)

    @property
    def authorised(self) -> bool:
        """Whether the request carried an Authorization header."""
        return "Authorization" in self.headers

    def fits(self, method: str, pattern: str) -> bool:
        """Whether method and path fit; `*` stands for any text in either."""
        return fnmatchcase(self.method, method) and fnmatchcase(self.path, pattern)


class Journal:
    """All requests in the order of their arrival."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def find(self, method: str = "*", pattern: str = "*") -> list[Record]:
        """The requests whose method and path (below /api/v10) fit, oldest first."""
        return [record for record in self.records if record.fits(method, pattern)]

    def answered(self, method: str = "*", pattern: str = "*") -> list[Record]:
        """Those of them that got a reply."""
        return [record for record in self.find(method, pattern) if record.status is not None]

    def within(self, start: float, end: float) -> list[Record]:
        """The requests that arrived from *start* on and before *end*, by the event loop's clock."""
        return [record for record in self.records if start <= record.at < end]

    def clear(self) -> None:
        """Forget all requests so far."""
        self.records.clear()
