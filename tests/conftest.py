"""Hypothesis, made repeatable; `--hypothesis-profile=search` looks wider and elsewhere each time."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    max_examples=100,
    derandomize=True,
    database=None,
    deadline=None,  # other tests run on the same cores
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", max_examples=5000, deadline=None)
settings.load_profile("repeatable")
