"""The real discord.py client against the loopback Discord."""
