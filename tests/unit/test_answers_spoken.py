"""What is said in the videos: found however it is asked for, quoted, and only mentioned where nobody teaches it."""

import pytest
from discord import ui

from bot.answers import AnswerEngine, MomentSource, Reply, Source, Treatment
from bot.answers.cards import answer_card
from bot.answers.spoken.numbers import with_digits
from bot.answers.spoken.wanted import WantedReader
from bot.text.data_files import DataFileError
from bot.text.locales import Locale
from bot.text.thesaurus import Synonyms, Thesaurus, everyday_words, parse_thesaurus
from bot.text.tokens import term, words
from bot.text.translations import localizer
from tests.unit.answers_course import real_course, real_engine, real_glossary
from tests.unit.spoken_course import engine_with_subtitles, transcript


def ask(question: str, locale: Locale = Locale.ENGLISH, *, portuguese: bool = True) -> Reply:
    return engine_with_subtitles(portuguese=portuguese).ask(question, locale)


def begins(reply: Reply) -> tuple[int, int]:
    """Return chapter and second of the first answer."""
    first = reply.answers[0]
    assert first.moment is not None
    return first.chapter, first.moment.at_s


@pytest.mark.parametrize(
    ("question", "chapter", "at_s"),
    [
        ("where does he say 13,000?", 2, 513),
        ("13k in a long column, which minute?", 2, 513),
        ("the thirteen thousand parameters in a column", 2, 513),
        ("the bit about the mole and chemists", 9, 122),
        ("the marble in the bowl", 2, 300),
        ('"divided by the root of the key dimension"', 9, 618),
        ("6291456", 9, 960),
    ],
)
def test_a_detail_is_found_where_it_is_said(question: str, chapter: int, at_s: int) -> None:
    """However a number is written, and though no summary has it."""
    assert begins(ask(question)) == (chapter, at_s)


@pytest.mark.parametrize(
    ("question", "at_s"),
    [("em que minuto ele fala da toalha?", 700), ("a coluna com os 13 mil", 513), ("a bolinha na tigela", 300)],
)
@pytest.mark.parametrize("portuguese", [True, False])
def test_portuguese_finds_subtitles_of_both_languages(question: str, at_s: int, *, portuguese: bool) -> None:
    if not portuguese and "bolinha" in question:
        pytest.skip("a marble is in no thesaurus")
    chapter, second = begins(ask(question, Locale.PORTUGUESE, portuguese=portuguese))
    assert chapter == 2
    assert abs(second - at_s) <= 2


def test_the_passage_is_quoted_with_its_words_marked() -> None:
    first = ask("the marble in the bowl").answers[0]
    assert first.moment is not None
    assert first.moment.source is MomentSource.CAPTIONS
    assert first.moment.quote == "Picture a marble that finds its way into a bowl."
    evidence = first.evidence[0]
    assert evidence.source is Source.CAPTIONS
    assert [evidence.text[start:end] for start, end in evidence.spans] == ["marble", "bowl"]


def test_a_very_short_sentence_is_quoted_with_the_next() -> None:
    moment = ask("where is the towel?").answers[0].moment
    assert moment is not None
    assert moment.quote is not None
    assert moment.quote.startswith("A towel would do as well.") or moment.quote.startswith("Uma toalha")


@pytest.mark.parametrize("locale", Locale)
def test_a_quote_is_in_the_language_of_who_reads_it(locale: Locale) -> None:
    """Where both languages' subtitles are there, whatever language the question is in."""
    for question in ("where is the towel?", "cadê a toalha?"):
        moment = ask(question, locale).answers[0].moment
        assert moment is not None
        assert moment.quote is not None
        assert ("toalha" in moment.quote.lower()) == (locale is Locale.PORTUGUESE)


def test_talk_does_not_silence_what_is_only_said() -> None:
    talk = "Long day, and my dog is barking again at the neighbours. "
    assert begins(ask(talk + "where is the towel? thanks!!")) == begins(ask("where is the towel?"))


def test_what_is_only_said_is_mentioned_never_taught() -> None:
    (first, *_) = ask("where is the towel").answers
    assert first.treatment is Treatment.MENTIONED


@pytest.mark.parametrize(
    "question",
    [
        "where does he explain dropout?",
        "support vector machines",
        "what time does the party start",
        "which chemists won a nobel prize for polymers",
        "how do I wash my dog",
        "qual o melhor restaurante da cidade",
    ],
)
def test_what_nobody_says_stays_uncovered(question: str) -> None:
    """One everyday word in common is not a match."""
    assert ask(question).answers == ()


def test_the_chapter_that_teaches_comes_first_whatever_is_said_elsewhere() -> None:
    assert ask("positional encoding").answers[0].chapter == 8
    assert ask("LSTM").answers[0].chapter == 7


