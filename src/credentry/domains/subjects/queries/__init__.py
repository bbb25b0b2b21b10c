"""Questions about subjects and markets."""

from credentry.domains.subjects.queries.markets import by_code, covering, covering_by_market, members, names
from credentry.domains.subjects.queries.tree import ancestors, descendants, titles

__all__ = [
    "ancestors",
    "by_code",
    "covering",
    "covering_by_market",
    "descendants",
    "members",
    "names",
    "titles",
]
