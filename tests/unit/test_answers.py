"""Questions about the real course are answered rightly, with evidence, or found not to be covered."""

import pytest

from bot.answers import AnswerEngine, Reply, Source, Treatment
from bot.answers.ranking import MOST_ANSWERS
from bot.courses.glossary import Glossary
from bot.courses.model import Course
from bot.text.locales import Locale
from tests.unit.answers_course import concept, real_course, real_engine, real_glossary


def ask(question: str, locale: Locale = Locale.ENGLISH) -> Reply:
    """Ask the real engine."""
    return real_engine().ask(question, locale)


def chapters(question: str) -> list[int]:
    """Return the chapters that answer *question*, best first."""
    return [int(answer.chapter) for answer in ask(question).answers]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("what covers LSTMs?", 7),
        ("qual vídeo fala de LSTM?", 7),
        ("softmax temperature", 5),
        ("the maths behind backprop", 4),
        ("why do later words not influence earlier ones?", 9),
        ("como a rede lembra de coisas antigas?", 7),
        ("d C / d w", 4),
        ("Q K V", 9),
        ("autoatenção", 9),
        ("Neural Networks and Deep Learning: A Textbook", 5),
        ("hierarquias de conceitos", 1),
        ("what is chapter 6 about?", 6),
        ("feed forward layer in transformer", 5),
        ("probability", 5),
        ("torre Eiffel", 9),
        ("does it work on pictures it never saw before", 2),
        ("using the same weights again at every step", 6),  # "weights again" is not taken for "weight gain"
    ],
)
def test_the_best_chapter_comes_first(question: str, best: int) -> None:
    """For names, acronyms, paraphrases and the listing's words, in both languages."""
    assert chapters(question)[0] == best


@pytest.mark.parametrize(
    "frame",
    [
        "explique {}",
        "dúvida sobre {}",
        "tem algo sobre {}?",
        "como funciona: {}?",
        "em que minuto fala de {}?",
        "hey lectern, what covers {}?",
        "the basics of {}",
        "{} for beginners",
        "i want to study {}",
        "good morning, which chapter is about {}?",
        "bom dia, onde fala de {}?",
        "valeu! e {}?",
        "summarize {}",
        "i forgot how {} works",
        "esqueci como funciona {}",
    ],
)
def test_the_talk_around_a_name_changes_nothing(frame: str) -> None:
    """The best chapter is that of the name alone, however the question is put."""
    names = ["atenção", "attention", "pesos", "redes neurais", "camadas", "memória", "RNN", "sigmoid"]
    bare = {name: chapters(name)[0] for name in names}
    assert {name: chapters(frame.format(name))[:1] for name in names} == {k: [v] for k, v in bare.items()}


def test_a_name_of_common_words_is_found_when_nothing_else_is_said() -> None:
    """Such as "learn", which is chapter 2."""
    for question in ("how networks learn", "como as redes aprendem", "how does the network learn"):
        assert chapters(question)[0] == 2


def test_a_broad_name_is_answered_beside_a_topic_outside_the_course() -> None:
    """In a comparison with something not covered, which is reported as a near miss."""
    for question in ("attention vs CNN", "diferença entre atenção e convolução"):
        assert chapters(question)[0] == 9
        assert ask(question).near_miss is not None


def test_the_word_difference_in_a_comparison_is_no_topic() -> None:
    """The question "What is the difference between …" does not ask for squared differences or derivatives."""
    assert set(chapters("diferença entre RNN e LSTM")) == {6, 7}


def test_a_question_of_the_glossary_finds_its_concept_despite_another_name_in_it() -> None:
    """It names the first layer and asks for backpropagation."""
    question = "como o erro da saída volta até as primeiras camadas"
    assert real_engine().ask(question, Locale.PORTUGUESE).answers[0].chapter == 3


def test_several_concepts_bring_the_chapters_of_each() -> None:
    assert set(chapters("difference between RNN and LSTM")[:2]) == {6, 7}
    assert {1, 5} <= set(chapters("ReLU vs softmax"))


