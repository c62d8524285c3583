"""Database connections, transactions, migrations and backups; the rooms' stores run their SQL on them."""
