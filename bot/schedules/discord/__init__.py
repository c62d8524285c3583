"""A schedule's side of Discord."""