@pytest.mark.parametrize(
    "question",
    [
        "convolutional neural networks",
        "batch normalization",
        "policy gradient",
        "bidirectional LSTM",
        "dropout in LSTMs",
        "best pizza in town",
        "receita de bolo",
        "previsão do tempo",
        "transformador de energia elétrica",
        "quantum neural networks",
        "how old are you",
        "",
        "   ",
        "😀😀",
        "<@123> <#5>",
        "مرحبا بالعالم",
        "???",
        "what is it about",
        "chapter 77",
    ],
)
def test_topics_outside_the_course_are_not_covered(question: str) -> None:
    """Topics near the course, small talk, and texts that are no question."""
    assert chapters(question) == []


def test_several_chapters_may_be_asked_for_by_number() -> None:
    """The evidence is each chapter's title, not a sentence with its number."""
    reply = ask("difference between chapter 3 and chapter 4")
    assert [answer.chapter for answer in reply.answers] == [3, 4]
    assert all(answer.evidence[0].source is Source.TITLE for answer in reply.answers)


@pytest.mark.parametrize(
    ("question", "bold"),
    [
        ("exploding gradients", ["explodes"]),
        ("Q K V", ["query, a key and a value"]),
        ("RNN", ["recurrent neural network", "RNN"]),
    ],
)
def test_words_in_bold_stand_in_one_clause(question: str, bold: list[str]) -> None:
    """Words on both sides of a comma or bracket are no name, except in lists."""
    evidence = ask(question).answers[0].evidence[0]
    assert [evidence.text[start:end] for start, end in evidence.spans] == bold


def test_an_english_reader_gets_english_evidence() -> None:
    """The glossary's sentence is preferred to a keyword in another language."""
    for answer in ask("why can't RNNs remember long sequences").answers:
        assert all(evidence.source is not Source.LISTING for evidence in answer.evidence)


def test_a_near_miss_offers_the_nearest_chapter() -> None:
    """For GRUs the chapter about their relatives, with the reason, in both languages."""
    near = ask("what covers GRUs?").near_miss
    assert near is not None
    assert near.nearest == 7
    assert {Locale.ENGLISH, Locale.PORTUGUESE} == near.why.locales
    assert all("LSTM" in text for text in near.why.all())


def test_a_near_miss_of_a_family_names_what_was_asked_for() -> None:
    """Of all optimisers, the one in the question."""
    near = ask("RMSprop").near_miss
    assert near is not None
    assert near.concept.en == "RMSprop"


def test_a_topic_out_of_the_course_does_not_hide_a_concept_beside_it() -> None:
    """A comparison is answered for the covered half, with the near miss for the other."""
    reply = ask("difference between LSTM and GRU")
    assert reply.answers[0].chapter == 7
    assert reply.near_miss is not None
    assert chapters("why use ReLU in convolutional networks")[0] == 1


def test_everyday_topics_have_no_near_miss() -> None:
    """Such as pizza."""
    assert ask("best pizza in town").near_miss is None
    assert ask("decision trees").near_miss is None


@pytest.mark.parametrize("locale", list(Locale))
def test_evidence_is_in_the_readers_language_with_its_matching_words(locale: Locale) -> None:
    """Whatever the language of the question."""
    answer = ask("forget gate", locale).answers[0]
    evidence = answer.evidence[0]
    matched = {evidence.text[start:end].lower() for start, end in evidence.spans}
    assert matched == ({"forget gate"} if locale is Locale.ENGLISH else {"porta de esquecimento"})
    assert evidence.source is Source.SUMMARY
    assert answer.treatment is Treatment.TAUGHT


def test_a_paraphrase_shows_the_words_that_matched() -> None:
    """In the best passage, or in the glossary's sentence."""
    evidence = ask("companies with different amounts of data").answers[0].evidence
    assert evidence
    assert all(0 <= start < end <= len(piece.text) for piece in evidence for start, end in piece.spans)


def test_a_moment_is_given_only_where_its_time_is_verified() -> None:
    """The glossary's time, or a moment that names the concept; else none."""
    softmax = ask("softmax").answers[0].moment
    assert softmax is not None
    assert softmax.at_s == 1342
    assert ask("forget gate").answers[0].moment is None


def test_no_more_than_five_chapters_are_named() -> None:
    """Even for a question about everything."""
    assert len(ask("neural network weights gradient layer transformer RNN").answers) <= MOST_ANSWERS


