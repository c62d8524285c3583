"""A course without a glossary is answered from its lessons' texts, and from what the fields of study know."""

import asyncio
import tracemalloc
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from discord import ui

from bot.answers import AnswerEngine, Closest, MomentSource, Reply, Treatment
from bot.answers.cards import answer_card
from bot.answers.evaluation import Question, evaluate, parse_questions
from bot.answers.lessons.described import _sentences
from bot.answers.lessons.features import Reading
from bot.answers.lessons.finding import LessonFinder
from bot.answers.lessons.knowledge import knowledge
from bot.answers.lessons.wording import other_words
from bot.answers.service import AnswerEngines
from bot.courses.file import parse_course
from bot.courses.model import Chapter, Course, Heading, Label, Moment, Summary, Topic
from bot.ids import ChapterId
from bot.text.locales import Locale
from bot.text.translations import localizer
from bot.ui.cards import Card
from tests.unit.spoken_course import transcript

COURSES = Path(__file__).parent / "lesson_courses"


@cache
def invented(name: str) -> AnswerEngine:
    """Return the engine of one of the invented courses."""
    return AnswerEngine(parse_course((COURSES / f"{name}.json").read_text("utf-8"), name))


def titled(*titles: str) -> Course:
    """Return a course of lessons with these *titles* and nothing else."""
    lessons = tuple(
        Chapter(number=number, address=f"https://example.org/{number}", title=title)
        for number, title in enumerate(titles, start=1)
    )
    return Course(id="made-up", title=Heading(en="Made up"), chapters=lessons)


def ask(question: str, name: str = "computing", locale: Locale = Locale.ENGLISH) -> Reply:
    """Return the reply of an invented course."""
    return invented(name).ask(question, locale)


def read_by(finder: LessonFinder, question: str) -> Reading:
    """Return the first reading of *question* by *finder*."""
    return finder.read(next(iter(finder.parse(question, has_code=False).readings())))


def first(engine: AnswerEngine, question: str) -> int | None:
    """Return the first lesson that *engine* answers with, None if it answers with none."""
    return next((int(answer.chapter) for answer in engine.ask(question, Locale.ENGLISH).answers), None)


@pytest.mark.parametrize(("name", "least"), [("computing", 0.88), ("fotografia", 0.85)])
def test_invented_courses_are_answered_well(name: str, least: float) -> None:
    """A floor for all questions, and one for those that the course does not cover."""
    rows = parse_questions((COURSES / f"{name}.jsonl").read_text("utf-8"), name)
    result = evaluate(invented(name), rows)
    assert result.all >= least, result.wrong
    assert result.none >= 0.9, result.wrong


@pytest.mark.parametrize(
    ("question", "lesson"),
    [("search", 3), ("what covers algorithms?", 2), ("memory", 4), ("Where do I find the lesson on search?", 3)],
)
def test_a_title_of_stop_words_is_found(question: str, lesson: int) -> None:
    """What the course is about is nowhere "everyday talk"."""
    assert first(invented("computing"), question) == lesson


@pytest.mark.parametrize(
    ("question", "name", "lesson"),
    [
        ("unit 3", "computing", 3),
        ("what is unit 9 about?", "computing", 9),
        ("lesson 4", "computing", 4),
        ("aula 7", "fotografia", 7),
        ("aula 07", "fotografia", 7),
        ("o que tem na parte 1?", "fotografia", 8),
    ],
)
def test_a_number_of_a_title_finds_its_lesson(question: str, name: str, lesson: int) -> None:
    """Or else that of its place."""
    assert first(invented(name), question) == lesson


def test_a_number_that_two_lessons_have_finds_neither() -> None:
    engine = AnswerEngine(titled("Trees, part 1", "Trees, part 2", "Graphs, part 1", "Graphs, part 2"))
    assert first(engine, "part 2") is None
    assert first(engine, "graphs part 2") == 4


def test_a_number_in_roman_figures_counts() -> None:
    engine = AnswerEngine(titled("Week I: Looms", "Week II: Felt"))
    assert first(engine, "week 2") == 2


