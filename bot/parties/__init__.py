"""Watch parties: groups that watch a chapter together at one time."""
