#!/bin/sh
# Every test, on every core, then the coverage floors: 100 % for what decides and what remembers;
# and some of them once more, in more than a year. CI does nearly all that start no process on three days.
set -eu
PYTHON="${PYTHON:-python}"
unset PYTHONDONTWRITEBYTECODE # the tests start many processes, each of which would compile everything anew
workers=$("$PYTHON" -c 'import os; print((os.cpu_count() or 1) + 2)') # some tests wait for others' processes
"$PYTHON" -m pytest -n "$workers" --dist loadgroup --cov --cov-report= "$@"
"$PYTHON" -m coverage report --fail-under=95
decides='bot/ids.py,bot/*/model.py,bot/*/buttons.py,bot/answers/*,bot/courses/*,bot/schedules/drafts.py,bot/schedules/order.py'
decides="$decides,bot/schedules/adjustments.py,bot/schedules/checks.py,bot/schedules/posts.py"
decides="$decides,bot/parties/events.py,bot/parties/tasks.py,bot/text/[!e]*.py,bot/times/slots.py"
"$PYTHON" -m coverage report --fail-under=100 --include="$decides,bot/*/store.py,bot/storage/*"
sh "$(dirname "$0")/other_day.sh" '+400d' tests/behaviour/test_party_*.py tests/behaviour/test_season_setup.py \
    tests/unit/test_typed_days.py tests/unit/test_typed_times.py
