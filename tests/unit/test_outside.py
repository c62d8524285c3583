"""Names and synonyms of which only those are read that a question may mean."""

from bot.answers.finding import GlossaryFinder
from bot.answers.names import NameIndex
from bot.answers.outside import Families, OutsideNames, outside, outside_fields, outside_names
from bot.answers.service import AnswerEngines
from bot.answers.spoken.synonyms import WaysToSay, ways_among
from bot.loading import load_engine
from bot.text.thesaurus import Synonyms, everyday_words
from bot.text.tokens import beginning, term, tokens, words
from tests.cached_course import course


def families(*names: str) -> OutsideNames:
    """Return these names, all of one family."""
    content = {"id": "x", "everyday": True, "name": {"en": "things", "pt": "coisas"}, "names": {"en": names}}
    return OutsideNames(Families.model_validate({"families": [content]}).families)


def matches(index: NameIndex, text: str) -> list[tuple[object, ...]]:
    """Return where *text* names what."""
    return [(match.places, match.entry.name, match.common) for match in index.find(tokens(text))]


def found(names: OutsideNames, text: str) -> list[str]:
    """Return the names that are found in *text*."""
    return [match.name for match in NameIndex([], names).find(tokens(text))]


def test_all_words_of_the_data_begin_as_their_terms_do() -> None:
    """By that what is not asked for is left unread."""
    said = {word for entry in outside() for name in entry.names for word in name.words}
    said |= {word for group in everyday_words().groups for text in (*group.en, *group.pt) for word in words(text)}
    assert len(said) > 10_000
    assert [word for word in said if beginning(word) != term(word)[:2]] == []


def test_each_family_of_the_data_has_names() -> None:
    outside_fields.cache_clear()
    known = outside_fields()
    assert len(known) > 50
    assert all(entry.names for entry in known)
    assert any(known.values())  # some belong to a field, others to none
    assert outside() == tuple(known)


def test_names_are_found_as_if_all_were_read() -> None:
    """Each in itself, and whatever is named where words of several stand together."""
    few, all_read = NameIndex([], outside_names()), NameIndex(outside())
    names = [name.text for entry in outside() for name in entry.names]
    assert len(names) > 10_000
    for text in (*names[::5], *(" ".join(names[place::1_000]) for place in range(100))):
        assert matches(few, text) == matches(all_read, text), text


def test_names_outside_are_found_before_and_after_all_are_read() -> None:
    names = families("the clash", "x-ray", "ski pass", "dying star", "gas station", "e-mail", "c sharp")
    texts = ("the clash", "xray", "ski passes", "dying star", "gasstation", "an e mail", "csharp")
    before = [found(names, text) for text in texts]
    names.read_all()
    assert before == [found(names, text) for text in texts]
    assert all(before)


def test_synonyms_are_found_by_each_inflection() -> None:
    """And by none of the words that only begin alike."""
    ways = WaysToSay([Synonyms(("dying", "fading"), ("morrer",)), Synonyms(("dye", "colour"), ())])
    assert set(ways.of(term("dying"))) == {(term("fading"),), (term("morrer"),)}
    assert ways.of(term("dyes")) == {(term("colour"),): 0.5}
    assert ways.of(term("dynamo")) == {}


def test_a_bot_has_read_all_before_it_serves() -> None:
    """What a question would have to wait for is made: names, synonyms, and what corrects misspellings."""
    engines = AnswerEngines(load_engine)
    engines.warm_up([course()])
    assert not outside_names()._unread
    assert not ways_among(everyday_words())._unread
    finder = engines._engines.get(course()).finder
    assert isinstance(finder, GlossaryFinder)
    assert "_speller" in vars(finder.parser)
