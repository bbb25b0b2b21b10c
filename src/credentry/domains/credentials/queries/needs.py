"""What credentials depend on, in words: for the sentences of a standing and the sections of the page."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.core.records.values import plain
from credentry.domains.credentials.facts import periods_of
from credentry.domains.credentials.models import Dependency, Filing
from credentry.domains.credentials.vocabulary import DEPENDENCIES, FILING_OUTCOMES


def names_of(ids: Sequence[UUID]) -> dict[str, str]:
    """Id of a dependency or filing of these credentials → the name of what it refers to: two queries."""
    found: dict[str, str] = {}
    rows = Dependency.objects.filter(credential__in=ids, known_to__isnull=True).values_list(
        "pk", "standard__code", "parent__number", "organisation__title", "change__description"
    )
    for pk, *names in rows:
        found[str(pk)] = next((one for one in names if one), "")
    for pk, number, filed in Filing.objects.filter(credential__in=ids, known_to__isnull=True).values_list(
        "pk", "accepted_no", "filed_on"
    ):
        found[str(pk)] = number or filed.isoformat()
    return found


def dependencies(actor: Any, record: Any, today: date) -> list[dict[str, Any]]:
    """The section of what a credential depends on, whatever is not believed any more included.

    A credential that the actor may not see goes by its number.
    """
    rows = list(
        Dependency.objects.filter(credential=record)
        .select_related("parent", "standard", "organisation", "change")
        .order_by("known_from", "pk")
    )
    parents = [one.parent_id for one in rows if one.parent_id]
    seen = set(
        visible(actor, kinds.get("credential")).filter(pk__in=parents).values_list("pk", flat=True)
        if parents
        else ()
    )
    return [_dependency(one, seen, today) for one in rows]


def _dependency(one: Dependency, seen: set[UUID], today: date) -> dict[str, Any]:
    holds = periods_of(one.holds_from, one.holds_to, one.periods)
    return {
        "id": str(one.pk),
        "code": one.code,
        "label": DEPENDENCIES[one.code].as_dict(),
        "what": _what(one, seen),
        "holds": [[plain(period.starts), plain(period.ends)] for period in holds],
        "met": any(period.has(today) for period in holds),
        "binding": one.binding,
        "auto": one.auto,
        "resolved_on": plain(one.resolved_on),
        "note": one.note,
        "known_from": plain(one.known_from),
        "known_to": plain(one.known_to),
        "superseded": one.known_to is not None,
    }


def _what(one: Dependency, seen: set[UUID]) -> dict[str, Any]:
    """The thing referred to: kind, id and name."""
    if one.parent is not None:
        known = one.parent_id in seen
        label = f"{one.parent.number} {one.parent.title}" if known else one.parent.number
        return {"kind": "credential", "id": str(one.parent_id) if known else None, "label": label}
    if one.standard is not None:
        return {"kind": "standard", "id": str(one.standard_id), "label": one.standard.code}
    if one.change is not None:
        return {"kind": "product_change", "id": str(one.change_id), "label": one.change.title}
    label = one.organisation.title if one.organisation is not None else ""
    return {"kind": "organisation", "id": str(one.organisation_id), "label": label}


def filings(record: Any) -> list[dict[str, Any]]:
    """The renewals that were handed in and what became of them."""
    rows = Filing.objects.filter(credential=record).order_by("filed_on", "known_from")
    return [
        {
            "id": str(one.pk),
            "term": one.term,
            "filed_on": plain(one.filed_on),
            "accepted_no": one.accepted_no,
            "decided_on": plain(one.decided_on),
            "outcome": one.outcome,
            "label": FILING_OUTCOMES[one.outcome].as_dict() if one.outcome else None,
            "note": one.note,
            "superseded": one.known_to is not None,
        }
        for one in rows
    ]
