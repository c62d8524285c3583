"""A real process killed at awkward moments, then recovered."""
