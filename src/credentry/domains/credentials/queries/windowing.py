"""When a renewal may be filed, by when it must be, and what a new term would say."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from credentry.core.records.values import plain
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.queries.calendar import WorkingDays
from credentry.domains.credentials.queries.leadtimes import lead_time
from credentry.domains.credentials.rules import validity, windows


def renewal(record: Credential, today: date) -> dict[str, Any] | None:
    """The filing window of the present term; None where it has no end."""
    if record.valid_to is None:
        return None
    rule = record.type.definition or {}
    working = WorkingDays()
    window = windows.window_of(rule, record.valid_to, working)
    lead = lead_time(record.type_id, rule)
    begin = max(record.valid_to + windows.DAY, today)  # a new term goes on where the old one ends
    proposal = validity.propose(rule.get("validity") or {}, begin)
    certainty = rule.get("certainty") or {}
    days = [one for one in (window.opens_on, window.files_by, record.valid_to) if one is not None]
    return {
        "opens_on": plain(window.opens_on),
        "files_by": plain(window.files_by or record.valid_to),
        "in_time_until": plain(windows.last_filing_day(rule, record.valid_to, working)),
        "latest_safe_start": plain(windows.safe_start(window.files_by or record.valid_to, lead, working)),
        "lead_time": lead,
        "open": window.opens_on is None or window.opens_on <= today,
        "missed": window.files_by is not None and window.files_by < today,
        "note": _note(rule.get("renewal") or {}),
        "certainty": certainty.get("renewal", certainty.get("default", "")),
        "weekdays_only": working.unknown(days),
        "proposed_valid_to": plain(proposal.valid_to),
        "at_most": proposal.longest,
    }


def _note(rule: Mapping[str, Any]) -> dict[str, str] | None:
    """How the field renews, in both languages, where the type says it."""
    text = rule.get("note", "")
    return {"zh": rule.get("note_zh", text), "en": text} if text else None
