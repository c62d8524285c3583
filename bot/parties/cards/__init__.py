"""The cards of a watch party: its invitation, its planning, the party under way, calendars."""
