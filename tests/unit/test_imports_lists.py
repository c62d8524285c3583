"""Lessons read from Markdown and plain text, as people write lists of links."""

from textwrap import dedent

import pytest

from bot.courses.imports.blocks import LONGEST_PART
from bot.courses.imports.model import ProblemKind, RefusalKind, SourceKind
from bot.text.locales import Locale
from tests.unit.imported import identity, problems, read, refusal, titles, video


def text(written: str) -> str:
    return dedent(written).strip()


def test_a_numbered_list_of_links_with_descriptions() -> None:
    course = read(
        text(f"""
        # Bread from scratch

        1. [Flour and water]({video(1)}) - What gluten is, and why a relative humidity (RH) matters.

        2. [Kneading]({video(2)}) \u2013 By hand.
           A second line.

           A second paragraph.
        """)
    )
    assert (course.source, course.title, course.locale) == (SourceKind.LIST, "Bread from scratch", Locale.ENGLISH)
    first, second = course.lessons
    assert (first.title, first.identity, first.written_number, first.line) == ("Flour and water", identity(1), "1", 3)
    assert first.url == "https://www.youtube.com/watch?v=madeupvid01"
    assert first.description == "What gluten is, and why a relative humidity (RH) matters."
    assert first.topics == (("relative humidity", "RH"),)
    assert second.description == "By hand.\nA second line.\n\nA second paragraph."
    assert course.problems == ()
    assert course.unknown_hosts == frozenset()


def test_a_heading_is_the_title_of_a_link_that_is_only_called_video() -> None:
    course = read(
        text(f"""
        # Bread
        ## Week 1: Flour
        What flour is.
        - [Video]({video(1)})
        - [Slides](https://example.org/1.pdf)
        - [Notes](https://example.org/1)
        ## Week 2: Ovens
        [Watch]({video(2)}) [Slides](https://example.org/2.pdf)
        ## Lecture 3: Crusts
        - [Video 1]({video(3)})
        - [Video 2]({video(4)})
        - [Video]({video(5)})
        """)
    )
    assert titles(course) == ["Week 1: Flour", "Week 2: Ovens", "Crusts", "Crusts \u2013 Video 2"]
    assert course.lessons[0].description == "What flour is."
    assert course.title == "Bread"


def test_a_bold_line_is_a_heading() -> None:
    course = read(
        text(f"""
        **Lecture 1: Flour**

        What flour is.

        - [YouTube video lecture]({video(1)})
        - [Jupyter notebook files](lectures/1)

        **Lecture 2: Ovens**

        - [YouTube video lecture]({video(2)}). For other links see there.
        """)
    )
    assert [(lesson.written_number, lesson.title) for lesson in course.lessons] == [("1", "Flour"), ("2", "Ovens")]
    assert course.lessons[0].description == "What flour is."


def test_a_title_stands_before_its_links() -> None:
    course = read(
        text(f"""
        1. What is flour? ([video]({video(1)}), [notebook](1.ipynb))
            - Which kinds are there?
            - [More](https://example.org/more)
        2. Ovens ([video]({video(2)}), [notebook](2.ipynb))
        """)
    )
    assert titles(course) == ["What is flour?", "Ovens"]
    assert course.lessons[0].description == "\u2022 Which kinds are there?\n\u2022 More"


def test_a_parent_item_is_the_title_of_a_link_that_has_none() -> None:
    course = read(
        text(f"""
        - Flour
          - [Video]({video(1)})
        - Ovens
          - [Slides](https://example.org/s)
          - [Video]({video(2)})
        """)
    )
    assert titles(course) == ["Flour", "Ovens"]


def test_a_pasted_message_with_plain_links() -> None:
    course = read(
        text(f"""
        Our reading list:
        1. Flour: {video(1)}
        2. Ovens - <{video(2)}>
        {video(3)} Crusts
        """)
    )
    assert course.title == "Our reading list"
    assert titles(course) == ["Flour", "Ovens", "Crusts"]


