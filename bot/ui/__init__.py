"""What members see: core values drawn as Discord components."""
