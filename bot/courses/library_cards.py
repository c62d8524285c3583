"""Cards about the courses that a server has: which, which of them it uses, adding and removing one."""

from collections.abc import Collection, Mapping
from typing import Any

import discord
from discord import ui

from bot.courses.buttons import ChooseCourses, PasteCourse, RemoveCourse
from bot.courses.cards import plain_heading
from bot.courses.imports.cards import extent
from bot.courses.model import Course
from bot.courses.revision import CourseEdit
from bot.courses.service import MOST_COURSES, GuildCourses
from bot.ids import ChannelId, CourseId
from bot.text.translations import Localizer
from bot.text.visible import shortened, strip_invisible
from bot.ui.cards import DANGER, PRIMARY, TICK, Card, action_button, divider, escape, gap, panel, row, small, text
from bot.ui.note_cards import GOOD, done_card, note_card

PASTED, TITLE = "pasted", "title"
"""Fields of the form, by their custom_ids."""
LONGEST_PASTED = 4_000  # characters, which Discord takes in a field
