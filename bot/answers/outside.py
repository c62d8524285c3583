"""Names of what no course on neural networks explains: data/outside.json, whose twenty thousand serve every course."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain

from bot.answers.names import Entry, NameTable, Numbered, joined, parse_name
from bot.answers.stop_words import IN_NAMES, says_little
from bot.text.data_files import DATA, Record
from bot.text.locales import LocalizedText
from bot.text.tokens import BEGINNING, beginning, fold


class Family(Record):
    """Names of things of one subject, in data/outside.json: *everyday* if it has nothing to do with neural networks.

    A course of one of *fields*, which are those of data/fields, may well be about it: there it is not outside.
    """

    id: str
    everyday: bool
    fields: frozenset[str] = frozenset()
    name: LocalizedText
    names: Mapping[str, tuple[str, ...]]

    @property
    def different(self) -> Sequence[str]:
        """The names of all languages, each once."""
        return list(dict.fromkeys(chain.from_iterable(self.names.values())))


class Families(Record):
    """The content of data/outside.json."""

    families: tuple[Family, ...]


@cache
def _families() -> Sequence[Family]:
    return Families.model_validate_json((DATA / "outside.json").read_text("utf-8")).families


@cache
def outside_fields() -> Mapping[Entry, frozenset[str]]:
    """Return the families of data/outside.json as entries with all their names, each with the fields it belongs to."""
    return {_entry(family, family.different): family.fields for family in _families()}


def outside() -> tuple[Entry, ...]:
    """Return those entries."""
    return tuple(outside_fields())


@cache
def outside_names() -> "OutsideNames":
    """Return the same names, made once for all courses, so that they can be looked up."""
    return OutsideNames(_families())


class OutsideNames:
    """The names of *families*, each read when a word begins as it does: a question needs a few hundred of them."""

    def __init__(self, families: Iterable[Family]) -> None:
        self.entries: list[Entry] = []
        self._unread: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._table = NameTable()
        for number, family in enumerate(families):
            self.entries.append(_entry(family, ()))
            names = family.different
            for name, folded in zip(names, fold("\n".join(names)).split("\n"), strict=True):
                for begins in _beginnings(name, folded):
                    self._unread[begins].append((number, name))

    def named(self, part: str) -> Sequence[Numbered]:
        """As `NameTable.named`."""
        self._read(part[:BEGINNING])
        return self._table.named(part)

    def written(self, joined: str) -> Sequence[Numbered]:
        """As `NameTable.written`."""
        self._read(joined[:BEGINNING])
        return self._table.written(joined)

    def read_all(self) -> None:
        """Read all names now, so that no question has to wait for it."""
        for begins in tuple(self._unread):
            self._read(begins)

    def _read(self, begins: str) -> None:
        """Read the names that begin so: in the order of the file, as all that have one term begin alike."""
        for number, text in self._unread.get(begins, ()):
            name = parse_name(text)
            if name.findable and name.terms[0][:BEGINNING] == begins:
                self._table.by_term[name.terms[0]].append((number, name))
            for written in joined(name):
                if written[:BEGINNING] == begins:
                    self._table.joined[written].append((number, name))
        self._unread.pop(begins, None)


def _beginnings(name: str, folded: str) -> Iterable[str]:
    """Return how the first term of *name* begins, and the name as one word; mostly without reading the name."""
    first = folded.partition(" ")[0]
    if first.isalnum() and first not in IN_NAMES and not says_little(first):
        begins = beginning(first)
        if first.startswith(begins) and len(begins) == BEGINNING:
            return (begins,)
    read = parse_name(name)
    return {text[:BEGINNING] for text in (*read.terms[:1], *joined(read))}


def _entry(family: Family, names: Iterable[str]) -> Entry:
    return Entry(family.name, tuple(map(parse_name, names)), (), everyday=family.everyday, general=True)
