"""From a read file to records and back: targets, references, matching, planning, committing, undoing."""
