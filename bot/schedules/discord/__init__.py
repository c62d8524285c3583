"""Schedules and Discord: sending posts, reading channels, permissions and command options."""
