"""How long a credential of a type lasts: what the rule proposes where the paper is silent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from credentry.foundation.dates import Span, add

# Rules under which a paper without an end date is complete, and the reason recorded for it.
OPEN_ENDED = {
    "no_expiry": "no_expiry",
    "until_change": "until_change",
    "surveillance_only": "surveillance_only",
    "tied_to_parent": "tied_to_parent",
    "start_deadline": "once_started",
    "per_shipment": "per_shipment",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """The end a rule gives. ``longest``: the rule only limits it, the paper may end earlier. ``certain``: the
    fact is sure; otherwise it is to be confirmed."""

    valid_to: date | None
    reason: str
    longest: bool = False
    certain: bool = True


def span_of(rule: Mapping[str, Any]) -> Span | None:
    """Length of validity, where the rule has one."""
    months = int(rule.get("years") or 0) * 12 + int(rule.get("months") or 0)
    return Span(months=months) if months else None


def propose(rule: Mapping[str, Any], start: date | None, certain: bool = True) -> Proposal:
    """End of validity for a paper that starts on ``start`` under a type's validity rule.

    The last valid day is the one before the anniversary: five years from 2026-03-15 end on 2031-03-14.
    """
    name = str(rule.get("rule", "as_stated"))
    if name in OPEN_ENDED:
        return Proposal(None, OPEN_ENDED[name], certain=certain)
    span = span_of(rule)
    if start is None or span is None:
        return Proposal(None, "", certain=False)
    longest = bool(rule.get("is_maximum") or rule.get("range_years"))
    if name == "annual_cycle":
        return Proposal(_cycle_end(rule, start), "", certain=certain)
    return Proposal(add(add(start, span), Span(days=-1)), "", longest=longest, certain=certain)


def _cycle_end(rule: Mapping[str, Any], start: date) -> date:
    """Last day of the yearly window that follows ``start``, or one year where the rule names no window.

    What is granted inside the window is already for the next year.
    """
    closes = str((rule.get("window") or {}).get("to") or "")
    if not closes:
        return add(start, Span(months=12, days=-1))
    month, day = (int(part) for part in closes.split("-"))
    end = date(start.year, month, day)
    opens = str((rule.get("window") or {}).get("from") or "")
    inside = bool(opens) and opens <= f"{start:%m-%d}" <= closes
    return date(start.year + 1, month, day) if inside or end <= start else end


def open_reason(rule: Mapping[str, Any]) -> str:
    """The reason recorded for a paper without end date: the rule's own, else that nothing was stated."""
    return OPEN_ENDED.get(str(rule.get("rule", "")), "unknown")
