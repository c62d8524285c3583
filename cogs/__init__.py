"""Commands, one cog a feature."""
