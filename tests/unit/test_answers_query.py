"""Names in a question are found however they are spelt, and misspelt words corrected."""

import pytest

from bot.answers.names import Covered, Entry, NameIndex, parse_name
from bot.answers.query import QueryParser, Speller, allowed_edits
from bot.answers.stop_words import name_words
from bot.courses.glossary import Treatment
from bot.ids import ChapterId
from bot.text.locales import LocalizedText
from bot.text.tokens import tokens
from tests.unit.answers_course import real_finder

NAMES = ["back propagation", "mini-batch", "gradient descent", "gradient", "vanishing gradient", "network", "soft max"]
OUT_OF_COURSE = [
    "step function",
    "convolution",
    "machine",
    "embaixada",
    "compras",
    "placar",
    "piada",
    "laptop",
    "valorant",
]


def found(text: str, names: list[str] = NAMES, *, covered: bool = True) -> list[str]:
    """Return those of *names* that are found in *text*; they are of the course, or of other topics."""
    chapters = (Covered(ChapterId(1), Treatment.TAUGHT, 1.0),) if covered else ()
    index = NameIndex([Entry(LocalizedText(en=name, pt=name), (parse_name(name),), chapters) for name in names])
    return [match.name for match in index.find(name_words(tokens(text)))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("backpropagation", ["back propagation"]),
        ("back-propagation", ["back propagation"]),
        ("minibatches", ["mini-batch"]),
        ("softmax", ["soft max"]),
        ("descent of the gradient", ["gradient descent"]),
        ("gradients that vanish", ["vanishing gradient"]),
        ("vanishing and exploding gradients", ["vanishing gradient"]),
        ("gradient", ["gradient"]),
        ("descent without the other", []),
        ("gradient far away from any descent", ["gradient"]),
        ("gradient forever descent", ["gradient descent"]),
        ("descent forever gradient", ["gradient"]),
        ("the what of it", []),
        ("", []),
    ],
)
def test_names_are_found_joined_split_and_turned_round(text: str, names: list[str]) -> None:
    """By their words side by side in any order; the longest name counts."""
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a step function", ["step function"]),
        ("the function step by step", []),
        ("steps of a convolution", ["convolution"]),
        ("the machines", []),
        ("a machine", ["machine"]),
        ("a lista de compra", ["compras"]),
        ("umas piadas", ["piada"]),
        ("two laptops", ["laptop"]),
        ("uma frase comprida", []),
        ("a camada embaixo", []),
        ("stuck in a place", []),
        ("os valores", []),
    ],
)
def test_names_out_of_the_course_are_found_as_written_only(text: str, names: list[str]) -> None:
    """A name that makes a question "not covered" must not be found by chance."""
    assert found(text, OUT_OF_COURSE, covered=False) == names


def test_a_name_out_of_the_course_is_not_found_across_other_words() -> None:
    """Only function words may stand between its words."""
    names = ["policy gradient"]
    assert found("the policy of a gradient", names, covered=False) == names
    assert found("policy for every gradient", names, covered=False) == names
    assert found("policy whose unusual gradient", names, covered=False) == []


@pytest.mark.parametrize(
    ("word", "edits"), [("gru", 0), ("cost", 1), ("chain", 1), ("gradient", 2), ("retropropaga", 3)]
)
def test_longer_words_may_hide_more_slips(word: str, edits: int) -> None:
    """Words of up to three letters are never corrected, the longest by up to three edits."""
    assert allowed_edits(word) == edits


def test_a_word_is_corrected_to_the_nearest_and_most_important() -> None:
    """By the number of edits, then whether the course has the word, then the first letter."""
    speller = Speller(
        {"neuron": 2, "neutral": 1, "backpropagation": 2, "chain": 2, "winter": 1, "writer": 2}, ["neutron"]
    )
    assert speller.correct("nueron") == "neuron"
    assert speller.correct("bakcpropagaton") == "backpropagation"
    assert speller.correct("chian") == "chain"
    assert speller.correct("wrinter") == "writer"


