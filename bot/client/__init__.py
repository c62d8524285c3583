"""What all rooms share of Discord: sending once, pacing, permissions, answering, buttons' routes, commands."""
