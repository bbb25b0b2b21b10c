"""Workbooks going out: the user's own file with what was found in it, and templates to fill in."""
