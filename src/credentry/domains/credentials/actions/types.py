"""Types of credentials: registering, amending (each change publishes a version), archiving."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from credentry.capabilities.insight.actions import recount
from credentry.core.records.forms import given
from credentry.domains.credentials import depending, errors, past, standing
from credentry.domains.credentials.models import Credential, CredentialType, TypeVersion
from credentry.domains.credentials.rules import numbers
from credentry.foundation.errors import FieldError, Invalid
from credentry.foundation.ids import uuid7
from credentry.plumbing import bulk

CHUNK = 5000
_COLUMNS = (
    "code", "name_zh", "name_en", "category", "document", "subject_kind", "jurisdiction", "obligation", "pack",
    "validity_rule", "unique_number", "warn_days", "notes", "usual_cost", "usual_currency",
)  # fmt: skip


def register_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Register types; a code exists once."""
    taken = set(
        CredentialType.objects.filter(code__in=[form.code for _, form in pairs]).values_list(
            "code", flat=True
        )
    )
    results: list[Any] = []
    for _, form in pairs:
        definition = _definition({}, given(form))
        faults = _faults(definition)
        if form.code in taken:
            faults.append(FieldError("code", errors.TYPE_CODE_TAKEN, {"value": form.code}))
        taken.add(form.code)
        if faults:
            results.append(Invalid(faults))
            continue
        record = CredentialType(id=uuid7(), definition=definition, published=1)
        for name in _COLUMNS:
            setattr(record, name, getattr(form, name))
        ctx.stamp(record)
        results.append(record)
    made = [one for one in results if isinstance(one, CredentialType)]
    bulk.insert(CredentialType, made)
    bulk.insert(TypeVersion, [_version(ctx, one) for one in made])
    return results


def amend_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Change types. A changed definition is published as a new version; records keep the number of theirs."""
    results: list[Any] = []
    versions: list[TypeVersion] = []
    copied: list[CredentialType] = []
    decided: list[CredentialType] = []
    for record, form in pairs:
        sent = given(form)
        definition = _definition(record.definition, sent)
        faults = _faults(definition)
        if faults:
            results.append(Invalid(faults))
            continue
        if sent.keys() & {"category", "warn_days"}:
            copied.append(record)
        for name in _COLUMNS:
            if name in sent and name != "code":
                default = _default(name)
                setattr(record, name, default if sent[name] is None else sent[name])
        if any(definition.get(name) != record.definition.get(name) for name in _DECIDING):
            decided.append(record)
        if definition != record.definition:
            record.definition = definition
            record.published += 1
            versions.append(_version(ctx, record))
        results.append(record)
    done = [one for one in results if isinstance(one, CredentialType)]
    if done:
        CredentialType.objects.bulk_update(
            done, [*(name for name in _COLUMNS if name != "code"), "definition", "published"], batch_size=100
        )
    bulk.insert(TypeVersion, versions)
    for one in copied:
        _copy_down(one, ctx.now)
    for one in decided:
        _depend(ctx, one)
    return results


# Parts of a definition that the standing of credentials follows.
_DECIDING = ("depends", "pending", "renewal")


def _depend(ctx: Any, kind: CredentialType) -> None:
    """The credentials of a type follow what it asks for and permits now."""
    mine = Credential.objects.filter(type=kind)
    rules = {kind.pk: depending.rules_of(kind.definition)}
    depending.settle(mine, rules[kind.pk], ctx.now)
    ids = list(mine.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        depending.make([(pk, kind.pk) for pk in ids[start : start + CHUNK]], rules, ctx.now, ctx.today)
    standing.recompute(mine, ctx.now, follow=True)


def _default(name: str) -> Any:
    column: Any = CredentialType._meta.get_field(name)
    return column.get_default()


def _copy_down(kind: CredentialType, at: datetime) -> None:
    """What credentials copy from their type follows it: category and warning time."""
    mine = Credential.objects.filter(type=kind)
    past.keep(mine, at)
    standing.recompute(mine, at)
    mine.exclude(category=kind.category).update(category=kind.category)
    recount("credential")


def _version(ctx: Any, record: CredentialType) -> TypeVersion:
    return TypeVersion(
        type_id=record.pk, n=record.published, published_at=ctx.now, definition=record.definition
    )


def _definition(old: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """The full definition: the given one over the old, the form's shorthand fields over both."""
    definition = {**old, **(sent.get("definition") or {})}
    validity = dict(definition.get("validity") or {})
    if sent.get("validity_rule"):
        validity["rule"] = sent["validity_rule"]
    validity.setdefault("rule", "as_stated")
    if sent.get("validity_months"):
        years, months = divmod(sent["validity_months"], 12)
        validity.update({"years": years, "months": months})
    definition["validity"] = validity
    renewal = dict(definition.get("renewal") or {})
    for name, key in (
        ("renewal_opens_days", "open_before_expiry"),
        ("renewal_files_by_days", "latest_before_expiry"),
    ):
        if sent.get(name) is not None:
            renewal[key] = {"n": sent[name], "unit": "day"}
    definition["renewal"] = renewal
    number = dict(definition.get("number") or {})
    for name in ("pattern", "example", "strict"):
        if sent.get(f"number_{name}"):
            number[name] = sent[f"number_{name}"]
    if number:
        definition["number"] = number
    return definition


def _faults(definition: Mapping[str, Any]) -> list[FieldError]:
    number = definition.get("number") or {}
    pattern = number.get("pattern")
    if not pattern:
        return []
    try:
        re.compile(pattern)
    except re.error:
        return [FieldError("number_pattern", errors.TYPE_PATTERN)]
    if number.get("example") and numbers.examine(number, str(number["example"])).check not in ("ok", ""):
        return [FieldError("number_example", errors.TYPE_EXAMPLE)]
    return []