def test_a_chapter_asked_for_by_number_shows_its_title() -> None:
    """Since no word of the question matched."""
    answer = ask("what is chapter 7 about?").answers[0]
    assert [(piece.source, piece.spans) for piece in answer.evidence] == [(Source.TITLE, ())]


def test_an_acronym_is_not_taken_for_an_off_topic_word() -> None:
    """Also beside something that the course does not cover."""
    assert chapters("Adam vs SGD")[0] == 3


def test_a_huge_question_is_answered_by_its_beginning() -> None:
    """Of a million characters the first thousand are read."""
    assert chapters("what covers LSTMs? " + "x " * 500_000)[0] == 7


def test_a_course_without_a_glossary_is_answered_from_its_texts() -> None:
    """From topics, titles and summaries, with evidence."""
    engine = AnswerEngine(real_course(), Glossary(course=real_course().id, concepts=()))
    reply = engine.ask("forget gate", Locale.ENGLISH)
    assert reply.answers[0].chapter == 7
    assert reply.answers[0].evidence
    assert engine.ask("pizza", Locale.ENGLISH).answers == ()


def test_a_concept_that_a_chapter_never_names_is_shown_by_its_definition() -> None:
    """The evidence is the glossary's sentence."""
    glossary = Glossary(course=real_course().id, concepts=(concept("zeugma", 3),))
    evidence = AnswerEngine(real_course(), glossary).ask("zeugma", Locale.PORTUGUESE).answers[0].evidence
    assert evidence[0].text == "zeugma: O que é zeugma."
    assert evidence[0].spans == ((0, 6),)
    assert evidence[0].source is Source.GLOSSARY


def test_a_course_of_many_chapters_is_searched_by_its_words() -> None:
    """With more than a hundred chapters, topics are not learnt as names."""
    chapter = real_course().chapters[0]
    made = [
        chapter.model_copy(update={"number": number, "title": f"All about zorb{number:03d}"})
        for number in range(1, 151)
    ]
    course = Course.model_construct(**(dict(real_course()) | {"chapters": tuple(made)}))
    engine = AnswerEngine(course, Glossary(course=course.id, concepts=()))
    assert engine.ask("zorb142", Locale.ENGLISH).answers[0].chapter == 142


def test_the_same_question_has_the_same_answer() -> None:
    """Also from a second engine: nothing is random."""
    other = AnswerEngine(real_course(), Glossary(course=real_course().id, concepts=()))
    again = AnswerEngine(real_course(), Glossary(course=real_course().id, concepts=()))
    for question in ("softmax", "why do gradients vanish", "memory"):
        one, two = (engine.ask(question, Locale.ENGLISH) for engine in (other, again))
        assert (one.answers, one.near_miss, one.read.added) == (two.answers, two.near_miss, two.read.added)


@pytest.mark.parametrize("locale", list(Locale))
def test_the_questions_on_posts_find_nothing(locale: Locale) -> None:
    """Nor do editors' notes: an engine of a course without them gives the same replies, even to their own words."""
    bare = [chapter.model_copy(update={"question": None, "note": None}) for chapter in real_course().chapters]
    engine = AnswerEngine(real_course().model_copy(update={"chapters": tuple(bare)}), real_glossary())
    for chapter in real_course().chapters:
        for text in (chapter.question_in(locale), chapter.note.in_locale(locale) if chapter.note else "playlist"):
            there, here = engine.ask(text, locale), ask(text, locale)
            assert (there.answers, there.closest) == (here.answers, here.closest)


def test_the_questions_on_posts_find_nothing_in_a_course_without_a_glossary() -> None:
    """A word that only a question and a note have is not covered."""
    lesson = {"number": 1, "title": "Flour", "address": "https://bread.example/1", "summary": {"en": "What gluten is."}}
    extra = {"question": {"en": "Is spelt a wheat?"}, "note": {"en": "Spelt is left out."}}
    course = Course.model_validate({"id": "bread", "title": {"en": "Bread"}, "chapters": [lesson | extra]})
    assert AnswerEngine(course).ask("what is gluten?", Locale.ENGLISH).answers
    assert not AnswerEngine(course).ask("what is spelt?", Locale.ENGLISH).answers
