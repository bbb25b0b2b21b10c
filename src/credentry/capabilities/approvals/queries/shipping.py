"""Processes as packs speak of them: forms with chains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from credentry.capabilities.approvals.bpmn import building, reading
from credentry.capabilities.approvals.bpmn.chain import Chain, from_model
from credentry.capabilities.approvals.models import Process


@dataclass(frozen=True, slots=True)
class Shipped:
    """A process as the form that would make it; ``chain`` is None where people drew more than a chain."""

    id: UUID
    archived: bool
    form: dict[str, Any]


def chain_form(code: str, name: str, start: Mapping[str, Any], items: Sequence[Any]) -> dict[str, Any]:
    """The chain in the shape ``present`` reads it back."""
    given = Chain.model_validate({"id": code, "name": name, "start": dict(start), "items": list(items)})
    return given.model_dump(mode="json")


def present(codes: Sequence[str]) -> dict[str, Shipped]:
    """Code → the process as it is."""
    return {one.code: Shipped(one.pk, one.archived_at is not None, _form(one)) for one in _rows(codes)}


def _rows(codes: Sequence[str]) -> list[Process]:
    return list(Process.objects.filter(code__in=codes))


def _form(one: Process) -> dict[str, Any]:
    model, _ = building.build(reading.parse(one.xml))
    chain = from_model(model, one.settings)
    return {
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "category": one.category,
        "subject_kind": one.subject_kind,
        "description": one.description,
        "chain": chain.model_dump(mode="json") if chain is not None else {},
        "publish": one.published > 0,
    }
