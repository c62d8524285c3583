"""What the fields in data/fields and the families in data/outside.json know, by name; read once a process."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import NamedTuple

from bot.answers.names import Entry, Name, NameIndex, parse_name, split_parentheses
from bot.answers.outside import outside, outside_fields
from bot.answers.query import closest_spelling
from bot.courses.fields import FieldConcept, FieldOfStudy, known_fields
from bot.text.locales import CourseText
from bot.text.thesaurus import everyday_words
from bot.text.tokens import all_stems, words

Terms = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Knowledge:
    """All names that are known, of whatever field, each as an entry without chapters.

    Attributes:
        names: An index of those of the fields.
        outside: An index of those of the families.
        family_fields: By entry of such a name, the fields that its family belongs to.
        fields: By entry, the field that it belongs to; none for those of data/outside.json.
        concepts: The entries that are concepts of a field, not only details of others.
        wider: By entry, those concepts that it is a detail of, with the field that says so: whoever teaches these
            teaches it. It may belong to another field itself: Fibonacci numbers are taught with matrices, too.
        by_key: By the key of a name, the entry that has it.
        sentences: Definitions, and questions of people who do not know the name, with what each is about.
        misspelt: By a usual misspelling of one word, the word.
        real_words: Folded words that are no misspellings.
        real_stems: Their English and their Portuguese stems.
    """

    names: NameIndex
    outside: NameIndex
    family_fields: Mapping[Entry, frozenset[str]]
    fields: Mapping[Entry, str]
    concepts: AbstractSet[Entry]
    wider: Mapping[Entry, Sequence[tuple[Entry, str]]]
    by_key: Mapping[Terms, Entry]
    sentences: Sequence[tuple[Entry, str]]
    misspelt: Mapping[str, str]
    real_words: frozenset[str]
    real_stems: tuple[frozenset[str], frozenset[str]]


class _Kind(NamedTuple):
    """What sort of entry it is, as `bot.answers.names.Entry` says."""

    broad: bool = False
    everyday: bool = False
    general: bool = False


class _Found(NamedTuple):
    """The entries while they are read: in order, by the key of a name, and what is said of them."""

    entries: list[Entry]
    by_key: dict[Terms, Entry]
    fields: dict[Entry, str]
    wider: dict[Entry, list[tuple[Entry, str]]]

    def add(self, shown: CourseText, names: Sequence[Name], field: str, kind: _Kind) -> None:
        """Add an entry with those of *names* that are new, if any is."""
        fresh = tuple(name for name in names if name.core and name.key not in self.by_key)
        if fresh:
            entry = Entry(shown, fresh, (), kind.broad, everyday=kind.everyday, general=kind.general)
            self.entries.append(entry)
            self.by_key.update(dict.fromkeys([name.key for name in fresh], entry))
            if field:
                self.fields[entry] = field

    def entry_of(self, concept: FieldConcept) -> Entry | None:
        """Return the entry that has the first of the names of *concept*; None for a family."""
        own = (parse_name(part) for name in _names_of(concept) for part in split_parentheses(name))
        return None if concept.family else next((self.by_key[n.key] for n in own if n.key in self.by_key), None)


@cache
def knowledge() -> Knowledge:
    """Return all that is known; the first call reads and indexes it."""
    found = _Found([], {}, {}, defaultdict(list))
    fields = known_fields()
    concepts = [(concept, known.field) for known in fields.values() for concept in known.concepts]
    own = {parse_name(part).key for concept, _ in concepts for part in _labels(concept)}
    for concept, field in concepts:
        _add_concept(found, concept, field, own)
    whole = frozenset(found.entries)
    for concept, field in concepts:
        _add_details(found, concept, field)
    known = len(found.entries)
    family_fields: dict[Entry, frozenset[str]] = {}
    for family, its_fields in outside_fields().items():
        first = len(found.entries)
        for name in family.names:
            shown = CourseText(en=name.text, pt=name.text)
            found.add(shown, [name], "", _Kind(everyday=family.everyday, general=True))
        family_fields.update(dict.fromkeys(found.entries[first:], its_fields))
    real = _real_words(fields.values())
    misspelt = dict(chain.from_iterable(_misspelt(known) for known in fields.values()))
    sentences = [pair for known in fields.values() for concept in known.concepts for pair in _said_of(concept, found)]
    return Knowledge(
        NameIndex(found.entries[:known]),
        NameIndex(found.entries[known:]),
        family_fields,
        found.fields,
        whole,
        dict(found.wider),
        found.by_key,
        sentences,
        misspelt,
        real,
        all_stems(real),
    )


def _labels(concept: FieldConcept) -> list[str]:
    """Return the names of *concept* itself, without its forms; none for a family."""
    return [] if concept.family else [part for name in concept.name.all() for part in split_parentheses(name)]


def _add_concept(found: _Found, concept: FieldConcept, field: str, labels: AbstractSet[Terms]) -> None:
    """Add *concept*; of a family, each name for itself. A form that is a label of another is left to it."""
    own = {parse_name(part).key for part in _labels(concept)}
    parsed = [parse_name(part) for name in _names_of(concept) for part in split_parentheses(name)]
    parsed = [name for name in parsed if name.key in own or name.key not in labels]
    if not concept.family:
        found.add(concept.name, parsed, field, _Kind(broad=concept.broad, everyday=concept.everyday))
        return
    for name in parsed:
        found.add(CourseText(en=name.text, pt=name.text), [name], field, _Kind(everyday=concept.everyday))


def _names_of(concept: FieldConcept) -> Iterator[str]:
    yield from () if concept.family else concept.name.all()
    yield from concept.forms.all()
    yield from (name for name in concept.misspelt if " " in name)


def _said_of(concept: FieldConcept, found: _Found) -> Iterator[tuple[Entry, str]]:
    """Yield what is said of *concept* in other words than its names, with its entry."""
    entry = found.entry_of(concept)
    if entry is not None:
        yield from ((entry, text) for text in (concept.gloss.all() if concept.gloss else ()))
        yield from ((entry, text) for text in concept.asked.all())


def _add_details(found: _Found, concept: FieldConcept, field: str) -> None:
    """Note which entries are details of *concept*, and add those that are not known yet."""
    whole = found.entry_of(concept)
    for text in concept.details.all():
        name = parse_name(text)
        found.add(CourseText(en=text, pt=text), [name], field, _Kind())
        detail = found.by_key.get(name.key)
        is_same = detail is not None and any(_spelled(name) == _spelled(other) for other in detail.names)
        if whole and detail and is_same and whole is not detail and (whole, field) not in found.wider[detail]:
            found.wider[detail].append((whole, field))


def _spelled(name: Name) -> list[str]:
    """Return the words of *name* in the singular: "discrimination" has the stem of "discriminator", but is another."""
    return [word.removesuffix("s") for word in name.words]


def _misspelt(known: FieldOfStudy) -> Iterator[tuple[str, str]]:
    for concept in known.concepts:
        spelled = sorted({word for name in _names_of(concept) for word in words(name)}) if concept.misspelt else []
        for wrong in (word for name in concept.misspelt if " " not in name for word in words(name)):
            yield wrong, closest_spelling(wrong, spelled)


def _real_words(fields: Collection[FieldOfStudy]) -> frozenset[str]:
    """Return the words that are known to be spelt well."""
    groups = everyday_words().groups
    texts = chain(
        chain.from_iterable((*group.en, *group.pt) for group in groups),
        chain.from_iterable(known.lookalikes for known in fields),
        chain.from_iterable(chain.from_iterable(known.kin for known in fields)),
        chain.from_iterable(chain.from_iterable(map(_names_of, known.concepts)) for known in fields),
        chain.from_iterable(chain.from_iterable(c.details.all() for c in known.concepts) for known in fields),
    )
    real = {word for text in texts for word in words(text)}
    return frozenset(real.union(*(name.words for family in outside() for name in family.names)))
