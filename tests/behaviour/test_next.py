"""The next chapter to watch, with /next."""

from tests.behaviour.reading import answer, labels, private
from tests.behaviour.study_group import StudyGroup


async def watch(group: StudyGroup, *chapters: int) -> None:
    """Let the member mark these chapters watched."""
    for number in chapters:
        card = answer(await group.member.slash(group.channel, "chapter", chapter=str(number)))
        await group.member.click(card, label="Mark watched")


async def test_next_begins_with_the_first_chapter(group: StudyGroup) -> None:
    card = await group.member.slash(group.channel, "next")
    assert "### Next for you" in private(card)
    assert "It needs no chapter before it." in private(card)
    assert "\n1 · " in private(card)
    assert labels(answer(card))[:3] == ["Watch", "Mark watched", "About this chapter"]


async def test_next_says_what_the_chapter_builds_on(group: StudyGroup) -> None:
    await watch(group, 1, 2, 4)
    text = private(await group.member.slash(group.channel, "next"))
    assert "\n3 · " in text
    assert "It builds on chapters 1, 2, which you have watched." in text


async def test_the_card_of_next_marks_its_chapter(group: StudyGroup) -> None:
    await group.member.click(answer(await group.member.slash(group.channel, "next")), label="Mark watched")
    text = private(await group.member.slash(group.channel, "next"))
    assert "\n2 · " in text
    assert "It builds on chapter 1, which you have watched." in text


async def test_next_after_a_restart_goes_on(group: StudyGroup) -> None:
    await watch(group, 1)
    await group.restart_bot()
    assert "\n2 · " in private(await group.member.slash(group.channel, "next"))


async def test_next_congratulates_whoever_has_watched_all(group: StudyGroup) -> None:
    await watch(group, *range(1, 10))
    assert "You have watched the whole course" in private(await group.member.slash(group.channel, "next"))


async def test_next_speaks_portuguese(group: StudyGroup) -> None:
    text = private(await group.reader.slash(group.channel, "next"))
    assert "Seu próximo capítulo" in text
    assert "Ele não depende de nenhum capítulo anterior." in text
