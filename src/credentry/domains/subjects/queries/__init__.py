"""Questions about subjects and markets."""

from credentry.domains.subjects.queries.employment import employed
from credentry.domains.subjects.queries.lines import Profile, profiles, written
from credentry.domains.subjects.queries.markets import (
    by_code,
    by_id,
    covering,
    covering_by_market,
    market_words,
    members,
    names,
)
from credentry.domains.subjects.queries.memberships import Memberships, memberships
from credentry.domains.subjects.queries.tree import ancestors, descendants, kinds_of, lines_of, titles

__all__ = [
    "Memberships",
    "Profile",
    "ancestors",
    "by_code",
    "by_id",
    "covering",
    "covering_by_market",
    "descendants",
    "employed",
    "kinds_of",
    "lines_of",
    "market_words",
    "members",
    "memberships",
    "names",
    "profiles",
    "titles",
    "written",
]
