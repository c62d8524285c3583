"""A watch party's side of Discord."""
