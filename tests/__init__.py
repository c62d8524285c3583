"""Every test of Lectern, one folder for each kind of proof."""
