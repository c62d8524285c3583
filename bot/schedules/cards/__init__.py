"""The cards of a schedule: its posts, its set-up page, its dates and its problems."""
