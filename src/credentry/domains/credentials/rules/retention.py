"""How long a credential is kept after it ended."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from credentry.foundation.dates import Span, add


class Retention(NamedTuple):
    """``until``: last day on which it must be kept; None where it is ``permanent`` or the type does not say."""

    until: date | None
    permanent: bool = False


def retention(definition: Mapping[str, Any] | None, archived: date, held_to: date | None) -> Retention:
    """What the type's ``retention`` ({years} or {permanent}) gives, counted from the later of archiving and end."""
    rule = (definition or {}).get("retention") or {}
    if rule.get("permanent"):
        return Retention(None, permanent=True)
    years = int(rule.get("years") or 0)
    if not years:
        return Retention(None)
    return Retention(add(max(archived, held_to or archived), Span(months=years * 12)))
