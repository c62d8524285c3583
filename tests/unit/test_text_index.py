"""The index weighs texts by the words that they have: rare ones count more, synonyms less."""

import pytest

from bot.answers import text_index
from bot.answers.text_index import Synonyms, TextIndex, synonym_groups

NO_SYNONYMS = synonym_groups(())


def index_of(said: list[str], synonyms: Synonyms = NO_SYNONYMS, saturation: float = 4.0) -> TextIndex:
    """Index the texts *said*, numbered from 0."""
    return TextIndex(enumerate(text.split() for text in said), len(said), synonyms, saturation)


def test_a_text_holds_a_word_or_its_synonym() -> None:
    """A synonym counts less than the word itself, in either language."""
    index = index_of(["the memory", "recall", "a cat"], synonym_groups([["memory", "recall", "lembrar"]]))
    overlaps = index.overlaps({"memor": 1.0})
    assert set(overlaps) == {0, 1}
    assert overlaps[0] > overlaps[1]
    assert set(index.overlaps({"lembr": 1.0})) == {0, 1}


def test_a_rare_word_says_more_than_a_common_one() -> None:
    """An unknown word has the most weight, a word in every text the least, a stop word none."""
    index = index_of(["softmax network", "softmax gate network", "network"])
    unseen, rare, common = (index.weight(word, word) for word in ("zebra", "softmax", "network"))
    assert unseen == 1.0
    assert unseen > rare > common > 0.0
    assert index.weight("what", "what") == 0.0


def test_a_shorter_text_fits_better() -> None:
    """Of two with the same words, that with fewer others."""
    index = index_of(["cost function", "cost function gradient neuron softmax"])
    fit = index.fits({"cost": 1.0, "function": 1.0})
    assert fit[0] > fit[1]


def test_forms_of_one_word_are_counted_together() -> None:
    """Two inflections are one word twice."""
    index = index_of(["gate gates", "gate", "gates"], saturation=1.0)
    overlaps = index.overlaps({"gate": 1.0})
    assert overlaps[0] > overlaps[1] == overlaps[2]


def test_words_of_nearly_all_texts_bring_no_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once rarer words have named the candidates."""
    monkeypatch.setattr(text_index, "_MANY_TEXTS", 2)
    index = index_of(["softmax layer", "layer", "layer", "layer"])
    assert set(index.overlaps({"softmax": 1.0, "layer": 1.0})) == {0}
    assert set(index.overlaps({"layer": 1.0})) == {0, 1, 2, 3}


def test_an_empty_index_holds_nothing() -> None:
    """Without a division by zero."""
    index = index_of([])
    assert index.overlaps({"softmax": 1.0}) == {}
    assert index.weight("softmax", "softmax") == 1.0


def test_texts_of_one_owner_are_weighed_as_one() -> None:
    """Together they have words that neither has alone."""
    apart = index_of(["softmax", "gate", "layer"])
    together = TextIndex([(0, ["softmax"]), (0, ["gate"]), (2, ["layer"])], 3, NO_SYNONYMS, 4.0)
    both = {"softmax": 1.0, "gate": 1.0}
    assert set(together.overlaps(both)) == {0}
    assert together.overlaps(both)[0] == sum(apart.overlaps(both).values())
