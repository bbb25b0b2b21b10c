"""Files in: what a file is, whether it is safe, and its rows as plain cells. No Django here."""
