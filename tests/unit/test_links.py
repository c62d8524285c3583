"""A link to one of the course's videos asks about its chapter, from the second that it has."""

import json

import pytest

from bot.answers import Reply, Treatment
from bot.answers.links import moment_at, read_links, short_links
from bot.answers.messages import QUESTION_LIMIT, asks, detect_language, question_in
from bot.courses.file import parse_course
from bot.courses.model import Course
from bot.ids import ChapterId
from bot.text.locales import Locale
from tests.unit import small_course
from tests.unit.answers_course import real_course, real_engine

OTHER_VIDEO = "https://youtu.be/dQw4w9WgXcQ"


def ask(question: str) -> Reply:
    """Ask the real engine in English."""
    return real_engine().ask(question, Locale.ENGLISH)


def chapters(question: str) -> list[int]:
    """Return the chapters that answer *question*, best first."""
    return [int(answer.chapter) for answer in ask(question).answers]


def times(text: str) -> dict[int, int | None]:
    """Return the chapters that *text* links to, each with its second."""
    return {int(number): second for number, second in read_links(text, real_course().keys_by_video).times.items()}


@pytest.mark.parametrize(
    ("link", "second"),
    [
        ("https://www.youtube.com/watch?v=aircAruvnKk", None),
        ("https://www.youtube.com/watch?v=aircAruvnKk&t=738", 738),
        ("http://youtube.com/watch?v=aircAruvnKk&t=738s", 738),
        ("https://www.youtube.com/watch?t=3m45s&v=aircAruvnKk", 225),
        ("https://www.youtube.com/watch?v=aircAruvnKk&t=1h2m3s", 3723),
        ("https://www.youtube.com/watch?v=aircAruvnKk#t=12m18s", 738),
        ("https://www.youtube.com/watch?v=aircAruvnKk&list=PLZHQObOWTQDNU6R1_67000Dx_ZCJB-3pi&index=1&pp=iAQB", None),
        ("https://www.youtube.com/watch?v=aircAruvnKk?t=738", 738),
        ("https://www.youtube.com/watch?v=aircAruvnKk&t=0", None),
        ("https://www.youtube.com/watch?v=aircAruvnKk&t=soon", None),
        ("https://youtu.be/aircAruvnKk?t=738&si=Abc_-9", 738),
        ("https://youtu.be/aircAruvnKk?si=Abc_-9&t=738", 738),
        ("https://youtu.be/aircAruvnKk/", None),
        ("https://m.youtube.com/watch?v=aircAruvnKk&t=2m", 120),
        ("https://music.youtube.com/watch?v=aircAruvnKk", None),
        ("https://www.youtube.com/shorts/aircAruvnKk", None),
        ("https://www.youtube.com/embed/aircAruvnKk?start=738", 738),
        ("https://www.youtube.com/live/aircAruvnKk?t=738", 738),
        ("https://www.youtube-nocookie.com/embed/aircAruvnKk?start=738", 738),
        ("HTTPS://WWW.YouTube.com/watch?v=aircAruvnKk", None),
        ("www.youtube.com/watch?v=aircAruvnKk&t=738", 738),
        ("youtu.be/aircAruvnKk?t=738", 738),
        ("aircAruvnKk", None),
    ],
)
@pytest.mark.parametrize(
    "sentence",
    ["{}", "<{}>", "see {}.", "[this part]({})", "**{}**", "||{}||", "what is {}?", "link:{} ok", '"{}", eh'],
)
def test_a_link_is_read_wherever_it_stands(link: str, second: int | None, sentence: str) -> None:
    """In all of YouTube's forms, with the time that it has."""
    assert times(sentence.format(link)) == {1: second}


@pytest.mark.parametrize(
    "text",
    [
        OTHER_VIDEO,
        "https://www.youtube.com/",
        "https://www.youtube.com/playlist?list=aircAruvnKk",
        "https://www.youtube.com/@aircAruvnKk",
        "https://www.youtube.com/watch?list=aircAruvnKk",
        "https://www.youtube.com/watch?v=aircAruvnKkk",
        "https://example.com/watch?v=aircAruvnKk",
        "https://example.com/?to=https://youtu.be/aircAruvnKk",
        "https://notyoutube.com/watch?v=aircAruvnKk",
        "evil-youtube.com/watch?v=aircAruvnKk",
        "example.com/aircAruvnKk",
        "AIRCARUVNKK",
        "xaircAruvnKk aircAruvnKkx aircAruvnKk_ -aircAruvnKk",
    ],
)
def test_other_links_and_words_are_no_chapter(text: str) -> None:
    assert times(text) == {}
    assert chapters(f"what does this link say: {text}") == []


@pytest.mark.parametrize("locale", Locale)
def test_a_question_about_a_link_is_about_its_chapter_then(locale: Locale) -> None:
    """The moment is the link's, under the name of the part that it is in."""
    (answer,) = real_engine().ask("https://youtu.be/aircAruvnKk?t=740 is 13k really that many?", locale).answers
    assert answer.chapter == 1
    assert answer.moment is not None
    assert answer.moment.at_s == 740
    assert answer.moment.label is not None
    label = {Locale.ENGLISH: "Parameter count", Locale.PORTUGUESE: "Contagem de parâmetros"}[locale]
    assert answer.moment.label.in_locale(locale).startswith(label)


def test_the_linked_chapter_comes_first_with_what_it_says_of_the_concepts() -> None:
    """Whatever chapter covers them best."""
    assert chapters("softmax") == [5, 9, 8]
    linked = ask("softmax in youtu.be/eMlx5fFNoYc")
    assert [answer.chapter for answer in linked.answers] == [9, 5, 8]
    assert "softmax" in linked.answers[0].evidence[0].text
    scores = [answer.score for answer in linked.answers]
    assert scores == sorted(scores, reverse=True)


