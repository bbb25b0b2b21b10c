"""Dependencies by hand: what a credential needs, what it needs no more, and the approval of a product change."""

from datetime import date
from typing import Any

from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.domains.credentials import circles, errors, spreading, standing
from credentry.domains.credentials.models import Credential, Dependency, ProductChange, Standard
from credentry.domains.credentials.rules.standing import DAY, Period
from credentry.domains.credentials.vocabulary import DEPENDENCIES, ON_CREDENTIALS, RELATIONS
from credentry.domains.subjects.actions.references import References
from credentry.domains.subjects.vocabulary import SUBJECT_KINDS
from credentry.foundation.errors import DomainError, Invalid
from credentry.foundation.ids import uuid7


def depend_on(ctx: Any, credential: Credential, form: Any) -> Credential:
    """The credential holds only while something else does."""
    if form.code not in (*ON_CREDENTIALS, *RELATIONS, "standard"):
        raise Invalid.one("code", "field.choice", value=form.code)
    row = Dependency(
        id=uuid7(), credential=credential, code=form.code, binding=not form.warns_only, note=form.note,
        known_from=ctx.now,
    )  # fmt: skip
    if form.code in ON_CREDENTIALS:
        named = _on_credential(ctx, row, form)
    elif form.code == "standard":
        named = _on_standard(row, form)
    else:
        named = _on_organisation(row, form)
    row.save(force_insert=True)
    mine = Dependency.objects.filter(pk=row.pk)
    if form.code in ON_CREDENTIALS:
        spreading.learn_from_credentials(mine)
    elif form.code in RELATIONS:
        spreading.learn_from_people(mine)
    ctx.note(credential.pk, f"depends_on.{form.code}", None, named)
    standing.refresh([credential], ctx.now)
    return credential


def _known(row: Dependency, **reference: Any) -> None:
    """Refuse what the credential depends on already."""
    if Dependency.objects.filter(
        credential=row.credential_id, code=row.code, known_to__isnull=True, **reference
    ).exists():
        raise DomainError(errors.DEPENDS_ALREADY)


def _on_credential(ctx: Any, row: Dependency, form: Any) -> str:
    if form.parent is None:
        raise Invalid.one("parent", "field.required")
    parent = visible(ctx.actor, kinds.get("credential")).filter(pk=form.parent).first()
    if parent is None:
        raise Invalid.one("parent", "field.reference", value=str(form.parent))
    _known(row, parent=parent.pk)
    circles.hold({parent.pk})
    if circles.closes(row.credential_id, parent.pk):
        raise Invalid.one("parent", errors.DEPENDS_CIRCLE)
    row.parent_id = parent.pk
    return str(parent.number)


def _on_standard(row: Dependency, form: Any) -> str:
    if form.standard is None:
        raise Invalid.one("standard", "field.required")
    standard = Standard.objects.select_for_update().filter(pk=form.standard, archived_at__isnull=True).first()
    if standard is None:
        raise Invalid.one("standard", "field.reference", value=str(form.standard))
    _known(row, standard=standard.pk)
    row.standard_id, row.holds_to = standard.pk, last_day(standard)
    return standard.code


def last_day(standard: Standard) -> date | None:
    """Last day on which credentials based on a standard hold (see ``spreading.standard_ends``)."""
    if standard.transition_to is not None:
        return standard.transition_to
    return standard.withdrawn_on - DAY if standard.withdrawn_on is not None else None


def _on_organisation(row: Dependency, form: Any) -> str:
    if form.organisation is None:
        raise Invalid.one("organisation", "field.required")
    holder = row.credential.holder
    if holder is None or holder.subject_kind != "person":
        raise DomainError(errors.DEPENDS_PERSON, expected=SUBJECT_KINDS["person"])
    references = References({"organisation": "organisation"}, [form])
    faults = references.faults(form)
    if faults:
        raise Invalid(faults)
    _known(row, organisation=form.organisation)
    row.person_id, row.organisation_id = holder.pk, form.organisation
    return references.subjects[form.organisation][1]


def release_dependency(ctx: Any, credential: Credential, form: Any) -> Credential:
    """Close a dependency: from now on the standing does not follow it, and as believed before it did."""
    row = Dependency.objects.filter(pk=form.dependency, credential=credential, known_to__isnull=True).first()
    if row is None:
        raise Invalid.one("dependency", "field.reference", value=str(form.dependency))
    row.known_to = ctx.now
    row.save(update_fields=["known_to"])
    ctx.note(credential.pk, f"depends_on.{row.code}", DEPENDENCIES[row.code].zh, None)
    ctx.note(credential.pk, "reason", None, form.reason)
    standing.refresh([credential], ctx.now)
    return credential


def approve_change(ctx: Any, credential: Credential, form: Any) -> Credential:
    """The issuer approved changes of the product: the credential holds again from that day on."""
    rows = Dependency.objects.filter(
        credential=credential, code="product_change", known_to__isnull=True, resolved_on__isnull=True
    ).select_related("change")
    if form.change is not None:
        rows = rows.filter(change=form.change)
    found = list(rows)
    if not found:
        raise DomainError(errors.NO_OPEN_CHANGE)
    approved = form.approved_on or ctx.today
    for row in found:
        change = row.change
        assert isinstance(change, ProductChange)
        before = [Period(None, change.changed_on - DAY), Period(approved, None)]
        row.holds_from, row.holds_to, row.periods = spreading.columns_of(before)
        row.resolved_on, row.auto, row.note = approved, False, form.document_no or row.note
        row.save()
        ctx.note(credential.pk, "product_change_approved", None, f"{change.number} {approved.isoformat()}")
    if form.document_no:
        ctx.note(credential.pk, "document_no", None, form.document_no)
    standing.refresh([credential], ctx.now)
    return credential
