"""Periodic duties: scheduling one, recording that a round is done; a done round sets the next."""

from typing import Any
from uuid import UUID

from credentry.capabilities.evidence.actions import attach_action
from credentry.capabilities.evidence.actions.forms import AttachForm
from credentry.domains.credentials import errors
from credentry.domains.credentials.actions import late
from credentry.domains.credentials.actions.register import duty_of
from credentry.domains.credentials.models import Credential, Duty
from credentry.domains.credentials.rules import windows
from credentry.domains.credentials.standing import refresh
from credentry.domains.credentials.vocabulary import START_DUTY
from credentry.foundation.errors import DomainError, Invalid
from credentry.foundation.ids import uuid7

EXTENDED = "extended"
_ATTACH = attach_action("credential", certificates=True)


def record(ctx: Any, credential: Credential, form: Any) -> Credential:
    """Close the open round of a duty; the next one follows from its cycle or the day given."""
    done = form.done_on or ctx.today
    if done > ctx.today:
        raise Invalid.one("done_on", errors.DUTY_FUTURE)
    if form.next_due is not None and form.next_due <= done:
        raise Invalid.one("next_due", errors.DUTY_ORDER)
    if late.unexplained(ctx, credential, done, form.result):
        raise Invalid.one("result", errors.LATE_REASON)
    code = _code(credential, form.code)
    open_rounds = Duty.objects.filter(
        credential=credential, code=code, done_on__isnull=True, closed_on__isnull=True
    )
    duty = open_rounds.order_by("due_on").first()
    rule = next((one for one in credential.type.definition.get("duties") or () if one["code"] == code), None)
    if duty is None and rule is None:
        raise DomainError(errors.DUTY_UNKNOWN, field="code", code=code)
    if duty is None:
        assert rule is not None
        duty = Duty(**duty_of(credential.pk, rule, done, ctx.now)._asdict())
    if duty.code == START_DUTY and done > duty.due_on:
        raise DomainError(errors.START_LATE, field="done_on", due=duty.due_on)
    duty.done_on, duty.result, duty.document_no = done, form.result, form.document_no
    duty.recorded_at = ctx.now
    if form.blob_id is not None:
        duty.evidence = _proof(ctx, credential, form)
    duty.save()
    due = form.next_due or (windows.next_due(rule, done) if rule else None)
    if due is not None and not open_rounds.exists():
        Duty.objects.create(
            id=uuid7(), credential=credential, code=duty.code, name_zh=duty.name_zh, name_en=duty.name_en,
            due_on=due, grace_days=duty.grace_days, known_from=ctx.now,
        )  # fmt: skip
    ctx.note(credential.pk, f"duty.{duty.code}", duty.due_on, f"done {done.isoformat()}")
    refresh([credential], ctx.now)
    return credential


def _code(credential: Credential, given: str) -> str:
    """The code of a duty; also where the duty's own id is given, as a process has it that its deadline started."""
    try:
        key = UUID(given)
    except ValueError:
        return given
    return Duty.objects.filter(pk=key, credential=credential).values_list("code", flat=True).first() or given


def _proof(ctx: Any, credential: Credential, form: Any) -> UUID:
    """Keep the file with the credential; the id of its document."""
    _ATTACH.run(ctx, credential, AttachForm(blob_id=form.blob_id, purpose="other", title=""))
    made = [one.record for one in ctx.companions.values() if one.made]
    found: UUID = made[-1].pk
    return found


def extend_start(ctx: Any, credential: Credential, form: Any) -> Credential:
    """Move the day by which it must begin: as often and as far as the type's rule allows.

    The round that was extended stays, closed; the new one decides.
    """
    rounds = Duty.objects.filter(credential=credential, code=START_DUTY)
    old = rounds.filter(done_on__isnull=True, closed_on__isnull=True).first()
    if old is None or old.due_on < ctx.today:
        raise DomainError(errors.NO_START)
    rule = (credential.type.definition.get("validity") or {}).get("extensions") or {}
    often = rounds.filter(result=EXTENDED).count()
    if rule.get("max") is not None and often >= int(rule["max"]):
        raise DomainError(errors.EXTENDED_OFTEN, n=often)
    furthest = windows.after(old.due_on, rule["each"]) if rule.get("each") else None
    until = form.until or furthest
    if until is None or until <= old.due_on:
        raise Invalid.one("until", errors.DUTY_ORDER)
    if furthest is not None and until > furthest:
        raise Invalid.one("until", errors.EXTENDED_FAR, until=furthest)
    old.closed_on, old.result, old.document_no, old.recorded_at = (
        ctx.today,
        EXTENDED,
        form.document_no,
        ctx.now,
    )
    old.save()
    Duty.objects.create(
        id=uuid7(), credential=credential, code=START_DUTY, name_zh=old.name_zh, name_en=old.name_en, due_on=until,
        grace_days=old.grace_days, known_from=ctx.now,
    )  # fmt: skip
    ctx.note(credential.pk, f"duty.{START_DUTY}", old.due_on, until)
    ctx.note(credential.pk, "reason", None, form.reason)
    refresh([credential], ctx.now)
    return credential


def schedule(ctx: Any, credential: Credential, form: Any) -> Credential:
    """Add a duty, or move the open round of one to another day: the round as it was is closed and stays known."""
    duty = Duty.objects.filter(
        credential=credential, code=form.code, done_on__isnull=True, closed_on__isnull=True
    ).first()
    old = duty.due_on if duty is not None else None
    if duty is not None and (duty.known_from is None or duty.known_from < ctx.now):
        duty.closed_on, duty.recorded_at = ctx.today, ctx.now
        duty.save(update_fields=["closed_on", "recorded_at"])
        duty = None
    duty = duty or Duty(id=uuid7(), credential=credential, code=form.code, known_from=ctx.now)
    duty.name_zh, duty.name_en = form.name_zh, form.name_en
    duty.due_on, duty.grace_days = form.due_on, form.grace_days
    duty.save()
    ctx.note(credential.pk, f"duty.{duty.code}", old, form.due_on)
    refresh([credential], ctx.now)
    return credential
