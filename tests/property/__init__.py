"""The laws of the core, on whatever Hypothesis thinks of."""
