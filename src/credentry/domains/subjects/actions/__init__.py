"""Verbs that write subjects and markets."""
