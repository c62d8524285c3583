"""What people see of a schedule."""
