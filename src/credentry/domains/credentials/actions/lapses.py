"""Deciding that a credential is not renewed, and taking that decision back."""

from collections.abc import Sequence
from typing import Any

from credentry.domains.credentials import errors
from credentry.domains.credentials.models import Credential, LetLapse
from credentry.domains.credentials.queries.current import current_terms
from credentry.domains.credentials.vocabulary import FINAL_CHANGES, STATUSES
from credentry.domains.subjects.actions.references import References
from credentry.foundation.errors import DomainError, Invalid
from credentry.foundation.ids import uuid7
from credentry.plumbing import bulk

Pairs = Sequence[tuple[Any, Any]]


def let_lapse_many(ctx: Any, pairs: Pairs) -> list[Any]:
    """Decide that the present terms are not renewed: no reminder of their end is owed any more."""
    ids = [record.pk for record, _ in pairs]
    references = References({"approver": "user"}, [form for _, form in pairs])
    terms = current_terms(ids)
    decided = set(
        LetLapse.objects.filter(credential__in=ids, known_to__isnull=True).values_list(
            "credential_id", "term"
        )
    )
    results: list[Any] = []
    rows: list[LetLapse] = []
    for record, form in pairs:
        faults = references.faults(form)
        error = Invalid(faults) if faults else _refused(record, (record.pk, terms[record.pk]) in decided)
        if error is not None:
            results.append(error)
            continue
        on = form.decided_on or ctx.today
        rows.append(
            LetLapse(
                id=uuid7(), credential_id=record.pk, term=terms[record.pk], decided_on=on, reason=form.reason,
                approver_id=form.approver or ctx.actor.user_id, known_from=ctx.now,
            )
        )  # fmt: skip
        ctx.note(record.pk, "let_lapse", None, on)
        ctx.note(record.pk, "reason", None, form.reason)
        ctx.emit("credential.let_lapse", id=str(record.pk), on=on.isoformat())
        results.append(record)
    bulk.insert(LetLapse, rows)
    return results


def _refused(record: Credential, decided: bool) -> DomainError | None:
    if record.state in FINAL_CHANGES:
        return DomainError(errors.NOT_RENEWABLE, state=STATUSES[record.state])
    if record.valid_to is None:
        return DomainError(errors.NOTHING_TO_LAPSE)
    return DomainError(errors.LAPSE_DECIDED) if decided else None


def keep_many(ctx: Any, pairs: Pairs) -> list[Any]:
    """Take the decisions back: the present terms are to be renewed after all, and reminders are owed again."""
    ids = [record.pk for record, _ in pairs]
    terms = current_terms(ids)
    known = {
        (one.credential_id, one.term): one
        for one in LetLapse.objects.filter(credential__in=ids, known_to__isnull=True)
    }
    results: list[Any] = []
    closed: list[LetLapse] = []
    for record, form in pairs:
        one = known.get((record.pk, terms[record.pk]))
        if one is None:
            results.append(DomainError(errors.NO_LAPSE))
            continue
        one.known_to = ctx.now
        closed.append(one)
        ctx.note(record.pk, "let_lapse", one.decided_on, None)
        ctx.note(record.pk, "reason", None, form.reason)
        results.append(record)
    bulk.update(LetLapse, closed, ("known_to",))
    return results
