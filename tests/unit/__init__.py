"""The rules of the core, on plain values."""
