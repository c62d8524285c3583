"""Words meet whatever their case, accents and endings, and none meets another word."""

import pytest

from bot.answers.names import parse_name
from bot.answers.weights import plain_weight
from bot.text.tokens import fold, said, term, tokens, words


@pytest.mark.parametrize(
    "same",
    [
        ("network", "networks", "Networks"),
        ("learn", "learning", "learned"),
        ("função", "funções", "funcao", "FUNCOES"),
        ("ativação", "ativações", "ativacao", "ativar"),
        ("camada", "camadas"),
        ("neurônio", "neuronios", "Neurônios"),
        ("LSTM", "LSTMs", "lstms"),
        ("vieses", "viés"),
        ("matrix", "matrices"),
        ("posicional", "posicionais"),
        ("sequência", "sequencias"),
        ("imagem", "imagens"),
        ("transformer", "transformers", "transformador"),
    ],
)
def test_forms_of_a_word_have_one_stem(same: tuple[str, ...]) -> None:
    """Case, accents, plurals and inflections make no difference in either language."""
    assert len({term(fold(word)) for word in same}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gate", "gato"),
        ("camada", "câmera"),
        ("lote", "loteria"),
        ("memory", "memorization"),
        ("layer", "later"),
        ("word", "world"),
        ("cost", "host"),
        ("GRU", "GPU"),
        ("neuron", "neutron"),
    ],
)
def test_different_words_have_different_stems(one: str, other: str) -> None:
    """No word is cut so short that it becomes another."""
    assert term(fold(one)) != term(fold(other))


def test_a_word_of_any_length_is_cut_in_bounded_time() -> None:
    """What is longer than any word is compared by its beginning."""
    assert term("a" * 10_000) == term("a" * 9_000)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("self-attention", ["self", "attention"]),
        ("What's Q/K/V?", ["what", "q", "k", "v"]),
        ("the transformer\u2019s heart", ["the", "transformer", "heart"]),
        ("caixa d'água", ["caixa", "agua"]),
        ("d C / d w", ["d", "c", "d", "w"]),
        ("**__bold__** ||hidden||", ["bold", "hidden"]),
        ("28\xd728 pixels", ["28", "28", "pixels"]),
        ("😀 🎉", []),
        ("", []),
    ],
)
def test_words_are_what_stands_between_signs(text: str, found: list[str]) -> None:
    """Hyphens, slashes and markdown part words; possessives and contractions are dropped."""
    assert words(text) == found
    assert [token.word for token in tokens(text)] == found


def test_tokens_know_where_they_stand() -> None:
    """A token's place in the text is that of the word as it was written."""
    text = "A Retropropagação, enfim"
    assert [text[token.start : token.end] for token in tokens(text)] == ["A", "Retropropagação", "enfim"]


@pytest.mark.parametrize(
    "noise",
    ["<@123456>", "<@!123>", "<#42>", "<@&7>", "<:lstm:99>", "<a:gif:99>", "<t:1700000000:R>", "@everyone", "@here"],
)
def test_discord_markup_is_not_read(noise: str) -> None:
    """Mentions, emoji, timestamps and addresses are nothing that a person asks for."""
    assert words(said(f"{noise} attention https://example.org/softmax")) == ["attention"]


def test_a_question_is_read_up_to_a_bound() -> None:
    """Only the beginning of a huge text is looked at."""
    assert len(said("a" * 1_000_000)) <= 1_000


@pytest.mark.parametrize(("word", "weight"), [("what", 0.0), ("network", 0.3), ("784", 0.3), ("softmax", 1.0)])
def test_a_word_weighs_what_it_says(word: str, weight: float) -> None:
    """Talk around a question weighs nothing, what is said of anything little, the rest fully."""
    assert plain_weight(word) == weight


@pytest.mark.parametrize(
    ("name", "core", "findable"),
    [
        ("gradient of the cost", ["gradient", "cost"], True),
        ("how networks learn", ["networks", "learn"], True),
        ("EM algorithm", ["algorithm"], False),
        ("attention is all you need", ["attention", "all", "you", "need"], True),
        ("what is attention", ["what", "attention"], True),
        ("the", [], False),
        ("network", ["network"], True),
    ],
)
def test_a_name_is_known_by_its_core(name: str, core: list[str], *, findable: bool) -> None:
    """Glue and leading question words are no part of a name; a common word alone is not looked for."""
    read = parse_name(name)
    assert (read.core, read.findable) == (core, findable)
