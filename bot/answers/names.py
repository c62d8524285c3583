"""Reads a name once, as the words by which it is then found."""

from typing import NamedTuple

from bot.answers.stop_words import GLUE
from bot.answers.weights import plain_weight, says_little
from bot.text.tokens import term, words


class Spelling(NamedTuple):
    """A name as written, all its words, the core by which it is known, and that as terms in its order."""

    text: str
    words: list[str]
    core: list[str]
    terms: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The core in an order that two spellings of one name share."""
        return self.terms if len(self.terms) == 1 else tuple(sorted(self.terms))

    @property
    def weighty(self) -> bool:
        """Whether every word of the core says something by itself."""
        return all(plain_weight(word) == 1.0 for word in self.core)

    @property
    def findable(self) -> bool:
        """Whether the core may be looked for: "EM algorithm" is not found wherever its last word stands."""
        if len(self.core) == 1:
            # a single letter is no name: "q" is how Portuguese writes "que" in a chat
            return len(self.core[0]) > 1 and (len(self.words) == 1 or self.weighty)
        return len(self.core) > 1


def spelling(name: str) -> Spelling:
    """Return *name* read: without glue, and without question words before it."""
    spelled = words(name)
    core = spelled if GLUE.isdisjoint(spelled) else [word for word in spelled if word not in GLUE]
    if len(core) > 1 and says_little(core[0]):
        first = next((place for place, word in enumerate(core) if not says_little(word)), 0)
        core = core[first:] if len(core) - first > 1 else core
    return Spelling(name, spelled, core, tuple([term(word) for word in core]))
