"""Wall time: slots in a zone, time zones, and times as people type them."""
