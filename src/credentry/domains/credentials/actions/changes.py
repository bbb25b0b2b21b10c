"""Status set by issuer or owner: suspended, reinstated, withdrawn, cancelled, revoked, void, superseded.

撤销, 注销 and 吊销 are three events with three legal meanings; each has its own action and state.
"""

from collections.abc import Callable, Sequence
from typing import Any

from credentry.domains.credentials import errors
from credentry.domains.credentials.actions.terms import refresh
from credentry.domains.credentials.models import Credential, Duty, StatusChange
from credentry.domains.credentials.vocabulary import CHANGES, FINAL_CHANGES, STATUSES
from credentry.foundation.errors import DomainError
from credentry.foundation.ids import uuid7
from credentry.plumbing import bulk

# Action → the change it records.
VERBS = {
    "suspend": "suspended",
    "reinstate": "reinstated",
    "withdraw": "withdrawn",
    "cancel": "cancelled",
    "revoke": "revoked",
    "void": "void",
    "supersede": "superseded",
}


def many(change: str) -> Callable[[Any, Sequence[tuple[Any, Any]]], list[Any]]:
    """The set-based action that records ``change``."""

    def run(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
        ids = [record.pk for record, _ in pairs]
        known: dict[Any, list[StatusChange]] = {one: [] for one in ids}
        for one in StatusChange.objects.filter(credential__in=ids, known_to__isnull=True).order_by(
            "effective_on", "known_from", "pk"
        ):
            known[one.credential_id].append(one)
        results: list[Any] = []
        rows: list[StatusChange] = []
        for record, form in pairs:
            on = form.effective_on or ctx.today
            error = _refused(change, known[record.pk], on)
            if error is not None:
                results.append(error)
                continue
            rows.append(
                StatusChange(
                    id=uuid7(), credential_id=record.pk, change=change, effective_on=on, reason=form.reason,
                    document_no=form.document_no, recorded_by_id=ctx.actor.user_id, known_from=ctx.now,
                )
            )  # fmt: skip
            ctx.note(record.pk, "status_change", None, f"{change} {on.isoformat()}")
            ctx.note(record.pk, "reason", None, form.reason)
            ctx.emit("credential.status_changed", id=str(record.pk), change=change, on=on.isoformat())
            results.append(record)
        _store(ctx, change, rows, [one for one in results if isinstance(one, Credential)])
        return results

    return run


def _refused(change: str, known: Sequence[StatusChange], on: Any) -> DomainError | None:
    """Why the change cannot be recorded from ``on`` on."""
    final = next((one for one in known if one.change in FINAL_CHANGES), None)
    if final is not None:
        return DomainError(errors.FINAL, state=STATUSES[final.change])
    before = [one for one in known if one.effective_on <= on and one.change in ("suspended", "reinstated")]
    suspended = bool(before) and before[-1].change == "suspended"
    if change == "suspended" and suspended:
        return DomainError(errors.ALREADY, state=CHANGES[change])
    if change == "reinstated" and not suspended:
        return DomainError(errors.NOT_SUSPENDED)
    return None


def _store(ctx: Any, change: str, rows: Sequence[StatusChange], records: Sequence[Credential]) -> None:
    if not records:
        return
    bulk.insert(StatusChange, rows)
    if change in FINAL_CHANGES:
        Duty.objects.filter(
            credential__in=[one.pk for one in records], done_on__isnull=True, closed_on__isnull=True
        ).update(closed_on=ctx.today)
    refresh(records, ctx.now)
