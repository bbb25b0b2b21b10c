"""Projection of deadlines: what each kind derives is kept as rows that alerts and calendars read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from credentry.core.records.kinds import DeadlineRow, RecordKind
from credentry.core.records.models import Deadline
from credentry.plumbing import bulk

_COMPARED = (
    "opens_on", "due_on", "latest_safe_start", "closed_on", "closed_by",
    "number", "title", "type_id", "unit_id", "responsible_id", "deputy_id",
)  # fmt: skip


def refresh_deadlines(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """Write what ``kind.deadlines`` derives for these records; rows that stay equal are left alone.

    A row that is no longer derived is removed when nothing was due under it, so that no alert is owed for it.
    """
    if kind.deadlines is None:
        return
    owners = _owners(kind, ids)
    wanted = {}
    for row in kind.deadlines(ids):
        if row.record_id in owners:
            wanted[(row.record_id, row.code, row.cycle)] = _model(kind, row, owners[row.record_id])
    known = {
        (one.record_id, one.code, one.cycle): one
        for one in Deadline.objects.filter(kind=kind.name, record_id__in=ids)
    }
    gone = [one.pk for key, one in known.items() if key not in wanted]
    if gone:
        Deadline.objects.filter(pk__in=gone).delete()
    changed = []
    for key, fresh in wanted.items():
        old = known.get(key)
        if old is not None and any(getattr(old, name) != getattr(fresh, name) for name in _COMPARED):
            fresh.pk = old.pk
            changed.append(fresh)
    Deadline.objects.bulk_update(changed, _COMPARED, batch_size=500)
    bulk.insert(Deadline, [fresh for key, fresh in wanted.items() if key not in known])


def _owners(kind: RecordKind, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    columns = {one.attname for one in kind.model_class._meta.concrete_fields}
    names = [name for name in ("number", "unit_id", "responsible_id", "deputy_id") if name in columns]
    type_column = f"{kind.type_field}_id" if kind.type_field else ""
    paths = ["pk", kind.title, *names, *([type_column] if type_column else [])]
    found = {}
    rows = kind.model_class._default_manager.filter(pk__in=ids, archived_at__isnull=True)
    for pk, title, *rest in rows.values_list(*paths):
        owner = dict(zip([*names, "type_id"] if type_column else names, rest, strict=True))
        owner["title"] = title
        found[pk] = owner
    return found


def _model(kind: RecordKind, row: DeadlineRow, owner: dict[str, Any]) -> Deadline:
    return Deadline(
        kind=kind.name,
        record_id=row.record_id,
        code=row.code,
        cycle=row.cycle,
        opens_on=row.opens_on,
        due_on=row.due_on,
        latest_safe_start=row.latest_safe_start,
        closed_on=row.closed_on,
        closed_by=row.closed_by,
        number=owner.get("number") or "",
        title=owner["title"],
        type_id=str(owner.get("type_id") or ""),
        unit_id=owner.get("unit_id"),
        responsible_id=owner.get("responsible_id"),
        deputy_id=owner.get("deputy_id"),
    )