@pytest.mark.parametrize(
    ("question", "lesson"),
    [
        ("BFS", 7),  # in parentheses
        ("busca em largura", 7),  # the name in the other language
        ("fila", 6),
        ("recursoin", 5),  # a slip
        ("LIFO", 6),  # a detail of what a title says
        ("hash map", 8),  # another name of it
    ],
)
def test_a_lesson_is_found_by_other_names(question: str, lesson: int) -> None:
    assert first(invented("computing"), question) == lesson


def test_of_two_names_that_share_a_word_the_longer_counts() -> None:
    """Who says "first in first out line" asks for a queue, and names no outline."""
    found = read_by(LessonFinder(titled("Drawing a line", "Stacks and queues")), "first in first out line")
    assert [each.match.name for each in found.named if not each.is_own] == ["first in first out"]
    assert sum(word.weight for word in found.words if 2 in word.lessons) >= 1.0


def test_a_name_beside_a_number_of_a_lesson_is_found_in_its_own_words() -> None:
    finder = LessonFinder(titled("Unit 1: Queues", "Unit 2: Stacks"))
    said = [read_by(finder, question).words for question in ("LIFO in unit 2", "unit 2 LIFO")]
    assert [[(word.stem, [*word.lessons]) for word in words] for words in said] == [[("lifo", [2])]] * 2


def test_initials_of_a_name_are_its_acronym() -> None:
    engine = AnswerEngine(titled("Weft Knit Fabric", "Dyeing"))
    assert first(engine, "what is WKF") == 1


def test_what_the_field_knows_and_the_course_never_says_is_left_out() -> None:
    reply = ask("max flow min cut")
    assert (reply.answers, reply.near_miss) == ((), None)
    assert [match.name for match in reply.read.subject.out_of_course]


def test_a_field_knows_details_that_belong_to_another_field() -> None:
    """Normal equations are a concept of machine learning, and taught with least squares in linear algebra."""
    course = titled("Least squares", "Determinants", "Diagonalization")
    assert LessonFinder(course).fields == {"mathematics"}
    assert first(AnswerEngine(course), "normal equations") == 1


def test_a_concept_that_is_only_a_detail_counts_less_than_what_is_none() -> None:
    """A course on sorting has lessons about it, but need not have one about quicksort."""
    finder = LessonFinder(titled("Sorting", "Determinants", "Gradient fields", "Hash tables"))
    strengths = [read_by(finder, name).named[0].lessons for name in ("quicksort", "in-place sort")]
    assert [[*lessons] for lessons in strengths] == [[1], [1]]
    assert strengths[0][ChapterId(1)] < strengths[1][ChapterId(1)]


def test_a_name_that_the_course_leaves_out_describes_nothing_else() -> None:
    finder = LessonFinder(titled("Vectors", "Determinants", "Eigenvectors"))
    assert read_by(finder, "column space").described == {}
    assert read_by(finder, "arrows with a length in space").described


def test_what_is_outside_one_field_is_not_outside_another() -> None:
    programming, networks = titled("Python basics", "Functions", "Pointers"), titled("Neural networks", "Dropout")
    named = [read_by(LessonFinder(course), "python dictionary").named for course in (programming, networks)]
    assert [[each.match.entry.everyday for each in names] for names in named] == [[False, False], [True]]
    assert first(AnswerEngine(programming), "python dictionary") == 1
    assert first(AnswerEngine(networks), "python dictionary") is None


def test_everyday_names_make_no_field() -> None:
    assert LessonFinder(titled("Chocolate cake", "Scrambled eggs", "Omelette")).fields == frozenset()


def test_what_all_courses_share_is_read_when_one_is_built() -> None:
    """That takes a fifth of a second, and questions are answered in the event loop."""
    shared = (_sentences, other_words)
    for each in shared:
        each.cache_clear()
    engine = AnswerEngine(titled("Looms", "Yarn"))
    assert [each.cache_info().misses for each in shared] == [1, 1]
    assert first(engine, "what covers yarn?") == 2
    assert [each.cache_info().misses for each in shared] == [1, 1]


