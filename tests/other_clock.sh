#!/bin/sh
# The tests over the wire and those that kill processes, on a host whose clock is apart from Discord's:
# tests/other_clock.sh SECONDS [pytest's arguments]; SECONDS is how far the host is ahead, below zero behind.
# On SQLite alone: tests/wire/test_clocks_apart.py lets the clocks be apart on both engines.
set -eu
PYTHON="${PYTHON:-python}"
export HOST_AHEAD_S="$1"
shift
unset PYTHONDONTWRITEBYTECODE # as in tests/run.sh
echo "The tests with the host's clock $HOST_AHEAD_S s ahead of Discord's:"
workers=$("$PYTHON" -c 'import os; print((os.cpu_count() or 1) + 2)')
"$PYTHON" -m pytest -n "$workers" --dist loadgroup -q -p no:cacheprovider --sqlite-only "$@" tests/wire tests/crash
