"""What a step shows of the record and of what was filled in: hidden things are not sent, others say whether they may be
changed here."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from credentry.capabilities.approvals.content import subject_of
from credentry.capabilities.approvals.models import Case, Task
from credentry.capabilities.approvals.node_settings import NodeSettings, read
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.fields import Json, Many
from credentry.core.records.kinds import RecordKind
from credentry.core.records.queries import rows_of
from credentry.core.records.scope import field_access, mask, visible

#: The action a step changes fields with.
AMEND = "amend"
DATA = "data."


def fault(subject_kind: str, name: str, word: str) -> str:
    """What is wrong with saying ``word`` about a field; empty when nothing is."""
    if name.startswith(DATA):
        return ""
    kind = kinds.find(subject_kind) if subject_kind else None
    if kind is None or kind.field(name) is None:
        return f"fields.{name}"
    return f"fields.{name}: {word}" if word == "edit" and name not in editable(kind) else ""


def editable(kind: RecordKind) -> frozenset[str]:
    """The fields of a kind that its action to amend changes."""
    action = kind.action(AMEND)
    return frozenset(action.form.model_fields) if action is not None else frozenset()


def variables(data: Mapping[str, Any], settings: NodeSettings) -> dict[str, Any]:
    """What was filled in, without what the step hides."""
    return {name: value for name, value in data.items() if settings.fields.get(DATA + name) != "hide"}


def variables_of_case(actor: Actor, case: Case, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The same for the page of the case: whoever knows it from their steps only sees what one of these shows."""
    data: dict[str, Any] = case.data
    if (
        actor.user_id == case.initiator_id
        or actor.may("case", "oversee")
        or actor.user_id == case.responsible_id
    ):
        return data
    mine = Task.objects.filter(case=case).exclude(holders__user=None, doers__user=None, copied__user=None)
    tasks = mine.values_list("node", "holders__user", "doers__user", "copied__user")
    nodes = {node for node, *people in tasks if actor.user_id in people}
    if not nodes:
        return data
    closed = [{name for name, word in read(raw.get(node)).fields.items() if word == "hide"} for node in nodes]
    hidden = set.intersection(*closed)
    return {name: value for name, value in data.items() if DATA + name not in hidden}


def subject_fields(actor: Actor, case: Case, settings: NodeSettings) -> list[dict[str, Any]]:
    """The fields of the record as the step shows them, in the order of the kind; empty where it is about none.

    A field the step names is shown to who has the task, sensitive ones masked; the columns of the list besides to who may
    see the record anyway. Hidden ones are left out.
    """
    record = subject_of(case)
    if record is None:
        return []
    kind = kinds.get(case.subject_kind)
    access = field_access(actor, kind)
    seen = visible(actor, kind).filter(pk=record.pk).exists()
    changed = editable(kind)
    wanted = []
    for one in kind.fields:
        word = settings.fields.get(one.name)
        if isinstance(one.type, Json) or word == "hide":
            continue
        if word is not None or (seen and one.listed and access.get(one.name) != "hide"):
            wanted.append((one, word or "read"))
    values = _values(kind, record.pk, [one.name for one, _ in wanted])
    return [
        {
            "name": one.name, "label": one.label.as_dict(), "type": one.type.name,
            "mode": "edit" if word == "edit" and one.name in changed else "read",
            "ref": getattr(one.type, "kind", ""), "many": isinstance(one.type, Many),
            "options": [{"value": value, "label": label.as_dict()} for value, label in getattr(one.type, "options", ())],
            "value": mask(values[one.name]) if _masked(one, access) else values[one.name],
        }
        for one, word in wanted
    ]  # fmt: skip


def _masked(field: Any, access: Mapping[str, str]) -> bool:
    return access.get(field.name) == "mask" or (field.sensitive and access.get(field.name) is not None)


def _values(kind: RecordKind, pk: UUID, names: list[str]) -> dict[str, Any]:
    found = rows_of(Actor.system("process"), kind, [pk], names)
    return found[0] if found else dict.fromkeys(names)
