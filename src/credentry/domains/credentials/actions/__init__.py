"""Verbs that write credentials and their types."""
