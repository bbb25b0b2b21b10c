"""What befell a credential, for its page: status changes in the words of its type, the decision to let it lapse."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from credentry.core.records.values import labels, plain
from credentry.domains.credentials.models import Credential, Keeping, LetLapse, StatusChange
from credentry.domains.credentials.queries.believed import counted
from credentry.domains.credentials.queries.current import current_terms
from credentry.domains.credentials.rules import states
from credentry.domains.credentials.vocabulary import BINDINGS, CHANGE_SOURCES, CHANGES
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


_FACTS = {
    "validity": Label("有效期规则", "Validity"),
    "renewal": Label("续期窗口", "Renewal window"),
    "number": Label("编号规则", "Number rule"),
    "obligation": Label("强制或自愿", "Obligation"),
    "legal_basis": Label("法律依据", "Legal basis"),
    "issuers": Label("颁发机构", "Issuers"),
}


def to_confirm(definition: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The facts of a type that somebody must confirm before anything is decided by them: they only warn."""
    rule = definition or {}
    certainty = rule.get("certainty") or {}
    found = [
        _fact(name, words) for name, words in _FACTS.items()
        if certainty.get(name, certainty.get("default")) == "check"
    ]  # fmt: skip
    for one in rule.get("duties") or ():
        if one.get("certainty") == "check":
            found.append(_fact("duty", Label(one.get("zh", one["code"]), one.get("en") or one["code"])))
    for code, one in states.states_of(rule).items():
        if one.get("certainty") == "check":
            found.append(_fact("state", states.word(rule, code), one))
    pending = rule.get("pending") or {}
    if pending.get("certainty") == "check":
        found.append(_fact("pending", BINDINGS["pending"], pending))
    for one in rule.get("depends") or ():
        if one.get("certainty") == "check":
            found.append(_fact("depends", BINDINGS.get(one["code"], Label(one["code"], one["code"])), one))
    if (rule.get("lead_time") or {}).get("certainty") == "check":
        found.append(_fact("lead_time", Label("准备时间", "Preparation time")))
    return found


def _fact(kind: str, label: Label, said: Mapping[str, Any] | None = None) -> dict[str, Any]:
    note = {"zh": (said or {}).get("note_zh", ""), "en": (said or {}).get("note", "")}
    return {"fact": kind, "label": label.as_dict(), "note": note}


def keeping(record: Credential, known: datetime | None = None) -> dict[str, Any] | None:
    """How long an archived credential is kept, and whether it was destroyed, as known then."""
    one = Keeping.objects.filter(counted(known), credential=record.pk).first()
    if one is None:
        return None
    return {
        "archived_on": plain(one.archived_on),
        "reason": one.reason,
        "retain_until": plain(one.retain_until),
        "permanent": one.permanent,
        "disposed_on": plain(one.disposed_on),
        "disposed_for": one.disposed_for,
        "document_no": one.document_no,
        "approver": labels("user", [one.approver_id]).get(one.approver_id, "") if one.approver_id else "",
    }
