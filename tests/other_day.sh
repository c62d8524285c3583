#!/bin/sh
# Tests that start no process, on another day than today: tests/other_day.sh DAY [pytest's arguments].
# DAY is faketime's: '+400d', or '@2028-02-29 12:00:00'. Nothing that passes today may fail on some other day.
# On SQLite alone: PostgreSQL is never asked for the time, and its server would have to run on that day, too.
set -eu
PYTHON="${PYTHON:-python}"
day=$1
shift
if ! command -v faketime >/dev/null 2>&1; then
    echo "SKIPPED: the tests on another day ($day); there is no faketime here (Debian: apt-get install faketime)"
    exit 0
fi
echo "The tests on another day ($day):"
# Files keep their times, or all would be compiled anew; event loops and the waits of threads keep their pace.
export TZ=UTC NO_FAKE_STAT=1 FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_FORCE_MONOTONIC_FIX=0
workers=$("$PYTHON" -c 'import os; print(os.cpu_count() or 1)')
faketime -f "$day" "$PYTHON" -m pytest -n "$workers" --dist loadgroup -q -p no:cacheprovider --sqlite-only "$@"