def test_what_the_fields_know_is_indexed_once() -> None:
    """Also its details, the everyday words that are spelt well, and the slips that are known."""
    anew = knowledge.__wrapped__()
    assert knowledge() is knowledge()
    assert len(anew.fields) == len(knowledge().fields)
    assert anew.misspelt == knowledge().misspelt
    assert anew.real_words == knowledge().real_words
    assert {entry.name.in_locale(Locale.ENGLISH) for entry in anew.concepts} >= {"recursion", "big O notation"}
    details = {entry.name.in_locale(Locale.ENGLISH) for entry in anew.wider}
    assert "stack overflow" in details


def test_an_engine_of_35_lessons_keeps_less_than_half_a_megabyte() -> None:
    """What all courses share is none of it; a bot keeps the engines of many servers."""
    summary = Summary(en=" ".join(f"word{place}" for place in range(14)))
    bare = titled(*(f"Loom number {chr(97 + place % 26)}{place} with yarn" for place in range(35)))
    course = bare.model_copy(
        update={"chapters": tuple(each.model_copy(update={"summary": summary}) for each in bare.chapters)}
    )
    engines = [AnswerEngine(course)]
    tracemalloc.start()
    engines.append(AnswerEngine(course))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 500_000


def test_everyday_talk_is_not_answered_and_nothing_is_close() -> None:
    for question in ("good pizza near the station", "how are you today", "lol"):
        reply = ask(question)
        assert (reply.answers, reply.closest) == ((), None)


def test_what_nothing_covers_but_a_lesson_is_near_to_names_that_lesson() -> None:
    """With evidence, and not as an answer."""
    reply = ask("way out of a labyrinth")
    assert reply.answers == ()
    assert reply.closest is not None
    assert reply.closest.chapter == 7
    assert reply.closest.evidence


def test_the_closest_lesson_counts_where_the_course_covers_the_question() -> None:
    """Not where it does not, since it is labelled as no answer."""
    rows = [
        Question(q="way out of a labyrinth", lang="en", kind=kind, best=best)
        for kind, best in (("right", (7,)), ("wrong", (1,)), ("none", ()))
    ]
    result = evaluate(invented("computing"), rows)
    assert result.by_kind == {"right": 1.0, "wrong": 0.0, "none": 1.0}
    assert [row["got"] for row in result.wrong] == [[7]]


def test_the_measure_says_what_it_is_where_the_closest_always_counts() -> None:
    rows = [
        Question(q="way out of a labyrinth", lang="en", kind="paraphrase", best=(7,)),
        Question(q="way out of a labyrinth", lang="en", kind="foreign", best=()),
    ]
    result = evaluate(invented("computing"), rows)
    assert (result.top1, result.none, result.closest) == (1.0, 1.0, (1.0, 0.0))


def test_a_title_that_is_the_question_is_the_answer() -> None:
    """Also where it has no word that says anything, or no word at all."""
    engine = AnswerEngine(titled("What is this?", "!!!", "C", "C++", "C"))
    assert [first(engine, title) for title in ("what is this", "!!!", "C", "c++")] == [1, 2, 3, 4]


def test_how_prominently_a_lesson_says_it_is_how_it_treats_it() -> None:
    """A title or topic teaches, a moment uses, a summary mentions."""
    course = titled("Looms", "Yarn", "Felt", "Lace")
    lessons = list(course.chapters)
    lessons[1] = lessons[1].model_copy(update={"topics": (Topic(name=Label(en="Crochet"), also=("CRT",)),)})
    lessons[2] = lessons[2].model_copy(update={"moments": (Moment(at_s=60, label=Label(en="Carding wool")),)})
    lessons[3] = lessons[3].model_copy(update={"summary": Summary(en="Bobbins and pillows.")})
    engine = AnswerEngine(course.model_copy(update={"chapters": tuple(lessons)}))
    found = [engine.ask(q, Locale.ENGLISH).answers[0] for q in ("looms", "crochet", "carding wool", "bobbins pillows")]
    assert [int(answer.chapter) for answer in found] == [1, 2, 3, 4]
    taught, used, mentioned = Treatment.TAUGHT, Treatment.USED, Treatment.MENTIONED
    assert [answer.treatment for answer in found] == [taught, taught, used, mentioned]
    assert found[2].moment is not None
    assert (found[2].moment.at_s, found[2].moment.source) == (60, MomentSource.MOMENT)


