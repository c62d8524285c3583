"""A bot with a folder of courses: what members see of them, and what becomes of one whose folder goes."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.behaviour.reading import answer, links, private, said
from tests.behaviour.study_group import StudyGroup, founded

LIST = """\
# Bread

1. [Flour](https://bread.example/1) - about gluten
2. [Yeast](https://bread.example/2) - about sourdough
"""
SAID = "1\n00:00:05,000 --> 00:00:09,000\nUkuleles make everybody smile.\n"


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[StudyGroup]:
    """A study group whose bot has a course in a folder, with subtitles, and a folder that is no course."""
    folder = tmp_path / "courses"
    (folder / "bread" / "captions").mkdir(parents=True)
    (folder / "bread" / "list.md").write_text(LIST, "utf-8")
    (folder / "bread" / "captions" / "2.en.srt").write_text(SAID, "utf-8")
    (folder / "empty").mkdir()
    async with founded(tmp_path / "lectern.db", courses=folder) as group:
        yield group


async def test_members_look_up_and_ask_a_course_of_a_folder(group: StudyGroup) -> None:
    """Also after a restart."""
    for _ in range(2):
        shown = await group.member.slash(group.channel, "chapter", chapter="2", course="bread")
        assert "Yeast" in private(shown)
        assert "https://bread.example/2" in links(answer(shown)).values()
        question = "where does he say ukuleles"
        quoted = private(await group.member.slash(group.channel, "ask", question=question, course="bread"))
        assert "make everybody smile." in quoted
        await group.restart_bot()


async def test_a_course_of_a_folder_that_goes_is_not_offered_any_more(group: StudyGroup) -> None:
    """The others go on."""
    assert group.courses is not None
    shutil.rmtree(group.courses / "bread")
    await group.restart_bot()
    assert "Yeast" not in said(await group.member.slash(group.channel, "chapter", chapter="2", course="bread"))
    assert "LSTM" in private(await group.member.slash(group.channel, "chapter", chapter="7"))
