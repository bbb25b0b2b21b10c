"""What is true: pure functions. No database, no clock; the day asked is a parameter."""
