"""Standards and regulations by edition: registering, amending, withdrawing; what is based on them follows at once."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from credentry.core.records.forms import given
from credentry.domains.credentials import depending, errors, spreading, standing
from credentry.domains.credentials.models import Credential, ScopeItem, Standard
from credentry.foundation.errors import FieldError, Invalid
from credentry.foundation.ids import uuid7
from credentry.foundation.text import normalise_number
from credentry.plumbing import bulk

_TEXTS = ("name_zh", "name_en", "family", "edition", "jurisdiction", "notes")
_DAYS = ("published_on", "effective_on", "withdrawn_on", "transition_to")
_COLUMNS = (*_TEXTS, *_DAYS, "superseded_by")
_ENDING = {"withdrawn_on", "transition_to"}


def register_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Register editions; a code exists once. Credentials that name the code are based on it from now on."""
    forms = [form for _, form in pairs]
    norms = [normalise_number(form.code)[:120] for form in forms]
    taken = set(Standard.objects.filter(code_norm__in=norms).values_list("code_norm", flat=True))
    known = _known({form.superseded_by for form in forms})
    results: list[Any] = []
    for form, norm in zip(forms, norms, strict=True):
        record = Standard(id=uuid7(), code=form.code, code_norm=norm)
        faults = _put(record, {name: getattr(form, name) for name in _COLUMNS}, known)
        if norm in taken or not norm:
            faults.append(FieldError("code", errors.STANDARD_TAKEN, {"value": form.code}))
        taken.add(norm)
        if not faults:
            ctx.stamp(record)
        results.append(Invalid(faults) if faults else record)
    made = [one for one in results if isinstance(one, Standard)]
    bulk.insert(Standard, made)
    items = ScopeItem.objects.filter(
        item="standard", known_to__isnull=True, code_norm__in=[one.code_norm for one in made]
    )
    if made and items.exists():
        based = Credential.objects.filter(pk__in=items.values("credential"))
        _recompute(ctx, depending.make_for(based, "standard", ctx.now))
    return results


def amend_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Change what is said about editions; where its days change, credentials follow."""
    sent = [given(form) for _, form in pairs]
    known = _known({values.get("superseded_by") for values in sent})
    results: list[Any] = []
    ended: list[UUID] = []
    for (record, _), values in zip(pairs, sent, strict=True):
        days = (record.withdrawn_on, record.transition_to)
        faults = _put(record, values, known)
        results.append(Invalid(faults) if faults else record)
        if not faults and days != (record.withdrawn_on, record.transition_to):
            ended.append(record.pk)
    done = [one for one in results if isinstance(one, Standard)]
    if done:
        bulk.update(Standard, done, _COLUMNS)
    _end(ctx, ended)
    return results


def withdraw(ctx: Any, record: Standard, form: Any) -> Standard:
    """The edition goes out of force; credentials based on it hold until the transition ends."""
    values = {name: getattr(form, name) for name in ("withdrawn_on", "transition_to", "superseded_by")}
    if values["superseded_by"] is None:
        values.pop("superseded_by")
    faults = _put(record, values, _known({form.superseded_by}))
    if faults:
        raise Invalid(faults)
    return _ended(ctx, record, form.reason)


def reinstate(ctx: Any, record: Standard, form: Any) -> Standard:
    """The withdrawal is taken back: credentials based on the edition hold again."""
    record.withdrawn_on = record.transition_to = None
    return _ended(ctx, record, form.reason)


def _ended(ctx: Any, record: Standard, reason: str) -> Standard:
    bulk.update(Standard, [record], ("withdrawn_on", "transition_to", "superseded_by"))
    ctx.note(record.pk, "reason", None, reason)
    ctx.emit("standard.days_changed", id=str(record.pk))
    _end(ctx, [record.pk])
    return record


def _end(ctx: Any, standards: Sequence[UUID]) -> None:
    if standards:
        _recompute(ctx, spreading.learn_from_standards(standards))


def _recompute(ctx: Any, credentials: Any) -> None:
    standing.recompute(credentials, ctx.now, follow=True)


def _known(ids: Collection[UUID | None]) -> set[UUID]:
    return set(Standard.objects.filter(pk__in=[one for one in ids if one]).values_list("pk", flat=True))


def _put(record: Standard, values: dict[str, Any], known: set[UUID]) -> list[FieldError]:
    faults: list[FieldError] = []
    for name in _TEXTS:
        if name in values:
            setattr(record, name, values[name] or "")
    for name in _DAYS:
        if name in values:
            setattr(record, name, values[name])
    if "superseded_by" in values:
        other = values["superseded_by"]
        if other is not None and (other not in known or other == record.pk):
            faults.append(FieldError("superseded_by", "field.reference", {"value": str(other)}))
        else:
            record.superseded_by_id = other
    if not record.name_zh:
        faults.append(FieldError("name_zh", "field.required"))
    last = record.transition_to
    if last is not None and record.withdrawn_on is not None and last < record.withdrawn_on - standing.DAY:
        faults.append(FieldError("transition_to", errors.TRANSITION_ORDER))
    return faults