def test_the_evidence_is_what_the_lesson_says_in_its_own_words() -> None:
    """Also where the question is in another language."""
    evidence = ask("labirinto com menos passos", locale=Locale.PORTUGUESE).answers[0].evidence[0]
    assert evidence.text == "Leaving a maze by the fewest steps."
    assert evidence.spans


def test_the_field_of_a_course_is_found_out() -> None:
    finder = invented("computing").finder
    assert isinstance(finder, LessonFinder)
    assert "algorithms" in finder.fields
    assert "history" not in finder.fields


def test_a_field_that_is_given_counts() -> None:
    finder = LessonFinder(titled("Looms", "Yarn"), "history")
    assert finder.fields == {"history"}
    assert LessonFinder(titled("Looms", "Yarn")).fields == set()


def test_a_field_that_the_course_names_counts() -> None:
    """One that nobody knows is one without knowledge."""
    course = titled("Looms", "Yarn").model_copy(update={"field": "weaving"})
    assert LessonFinder(course).fields == {"weaving"}
    assert first(AnswerEngine(course), "looms") == 1


def test_a_name_that_may_be_an_everyday_word_does_not_make_a_field() -> None:
    """Weights and layers may be of wool."""
    assert LessonFinder(titled("Weights", "Layers", "Features")).fields == set()


def test_a_concept_is_not_found_where_a_summary_only_mentions_its_field() -> None:
    """What sorts is no lesson on big O; one that is called so may be."""
    course = titled("Keeping a shop", "Yarn").model_copy(update={"field": "algorithms"})
    said = Summary(en="How prices are set. Sorting is mentioned.")
    lesson = course.chapters[0].model_copy(update={"summary": said})
    mentioned = course.model_copy(update={"chapters": (lesson, *course.chapters[1:])})
    taught = titled("Sorting", "Yarn").model_copy(update={"field": "algorithms"})
    assert first(AnswerEngine(mentioned), "big O notation") is None
    assert first(AnswerEngine(taught), "big O notation") == 1


async def test_an_engine_is_built_once_for_all_who_ask_at_the_same_time() -> None:
    built = []

    def build(course: Course) -> AnswerEngine:
        built.append(course)
        return AnswerEngine(course)

    engines, course = AnswerEngines(build), titled("Looms", "Yarn")
    one, other = await asyncio.gather(engines.of(course), engines.of(course))
    assert one is other
    assert built == [course]


async def test_an_engine_that_is_warmed_up_has_been_asked_once_and_is_not_built_again() -> None:
    asked: list[str] = []
    built: list[Course] = []

    class Engine(AnswerEngine):
        def ask(self, question: str, locale: Locale) -> Reply:
            asked.append(question)
            return super().ask(question, locale)

    def build(course: Course) -> AnswerEngine:
        built.append(course)
        return Engine(course)

    engines, course = AnswerEngines(build), titled("Looms", "Yarn")
    engines.warm_up([course])
    assert asked == ["where is Looms explaned?"]  # misspelt, so that what corrects it is made, too
    await engines.of(course)
    assert built == [course]


def test_shorthand_is_written_out() -> None:
    assert first(AnswerEngine(titled("Variables", "Functions", "Loops")), "what is a func") == 2


def test_a_title_that_a_lesson_once_had_finds_it() -> None:
    lessons = list(titled("Week 1: Looms", "Week 2: Yarn").chapters)
    lessons[0] = lessons[0].model_copy(update={"earlier_titles": ("Week 1: Weaving frames",)})
    engine = AnswerEngine(titled("Looms").model_copy(update={"chapters": tuple(lessons)}))
    assert first(engine, "week 1") == 1
    assert first(engine, "weaving frames") == 1


def test_code_in_a_short_question_is_what_it_asks_about() -> None:
    engine = AnswerEngine(titled("Lists", "torch.Tensor and its shapes", "Loops"))
    assert first(engine, "where is torch.Tensor") == 2


