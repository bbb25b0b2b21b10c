"""Asking that a requirement be waived, granting, refusing and taking it back: always two people."""

from datetime import timedelta
from typing import Any

from credentry.core.records import kinds
from credentry.core.records.queries import seen
from credentry.domains.coverage import errors
from credentry.domains.coverage.models import Engagement, RequirementRule, Waiver
from credentry.domains.coverage.vocabulary import (
    ENGAGEMENT,
    MAX_WAIVER_DAYS,
    WAIVER_APPROVED,
    WAIVER_REFUSED,
    WAIVER_REQUESTED,
    WAIVER_REVOKED,
)
from credentry.domains.subjects import queries as subjects
from credentry.foundation.errors import DomainError, FieldError, Invalid
from credentry.foundation.ids import uuid7

NUMBER = "WVR-{year}-{seq:04}"
DAY = timedelta(days=1)


def request(ctx: Any, record: Any, form: Any) -> Waiver:
    """Ask for it. It counts only when somebody else has approved it."""
    engagement = Engagement.objects.filter(pk=form.engagement, archived_at__isnull=True).first()
    if engagement is None or not seen(ctx.actor, kinds.get(ENGAGEMENT), {engagement.pk: engagement.unit_id}):
        raise Invalid.one("engagement", errors.UNSEEN)
    rule = RequirementRule.objects.filter(pk=form.rule, archived_at__isnull=True).first()
    faults: list[FieldError] = []
    if rule is None:
        faults.append(FieldError("rule", "field.reference", {"value": str(form.rule)}))
    subject = form.subject or engagement.subject_id
    if subject not in subjects.descendants([engagement.subject_id]):
        faults.append(FieldError("subject", errors.NOT_BELOW))
    starts = form.starts_on or ctx.today
    last = starts + timedelta(days=MAX_WAIVER_DAYS)
    if form.expires_on < ctx.today:
        faults.append(FieldError("expires_on", errors.PAST))
    elif form.expires_on < starts:
        faults.append(FieldError("expires_on", errors.DATES))
    elif form.expires_on > last:
        faults.append(FieldError("expires_on", errors.TOO_LONG, {"limit": MAX_WAIVER_DAYS, "last": last}))
    if faults or rule is None:
        raise Invalid(faults)
    made = Waiver(
        id=uuid7(), number=ctx.numbers(NUMBER)[0], title=_title(engagement, rule), unit_id=engagement.unit_id,
        responsible_id=ctx.actor.user_id, custom={}, engagement_id=engagement.pk, subject_id=subject, rule_id=rule.pk,
        state=WAIVER_REQUESTED, reason=form.reason, document_no=form.document_no, starts_on=starts,
        expires_on=form.expires_on,
    )  # fmt: skip
    ctx.stamp(made)
    made.save(force_insert=True)
    return made


def _title(engagement: Engagement, rule: RequirementRule) -> str:
    """An engagement of a person goes by the person's number: no name stands here, either."""
    return f"{engagement.title}:{rule.code} {rule.name_zh}"[:500]


def approve(ctx: Any, record: Waiver, form: Any) -> Waiver:
    """Grant it: it counts from its first day, but not before today. Raises DomainError for the one who asked, and where
    its last day has passed."""
    if record.expires_on < ctx.today:
        raise DomainError(errors.PAST)
    record.counts_from, record.counts_to = max(record.starts_on, ctx.today), record.expires_on
    return _decide(ctx, record, WAIVER_APPROVED, form.note)


def refuse(ctx: Any, record: Waiver, form: Any) -> Waiver:
    """Refuse it, with the reason."""
    return _decide(ctx, record, WAIVER_REFUSED, form.note)


def revoke(ctx: Any, record: Waiver, form: Any) -> Waiver:
    """Take it back from today on: on the days before it counted. An open request is withdrawn."""
    ctx.note(record.pk, "revoked_why", None, form.note)
    record.state, record.revoked_on = WAIVER_REVOKED, ctx.today
    if record.counts_from is not None:
        record.counts_to = ctx.today - DAY
        if record.counts_to < record.counts_from:
            record.counts_from = record.counts_to = None
    record.save(update_fields=["state", "revoked_on", "counts_from", "counts_to"])
    return record


def _decide(ctx: Any, record: Waiver, state: str, note: str) -> Waiver:
    if ctx.actor.user_id is None:
        raise DomainError(errors.NO_PERSON)
    if ctx.actor.user_id == record.created_by_id:
        raise DomainError(errors.OWN_REQUEST)
    record.state, record.decision_note = state, note
    record.decided_by_id, record.decided_at = ctx.actor.user_id, ctx.now
    record.save(
        update_fields=["state", "decision_note", "decided_by_id", "decided_at", "counts_from", "counts_to"]
    )
    return record