def test_titles_on_the_line_above() -> None:
    course = read(f"Flour\n{video(1)}\nOvens\n{video(2)}\n\nCrusts\n{video(3)}\n0:00 Begin\n[1:02:33] End")
    assert titles(course) == ["Flour", "Ovens", "Crusts"]
    assert [lesson.description for lesson in course.lessons] == ["", "", ""]
    assert course.lessons[2].moments == ((0, "Begin"), (3753, "End"))


def test_a_title_may_stand_a_line_further_above() -> None:
    assert titles(read(f"Flour\n\n{video(1)}")) == ["Flour"]
    assert titles(read(f"# Bread\n\nFlour\n\n{video(1)}\n\nOvens\n\n{video(2)}")) == ["Flour", "Ovens"]


def test_links_without_titles_are_no_lessons() -> None:
    assert refusal(f"{video(1)}\n{video(2)}") is RefusalKind.NO_LESSONS


def test_headings_that_are_links_have_their_descriptions_below() -> None:
    course = read(
        text(f"""
        # Curso de p\u00e3o
        ### [O que \u00e9 farinha]({video(1)})

        Nesta aula falamos de farinha e de \u00e1gua.

        #### Links

        [Moinho](https://example.org)

        ### [Como usar o forno]({video(2)})
        """)
    )
    assert (course.title, course.locale) == ("Curso de p\u00e3o", Locale.PORTUGUESE)
    assert titles(course) == ["O que \u00e9 farinha", "Como usar o forno"]
    assert course.lessons[0].description == "Nesta aula falamos de farinha e de \u00e1gua."


def test_a_table_with_a_head() -> None:
    course = read(
        text(f"""
        | # | Lecture | Recording | Slides | Date |
        | - | ------- | --------- | ------ | ---- |
        | 1 | Flour   | [video]({video(1)}) [seminar]({video(9)}) | [pdf](https://example.org/1) | 2024-01-31 |
        | 2 | Ovens   | [video]({video(2)}) | | |
        | 3 | Holiday | | | |
        """)
    )
    assert [(lesson.written_number, lesson.title) for lesson in course.lessons] == [("1", "Flour"), ("2", "Ovens")]
    assert str(course.lessons[0].published) == "2024-01-31"
    assert problems(course) == {ProblemKind.NO_LINK: (5,)}


def test_a_table_with_several_lessons_in_a_cell_or_no_head_that_is_known() -> None:
    course = read(
        text(f"""
        | Foo | Bar |
        | --- | --- |
        | a week | [1] <[Flour]({video(1)})> <[Slides](https://e.org/1)> <br> [2] <[Water]({video(2)})> |
        | Ovens | {video(3)} |
        | 5 | [video]({video(4)}) |
        """)
    )
    assert [(lesson.written_number, lesson.title) for lesson in course.lessons] == [
        ("1", "Flour"),
        ("2", "Water"),
        (None, "Ovens"),
        (None, "video"),
    ]


def test_html_is_read_for_its_links_only() -> None:
    course = read(
        text(f"""
        <h1 align="center"><b>Bread</b></h1>
        <!-- [Old]({video(8)}) -->

        ## 5.1 Flour

        <a href="{video(1)}">
          <img src="a.png" alt="">
        </a>

        ## 5.2 Ovens

        See <a href='{video(2)}'>video</a> <a name="x">here</a> <img alt="no">

        <div><a href={video(3)}><img alt="Crusts"></a><br>crisp<!-- not closed
        """)
    )
    assert course.title == "Bread"
    assert [(lesson.written_number, lesson.title) for lesson in course.lessons] == [
        ("5.1", "Flour"),
        ("5.2", "Ovens"),
        (None, "Crusts"),
    ]


