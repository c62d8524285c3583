"""Words match whatever their case, accents and endings, and different words never do."""

import pytest

from bot.answers.names import parse_name
from bot.answers.stop_words import plain_weight
from bot.text.tokens import fold, normalise, term, tokens, words


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
    """Case, accents, plurals and inflections make no difference, in both languages."""
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
    assert term(fold(one)) != term(fold(other))


def test_a_word_of_any_length_is_cut_in_bounded_time() -> None:
    """Only the beginning of an overlong word is stemmed."""
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
def test_words_are_separated_by_signs(text: str, found: list[str]) -> None:
    """Hyphens, slashes and Markdown separate words; possessives and contractions are dropped."""
    assert words(text) == found
    assert [token.word for token in tokens(text)] == found


def test_tokens_know_where_they_stand() -> None:
    """A token has the place of the word as it was written."""
    text = "A Retropropagação, enfim"
    assert [text[token.start : token.end] for token in tokens(text)] == ["A", "Retropropagação", "enfim"]


@pytest.mark.parametrize(
    "noise",
    ["<@123456>", "<@!123>", "<#42>", "<@&7>", "<:lstm:99>", "<a:gif:99>", "<t:1700000000:R>", "@everyone", "@here"],
)
def test_discord_markup_is_not_read(noise: str) -> None:
    """Mentions, emoji, timestamps and addresses."""
    assert words(normalise(f"{noise} attention https://example.org/softmax")) == ["attention"]


def test_a_question_is_read_up_to_a_bound() -> None:
    """Only its first characters."""
    assert len(normalise("a" * 1_000_000)) <= 1_000


@pytest.mark.parametrize(("word", "weight"), [("what", 0.0), ("network", 0.3), ("784", 0.3), ("softmax", 1.0)])
def test_the_weight_of_a_word_depends_on_its_kind(word: str, weight: float) -> None:
    """Talk around a question weighs nothing, general words little, all others fully."""
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
def test_stop_words_are_no_part_of_a_name(name: str, core: list[str], *, findable: bool) -> None:
    """Nor are leading question words; a common word alone is not searched for."""
    read = parse_name(name)
    assert (read.core, read.findable) == (core, findable)
