#!/bin/sh
# The tests that count for coverage, then its floors: 100 % for what decides and what remembers, 95 % for all.
set -eu
PYTHON="${PYTHON:-python}"
workers=$("$PYTHON" -c 'import os; print((os.cpu_count() or 1) + 4)') # as in run.sh
"$PYTHON" -m pytest -n "$workers" --dist loadgroup -q --cov --cov-report=
"$PYTHON" -m coverage report --fail-under=95
decides='bot/ids.py,bot/*/model.py,bot/*/buttons.py,bot/answers/*,bot/courses/*,bot/schedules/drafts.py,bot/schedules/order.py'
decides="$decides,bot/schedules/adjustments.py,bot/schedules/checks.py,bot/schedules/posts.py"
decides="$decides,bot/parties/events.py,bot/parties/tasks.py,bot/text/[!e]*.py,bot/times/slots.py"
"$PYTHON" -m coverage report --fail-under=100 --include="$decides,bot/*/store.py,bot/storage/*"
