"""The course's model: links, order, and what is read from its file."""

import json
from datetime import date, timedelta

import pytest

from bot.courses.file import parse_course
from bot.courses.model import Captions, Strength, Taught
from bot.ids import ChapterId
from bot.text.data_files import DataFileError
from bot.text.locales import Locale
from tests.unit.small_course import chapter, course

SOURCE = "data/videos.json"


def test_a_good_course_is_read() -> None:
    read = parse_course(json.dumps(course()), SOURCE)
    first, second, third = read.chapters
    assert read.key == "a-course"
    assert read.duration == timedelta(seconds=300)
    assert third.prerequisites[0].strength is Strength.REQUIRED
    assert third.published == date(2024, 4, 1)
    assert third.captions_pt is None
    assert first.topics[0].name.all() == ("layer", "camada")
    assert first.moments[1].label.pt == "Dois"
    assert second.duration == timedelta(seconds=100)
    assert read.further[0].url == "https://www.youtube.com/watch?v=ABCDEFGHIJK"


def test_a_chapter_knows_its_addresses() -> None:
    """To its video, to a second of it, and of its picture."""
    first = parse_course(json.dumps(course()), SOURCE).chapters[0]
    assert first.key == ChapterId(1)
    assert first.url == "https://www.youtube.com/watch?v=00000000001"
    assert first.url_at(50) == "https://www.youtube.com/watch?v=00000000001&t=50s"
    assert first.thumbnail_url == "https://i.ytimg.com/vi/00000000001/mqdefault.jpg"
    assert first.cover_url == "https://i.ytimg.com/vi/00000000001/maxresdefault.jpg"
    assert first.picture_url == first.thumbnail_url


def test_a_chapter_is_found_by_its_number() -> None:
    """One that is unknown is None or a stand-in, depending on the method."""
    read = parse_course(json.dumps(course()), SOURCE)
    first, second, third = read.chapters
    assert [read.get(number) for number in range(5)] == [None, first, second, third, None]
    assert read.chapter(ChapterId(3)) is third
    assert read.chapter(ChapterId(4)).title == "?"


@pytest.mark.parametrize(
    ("watched", "following"), [(set(), 3), ({3}, 2), ({1}, 3), ({2, 3}, 1), ({1, 3}, 2), ({1, 2, 3}, None)]
)
def test_prerequisites_come_before_their_chapter(watched: set[int], following: int | None) -> None:
    """Chapter 1 requires 2, which requires 3; recommendations change no order."""
    chapters = [
        chapter(1, prerequisites=[{"chapter": 2, "strength": "required"}]),
        chapter(2, prerequisites=[{"chapter": 3, "strength": "required"}]),
        chapter(3),
    ]
    read = parse_course(json.dumps(course(chapters=chapters, suggested_order=[3, 2, 1])), SOURCE)
    found = read.next_for({ChapterId(number) for number in watched})
    assert (found.number if found else None) == following


def test_optional_parts_are_read() -> None:
    """Captions, errata, a series, earlier titles, a picture, a question and a note."""
    rich = chapter(
        1,
        captions_pt="machine",
        errata=[{"at_s": 9, "note": {"en": "k, not n", "pt": "k, não n"}}],
        series={"name": "Deep Learning", "chapter": 6},
        earlier_titles=["Once called so"],
        picture="https://pictures.example/1.jpg",
        question={"pt": "Por quê?"},
        note={"en": "Beware.", "pt": "Cuidado."},
    )
    read = parse_course(json.dumps(course(chapters=[rich], suggested_order=[1])), SOURCE).chapters[0]
    assert read.captions_pt is Captions.MACHINE
    assert read.errata[0].note.en == "k, not n"
    assert read.series is not None
    assert read.series.chapter == 6
    assert read.earlier_titles == ("Once called so",)
    assert read.picture_url == "https://pictures.example/1.jpg"
    assert read.question_in(Locale.ENGLISH) == "Por quê?"
    assert read.note is not None


def test_an_address_of_youtube_is_a_video_id() -> None:
    own = {"number": 1, "title": "Flour", "address": "https://youtu.be/madeupvid01"}
    with pytest.raises(DataFileError, match="the video's id in video_id instead"):
        parse_course(json.dumps({"id": "bread", "title": {"en": "Bread"}, "chapters": [own]}), SOURCE)


def test_what_organisers_taught_is_a_topic_of_its_chapter() -> None:
    plain = parse_course(json.dumps(course()), SOURCE)
    assert plain.with_taught() is plain
    taught = Taught(name="gluten", chapter=ChapterId(2))
    chapters = plain.model_copy(update={"taught": (taught,)}).with_taught().chapters
    assert [topic.name.en for topic in chapters[1].topics] == ["gluten", "layer"]
    assert chapters[0] == plain.chapters[0]
