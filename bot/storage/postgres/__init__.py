"""PostgreSQL: for several processes, on a server of its own."""