@pytest.mark.parametrize(
    ("word", "meant"), [("dependencas", "dependencias"), ("conexoas", "conexoes"), ("hierarchiees", "hierarchies")]
)
def test_a_slip_in_an_ending_is_corrected(word: str, meant: str) -> None:
    """The stemmer would take it for another ending, and find nothing."""
    speller = Speller({meant: 2}, [])
    assert speller.knows(word)
    assert speller.correct(word) == meant


@pytest.mark.parametrize("word", ["neutron", "neurons", "chair", "gru", "x9999", "thain", "unheard"])
def test_correctly_spelt_words_are_left_alone(word: str) -> None:
    """Real words and their forms, short words, numbers and unknown words."""
    speller = Speller({"neuron": 2, "chain": 2}, ["neutron", "chair"])
    assert speller.correct(word) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bakcpropagation", "backpropagation"),
        ("gradeint decent", "gradient descent"),
        ("gradient decent", "gradient descent"),
        ("input gaet", "input gate"),
        ("retropropagacao", "retropropagacao"),
        ("chatgtp", "chatgpt"),
        ("LTSM", "lstm"),
        ("neutral networks", "neural networks"),
        ("conexoas residuais", "conexoes residuais"),
        ("vanishng gradeint", "vanishing gradient"),
        ("neurral netwroks", "neural networks"),
        ("precisamos da rede", "precisamos rede"),
        ("selfatention", "selfattention"),
        ("formulazinha", "formula"),
        ("redezinhas", "rede"),
        ("joguinho", "jogo"),
        ("exemplinho", "exemplo"),
        ("vizinho", "vizinho"),
        ("xyzzinho", "xyzzinho"),
        ("dps msm cost fn", "depois mesmo cost function"),
    ],
)
def test_sloppy_spelling_is_understood(typed: str, meant: str) -> None:
    """A slip that makes another real word is corrected only where a word beside it belongs to the name."""
    parser: QueryParser = real_finder().parser
    assert [token.word for token in parser.parse(typed).words] == meant.split()


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("the word bank", ["word"]),
        ("a palavra manga", ["palavra"]),
        ("word order", ["word", "order"]),
        ("a word embeding", ["word", "embedding"]),
    ],
)
def test_a_word_that_is_only_quoted_is_no_subject(question: str, read: list[str]) -> None:
    """What follows "the word" is an example, unless the course has it."""
    parser: QueryParser = real_finder().parser
    assert [token.word for token in parser.parse(question).whole.content()] == read


@pytest.mark.parametrize(
    "typed", ["GRU", "GPU", "host function", "neutron stars", "lawyer", "later", "perception", "red wine"]
)
def test_no_real_word_is_corrected_to_a_name_of_the_course(typed: str) -> None:
    """A "host" is no "cost", a "neutron" no "neuron", and acronyms of three letters stay."""
    parser: QueryParser = real_finder().parser
    assert [token.word for token in parser.parse(typed).words] == typed.lower().split()


@pytest.mark.parametrize(
    ("question", "chapters"),
    [
        ("what is chapter 7 about", (7,)),
        ("vídeo 3", (3,)),
        ("cap. 3", (3,)),
        ("ch 3", (3,)),
        ("chapter three", (3,)),
        ("o que tem no terceiro capítulo?", (3,)),
        ("chapter 7 and 8", (7, 8)),
        ("difference between chapter 3 and chapter 4", (3, 4)),
        ("7", ()),
        ("three", ()),
        ("chapter 1234", ()),
        ("chapter 5 softmax", ()),
        ("which chapter has two gates", ()),
    ],
)
def test_chapters_may_be_asked_for_by_number(question: str, chapters: tuple[int, ...]) -> None:
    """If the question asks for nothing else."""
    assert real_finder().parser.parse(question).whole.chapters == chapters
