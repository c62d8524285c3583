#!/bin/sh
# Every test, on every core; and some of them once more, in more than a year. CI does nearly all that start no
# process on three days, and measures the coverage.
set -eu
PYTHON="${PYTHON:-python}"
unset PYTHONDONTWRITEBYTECODE # the tests start many processes, each of which would compile everything anew
workers=$("$PYTHON" -c 'import os; print((os.cpu_count() or 1) + 2)') # some tests wait for others' processes
"$PYTHON" -m pytest -n "$workers" --dist loadgroup "$@"
sh "$(dirname "$0")/other_day.sh" '+400d' tests/behaviour/test_party_*.py tests/behaviour/test_season_setup.py \
    tests/unit/test_typed_days.py tests/unit/test_typed_times.py
