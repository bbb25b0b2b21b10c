"""Keeping the index: a projection in the writing transaction, and what follows when a lender changes its name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from credentry.capabilities.search.models import Entry
from credentry.capabilities.search.stores import Old, write
from credentry.capabilities.search.texts import texts
from credentry.core.records import kinds
from credentry.core.records.fields import Many
from credentry.core.records.kinds import RecordKind
from credentry.core.records.searching import is_link, searched_fields
from credentry.plumbing import queue

FOLLOW = "search.follow"
CHUNK = 2000


def is_indexed(kind: RecordKind) -> bool:
    """Whether records of the kind have entries: those that people write, with fields to search."""
    return not kind.derived and any(True for _ in searched_fields(kind))


def refresh(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """Bring the entries of these records up to date; equal ones are left alone."""
    if not is_indexed(kind):
        return
    wanted = {one.record_id: one for one in texts(kind, ids)}
    rows = Entry.objects.filter(kind=kind.name, record_id__in=ids)
    known = {row[1]: Old(*row) for row in rows.values_list("id", "record_id", "live", "unit_id", "text")}
    gone, fresh, renamed = [], [], []
    for pk, old in known.items():
        new = wanted.pop(pk, None)
        if new is not None and (new.live, new.unit_id, new.text) == (old.live, old.unit_id, old.text):
            continue
        gone.append(old)
        if new is not None:
            fresh.append(new)
            if new.text != old.text:
                renamed.append(pk)
    fresh.extend(wanted.values())
    write(kind.name, gone, fresh)
    if renamed and _borrowers(kind):
        queue.enqueue(FOLLOW, {"kind": kind.name, "ids": [str(one) for one in renamed]})


def refresh_new(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """The same for records just made: the index cannot hold them yet."""
    if is_indexed(kind):
        write(kind.name, [], texts(kind, ids))


def known_rows(kind_name: str) -> list[Old]:
    """Every row the index holds of a kind."""
    rows = Entry.objects.filter(kind=kind_name).order_by("id")
    return [Old(*row) for row in rows.values_list("id", "record_id", "live", "unit_id", "text")]


def follow(kind_name: str, ids: Sequence[UUID]) -> int:
    """Refresh the entries of records that are found by the words of these. Returns how many were looked at."""
    seen = 0
    for borrower, field_name in _borrowers(kinds.get(kind_name)):
        owners = _owners(borrower, field_name, ids)
        for start in range(0, len(owners), CHUNK):
            refresh(borrower, owners[start : start + CHUNK])
        seen += len(owners)
    return seen


def _borrowers(kind: RecordKind) -> list[tuple[RecordKind, str]]:
    """Kinds and their searched fields that refer to records of this kind (or to its table under another name)."""
    found = []
    for other in kinds.all_kinds():
        if is_indexed(other):
            for one in searched_fields(other):
                if is_link(one) and kinds.get(one.type.kind).model == kind.model:  # type: ignore[attr-defined]
                    found.append((other, one.name))
    return found


def _owners(borrower: RecordKind, field_name: str, ids: Sequence[UUID]) -> list[UUID]:
    field = borrower.field(field_name)
    assert field is not None
    if isinstance(field.type, Many):
        from django.apps import apps

        links = apps.get_model(field.type.through)._default_manager
        rows = links.filter(**{f"{field.type.target}__in": ids}).values_list(field.type.owner, flat=True)
        return list(rows.distinct())
    rows = borrower.model_class._default_manager.filter(**{f"{field.column}__in": ids})
    if borrower.rows is not None:
        rows = rows.filter(borrower.rows)
    return list(rows.values_list("pk", flat=True))


def rebuild(kind: RecordKind) -> int:
    """Write every entry of a kind anew where it differs, drop those without a record; each chunk is one transaction.

    Returns how many records were seen.
    """
    rows = kind.model_class._default_manager.order_by("pk")
    if kind.rows is not None:
        rows = rows.filter(kind.rows)
    _drop_orphans(kind, rows)
    seen, last = 0, None
    while True:
        after = rows if last is None else rows.filter(pk__gt=last)
        ids = list(after.values_list("pk", flat=True)[:CHUNK])
        if not ids:
            return seen
        with transaction.atomic():
            refresh(kind, ids)
        seen += len(ids)
        last = ids[-1]


def _drop_orphans(kind: RecordKind, rows: "QuerySet[Any]") -> None:
    entries = Entry.objects.filter(kind=kind.name).exclude(
        Exists(rows.order_by().filter(pk=OuterRef("record_id")))
    )
    with transaction.atomic():
        gone = [Old(*row) for row in entries.values_list("id", "record_id", "live", "unit_id", "text")]
        write(kind.name, gone, [])


__all__ = ["FOLLOW", "follow", "is_indexed", "rebuild", "refresh"]
