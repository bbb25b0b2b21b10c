"""Plain sentences: a short request in zh or en becomes the same tree as any other form, shown back for approval."""

from credentry.core.records.conditions.plain.reader import Plain, plain

__all__ = ["Plain", "plain"]
