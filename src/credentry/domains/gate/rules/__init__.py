"""What is true: pure functions over facts already read; the day is a parameter."""
