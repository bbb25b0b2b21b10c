"""What this room does when records change: note them for the sweep, silence what is settled."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credentry.capabilities.alerts.actions import closing, soon
from credentry.capabilities.alerts.actions.forgetting import forget
from credentry.capabilities.alerts.models import Alert, Pending
from credentry.capabilities.alerts.naming import NamedInPolicies
from credentry.capabilities.alerts.vocabulary import LIVE
from credentry.core.records import forgetting, holdings, projections
from credentry.core.records.kinds import RecordKind
from credentry.plumbing import bulk, sql

CHUNK = 5000


def follow(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """In the transaction that changed the records: close alerts of settled deadlines, mark the rest to look at."""
    if kind.deadlines is None:
        return
    told = Alert.objects.filter(record_kind=kind.name)
    known = {
        row
        for start in range(0, len(ids), CHUNK)
        for row in told.filter(record_id__in=ids[start : start + CHUNK]).values_list("record_id", "state")
    }
    touched = sorted({record for record, state in known if state in LIVE})
    for start in range(0, len(touched), CHUNK):
        some = touched[start : start + CHUNK]
        marks = ", ".join(["%s"] * len(some))
        closing.close_settled(
            f"a.record_kind = %s AND a.record_id IN ({marks})", (kind.name, *map(sql.uuid_value, some))
        )
    bulk.insert(Pending, [Pending(kind=kind.name, record_id=one) for one in ids])
    if known:  # somebody was told: another person, a date taken back, a restored record must not wait
        soon.sweep_soon()


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
    if sql.rows(
        f"SELECT 1 FROM {Alert._meta.db_table} WHERE record_kind = %s AND record_id IN ({text}) LIMIT 1",
        (kind.name, *params),
    ):
        soon.sweep_soon()


projections.register("alerts", follow, order=60, follows=True, many=follow_many)
forgetting.register("alerts", forget, order=60)
holdings.register(NamedInPolicies())