@pytest.mark.parametrize(
    ("question", "chapter", "at_s"),
    [
        ("sine and cosine in the transformer's positional encoding", 8, 450),
        ("attention scaling", 9, 618),
        ("why is there a scaling factor in attention", 9, 618),
    ],
)
def test_without_subtitles_the_rarest_names_choose_the_moment(question: str, chapter: int, at_s: int) -> None:
    reply = real_engine().ask(question, Locale.ENGLISH)
    assert begins(reply) == (chapter, at_s)
    moment = reply.answers[0].moment
    assert moment is not None
    assert moment.quote is None
    assert moment.source in {MomentSource.GLOSSARY, MomentSource.MOMENT}
    assert moment.label is not None


def test_a_chapter_without_moments_before_the_passage_has_no_label() -> None:
    moment = AnswerEngine(
        real_course(), real_glossary(), [transcript(7, Locale.ENGLISH, (2, "Ukuleles make everybody smile."))]
    ).ask("ukuleles make everybody smile", Locale.ENGLISH)
    first = moment.answers[0].moment
    assert first is not None
    assert (first.at_s, first.label) == (2, None)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("13,000 weights", "13000 weights"),
        ("treze mil", "13000"),
        ("13 mil", "13000"),
        ("13.000", "13000"),
        ("13k", "13000"),
        ("1.5 million", "1500000"),
        ("175 bilhões", "175000000000"),
        ("one hundred seventy-five billion", "175000000000"),
        ("0.5 or 0,5", "0d5 or 0d5"),
        ("2,048 and 12.288", "2048 and 12288"),
        ("no number", "no number"),
        ("1.2345k", "1d2345k"),
    ],
)
def test_numbers_are_read_however_they_are_written(text: str, digits: str) -> None:
    assert with_digits(text, *Locale) == digits


def test_thesaurus_groups_words_of_both_languages() -> None:
    found = parse_thesaurus("# a remark\n\n@ minute | minuto\ndog puppy | cachorro\n", "x")
    assert found == Thesaurus((Synonyms(("dog", "puppy"), ("cachorro",)),), frozenset({"minute", "minuto"}))
    assert len(everyday_words().groups) > 500


@pytest.mark.parametrize("line", ["dog cachorro", "dog |", "a | b | c"])
def test_thesaurus_with_a_bad_line_is_refused(line: str) -> None:
    with pytest.raises(DataFileError, match="x: line 2: found"):
        parse_thesaurus(f"dog | cachorro\n{line}\n", "x")


def shown(question: str, locale: Locale) -> list[str]:
    """Return the texts of the card that answers *question*."""
    engine = engine_with_subtitles(portuguese=True)
    card = answer_card(real_course(), engine.ask(question, locale), localizer(locale))
    return [
        line for item in card.walk_children() if isinstance(item, ui.TextDisplay) for line in item.content.split("\n")
    ]


def test_a_card_says_at_which_second_something_is_only_mentioned() -> None:
    lines = shown("where is the towel?", Locale.ENGLISH)
    assert any(line.startswith("**Mentioned at [11:4") for line in lines)
    assert any(line.startswith("> “") and "**towel**" in line.lower() for line in lines)
    assert not any("Starts at" in line for line in lines)
    assert any(line.startswith("**Mencionado em [11:4") for line in shown("cadê a toalha?", Locale.PORTUGUESE))


def test_a_card_quotes_beside_what_is_taught_with_a_link_to_the_second() -> None:
    lines = shown("which steps get shorter where the ground is flat", Locale.ENGLISH)
    (quote,) = [line for line in lines if line.startswith("> “")]
    assert quote.endswith("” [6:43](<https://www.youtube.com/watch?v=IHZwWFHWa-w&t=403s>)")


def test_a_name_is_wanted_first_as_it_is_asked_for() -> None:
    """Its rarity is that of its own words, in every process: sets, whose order changes, have no part in it."""
    for question in ("stochastic gradient descent", "gradient descent", "cost function"):
        (*_, found) = engine_with_subtitles(portuguese=True).listen(question)
        wanted = next(iter(found.heard.values())).wanted
        assert next(iter(wanted.units[0].ways)) == tuple(map(term, words(question)))


def test_courses_of_other_fields_share_the_everyday_synonyms() -> None:
    """Each field has few of its own, beside thousands of everyday ones."""
    one, other = (WantedReader([kin], everyday_words()) for kin in (("loom", "frame"), ("bowline", "loop")))
    assert one._everyday is other._everyday
    assert one._other_ways(term("loom")) != other._other_ways(term("loom"))


def test_a_synonym_of_a_field_and_of_every_day_counts_as_the_better_one() -> None:
    everyday = Thesaurus((Synonyms(("loom", "frame"), ("tear",)),), frozenset())
    reader = WantedReader([("loom", "tear")], everyday)
    assert reader._other_ways(term("loom")) == {(term("tear"),): 0.9, (term("frame"),): 0.5}
