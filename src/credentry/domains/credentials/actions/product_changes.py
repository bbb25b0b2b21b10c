"""Changes of products that their certificates do not know of yet."""

from collections.abc import Sequence
from typing import Any

from credentry.domains.credentials import depending, standing
from credentry.domains.credentials.models import Credential, CredentialProduct, Dependency, ProductChange
from credentry.domains.subjects import queries as subjects
from credentry.domains.subjects.actions.references import References, default_unit
from credentry.domains.subjects.errors import NO_UNIT
from credentry.foundation.errors import FieldError, Invalid
from credentry.foundation.ids import uuid7
from credentry.plumbing import bulk

NUMBER = "PCH-{year}-{seq:04}"
REFERENCES = {"product": "product", "unit": "unit", "responsible": "user"}


def register_many(ctx: Any, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Record changes. Certificates that cover the product and need approval stop holding on that day."""
    forms = [form for _, form in pairs]
    references = References(REFERENCES, forms)
    unit = default_unit(ctx, "product_change")
    results: list[Any] = []
    for form in forms:
        faults = references.faults(form)
        chosen: Any = form.unit or unit
        if chosen is None:
            faults.append(FieldError("unit", NO_UNIT))
        record = ProductChange(
            id=uuid7(), product_id=form.product, changed_on=form.changed_on, description=form.description,
            unit_id=chosen, responsible_id=form.responsible,
        )  # fmt: skip
        ctx.stamp(record)
        if not faults:
            name = references.subjects[form.product][1]
            record.title = f"{name} {form.changed_on.isoformat()}"[:500]
        results.append(Invalid(faults) if faults else record)
    made = [one for one in results if isinstance(one, ProductChange)]
    for record, number in zip(made, ctx.numbers(NUMBER, len(made)) if made else (), strict=True):
        record.number = number
    bulk.insert(ProductChange, made)
    line = {one.product_id for one in made}
    if line:
        line = subjects.ancestors(line) | subjects.descendants(line)
        covering = CredentialProduct.objects.filter(product__in=line).values("credential")
        concerned = Credential.objects.filter(pk__in=covering)
        if concerned.exists():
            standing.recompute(depending.make_for(concerned, "product_change", ctx.now), ctx.now, follow=True)
    return results


def withdraw(ctx: Any, record: ProductChange, form: Any) -> ProductChange:
    """The change was not made: certificates hold as if it had never been recorded."""
    rows = Dependency.objects.filter(change=record, known_to__isnull=True)
    concerned = list(rows.values_list("credential_id", flat=True).distinct())
    for approved in rows.filter(auto=False).values_list("credential_id", flat=True):
        ctx.also("credential", approved, [("product_change", record.number, None)])
    rows.update(known_to=ctx.now)
    record.archived_at = ctx.now
    ProductChange.objects.filter(pk=record.pk).update(archived_at=ctx.now)
    ctx.note(record.pk, "reason", None, form.reason)
    standing.recompute(concerned, ctx.now, follow=True)
    return record
