"""What befell a credential, for its page: status changes in the words of its type, the decision to let it lapse."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from credentry.core.records.values import labels, plain
from credentry.domains.credentials.models import Credential, LetLapse, StatusChange
from credentry.domains.credentials.queries.believed import counted
from credentry.domains.credentials.queries.current import current_terms
from credentry.domains.credentials.rules import states
from credentry.domains.credentials.vocabulary import CHANGE_SOURCES, CHANGES
from credentry.foundation import clock
from credentry.foundation.labels import Label


def changes(definition: Mapping[str, Any] | None, rows: Sequence[StatusChange]) -> list[dict[str, Any]]:
    """Status changes in order of time, those taken back included."""
    people = labels("user", [one.recorded_by_id for one in rows if one.recorded_by_id])
    wanted = [one.successor_id for one in rows if one.successor_id]
    names = {
        pk: f"{number} {title}"
        for pk, number, title in Credential.objects.filter(pk__in=wanted).values_list("pk", "number", "title")
    } if wanted else {}  # fmt: skip
    return [
        {
            "id": str(one.pk),
            "change": one.change,
            "label": (
                CHANGES["reinstated"] if one.change == "reinstated" else states.word(definition, one.change)
            ).as_dict(),
            "effective_on": plain(one.effective_on),
            "reason": one.reason,
            "document_no": one.document_no,
            "source": CHANGE_SOURCES[one.source].as_dict() if one.source else None,
            "successor": (
                {"id": str(one.successor_id), "label": names[one.successor_id]}
                if one.successor_id in names
                else None
            ),
            "until": plain(states.longest_until(definition, one.change, one.effective_on)),
            "recorded_at": plain(one.known_from),
            "back_dated": back_dated(one.known_from, one.effective_on),
            "recorded_by": people.get(one.recorded_by_id, "") if one.recorded_by_id else "",
            "superseded": one.known_to is not None,
            "taken_back_for": one.taken_back_for,
        }
        for one in rows
    ]


def back_dated(at: datetime, effective: date) -> dict[str, str] | None:
    """The words for a fact recorded after the day it holds from; None where it was recorded in time."""
    day = at.astimezone(clock.zone()).date()
    if day <= effective:
        return None
    return Label(f"{day} 补录,自 {effective} 起", f"recorded on {day} for {effective}").as_dict()


def let_lapse(record: Credential, known: datetime | None = None) -> dict[str, Any] | None:
    """The decision not to renew the present term, if there is one, or was one as known at an instant."""
    decided = LetLapse.objects.filter(counted(known), credential=record)
    if known is None:
        decided = decided.filter(term=current_terms([record.pk]).get(record.pk, record.term_count))
    one = decided.order_by("-term").first()
    if one is None:
        return None
    approver = labels("user", [one.approver_id]).get(one.approver_id, "") if one.approver_id else ""
    return {
        "decided_on": plain(one.decided_on),
        "reason": one.reason,
        "approver": approver,
        "recorded_at": plain(one.known_from),
    }
