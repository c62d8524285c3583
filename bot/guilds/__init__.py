"""A guild's settings."""
