"""Status set by issuer or owner: suspended, reinstated, withdrawn, cancelled, revoked, void, superseded.

撤销, 注销 and 吊销 are three events with three legal meanings; each has its own action and state. Which of them a
type knows, and what must be said with them, stands in its definition (``rules.states``).
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from credentry.domains.credentials import errors
from credentry.domains.credentials.models import Credential, CredentialType, Duty, StatusChange
from credentry.domains.credentials.rules import states
from credentry.domains.credentials.standing import refresh
from credentry.domains.credentials.vocabulary import CHANGES, FINAL_CHANGES, STATUSES
from credentry.foundation.errors import DomainError, FieldError, Invalid
from credentry.foundation.ids import uuid7
from credentry.foundation.labels import Label
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
        known = _known([record.pk for record, _ in pairs])
        types = dict(
            CredentialType.objects.filter(pk__in={record.type_id for record, _ in pairs}).values_list(
                "pk", "definition"
            )
        )
        successors = _existing({one for _, form in pairs if (one := getattr(form, "successor", None))})
        results: list[Any] = []
        rows: list[StatusChange] = []
        for record, form in pairs:
            on = form.effective_on or ctx.today
            error = _refused(change, known[record.pk], on) or _against_type(
                change, types[record.type_id], form
            )
            error = error or _no_successor(record, form, successors)
            if error is not None:
                results.append(error)
                continue
            successor = getattr(form, "successor", None)
            rows.append(
                StatusChange(
                    id=uuid7(), credential_id=record.pk, change=change, effective_on=on, reason=form.reason,
                    document_no=form.document_no, source=form.source, successor_id=successor,
                    recorded_by_id=ctx.actor.user_id, known_from=ctx.now,
                )
            )  # fmt: skip
            ctx.note(record.pk, "status_change", None, f"{change} {on.isoformat()}")
            ctx.note(record.pk, "reason", None, form.reason)
            if form.document_no:
                ctx.note(record.pk, "document_no", None, form.document_no)
            if successor is not None:
                ctx.note(record.pk, "successor", None, successors[successor])
            ctx.emit("credential.status_changed", id=str(record.pk), change=change, on=on.isoformat())
            results.append(record)
        _store(ctx, change, rows, [one for one in results if isinstance(one, Credential)])
        return results

    return run


def _known(ids: Sequence[UUID]) -> dict[UUID, list[StatusChange]]:
    """The changes now believed, in order of time."""
    found: dict[UUID, list[StatusChange]] = {one: [] for one in ids}
    rows = StatusChange.objects.filter(credential__in=ids, known_to__isnull=True)
    for one in rows.order_by("effective_on", "known_from", "pk"):
        found[one.credential_id].append(one)
    return found


def _existing(ids: set[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    return dict(Credential.objects.filter(pk__in=ids).values_list("pk", "number"))


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


def _against_type(change: str, definition: Any, form: Any) -> DomainError | None:
    """Why a type does not take the change as it was entered."""
    allowed = states.changes_of(definition)
    if change not in allowed:
        known = [states.word(definition, one) for one in CHANGES if one in allowed and one != "reinstated"]
        words = Label("、".join(one.zh for one in known), ", ".join(one.en for one in known))
        return DomainError(errors.CHANGE_UNKNOWN, state=CHANGES[change], known=words)
    if form.source == "notice" and not form.document_no and states.needs_document(definition, change):
        return Invalid.one("document_no", errors.DOCUMENT_NEEDED, state=states.word(definition, change))
    return None


def _no_successor(record: Credential, form: Any, successors: dict[UUID, str]) -> DomainError | None:
    successor = getattr(form, "successor", None)
    if successor is None:
        return None
    if successor == record.pk:
        return Invalid.one("successor", errors.SUCCESSOR_SELF)
    if successor not in successors:
        return Invalid([FieldError("successor", "field.reference", {"value": str(successor)})])
    return None


def _store(ctx: Any, change: str, rows: Sequence[StatusChange], records: Sequence[Credential]) -> None:
    if not records:
        return
    bulk.insert(StatusChange, rows)
    if change in FINAL_CHANGES:
        Duty.objects.filter(
            credential__in=[one.pk for one in records], done_on__isnull=True, closed_on__isnull=True
        ).update(closed_on=ctx.today, recorded_at=ctx.now)
    refresh(records, ctx.now)


def take_back_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Take back status changes that were mistakes: closed in system time, with the reason; duties that a final one
    closed are open again."""
    known = _known([record.pk for record, _ in pairs])
    results: list[Any] = []
    closed: list[StatusChange] = []
    for record, form in pairs:
        one = _chosen(known[record.pk], form.change)
        if isinstance(one, DomainError):
            results.append(one)
            continue
        one.known_to, one.taken_back_for = ctx.now, form.reason
        closed.append(one)
        ctx.note(record.pk, "status_change", f"{one.change} {one.effective_on.isoformat()}", None)
        ctx.note(record.pk, "reason", None, form.reason)
        ctx.emit("credential.status_taken_back", id=str(record.pk), change=one.change)
        results.append(record)
    bulk.update(StatusChange, closed, ("known_to", "taken_back_for"))
    _reopen(ctx, [one for one in closed if one.change in FINAL_CHANGES])
    done = [one for one in results if isinstance(one, Credential)]
    if done:
        refresh(done, ctx.now)
    return results


def _chosen(known: Sequence[StatusChange], wanted: UUID | None) -> Any:
    """The change to take back: the one named, else the latest recorded. Not one that another builds on."""
    if not known:
        return DomainError(errors.CHANGE_GONE)
    one = next((change for change in known if change.pk == wanted), None) if wanted else max(
        known, key=lambda change: (change.known_from, change.pk)
    )  # fmt: skip
    if one is None:
        return DomainError(errors.CHANGE_GONE, field="change")
    if one.change == "suspended":
        after = [
            later
            for later in known
            if later.change == "reinstated" and later.effective_on >= one.effective_on
        ]
        if after:
            return DomainError(errors.CHANGE_FOLLOWED, state=CHANGES["reinstated"])
    return one


def _reopen(ctx: Any, closed: Sequence[StatusChange]) -> None:
    """Open the duties again that were closed in the very acts that recorded the changes: as new rounds, so that the
    closed ones stay known."""
    acts = {(one.credential_id, one.known_from) for one in closed}
    ended = Duty.objects.filter(
        credential__in=[owner for owner, _ in acts], done_on__isnull=True, closed_on__isnull=False
    )
    again = [
        Duty(
            id=uuid7(), credential_id=one.credential_id, code=one.code, name_zh=one.name_zh, name_en=one.name_en,
            due_on=one.due_on, grace_days=one.grace_days, known_from=ctx.now,
        )
        for one in ended if (one.credential_id, one.recorded_at) in acts
    ]  # fmt: skip
    bulk.insert(Duty, again)