def test_a_linked_chapter_that_does_not_cover_the_concepts_claims_nothing() -> None:
    """It comes first all the same."""
    reply = ask("https://youtu.be/aircAruvnKk does this explain the forget gate?")
    assert [answer.chapter for answer in reply.answers[:2]] == [1, 7]
    assert reply.answers[0].treatment is None
    assert reply.answers[1].treatment is Treatment.TAUGHT


def test_a_concept_outside_the_course_is_named_beside_the_linked_chapter() -> None:
    reply = ask("https://youtu.be/aircAruvnKk does this cover diffusion?")
    assert [answer.chapter for answer in reply.answers] == [1]
    assert reply.near_miss is not None


def test_without_a_name_the_question_is_about_the_linked_chapter_alone() -> None:
    """A paraphrase picks its evidence; a chapter that is asked for by its number, too, is another answer."""
    assert chapters("does it work on pictures it never saw before")[0] == 2
    assert chapters("IHZwWFHWa-w does it work on pictures it never saw before") == [2]
    assert chapters("aircAruvnKk does it work on pictures it never saw before") == [1]
    assert chapters("aircAruvnKk or chapter 3?") == [1, 3]


def test_two_links_are_two_chapters_in_their_order() -> None:
    assert chapters("https://youtu.be/YCzL96nL7j0 or youtu.be/AsNTP8Kwu80 first?") == [7, 6]
    assert times("youtu.be/aircAruvnKk then youtu.be/aircAruvnKk?t=9, youtu.be/aircAruvnKk?t=30") == {1: 9}


def test_all_links_are_at_most_five_answers() -> None:
    every = " ".join(chapter.url for chapter in real_course().chapters)
    assert chapters(every) == [1, 2, 3, 4, 5]


def test_the_rest_of_a_question_is_without_youtube() -> None:
    """Of other sites, only the address of one of the course's videos is a subject."""
    rest = read_links(f"a youtu.be/aircAruvnKk?t=1? b <{OTHER_VIDEO}>, IHZwWFHWa-w!", real_course().keys_by_video).rest
    assert rest.split() == ["a", "?", "b", "<", ">,", "!"]


def small() -> Course:
    """Return a course whose first chapter has no moments."""
    file = small_course.course(chapters=[small_course.chapter(1, moments=[]), small_course.chapter(2)])
    return parse_course(json.dumps(file | {"suggested_order": [1, 2]}), "course.json")


def test_a_second_has_the_name_of_the_part_under_way() -> None:
    """Or of the chapter, where none is; and beyond its end there is no moment."""
    without, chapter = small().chapters
    named = {at: moment_at(chapter, at) for at in (4, 5, 49, 50, 99)}
    assert {at: moment and moment.label.pt for at, moment in named.items()} == {
        4: "Video 2",
        5: "Um",
        49: "Um",
        50: "Dois",
        99: "Dois",
    }
    assert moment_at(chapter, 100) is None
    assert moment_at(chapter, None) is None
    beginning = moment_at(without, 7)
    assert beginning is not None
    assert (beginning.at_s, beginning.label.en) == (7, "Video 1")


@pytest.mark.parametrize("before", ["", "It was a long evening. " * 12])
@pytest.mark.parametrize("after", ["", " and so on" * 30])
def test_no_link_is_cut_away_from_a_long_message(before: str, after: str) -> None:
    """It is shortened, and stands before the sentences that ask."""
    course = real_course()
    link = f"https://www.youtube.com/watch?v=aircAruvnKk&list=PLZHQObOWTQDNU6R1_67000Dx_ZCJB-3pi&pp={'x' * 150}&t=738s"
    asked = question_in(f"{before}{link} Is that many?{after}", course, QUESTION_LIMIT)
    assert asked == "https://youtu.be/aircAruvnKk?t=738 Is that many?"
    assert question_in(asked, course, QUESTION_LIMIT) == asked


def test_many_links_leave_room_in_a_question() -> None:
    """Of the shortened links that the card shows none is cut in two."""
    every = " ".join(chapter.url_at(100) for chapter in real_course().chapters)
    asked = question_in(every + " what do they share?", real_course(), QUESTION_LIMIT)
    assert len(asked) <= QUESTION_LIMIT
    links = read_links(every, real_course().keys_by_video)
    assert asked.split()[:5] == short_links(links, real_course())
    assert list(read_links(asked, real_course().keys_by_video).times) == [ChapterId(n) for n in range(1, 6)]


def test_an_address_has_no_language() -> None:
    """Though it has words of one: "com" is Portuguese."""
    assert detect_language("https://www.youtube.com/watch?v=aircAruvnKk") is Locale.ENGLISH
    assert detect_language("youtube.com/watch?v=aircAruvnKk") is Locale.ENGLISH
    assert detect_language("https://youtu.be/aircAruvnKk o que é isso?") is Locale.PORTUGUESE


@pytest.mark.parametrize(
    "message",
    ["and GRUs?", "what about dropout", "e como funciona o dropout", "Qual vídeo fala disso", "then how does it"],
)
def test_a_message_asks_by_a_question_mark_or_by_how_it_begins(message: str) -> None:
    assert asks(message)


@pytest.mark.parametrize(
    "message",
    [
        "thanks!",
        "valeu!",
        "que legal",
        "what a great video",
        "that does it",
        "softmax",
        "",
        "https://x.org/?a",
        "youtu.be/a?b",
    ],
)
def test_talk_asks_nothing(message: str) -> None:
    assert not asks(message)
