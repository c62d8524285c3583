"""Whole messages: the talk around a question changes nothing, and code, comparisons and "without" are understood."""

import random

import pytest

from bot.answers.clauses import split_clauses
from bot.answers.evaluation import parse_questions
from bot.answers.features import FITTED
from bot.answers.messages import QUESTION_LIMIT, question_shown
from bot.answers.names import NameIndex, index_entries
from bot.answers.outside import outside, outside_names
from bot.answers.spoken import deciding
from bot.answers.weights import WEIGHTS
from bot.courses.glossary import Concept, Glossary
from bot.text.locales import Locale, LocalizedText
from bot.text.tokens import tokens
from tests.unit.answers_course import DATA, real_course, real_engine

BEFORE = {
    "en": [
        "Hi everyone, hope you are all well. ",
        "I have an exam tomorrow. ",
        "sorry if this was asked before, ",
        "I missed the last session because my bus was late. ",
        "lol I'm so lost, ",
        "quick question before class: ",
        "My coffee is cold and my brain is soup. ",
        "ok so ",
        "Good morning! ",
        "Long time lurker here, first post. ",
    ],
    "pt": [
        "Oi gente, tudo bem? ",
        "Tenho prova amanhã. ",
        "desculpa se já perguntaram, ",
        "Perdi a aula de ontem porque o ônibus atrasou. ",
        "tô perdido, ",
        "pergunta rápida antes da aula: ",
        "Meu café esfriou e eu estou morta de sono. ",
        "então, ",
        "Bom dia! ",
        "Sou novo aqui, primeiro post. ",
    ],
}
BEHIND = {
    "en": [
        ", need this for my homework",
        " thanks in advance!",
        " My teacher never answers my emails.",
        " I have been at it for three hours.",
        ", anyone?",
        " (asking for a friend)",
        " pls help, deadline is tonight",
        " \U0001f64f",
        " Sorry for my bad English.",
        " cheers from Berlin",
    ],
    "pt": [
        ", preciso disso pro meu trabalho da faculdade",
        ", valeu desde já!",
        " Meu professor nunca responde os emails.",
        " Estou nisso há três horas.",
        ", alguém sabe?",
        " (pergunta de um amigo)",
        " me ajudem, o prazo é hoje à noite",
        " \U0001f64f",
        " Desculpem meu português.",
        " abraço de Recife",
    ],
}
SETS = ("tune.jsonl", "held_back.jsonl", "messages.jsonl", "messages_held_back.jsonl")
OF_EACH_SET = 100
SAME = 0.99


def first(question: str) -> int | None:
    """Return the first chapter of the answer, None if there is none."""
    answers = real_engine().ask(question, Locale.ENGLISH).answers
    return int(answers[0].chapter) if answers else None


@pytest.mark.parametrize("spoken", ["en", "pt"])
def test_talk_around_a_question_changes_nothing(spoken: str) -> None:
    """Twenty sentences and clauses in each language, before and behind questions of every set in either language."""
    same = []
    for name in SETS:
        rows = parse_questions((DATA / "questions" / name).read_text("utf-8"), name)
        for row in random.Random(name).sample(rows, OF_EACH_SET):  # noqa: S311 - the same rows each time
            bare = first(row.q)
            same += [first(before + row.q) == bare for before in BEFORE[spoken]]
            same += [first(row.q + behind) == bare for behind in BEHIND[spoken]]
    assert sum(same) / len(same) >= SAME


