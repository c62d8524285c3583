"""The study schedule and its posts."""
