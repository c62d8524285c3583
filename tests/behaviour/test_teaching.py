"""Where /ask found nothing in a course that the server brought, an organiser teaches it the lesson."""

from bot.answers.cards import TAUGHT_LESSON, TAUGHT_NAME
from tests.behaviour.courses import bring, change
from tests.behaviour.reading import answer, labels, private, text_of
from tests.behaviour.schedules import speak_portuguese
from tests.behaviour.study_group import StudyGroup

TEACH = "Teach me the lesson"


async def asked(group: StudyGroup, question: str = "sourdough starter") -> str:
    """Return what a member is told who asks *question*."""
    return private(await group.member.slash(group.channel, "ask", question=question))


async def teach(group: StudyGroup, lesson: str, name: str = "sourdough starter", button: str = TEACH) -> str:
    """Let the organiser ask for *name*, press Teach and send the form with *lesson*; return what they are told."""
    nothing = await group.organiser.slash(group.channel, "ask", question=name)
    form = await group.organiser.click(answer(nothing), label=button)
    sent = await group.organiser.submit_modal(form, {TAUGHT_NAME: name, TAUGHT_LESSON: lesson})
    return text_of(answer(sent))


async def test_what_was_taught_is_answered_also_after_a_restart_and_an_edit(group: StudyGroup) -> None:
    """For everybody, until it is undone."""
    await bring(group)
    assert "Nothing in this course covers that" in await asked(group)
    assert "from now on" in await teach(group, "4")
    assert "4 · Yeast" in await asked(group)
    await group.restart_bot()
    assert "4 · Yeast" in await asked(group, "what covers sourdough starters?")
    await change(group, "Salt", "Yeast", "Flour")
    assert "2 · Yeast" in await asked(group)


async def test_teaching_can_be_undone(group: StudyGroup) -> None:
    await bring(group)
    nothing = await group.organiser.slash(group.channel, "ask", question="rye")
    form = await group.organiser.click(answer(nothing), label=TEACH)
    sent = await group.organiser.submit_modal(form, {TAUGHT_NAME: "rye", TAUGHT_LESSON: "Flour"})
    assert "1 · Flour" in await asked(group, "rye")
    assert "Undone" in text_of(answer(await group.organiser.click(answer(sent), label="Undo")))
    assert "Nothing in this course covers that" in await asked(group, "rye")


async def test_a_lesson_that_there_is_not_is_refused(group: StudyGroup) -> None:
    """And nothing is saved."""
    await bring(group)
    assert "no chapter" in await teach(group, "99")
    assert "Nothing in this course covers that" in await asked(group)


async def test_it_works_in_portuguese(group: StudyGroup) -> None:
    await bring(group)
    speak_portuguese(group)
    assert "passa a ser respondido" in await teach(group, "4", button="Me ensine a aula")


async def test_only_organisers_are_offered_to_teach_and_only_courses_of_their_own(group: StudyGroup) -> None:
    """Neither members, nor anybody where the course is of whoever runs the bot."""
    bots_own = await group.organiser.slash(group.channel, "ask", question="sourdough starter")
    assert TEACH not in labels(answer(bots_own))
    await bring(group)
    by_member = await group.member.slash(group.channel, "ask", question="sourdough starter")
    assert TEACH not in labels(answer(by_member))
