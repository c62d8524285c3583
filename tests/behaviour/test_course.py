"""The course at a glance with /course."""

from tests.behaviour.reading import answer, buttons, labels, private, said
from tests.behaviour.study_group import StudyGroup


def lines(text: str) -> dict[int, str]:
    """Return the lines of the chapters on the course's card."""
    return {int(line.split("**")[1]): line for line in text.splitlines() if line.startswith("**") and "http" in line}


async def test_course_lists_every_chapter_with_its_length_and_the_total(group: StudyGroup) -> None:
    """Nine chapters in order, each a link with its duration, and the sum of all."""
    text = private(await group.member.slash(group.channel, "course"))
    assert list(lines(text)) == list(range(1, 10))
    assert "20:45" in lines(text)[7]
    assert "9 chapters · 3 h 9 min" in text


async def test_course_speaks_portuguese(group: StudyGroup) -> None:
    """A Portuguese reader gets the same card in Portuguese."""
    text = private(await group.reader.slash(group.channel, "course"))
    assert "9 capítulos" in text
    assert "Redes" in text


async def test_course_ticks_what_the_reader_has_watched_and_offers_the_next(group: StudyGroup) -> None:
    """Ticks are the reader's own, and the button leads to the first chapter not watched."""
    for number in ("1", "3"):
        card = answer(await group.member.slash(group.channel, "chapter", chapter=number))
        await group.member.click(card, label="Mark watched")
    result = await group.member.slash(group.channel, "course")
    ticked = [number for number, line in lines(private(result)).items() if "✅" in line]
    assert ticked == [1, 3]
    (following,) = buttons(answer(result))
    assert following["label"].startswith("Next for you: 2 · ")
    opened = await group.member.click(answer(result), label=following["label"])
    assert "### 2 · " in private(opened)


async def test_course_of_somebody_who_watched_all_offers_nothing(group: StudyGroup) -> None:
    """There is no next chapter."""
    for number in range(1, 10):
        card = answer(await group.member.slash(group.channel, "chapter", chapter=str(number)))
        await group.member.click(card, label="Mark watched")
    assert labels(answer(await group.member.slash(group.channel, "course"))) == []


async def test_course_in_a_direct_message_has_no_ticks_and_no_position(group: StudyGroup) -> None:
    """Progress belongs to a server, so neither a tick nor a next chapter is shown."""
    text = said(await group.member.user.slash("course"))
    assert list(lines(text)) == list(range(1, 10))
    assert "✅" not in text
    assert "📍" not in text