def test_links_to_a_playlist_or_amid_sentences_are_no_lessons() -> None:
    course = read(
        text(f"""
        # Bread

        Watch [all of it](https://www.youtube.com/playlist?list=PLmadeup), talk in [Discord](https://discord.gg/x),
        or begin with [an old talk]({video(8)}) of ours.

        1. [Flour]({video(1)})
        2. [Ovens]({video(2)})

        ## Resources
        - [Somebody else on flour]({video(9)})
        """)
    )
    assert titles(course) == ["Flour", "Ovens"]
    assert course.url == "https://www.youtube.com/playlist?list=PLmadeup"
    assert problems(course) == {ProblemKind.OTHER_LINKS: (4, 10)}


def test_lessons_shown_in_a_playlist_tell_its_address() -> None:
    links = [f"https://www.youtube.com/watch?v=madeupvid0{number}&list=PLmadeup" for number in (1, 2)]
    assert read(f"- [Flour]({links[0]})\n- [Ovens]({links[1]})").url == "https://www.youtube.com/playlist?list=PLmadeup"


def test_the_first_link_to_a_video_in_an_item_is_the_lesson() -> None:
    course = read(
        text(f"""
        - [Handout](https://example.org/a) [Flour]({video(1)}) [Flour again]({video(2)})
          - [Further]({video(3)})
        - [Ovens]({video(4)})

          Also [this]({video(5)})
        """)
    )
    assert [lesson.identity for lesson in course.lessons] == [identity(1), identity(4)]


def test_web_pages_are_lessons_where_there_are_no_videos() -> None:
    written = (
        "- [Flour](https://bread.org/1?utm_source=x&page=2)\n- [Slides](https://a.org/s)\n- [Oven](https://b.org/)\n"
    )
    course = read(written, hosts=("WWW.bread.org",))
    assert course.lessons[0].url == "https://bread.org/1?page=2"
    assert course.unknown_hosts == {"a.org", "b.org"}


def test_confirmed_hosts_count_as_hosts_of_videos() -> None:
    course = read(
        "- [Flour](https://bread.org/1)\n- [Oven](https://bread.org/2)\n- [Book](https://b.org)", hosts=("bread.org",)
    )
    assert titles(course) == ["Flour", "Oven"]
    assert problems(course) == {ProblemKind.OTHER_LINKS: (3,)}


def test_prose_with_links_is_no_course() -> None:
    assert refusal("We use [fastai](https://fast.ai), and [Gradio](https://gradio.app) too.") is RefusalKind.NO_LESSONS


def test_a_letter_behind_a_number_and_a_line_without_a_link_are_noted() -> None:
    course = read(
        text(f"""
        1. [Flour]({video(1)})
        1b. [Water]({video(2)})
        3. Nothing here
        4. [Ovens]({video(3)})
        5. [Pans](javascript:alert(1))
        """)
    )
    assert [lesson.written_number for lesson in course.lessons] == ["1", "1b", "4"]
    assert problems(course) == {
        ProblemKind.NO_LINK: (3,),
        ProblemKind.UNSAFE_LINK: (5,),
        ProblemKind.MISNUMBERED: (2, 4),
    }
    misnumbered = course.problems[-1]
    assert (misnumbered.found, misnumbered.lesson) == ("1b", "Water")


def test_a_line_without_a_link_is_noted_though_its_marker_is_another() -> None:
    course = read(
        text(f"""
        - [Flour]({video(1)})
        - [Water]({video(2)})
        12. Dark ovens

        * Pans
        """)
    )
    assert titles(course) == ["Flour", "Water"]
    assert problems(course) == {ProblemKind.NO_LINK: (3, 5)}


def test_a_list_below_a_sentence_is_no_part_of_the_one_above_it() -> None:
    course = read(f"- [Flour]({video(1)})\n- [Water]({video(2)})\n\nBring with you:\n\n- A bowl")
    assert course.problems == ()


