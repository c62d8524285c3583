"""What is kept of a change of schedules."""

from datetime import UTC, datetime

from bot.ids import GuildId, UndoId, UserId
from bot.schedules.undo import CHANGES, ScheduleChange
from bot.undo.model import UndoKind, UndoRecord

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_record_from_before_held_posts_were_noted_is_still_read() -> None:
    record = UndoRecord(UndoId(1), GuildId(10), UserId(7), UndoKind.SCHEDULE, '{"edits": []}', NOW, None)
    assert CHANGES.read(record) == ScheduleChange((), is_held=False)
