"""Asking for an exception to the gate, granting, refusing and taking it back: always two people."""

from datetime import timedelta
from typing import Any

from credentry.core.records import kinds
from credentry.core.records.queries import seen
from credentry.domains.credentials.vocabulary import ACTS
from credentry.domains.gate import errors
from credentry.domains.gate.models import GateOverride
from credentry.domains.gate.vocabulary import APPROVED, MAX_OVERRIDE_DAYS, REFUSED, REQUESTED, REVOKED
from credentry.domains.subjects import queries as subjects
from credentry.foundation.errors import DomainError, FieldError, Invalid
from credentry.foundation.ids import uuid7

NUMBER = "OVR-{year}-{seq:04}"


def request(ctx: Any, record: Any, form: Any) -> GateOverride:
    """Ask for an exception. It counts only when somebody else has approved it."""
    profile = subjects.profiles([form.subject]).get(form.subject)
    faults: list[FieldError] = []
    if profile is None or not seen(ctx.actor, kinds.get(profile.kind), {profile.id: profile.unit_id}):
        raise Invalid.one("subject", errors.UNSEEN)
    market = subjects.by_id([form.market]) if form.market else {}
    if form.market is not None and form.market not in market:
        faults.append(FieldError("market", "field.reference", {"value": str(form.market)}))
    starts = form.starts_on or ctx.today
    last = starts + timedelta(days=MAX_OVERRIDE_DAYS)
    if form.expires_on < ctx.today:
        faults.append(FieldError("expires_on", errors.PAST))
    elif form.expires_on < starts:
        faults.append(FieldError("expires_on", errors.START_ORDER))
    elif form.expires_on > last:
        faults.append(FieldError("expires_on", errors.TOO_LONG, {"limit": MAX_OVERRIDE_DAYS, "last": last}))
    if faults:
        raise Invalid(faults)
    where = f" {market[form.market]}" if form.market else ""
    made = GateOverride(
        id=uuid7(), number=ctx.numbers(NUMBER)[0], title=f"{profile.title}:{ACTS[form.act].zh}{where}"[:500],
        unit_id=profile.unit_id, responsible_id=ctx.actor.user_id, custom={}, subject_id=profile.id, act=form.act,
        market_id=form.market, state=REQUESTED, reason=form.reason, document_no=form.document_no, starts_on=starts,
        expires_on=form.expires_on,
    )  # fmt: skip
    ctx.stamp(made)
    made.save(force_insert=True)
    return made


def approve(ctx: Any, record: GateOverride, form: Any) -> GateOverride:
    """Grant it. Raises DomainError for the one who asked, and where its last day has passed."""
    if record.expires_on < ctx.today:
        raise DomainError(errors.PAST)
    return _decide(ctx, record, APPROVED, form.note)


def refuse(ctx: Any, record: GateOverride, form: Any) -> GateOverride:
    """Refuse it, with the reason."""
    return _decide(ctx, record, REFUSED, form.note)


def revoke(ctx: Any, record: GateOverride, form: Any) -> GateOverride:
    """Take it back from today on; what it let through before stays let through. An open request is withdrawn."""
    ctx.note(record.pk, "revoked_why", None, form.note)
    record.state = REVOKED
    record.revoked_on = ctx.today
    record.save(update_fields=["state", "revoked_on"])
    return record


def _decide(ctx: Any, record: GateOverride, state: str, note: str) -> GateOverride:
    if ctx.actor.user_id is None:
        raise DomainError(errors.NO_PERSON)
    if ctx.actor.user_id == record.created_by_id:
        raise DomainError(errors.OWN_REQUEST)
    record.state, record.decision_note = state, note
    record.decided_by_id, record.decided_at = ctx.actor.user_id, ctx.now
    record.save(update_fields=["state", "decision_note", "decided_by_id", "decided_at"])
    return record
