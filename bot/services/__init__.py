"""Use cases: what the bot does, over ports."""
