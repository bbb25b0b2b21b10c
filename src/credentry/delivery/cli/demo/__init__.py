"""The sample company of ``credentry demo``: tables, a seeded plan made from them, and the loader that performs it."""
