"""What this room does when records change: note them for the sweep, silence what is settled."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credentry.capabilities.alerts.actions import closing
from credentry.capabilities.alerts.models import Alert, Pending
from credentry.capabilities.alerts.vocabulary import LIVE
from credentry.core.records import projections
from credentry.core.records.kinds import RecordKind
from credentry.plumbing import bulk, sql

CHUNK = 5000


def follow(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """In the transaction that changed the records: close alerts of settled deadlines, mark the rest to look at."""
    if kind.deadlines is None:
        return
    live = Alert.objects.filter(record_kind=kind.name, state__in=LIVE)
    touched = [
        one
        for start in range(0, len(ids), CHUNK)
        for one in live.filter(record_id__in=ids[start : start + CHUNK]).values_list("record_id", flat=True)
    ]
    for start in range(0, len(touched), CHUNK):
        some = touched[start : start + CHUNK]
        marks = ", ".join(["%s"] * len(some))
        closing.close_settled(
            f"a.record_kind = %s AND a.record_id IN ({marks})", (kind.name, *map(sql.uuid_value, some))
        )
    bulk.insert(Pending, [Pending(kind=kind.name, record_id=one) for one in ids])


def follow_many(kind: RecordKind, rows: "QuerySet[Any]") -> None:
    """The same for a query of records."""
    if kind.deadlines is None:
        return
    text, params = rows.order_by().values("id").query.sql_with_params()
    closing.close_settled(f"a.record_kind = %s AND a.record_id IN ({text})", (kind.name, *params))
    sql.run(
        f"INSERT INTO {Pending._meta.db_table} (kind, record_id) SELECT %s, found.id FROM ({text}) found",
        (kind.name, *params),
    )


projections.register("alerts", follow, order=60, follows=True, many=follow_many)
