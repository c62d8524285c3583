#!/bin/sh
# Every test, on every core, then the coverage floors: 100 % for what decides and what remembers;
# and some of them once more, in more than a year. CI does nearly all that start no process on three days.
set -eu
PYTHON="${PYTHON:-python}"
unset PYTHONDONTWRITEBYTECODE # the tests start many processes, each of which would compile everything anew
workers=$("$PYTHON" -c 'import os; print((os.cpu_count() or 1) + 1)') # some tests wait for others' processes
"$PYTHON" -m pytest -n "$workers" --dist loadgroup --cov --cov-report= "$@"
"$PYTHON" -m coverage report --fail-under=95
"$PYTHON" -m coverage report --fail-under=100 --include='bot/*/model.py,bot/*/store.py,bot/storage/*,bot/answers/*'
sh "$(dirname "$0")/other_day.sh" '+400d' tests/behaviour/test_party_*.py tests/behaviour/test_season_setup.py \
    tests/unit/test_typed_dates.py tests/unit/test_typed_instants.py
