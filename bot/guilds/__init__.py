"""A guild's settings, and whether it still has the bot."""