def test_numbers_that_begin_anew_in_each_section_are_not_remarked() -> None:
    course = read(f"## A\n1. [Flour]({video(1)})\n## B\n1. [Ovens]({video(2)})")
    assert course.problems == ()


def test_a_video_named_twice_is_left_out_the_second_time() -> None:
    course = read(f"- [Flour]({video(1)})\n- [Ovens]({video(2)})\n- [Again](https://m.youtube.com/shorts/madeupvid01)")
    assert titles(course) == ["Flour", "Ovens"]
    assert problems(course) == {ProblemKind.REPEATED: (3,)}


def test_a_length_in_brackets_is_the_lessons() -> None:
    course = read(
        f"- [Flour]({video(1)}) (1 h 5 min) all about it\n- [Ovens]({video(2)}) 12:34\n- [A]({video(3)}) (new)"
    )
    assert [lesson.duration_s for lesson in course.lessons] == [3900, 754, None]
    assert [lesson.description for lesson in course.lessons] == ["all about it", "", "(new)"]


def test_a_paragraph_of_many_lines_is_read_to_its_end() -> None:
    lines = [f"Lesson about {'dough ' * 12} number {number}: {video(number)}" for number in range(1, 100)]
    course = read("\n".join(lines))
    assert len("\n".join(lines)) > LONGEST_PART
    assert [lesson.line for lesson in course.lessons] == list(range(1, 100))


def test_an_unfinished_sentence_and_code_are_no_description() -> None:
    course = read(f"- [Flour]({video(1)})\n\n  Links:\n- [Ovens]({video(2)})\n\n  ```\n  x = [A]({video(3)})\n  ```\n")
    assert [lesson.description for lesson in course.lessons] == ["", ""]


def test_long_texts_are_shortened_and_said() -> None:
    course = read(f"- [{'bread ' * 30}]({video(1)})\n- [Ovens]({video(2)})\n\n  {'hot oven ' * 500}")
    assert [len(lesson.title) <= 100 for lesson in course.lessons] == [True, True]
    assert course.lessons[0].title.endswith("bread\u2026")
    assert course.lessons[0].description == ("bread " * 30).strip()
    assert len(course.lessons[1].description) <= 4_000
    assert problems(course) == {ProblemKind.TITLE_SHORTENED: (1,), ProblemKind.DESCRIPTION_SHORTENED: (2,)}


def test_too_many_lessons_are_refused() -> None:
    assert refusal("\n".join(f"- [Loaf {n}](https://youtu.be/{n:011})" for n in range(101))) is (
        RefusalKind.TOO_MANY_LESSONS
    )


def test_at_most_sixty_moments_are_kept() -> None:
    moments = "\n".join(f"  {minute}:00 Step {minute}" for minute in range(61))
    course = read(f"- [Flour]({video(1)})\n{moments}\n- [Ovens]({video(2)})")
    assert len(course.lessons[0].moments) == 60
    assert problems(course) == {ProblemKind.MOMENTS_LEFT_OUT: (1,)}


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("# Table of contents\n# Bread\n- [A](U1)\n- [B](U2)", "Bread"),
        ("## Bread\n### One\n- [A](U1)\n### Two\n- [B](U2)", "Bread"),
        ("- [A](U1)\n- [B](U2)\n# C\n# D", None),
        ("# Week 1\n- [A](U1)\n# Week 2\n- [B](U2)", None),
        ("# Bread\n- [A](U1)\n- [B](U2)\n# Thanks", "Bread"),
        ("# Bread\n# Lectures\n# Talks\n- [A](U1)\n- [B](U2)", "Bread"),
        ("[Home](https://example.org)\n- [A](U1)\n- [B](U2)", None),
        ("# Bread\n- [Part 1](U1)\n- [Part 2](U2)", "Bread"),
    ],
)
def test_the_title_of_the_course(written: str, title: str | None) -> None:
    assert read(written.replace("U1", video(1)).replace("U2", video(2))).title == title


