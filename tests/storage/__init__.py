"""What storage promises, on a real file."""
