"""Checking references set by set: every id a batch of forms names must exist and be of the right kind."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.apps import apps

from credentry.domains.subjects import errors, vocabulary
from credentry.domains.subjects.models import Market, Subject
from credentry.foundation.errors import FieldError
from credentry.plumbing import lookup

# What a reference may point at; "subject" is any subject.
_MODELS = {"unit": "identity.Unit", "user": "identity.User"}


class References:
    """The rows a batch of forms refers to, fetched with one query per table.

    ``wanted``: form field → kind of record it names.
    """

    def __init__(self, wanted: Mapping[str, str], forms: Iterable[Any]) -> None:
        self._wanted = dict(wanted)
        ids: dict[str, set[UUID]] = {kind: set() for kind in wanted.values()}
        for form in forms:
            for name, kind in self._wanted.items():
                value = getattr(form, name, None)
                if isinstance(value, (list, tuple)):
                    ids[kind].update(value)
                elif value is not None:
                    ids[kind].add(value)
        self._simple = {
            kind: _existing(kind, found) for kind, found in ids.items() if kind in (*_MODELS, "market")
        }
        subjects = {one for kind, found in ids.items() if kind not in self._simple for one in found}
        rows = lookup.by_ids(Subject, "pk", subjects, ("pk", "subject_kind", "title")) if subjects else ()
        self.subjects: dict[UUID, tuple[str, str]] = {pk: (kind, title) for pk, kind, title in rows}

    def faults(self, form: Any) -> list[FieldError]:
        """What is wrong with the references of one form."""
        found: list[FieldError] = []
        for name, kind in self._wanted.items():
            value = getattr(form, name, None)
            if value is None:
                continue
            for one in value if isinstance(value, (list, tuple)) else (value,):
                fault = self._fault(name, kind, one)
                if fault is not None:
                    found.append(fault)
        return found

    def _fault(self, name: str, kind: str, value: UUID) -> FieldError | None:
        simple = self._simple.get(kind)
        if simple is not None:
            return None if value in simple else FieldError(name, "field.reference", {"value": str(value)})
        row = self.subjects.get(value)
        if row is None:
            return FieldError(name, "field.reference", {"value": str(value)})
        if kind not in ("subject", row[0]):
            return FieldError(name, errors.WRONG_KIND, {"expected": vocabulary.SUBJECT_KINDS[kind]})
        return None


def _existing(kind: str, ids: set[UUID]) -> set[UUID]:
    if not ids:
        return set()
    model: Any = Market if kind == "market" else apps.get_model(_MODELS[kind])
    return {one for (one,) in lookup.by_ids(model, "pk", ids, ("pk",))}


def default_unit(ctx: Any, kind: str) -> UUID | None:
    """The unit of a record whose form names none: the actor's own, else the one the actor may register in; for
    someone who may do so everywhere the root."""
    actor = ctx.actor
    if actor.unit_id is not None:
        return UUID(str(actor.unit_id))
    for grant in () if actor.is_system else actor.granting(kind, "register"):
        if grant.unit_id is not None:
            return UUID(str(grant.unit_id))
    units = apps.get_model("identity.Unit").objects.filter(parent__isnull=True)
    root: UUID | None = units.order_by("path").values_list("pk", flat=True).first()
    return root
