"""Which role or overwrite takes a permission away from the bot, by each step of Discord's calculation."""

import pytest
from discord import Permissions

from bot.client.permissions import cause_of
from bot.ids import ChannelId, RoleId
from bot.jobs.blockers import Cause, DeniedBy

EVERYONE, LECTERN, MUTED, QUIET, ME, CATEGORY = 1, 2, 3, 4, 9, ChannelId(50)
SEND = Permissions(send_messages=True)
NOTHING = Permissions.none()
ALLOWED, DENIED = (SEND, NOTHING), (NOTHING, SEND)


@pytest.mark.parametrize(
    ("given", "overwrites", "cause"),
    [
        ({}, {}, Cause(DeniedBy.NOBODY)),
        ({}, {5: ALLOWED}, Cause(DeniedBy.NOBODY)),
        ({EVERYONE: SEND}, {}, None),
        ({LECTERN: SEND}, {}, None),
        ({LECTERN: SEND}, {5: DENIED}, None),
        ({}, {EVERYONE: ALLOWED}, None),
        ({LECTERN: SEND}, {EVERYONE: DENIED}, Cause(DeniedBy.EVERYONE)),
        ({}, {EVERYONE: DENIED}, Cause(DeniedBy.EVERYONE)),
        ({LECTERN: SEND}, {EVERYONE: DENIED, LECTERN: ALLOWED}, None),
        ({LECTERN: SEND}, {MUTED: DENIED}, Cause(DeniedBy.ROLE, RoleId(MUTED))),
        ({LECTERN: SEND}, {EVERYONE: DENIED, MUTED: DENIED}, Cause(DeniedBy.ROLE, RoleId(MUTED))),
        ({LECTERN: SEND}, {MUTED: DENIED, QUIET: DENIED}, Cause(DeniedBy.ROLE, RoleId(QUIET))),
        ({LECTERN: SEND}, {LECTERN: DENIED}, Cause(DeniedBy.ROLE, RoleId(LECTERN))),
        ({LECTERN: SEND}, {MUTED: DENIED, LECTERN: ALLOWED}, None),
        ({}, {ME: ALLOWED, MUTED: DENIED}, None),
        ({LECTERN: SEND}, {ME: DENIED, LECTERN: ALLOWED}, Cause(DeniedBy.MYSELF)),
        ({LECTERN: Permissions(administrator=True)}, {ME: DENIED, EVERYONE: DENIED}, None),
    ],
)
@pytest.mark.parametrize("category", [None, CATEGORY])
def test_the_strongest_overwrite_that_denies_is_the_cause(
    given: dict[int, Permissions],
    overwrites: dict[int, tuple[Permissions, Permissions]],
    cause: Cause | None,
    category: ChannelId | None,
) -> None:
    """Roles add up; then come the overwrites of @everyone, of roles, and of the bot."""
    if cause is not None and cause.denied_by is not DeniedBy.NOBODY:
        cause = Cause(cause.denied_by, cause.role, category)
    roles = [(role, given.get(role, NOTHING)) for role in (EVERYONE, LECTERN, MUTED, QUIET)]
    assert cause_of(SEND, ME, roles, overwrites, category) == cause
