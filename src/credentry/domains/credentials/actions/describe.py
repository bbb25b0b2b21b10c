"""Amending what is said about credentials, changing their scope, handing them over, archiving."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from credentry.core.records.custom import cleaner
from credentry.core.records.forms import given
from credentry.domains.credentials import errors, standing
from credentry.domains.credentials.actions import links, paper, register, terms
from credentry.domains.credentials.actions.paper import Types
from credentry.domains.credentials.actions.register import REFERENCES
from credentry.domains.credentials.models import SCOPE_LINKS, Credential, CredentialProduct
from credentry.domains.subjects import queries as subjects
from credentry.domains.subjects.actions.references import References
from credentry.foundation.errors import FieldError, Invalid
from credentry.plumbing import bulk

_PAPER = ("credential_no", "number_confirmed", "issuer", "issued_on", "valid_from", "valid_to", "no_expiry_reason",
          "cost", "currency")  # fmt: skip
_PLAIN = ("title", "first_issued_on", "scope_text", "verification_code", "notes")
_KEYS = ("holder", "responsible", "deputy", "unit")


def amend_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Change the fields sent. Those of the paper are a correction of the current term, which keeps its old version."""
    forms = [form for _, form in pairs]
    references = References(REFERENCES, forms)
    clean = cleaner("credential", {record.type_id for record, _ in pairs})
    touched: set[str] = set()
    results: list[Any] = []
    sent = [given(form) for form in forms]
    for (record, form), values in zip(pairs, sent, strict=True):
        faults = references.faults(form) + _describe(record, values, clean, touched)
        faults += paper.date_faults(record.first_issued_on, record.issued_on, None, None)[:1]
        results.append(Invalid(faults) if faults else record)
    _correct(ctx, results, sent)
    done = [(one, values) for one, values in zip(results, sent, strict=True) if isinstance(one, Credential)]
    if touched and done:
        bulk.update(Credential, [one for one, _ in done], sorted(touched))
    links.replace([(one.pk, _links(values)) for one, values in done], ctx.now)
    depend(ctx, [one for one, values in done if values.keys() & NEEDED])
    return results


# What decides which dependencies a credential has.
NEEDED = {"holder", "issuer", "products", "excluded_products", "standards"}


def depend(ctx: Any, records: Sequence[Credential]) -> None:
    """The dependencies follow what is said about these credentials now."""
    if not records:
        return
    types = Types({one.type_id for one in records})
    if types.needs():
        register.depend(ctx, records, types)
        standing.refresh(records, ctx.now)


def _links(values: Mapping[str, Any]) -> dict[str, Any]:
    names = (*SCOPE_LINKS, *links.ITEMS)
    return {name: values[name] or () for name in names if name in values}


def _describe(
    record: Credential, values: Mapping[str, Any], clean: Any, touched: set[str]
) -> list[FieldError]:
    for name in _PLAIN:
        if name in values:
            value = values[name]
            setattr(record, name, "" if value is None and name != "first_issued_on" else value)
            touched.add(name)
    for name in _KEYS:
        if name in values and not (name == "unit" and values[name] is None):
            setattr(record, f"{name}_id", values[name])
            touched.add(name)
    if "standards" in values:
        record.standards = links.standards_text(values["standards"] or ())
        touched.add("standards")
    faults = [] if record.title else [FieldError("title", "field.required")]
    if "custom" in values:
        try:
            record.custom = clean(record.type_id, {**record.custom, **(values["custom"] or {})}, True)
            touched.add("custom")
        except Invalid as error:
            faults += error.errors
    return faults


def _correct(ctx: Any, results: list[Any], sent: Sequence[Mapping[str, Any]]) -> None:
    """Pass paper fields on as corrections of the current terms; errors take the row's place."""
    places: list[int] = []
    pairs: list[tuple[Credential, dict[str, Any]]] = []
    for at, (one, values) in enumerate(zip(results, sent, strict=True)):
        said = {name: values[name] for name in _PAPER if name in values}
        if isinstance(one, Credential) and said.keys() - {"number_confirmed"}:
            places.append(at)
            pairs.append((one, said))
    if pairs:
        for at, outcome in zip(places, terms.correct_many(ctx, pairs, {}), strict=True):
            results[at] = outcome


def set_scope(ctx: Any, record: Credential, form: Any) -> Credential:
    """Replace the parts of the scope that were sent."""
    faults = References(
        {name: kind for name, kind in REFERENCES.items() if name in type(form).model_fields}, [form]
    ).faults(form)
    if faults:
        raise Invalid(faults)
    sent = given(form)
    values = _links(sent)
    if values.get("excluded_products"):
        covered = values.get("products") or CredentialProduct.objects.filter(
            credential=record, clause=1
        ).values_list("product_id", flat=True)
        below = subjects.descendants(set(covered)) - set(covered)
        if not set(values["excluded_products"]) <= below:
            raise Invalid.one("excluded_products", errors.EXCLUSION)
    links.replace([(record.pk, values)], ctx.now)
    for name, value in values.items():
        if name not in ("markets", "products", "standards"):  # those are fields of the record itself
            ctx.note(record.pk, name, None, [str(one) for one in value])
    columns: dict[str, Any] = {}
    if "standards" in values:
        columns["standards"] = links.standards_text(values["standards"])
    if "scope_text" in sent:
        columns["scope_text"] = sent["scope_text"] or ""
    for name, value in columns.items():
        setattr(record, name, value)
    if columns:
        record.save(update_fields=list(columns))
    if values.keys() & NEEDED:
        depend(ctx, [record])
    return record


def hand_over_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Give credentials to other people or another unit; only what was sent changes."""
    names = {"responsible": "user", "deputy": "user", "unit": "unit"}
    references = References(names, [form for _, form in pairs])
    results: list[Any] = []
    touched: set[str] = set()
    for record, form in pairs:
        faults = references.faults(form)
        values: dict[str, UUID | None] = {} if faults else given(form)
        for name, value in values.items():
            if name != "unit" or value is not None:
                setattr(record, f"{name}_id", value)
                touched.add(name)
        if not faults and not values:
            faults = [FieldError("responsible", "field.required")]
        results.append(Invalid(faults) if faults else record)
    done = [one for one in results if isinstance(one, Credential)]
    if done and touched:
        bulk.update(Credential, done, sorted(touched))
    return results