def test_parts_under_the_courses_title_keep_their_own_names() -> None:
    assert titles(read(f"# Bread\n- [Part 1]({video(1)})\n- [Part 2]({video(2)})")) == ["Part 1", "Part 2"]


def test_a_row_outside_its_table_gives_its_longest_cell() -> None:
    assert titles(read(f"8|W|Ovens and pans|{video(1)}\n\n9|F|Crusts|{video(2)}")) == ["Ovens and pans", "Crusts"]


def test_links_that_many_share_by_name_are_no_titles() -> None:
    rows = "\n".join(f"- Pain {word} [Enregistrement]({video(n)})" for n, word in enumerate(("un", "deux", "trois")))
    assert titles(read(rows)) == ["Pain un", "Pain deux", "Pain trois"]


def test_what_follows_a_list_belongs_to_no_lesson() -> None:
    course = read(f"- [Flour]({video(1)})\n- [Ovens]({video(2)})\n\nBye for now.\n\n#\n\n![a](b.png)\n")
    assert [lesson.description for lesson in course.lessons] == ["", ""]


def test_what_stands_below_a_plain_link_describes_it() -> None:
    course = read(f"Flour: {video(1)}\nIt is white.\n* strong\n* [weak](data:text/html,x)\n\nOvens: {video(2)}\n")
    assert [lesson.description for lesson in course.lessons] == ["It is white.\n\u2022 strong\n\u2022 weak", ""]
    assert problems(course) == {ProblemKind.UNSAFE_LINK: (4,)}


def test_two_links_of_a_row_with_one_title_are_one_lesson() -> None:
    rows = f"| Topic | Video |\n|---|---|\n| Flour | [video]({video(1)})<br>[video]({video(2)}) |\n"
    assert [lesson.identity for lesson in read(rows).lessons] == [identity(1)]


def test_a_long_list_of_moments_is_read_to_its_end() -> None:
    moments = "\n".join(f"  {minute}:00 {'Fold the dough ' * 5}" for minute in range(60))
    course = read(f"- [Flour]({video(1)})\n{moments}\n- [Ovens]({video(2)})")
    assert len(course.lessons[0].moments) == 60
    assert course.problems == ()


def test_an_item_whose_lesson_is_on_its_next_line_is_no_item_without_a_link() -> None:
    course = read(f"- Flour\n  {video(1)}\n- Ovens\n  {video(2)}\n- Crusts\n  {video(3)}\n")
    assert titles(course) == ["Flour", "Ovens", "Crusts"]
    assert course.problems == ()


def test_a_course_may_begin_with_a_heading_of_a_section() -> None:
    assert read(f"## A\n- [Flour]({video(1)})\n- [Rye]({video(3)})\n## B\n- [Ovens]({video(2)})").title is None


def test_a_length_at_the_end_of_a_title_is_the_lessons() -> None:
    course = read(
        f"- [:movie_camera: 1 - Flour (16:26)]({video(1)})\n- [Ovens (10 min)]({video(2)})\n- [C (4x4)]({video(3)})"
    )
    assert [(lesson.title, lesson.duration_s) for lesson in course.lessons] == [
        ("Flour", 986),
        ("Ovens", 600),
        ("C (4x4)", None),
    ]
    assert course.lessons[0].written_number == "1"


def test_figures_alone_say_nothing() -> None:
    course = read(f"1 2 3\n\n- [Flour]({video(1)})\n\n  4 5 6\n- 7\n- [Ovens]({video(2)})\n")
    assert [lesson.description for lesson in course.lessons] == ["", ""]
    assert course.problems == ()


def test_a_lesson_that_a_sentence_names_too_is_no_other_link() -> None:
    course = read(f"Begin with [flour]({video(1)}) today.\n\n- [Flour]({video(1)})\n- [Ovens]({video(2)})\n")
    assert (titles(course), course.problems) == (["Flour", "Ovens"], ())