@pytest.mark.parametrize(
    ("question", "chapter"),
    [
        ("Tenho prova amanhã. Pra que serve uma rede neural?", 1),
        ("tô perdido, como as camadas passam valores?", 1),
        ("neural nets, need this for my homework", 1),
        ("oi gente, do que trata o capítulo 7?", 7),
        ("GRU over LSTM, when?", 7),
        ("por que usar GRU em vez de LSTM?", 7),
        ("keras LSTM tutorial", 7),
        ("GRU ou LSTM?", 7),
        ("GRU e LSTM, o que muda?", 7),
        ("GRU and LSTM, what changes?", 7),
        ("Why does dropout work? Switching off neurons in the hidden layers sounds bad", None),
        ("como funciona o dropout? desligar neurônios da camada oculta parece ruim", None),
        ("how do I install pytorch to train an LSTM", None),
        ("como faço pra salvar os pesos da minha rede?", None),
        ("hope you are all well. LSTM?", 7),
        ("I know LSTMs are hard. What does the forget gate of an LSTM do?", 7),
        ("obrigado pela atenção", None),
        ("qual o custo do curso?", None),
        ("first post", None),
        ("pizza", None),
        ("is relu nicer than tanh?", 1),
        ("why would a transformer remember more than an LSTM?", 8),
        ("why does everybody use transformers rather than LSTMs", 8),
        ("backpropagation without formulas", 3),
        ("RuntimeError in my LSTM, what does the hidden state hold?", 7),
        ("nn.Linear or nn.Conv2d?", None),
        ("IndexError: list index out of range", None),
        ("model.fit(x, batch_size=32) crashes", None),
        ("perdi a aula de ontem", None),
        ("estou perdido", None),
        ("am I on the right path with AI?", None),
        ("image registration", None),
        ("do the recordings get shared?", None),
        ("representation learning", None),
        ("step function as activation, why not?", 1),
        ("por que normalizar por raiz de dk?", 9),
        ("lógica do deep learning", 1),
        ("nice", None),
        ("que legal esse vídeo", None),
        ("what a day", None),
        ("the maths of adagrad and rmsprop", None),
        ("which layers do I need for hiking in Scotland in October", None),
    ],
)
def test_messages_of_many_kinds_are_understood(question: str, chapter: int | None) -> None:
    """Talk, comparisons, code and words with an everyday meaning."""
    assert first(question) == chapter


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("what is a bias", ["what is a bias"]),
        ("I'm lost, what is a bias? thanks", ["I'm lost", "what is a bias", "thanks"]),
        ("a rate of 0.5 or 0,2", ["a rate of 0.5", "or 0,2"]),
        ("the weights My teacher is away", ["the weights", "My teacher is away"]),
        ("which layers do I need", ["which layers do I need"]),
        ("me diz o que muda", ["me diz", "o que muda"]),
        ("estudo pra que entre na cabeça", ["estudo", "pra que entre na cabeça"]),
        ("the LSTM I am lost", ["the LSTM", "I am lost"]),
        ("", []),
        ("?!", []),
    ],
)
def test_clauses_are_parted(text: str, clauses: list[str]) -> None:
    """By punctuation, but not within figures, by linking words, and by capital letters of small words."""
    words = tokens(text)
    found = split_clauses(text, words)
    assert [text[words[clause.start].start : words[clause.end - 1].end] for clause in found] == clauses


def test_a_long_message_is_shown_by_what_is_answered() -> None:
    """A short one as it is."""
    talk = "Good evening from Nairobi! The power just came back, so I can finally read all that you have written. "
    asked = "What does softmax do?"
    assert question_shown(real_engine().ask(asked, Locale.ENGLISH), real_course()) == asked
    shown = question_shown(real_engine().ask(talk * 2 + asked, Locale.ENGLISH), real_course())
    assert shown.endswith(asked)
    assert len(shown) <= QUESTION_LIMIT


def test_every_feature_has_a_weight() -> None:
    """And the file has none of another name."""
    assert list(WEIGHTS.message.features) == list(FITTED)
    assert list(WEIGHTS.heard.features) == list(deciding.FITTED)


def test_names_that_the_course_has_are_not_outside_it() -> None:
    """Those of data/outside.json serve every course."""
    name = outside()[0].names[0]
    concept = Concept(id="own", name=LocalizedText(en=name.text, pt=name.text))
    entries = index_entries(real_course(), Glossary(course=real_course().id, concepts=(concept,)))
    found = NameIndex(entries, outside_names()).find(tokens(name.text))
    assert [match.entry.general for match in found] == [False]
    assert [match.entry.general for match in NameIndex([], outside_names()).find(tokens(name.text))] == [True]
