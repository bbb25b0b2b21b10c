"""Which column fills which field: a proposal with a score and a reason for people. No Django here."""
