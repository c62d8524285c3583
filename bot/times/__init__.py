"""Local time: slots of a weekly schedule, time zones, formats, and times as people type them."""
