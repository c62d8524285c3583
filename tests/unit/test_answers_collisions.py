"""Everyday words that look like names of the course, or whose stems collide with theirs, are not taken for them."""

import pytest

from bot.text.locales import Locale
from bot.text.tokens import fold, term
from tests.unit.answers_course import real_engine


def first_chapter(question: str, language: str) -> int | None:
    """Return the chapter that answers *question* best, None if there is none."""
    answers = real_engine().ask(question, Locale.from_tag(language)).answers
    return int(answers[0].chapter) if answers else None


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("perda", ["perdi", "perdido", "perder", "perdeu", "perdão"]),
        ("custo", ["custa", "custar"]),
        ("cost", ["costas", "costa"]),
        ("porta", ["portão", "porto", "port"]),
        ("borda", ["bordado", "border"]),
        ("ponte", ["ponto", "ponta"]),
        ("aprendizado", ["aprendiz"]),
        ("sortear", ["sorte", "sort"]),
        ("transformer", ["transformar", "transformação", "transformation"]),
        ("transformador", ["transformou", "transform"]),
        ("generative", ["generation", "generator", "genérico", "gênero"]),
        ("generalization", ["general", "generally"]),
        ("probability", ["probably"]),
        ("positions", ["positive", "positivo"]),
        ("digit", ["digital", "digitar"]),
        ("heads", ["header", "heading"]),
        ("subscripts", ["subscription"]),
        ("residual", ["resíduos", "residue"]),
        ("memory", ["memorial", "memorable"]),
        ("ativação", ["ativista", "activist"]),
        ("activation", ["activity", "activities"]),
        ("consulta", ["consultant", "consulting", "consultoria"]),
        ("cálculo", ["calculadora", "calculator"]),
        ("derivada", ["derivados"]),
        ("differentiation", ["diferencial"]),
        ("training", ["trainer"]),
        ("GloVe", ["gloves"]),
        ("célula", ["celular"]),
        ("saída", ["said"]),
        ("state", ["stats"]),
        ("parts", ["party"]),
        ("preço", ["precise", "precisely"]),
    ],
)
def test_a_name_does_not_share_its_stem_with_another_word(name: str, others: list[str]) -> None:
    """Though the stemmers of the two languages, one after the other, would cut them alike."""
    assert term(fold(name)) not in {term(fold(word)) for word in others}


@pytest.mark.parametrize(
    "same",
    [
        ("perda", "perdas"),
        ("perder", "perdi", "perdeu"),
        ("peso", "pesos"),
        ("weight", "weights", "weighted"),
        ("porta", "portas"),
        ("portão", "portões"),
        ("transformer", "transformers", "transformador", "transformadores"),
        ("generalize", "generalised", "generalização", "generalizar"),
        ("generative", "generativo", "generativa"),
        ("probability", "probabilities", "probabilidade"),
        ("cálculo", "cálculos"),
        ("train", "training", "trained"),
    ],
)
def test_inflections_of_a_name_still_meet(same: tuple[str, ...]) -> None:
    assert len({term(fold(word)) for word in same}) == 1


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("perdi a aula de ontem", "pt"),
        ("estou perdido", "pt"),
        ("minha cabeça dói", "pt"),
        ("marquei uma consulta com o cardiologista", "pt"),
        ("esqueci a chave dentro de casa", "pt"),
        ("porta de entrada do prédio", "pt"),
        ("transformador da rua queimou", "pt"),
        ("como fazer transformação digital na empresa", "pt"),
        ("vaga de jovem aprendiz", "pt"),
        ("gênero musical favorito", "pt"),
        ("celular explodiu carregando", "pt"),
        ("cólon sigmoide inflamado", "pt"),
        ("que sorte a sua", "pt"),
        ("loss of a friend", "en"),
        ("my head hurts", "en"),
        ("head of marketing", "en"),
        ("how many steps a day", "en"),
        ("sigmoid colon pain", "en"),
        ("transformer blew up on our street", "en"),
        ("transform my garage into a room", "en"),
        ("cancel my subscription", "en"),
        ("gen z generation", "en"),
        ("general manager", "en"),
        ("probably not", "en"),
        ("boxing gloves", "en"),
        ("vanished without a trace", "en"),
        ("out of stock", "en"),
        ("index finger", "en"),
        ("train to Paris", "en"),
    ],
)
def test_an_everyday_use_of_a_name_is_not_covered(question: str, language: str) -> None:
    """The word stands beside one that gives it its everyday meaning, or only its stem is like a name's."""
    assert first_chapter(question, language) is None


@pytest.mark.parametrize(
    ("question", "language", "chapter"),
    [
        ("função de perda", "pt", 2),
        ("a perda do modelo", "pt", 2),
        ("o que é perda", "pt", 2),
        ("porta de saída da LSTM", "pt", 7),
        ("o que é a chave na atenção", "pt", 9),
        ("o que faz uma cabeça de atenção", "pt", 9),
        ("alguém explica atenção pessoal?", "pt", 9),
        ("o que quer dizer generativo em GPT", "pt", 5),
        ("what are weights in machine learning", "en", 1),
        ("what happens to the weights during training", "en", 2),
        ("what is the loss of a network", "en", 2),
        ("when is the gate of an LSTM open", "en", 7),
        ("explain attention please", "en", 9),
        ("what does a single head of attention compute", "en", 9),
        ("probability of the next word", "en", 5),
        ("what is a transformer", "en", 5),
        ("does the network generalize to new images", "en", 2),
    ],
)
def test_the_same_word_is_found_where_it_is_meant(question: str, language: str, chapter: int) -> None:
    """What tells the everyday use apart hides no question about the concept."""
    assert first_chapter(question, language) == chapter
