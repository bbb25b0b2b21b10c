"""What is true: pure functions over facts, rules and papers; no database, no clock."""
