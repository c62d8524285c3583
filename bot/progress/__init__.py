"""Which chapters members have watched."""
