"""Lessons read from CSV, with heads in English or Portuguese."""

import pytest

from bot.courses.imports.model import ProblemKind, RefusalKind, SourceKind
from bot.text.locales import Locale
from tests.unit.imported import problems, read, refusal, titles, video


def test_a_table_in_portuguese_with_semicolons() -> None:
    course = read(
        "T\u00edtulo;V\u00eddeo;Resumo;Dura\u00e7\u00e3o;Data;Palavras-chave;N\u00ba;Canal;Link do canal\n"
        f"Aula da farinha;{video(1)};O que \u00e9;12 min;03/02/2024;Umidade relativa (UR), p\u00e3o;1;Padaria;"
        "https://www.youtube.com/@padaria\n"
    )
    lesson = course.lessons[0]
    assert (course.source, course.locale) == (SourceKind.TABLE, Locale.PORTUGUESE)
    assert (lesson.title, lesson.description, lesson.duration_s) == ("Aula da farinha", "O que \u00e9", 720)
    assert (str(lesson.published), lesson.written_number) == ("2024-02-03", "1")
    assert lesson.topics == (("Umidade relativa", "UR"), ("p\u00e3o",))
    assert (lesson.channel, lesson.channel_url) == ("Padaria", "https://www.youtube.com/@padaria")


def test_quotes_line_breaks_and_blank_rows() -> None:
    course = read(f'\nname,URL\n"Flour, ""strong""\nand weak",{video(1)}\n,\nOvens,see {video(2)}.\n')
    assert [(lesson.title, lesson.line) for lesson in course.lessons] == [('Flour, "strong" and weak', 3), ("Ovens", 6)]


@pytest.mark.parametrize("written", ["title\turl\nFlour\tU\n", "sep=;\ntitle;url\nFlour;U\n"])
def test_tabs_and_the_line_that_names_the_delimiter(written: str) -> None:
    assert titles(read(written.replace("U", video(1)))) == ["Flour"]


def test_what_is_wrong_with_rows() -> None:
    course = read(
        "title,url,date,duration,channel url\n"
        f"Flour,{video(1)},01/02/2024,long,nowhere\n"
        "Water,,,,\n"
        "Salt,not yet,,,\n"
        "Yeast,ftp://example.org/a,,,\n"
        f",{video(2)},,,\n"
        f"All,https://www.youtube.com/playlist?list=PLmadeup,,,\n"
        f"Ovens,{video(3)},,,,more\n"
        "[Private video],https://youtu.be/madeupvid09,,,\n"
    )
    assert titles(course) == ["Flour", "Ovens"]
    assert problems(course) == {
        ProblemKind.NO_LINK: (3,),
        ProblemKind.NO_TITLE: (6,),
        ProblemKind.UNSAFE_LINK: (5,),
        ProblemKind.BROKEN_LINK: (4,),
        ProblemKind.NOT_A_VIDEO: (7,),
        ProblemKind.UNAVAILABLE: (9,),
        ProblemKind.BAD_DURATION: (2,),
        ProblemKind.BAD_DATE: (2,),
        ProblemKind.BAD_CHANNEL_LINK: (2,),
        ProblemKind.LONG_ROW: (8,),
    }


def test_at_most_ten_problems_are_kept_the_gravest_first() -> None:
    course = read(
        "title,url,date,duration,channel url,number\n"
        f"Flour,{video(1)},01/02/2024,long,nowhere,9\n"
        "Water,,,,,\nSalt,not yet,,,,\nYeast,ftp://example.org/a,,,,\n"
        f",{video(2)},,,,\nAll,https://www.youtube.com/playlist?list=PLmadeup,,,,\n"
        f"Ovens,{video(3)},,,,,more\n[Private video],{video(4)},,,,\nFlour,{video(1)},,,,\n"
    )
    assert len(course.problems) == 10
    assert ProblemKind.MISNUMBERED not in problems(course)


def test_a_subject_is_the_title_where_that_says_nothing() -> None:
    assert titles(read(f"lecture,topic,video\n1,Flour,{video(1)}\n")) == ["Flour"]


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        ("foo,bar\n1,2\n", "list.csv", RefusalKind.NO_HEADERS),
        ("foo\tbar\n", "list.tsv", RefusalKind.NO_HEADERS),
        ("url,date\nhttps://youtu.be/madeupvid01,\n", "", RefusalKind.NO_HEADERS),
        ("title,url\n", "", RefusalKind.NO_LESSONS),
        ("title,url\n" + '"' + "a" * 200_000, "", RefusalKind.BAD_TABLE),
    ],
)
def test_tables_that_cannot_be_read(content: str, name: str, kind: RefusalKind) -> None:
    assert refusal(content, name) is kind


def test_a_first_line_that_is_too_long_is_no_head() -> None:
    assert refusal("title,url" + ",more" * 500) is RefusalKind.NO_LESSONS
