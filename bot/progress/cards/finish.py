"""The cards for whoever has finished a course: the congratulation, and the certificate."""

from typing import Any

import discord
from discord import ui

from bot.courses.cards import course_name, extent
from bot.courses.model import Course
from bot.progress.buttons import ShareCertificate
from bot.progress.cards.overview import FINISHED, certificate_button
from bot.progress.model import MemberProgress
from bot.text.translations import Localizer
from bot.ui.cards import Card, action_button, escaped, panel, picture, row, small, text
from bot.ui.note_cards import note_card


def finished_card(course: Course, say: Localizer, role: str | None, certificate: discord.File | None) -> Card:
    """Congratulate the reader on having watched all of *course*, with the picture of their *certificate*.

    *role* says which role they got, or why none.
    """
    title = escaped(course.title.in_locale(say.locale)) or say("the course")
    return Card(
        panel(
            text(
                f"### {FINISHED} {say('You have finished {course}!', course=title)}",
                say("Every chapter is watched. Congratulations!"),
                small(extent(course, say)),
            ),
            picture(certificate),
            text(role),
            row([certificate_button(course, say), _share_button(course, say)]),
        )
    )


def _share_button(course: Course, say: Localizer) -> ui.Button[Any]:
    return action_button(say("Share"), ShareCertificate(course.ref))


def certificate_card(course: Course, say: Localizer, shown: discord.File, to_print: discord.File) -> Card:
    """Show the certificate of *course* as a picture, and as a page to print."""
    return Card(
        panel(
            text(f"### {FINISHED} {say('Your certificate')}"),
            picture(shown),
            ui.File(to_print),
            row([_share_button(course, say)]),
            text(small(say("Only you see this. Share posts the picture here; the PDF is for you to save."))),
        )
    )


def shared_certificate_card(course: Course, say: Localizer, shown: discord.File, *, by: str) -> Card:
    """Tell everyone that the member whom *by* mentions has finished *course*."""
    done = say("{name} has finished {course}!", name=by, course=course_name(course, say))
    return Card(panel(text(f"### {FINISHED} {done}"), picture(shown)))


def not_finished_card(member: MemberProgress, say: Localizer) -> Card:
    """Say that the reader has not finished the course, and how far they are."""
    count = say("{count} of {total} watched", count=member.count, total=len(member.course.chapters))
    return note_card(say("The certificate is for who has watched the whole course."), count)


def no_picture_card(say: Localizer) -> Card:
    """Say that a picture could not be drawn."""
    return note_card(say("I could not draw that just now."), say("Please try again in a minute."))
