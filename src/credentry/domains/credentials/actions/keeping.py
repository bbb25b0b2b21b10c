"""The archive: into it with a day until which it is kept, out of it again, and the record that it was destroyed."""

from collections.abc import Sequence
from typing import Any

from credentry.core.records.forms import given
from credentry.domains.credentials import errors
from credentry.domains.credentials.models import Credential, CredentialType, Keeping
from credentry.domains.credentials.rules.retention import retention
from credentry.domains.subjects.actions.references import References
from credentry.foundation.errors import DomainError, Invalid
from credentry.foundation.ids import uuid7
from credentry.plumbing import bulk

Pairs = Sequence[tuple[Any, Any]]


def archive_many(ctx: Any, pairs: Pairs) -> list[Any]:
    """Take credentials out of lists; everything recorded stays, no reminder is owed any more, and each is kept until
    the day that its type gives or the form says."""
    types = dict(
        CredentialType.objects.filter(pk__in={record.type_id for record, _ in pairs}).values_list(
            "pk", "definition"
        )
    )
    rows = []
    for record, form in pairs:
        rule = retention(types[record.type_id], ctx.today, record.effective_to)
        sent = given(form)
        until = sent.get("retain_until") or rule.until
        rows.append(
            Keeping(
                id=uuid7(), credential_id=record.pk, archived_on=ctx.today, reason=sent.get("reason") or "",
                retain_until=until, permanent=rule.permanent and until is None, known_from=ctx.now,
            )
        )  # fmt: skip
        ctx.note(record.pk, "retain_until", None, until)
    _close(ctx, pairs)
    bulk.insert(Keeping, rows)
    return _set_archived(pairs, ctx.now)


def restore_many(ctx: Any, pairs: Pairs) -> list[Any]:
    """Bring archived credentials back; not those whose originals were destroyed."""
    gone = set(
        Keeping.objects.filter(
            credential__in=[record.pk for record, _ in pairs],
            known_to__isnull=True,
            disposed_on__isnull=False,
        ).values_list("credential_id", flat=True)
    )
    back = [(record, form) for record, form in pairs if record.pk not in gone]
    _close(ctx, back)
    _set_archived(back, None)
    return [DomainError(errors.DISPOSED) if record.pk in gone else record for record, _ in pairs]


def _close(ctx: Any, pairs: Pairs) -> None:
    Keeping.objects.filter(credential__in=[record.pk for record, _ in pairs], known_to__isnull=True).update(
        known_to=ctx.now
    )


def _set_archived(pairs: Pairs, at: Any) -> list[Any]:
    for record, _ in pairs:
        record.archived_at = at
    Credential.objects.filter(pk__in=[record.pk for record, _ in pairs]).update(archived_at=at)
    return [record for record, _ in pairs]


def dispose(ctx: Any, record: Credential, form: Any) -> Credential:
    """Record that the originals and copies of an archived credential were destroyed. Refused before the last day of
    keeping, for what is kept for ever, and without a second person. What is recorded here stays."""
    faults = References({"approver": "user"}, [form]).faults(form)
    if faults:
        raise Invalid(faults)
    kept = Keeping.objects.filter(credential=record, known_to__isnull=True).first()
    if record.archived_at is None or kept is None:
        raise DomainError(errors.NOT_ARCHIVED)
    if kept.disposed_on is not None:
        raise DomainError(errors.DISPOSED)
    if kept.permanent:
        raise DomainError(errors.KEPT_FOR_EVER)
    if kept.retain_until is None:
        raise DomainError(errors.KEEPING_UNKNOWN)
    on = form.disposed_on or ctx.today
    if on <= kept.retain_until:
        raise DomainError(errors.KEPT_UNTIL, until=kept.retain_until)
    if form.approver == ctx.actor.user_id:
        raise Invalid.one("approver", errors.SECOND_PERSON)
    _replace(
        ctx,
        kept,
        disposed_on=on,
        disposed_for=form.reason,
        approver_id=form.approver,
        document_no=form.document_no,
    )
    ctx.note(record.pk, "disposed_on", None, on)
    ctx.note(record.pk, "reason", None, form.reason)
    return record


def keep_until(ctx: Any, record: Credential, form: Any) -> Credential:
    """Fix or move the last day of keeping of an archived credential."""
    kept = Keeping.objects.filter(credential=record, known_to__isnull=True).first()
    if record.archived_at is None or kept is None or kept.disposed_on is not None:
        raise DomainError(errors.NOT_ARCHIVED)
    ctx.note(record.pk, "retain_until", kept.retain_until, form.retain_until)
    ctx.note(record.pk, "reason", None, form.reason)
    _replace(ctx, kept, retain_until=form.retain_until, permanent=form.retain_until is None)
    return record


def _replace(ctx: Any, kept: Keeping, **said: Any) -> None:
    """Say something else of how long a credential is kept; what was said before stays known."""
    if kept.known_from < ctx.now:
        Keeping.objects.filter(pk=kept.pk).update(known_to=ctx.now)
        kept.pk, kept.known_from, kept._state.adding = uuid7(), ctx.now, True
    for name, value in said.items():
        setattr(kept, name, value)
    kept.save()