def test_small_words_are_names_where_nothing_else_is_said() -> None:
    engine = AnswerEngine(titled("Variables", "Conditionals", "Functions", "Loops"))
    assert first(engine, "if and else") == 2
    assert first(engine, "so what") is None


def test_a_version_behind_a_name_does_not_hide_it() -> None:
    engine = AnswerEngine(titled("Installing Python3", "Knitting"))
    assert first(engine, "python") == 1


@pytest.mark.parametrize(
    ("question", "lesson"),
    [("C", 1), ("what covers c++?", 2), ("C# é o quê?", 3), ("templates em C++", 4), ("F#", None)],
)
def test_languages_that_differ_only_by_their_signs_are_told_apart(question: str, lesson: int | None) -> None:
    engine = AnswerEngine(titled("Week 1: C", "Week 2: C++", "Week 3: C#", "Week 4: Templates in C++"))
    assert first(engine, question) == lesson


@pytest.mark.parametrize(
    ("question", "lesson"),
    [
        ("where does Ada Bauer explain recursion?", 2),
        ("onde a Ada fala de ponteiros", 1),
        ("does Ada cover kerberos", None),
        ("what does Ada explain", None),
    ],
)
def test_whoever_speaks_in_a_lesson_is_not_what_is_asked_about(question: str, lesson: int | None) -> None:
    assert first(AnswerEngine(titled("Pointers", "Recursion", "Hash tables")), question) == lesson


def test_the_beginning_of_a_long_word_is_enough() -> None:
    engine = AnswerEngine(titled("Photolithography", "Knitting"))
    assert first(engine, "photolitho") == 1


def test_names_of_titles_are_suggested() -> None:
    suggest = invented("computing").suggest
    assert suggest("linked", Locale.ENGLISH)[0].casefold().startswith("linked list")
    assert suggest("Search", Locale.ENGLISH)
    assert suggest("LIFO", Locale.ENGLISH) == []


def test_subtitles_answer_what_the_texts_do_not() -> None:
    said = transcript(2, Locale.ENGLISH, (4, "Ukuleles make everybody smile."))
    engine = AnswerEngine(titled("Looms", "Yarn"), transcripts=[said])
    assert first(engine, "where he says ukuleles make everybody smile") == 2


def texts_of(card: Card) -> str:
    """Return all that *card* says."""
    return "\n".join(item.content for item in card.walk_children() if isinstance(item, ui.TextDisplay))


@pytest.mark.parametrize(
    ("locale", "heading", "closest"),
    [
        (Locale.ENGLISH, "Not covered, as far as the texts of the lessons say.", "Closest: 7 · [Unit 7"),
        (Locale.PORTUGUESE, "Nada cobre isso, até onde dizem os textos das aulas.", "Mais perto: 7 · [Unit 7"),
    ],
)
def test_the_closest_lesson_is_shown_as_no_answer(locale: Locale, heading: str, closest: str) -> None:
    """Under a heading of its own, with what it says, and a button that opens it."""
    course = parse_course((COURSES / "computing.json").read_text("utf-8"), "computing")
    card = answer_card(course, ask("way out of a labyrinth", locale=locale), localizer(locale), can_share=True)
    shown = texts_of(card)
    assert f"**{heading}**" in shown
    assert closest in shown
    assert "Taught here" not in shown
    assert any(isinstance(item, ui.Button) and item.label for item in card.walk_children())


def test_a_closest_lesson_that_has_only_a_title_is_not_quoted() -> None:
    course = titled("Looms", "Leaving the labyrinth")
    found = AnswerEngine(course).ask("looms", Locale.ENGLISH)
    reply = replace(found, answers=(), closest=Closest(found.answers[0].chapter, found.answers[0].evidence))
    shown = texts_of(answer_card(course, reply, localizer(Locale.ENGLISH)))
    assert shown.count("Looms") == 1


def test_a_course_without_topics_suggests_to_ask_about_a_title() -> None:
    course = titled("Looms", "Yarn")
    reply = AnswerEngine(course).ask("good pizza", Locale.ENGLISH)
    assert "“Looms”" in texts_of(answer_card(course, reply, localizer(Locale.ENGLISH)))
