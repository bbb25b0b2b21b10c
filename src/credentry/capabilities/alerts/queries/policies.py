"""Which policy speaks for a deadline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from credentry.capabilities.alerts import rules
from credentry.capabilities.alerts.models import AlertPolicy
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.foundation import clock


@dataclass(frozen=True)
class Ready:
    """An active policy with its type condition resolved: ``types`` is None when it speaks for every type."""

    policy: AlertPolicy
    types: frozenset[str] | None

    @property
    def precedence(self) -> tuple[int, str]:
        """Higher speaks first; equal ranks are settled by code so that every run agrees."""
        return (self.policy.rank, self.policy.code)

    def fits(self, kind: str, type_id: str, code: str) -> bool:
        """Whether it speaks of such a deadline, its record condition aside."""
        return (
            self.policy.kind == kind
            and rules.covers(self.policy.deadlines, code)
            and (self.types is None or plain_id(type_id) in self.types)
        )


def plain_id(value: str | UUID) -> str:
    """An id as 32 hexadecimal digits, however it was written."""
    return str(value).replace("-", "").lower()


def active() -> list[Ready]:
    """Every active policy, the one with the highest rank first."""
    rows = AlertPolicy.objects.filter(active=True, archived_at__isnull=True)
    return ranked(policy for policy in rows if kinds.find(policy.kind) is not None)


def ranked(policies: Iterable[AlertPolicy]) -> list[Ready]:
    """These policies with their type conditions resolved, the one with the highest rank first."""
    found = [Ready(policy, _types(policy)) for policy in policies]
    return sorted(found, key=lambda ready: ready.precedence, reverse=True)


def _types(policy: AlertPolicy) -> frozenset[str] | None:
    if not policy.types:
        return None
    type_kind = type_kind_of(policy.kind)
    if type_kind is None:
        return frozenset()
    wanted = condition_q(type_kind, policy.types)
    ids = kinds.get(type_kind).model_class._default_manager.filter(wanted).values_list("pk", flat=True)
    return frozenset(plain_id(one) for one in ids)


def type_kind_of(kind: str) -> str | None:
    """The kind that a kind's type field refers to (``credential`` → ``credential_type``)."""
    declared = kinds.get(kind)
    field = declared.field(declared.type_field) if declared.type_field else None
    return getattr(field.type, "kind", None) if field else None


def condition_q(kind: str, condition: Any) -> Any:
    """A stored condition as a Django Q over the kind's model, seen with the system's eyes."""
    from credentry.core.records import conditions  # heavy; only policies with conditions need it

    tree = conditions.parse_json(kinds.get(kind), condition)
    return conditions.to_q(kinds.get(kind), tree, conditions.Env(Actor.system(), clock.today()))


def matching(policy: AlertPolicy) -> Any:
    """Queryset of the record ids that meet the policy's record condition."""
    model = kinds.get(policy.kind).model_class
    return model._default_manager.filter(condition_q(policy.kind, policy.condition)).values("pk")


def winner(
    policies: Sequence[Ready], kind: str, type_id: str, code: str, record_id: UUID | None = None
) -> Ready | None:
    """The policy that speaks; those with a record condition count only when ``record_id`` is given and meets it."""
    for ready in policies:
        if not ready.fits(kind, type_id, code):
            continue
        if not ready.policy.condition:
            return ready
        if record_id is not None and matching(ready.policy).filter(pk=record_id).exists():
            return ready
    return None
