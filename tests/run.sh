#!/bin/sh
# Every test, on every core. CI runs nearly all that start no process on other days, too, and measures the coverage.
set -eu
PYTHON="${PYTHON:-python}"
unset PYTHONDONTWRITEBYTECODE # the tests start many processes, each of which would compile everything anew
workers=$("$PYTHON" -c 'import os; print((os.cpu_count() or 1) + 4)') # some tests wait for others' processes
"$PYTHON" -m pytest -n "$workers" --dist loadgroup "$@"
