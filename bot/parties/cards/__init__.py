"""What people see of a watch party."""
