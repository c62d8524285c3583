"""The slash commands and the handlers of buttons, one cog a feature."""
