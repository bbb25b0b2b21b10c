"""The impact of an action on credentials: which stand differently afterwards (see ``core.records.impact``)."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from credentry.core.records import impact, kinds
from credentry.core.records.scope import visible
from credentry.core.records.values import plain
from credentry.domains.credentials import status
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.queries import verdict
from credentry.domains.credentials.rules.standing import DAY
from credentry.domains.credentials.vocabulary import STATUSES
from credentry.foundation import clock
from credentry.plumbing import sql

WAS = "standing_was"
CHUNK = 2000
_COLUMNS = ("effective_from", "effective_to", "state", "binding_code", "warn_from", "segmented", "timeline")
_TYPES = "date, date, varchar(20), varchar(20), date, boolean, {json}"


def remember(ids: "Sequence[UUID] | QuerySet[Any]") -> None:
    """Note what these credentials stand at, if somebody wants to know the impact of what is going on."""
    if not impact.active():
        return
    _table()
    known = Credential.objects.filter(pk__in=ids).order_by()
    text, params = known.values_list("id", *_COLUMNS).query.sql_with_params()
    names = ", ".join(("id", *_COLUMNS))
    sql.run(
        f"INSERT INTO {WAS} ({names}) SELECT * FROM ({text}) was WHERE was.id NOT IN (SELECT id FROM {WAS})",
        params,
    )


def _table() -> None:
    kinds_of = _TYPES.format(json="jsonb" if sql.is_postgresql() else "text").split(", ")
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(_COLUMNS, kinds_of, strict=True))
    sql.ensure_temporary(WAS, f"id {sql.uuid_type()}, {columns}", "id")


def collect(actor: Any) -> dict[str, Any]:
    """How credentials stand differently from what was remembered. What the actor may not see is only counted."""
    _table()
    differs = " OR ".join(f"c.{name} IS DISTINCT FROM w.{name}" for name in _COLUMNS)
    moved = RawSQL(  # noqa: S611 -- our own text, no value in it
        f"SELECT w.id FROM {WAS} w JOIN credentials_credential c ON c.id = w.id WHERE {differs}", ()
    )
    every = Credential.objects.filter(pk__in=moved)
    seen = every.filter(pk__in=visible(actor, kinds.get("credential")).values("pk")).order_by()
    total, shown = every.count(), seen.count()
    return {
        "total": total,
        "hidden": total - shown,
        "by_state": [
            {"state": state, "label": STATUSES[state].as_dict(), "count": count}
            for state, count in seen.values_list("state").annotate(n=Count("pk")).order_by("-n", "state")
        ],
        "by_type": [
            {"id": str(pk), "code": code, "label": {"zh": zh, "en": en or zh}, "count": count}
            for pk, code, zh, en, count in seen.values_list(
                "type_id", "type__code", "type__name_zh", "type__name_en"
            ).annotate(n=Count("pk")).order_by("-n", "type__code")
        ],
        "first_day": plain(_first_day(seen)),
        "items": _items(seen),
    }  # fmt: skip


def _items(seen: "QuerySet[Any]") -> list[dict[str, Any]]:
    today = clock.today()
    rows = list(
        seen.order_by("number").values("pk", "number", "title", "binding_ref", *_COLUMNS)[: impact.ITEMS]
    )
    before = _before([row["pk"] for row in rows])
    return [
        {
            "id": str(row["pk"]),
            "number": row["number"],
            "title": row["title"],
            "was": {
                "status": status.on(before[row["pk"]], today),
                "effective_to": plain(before[row["pk"]]["effective_to"]),
            },
            "will": {
                "status": status.on(row, today),
                "effective_to": plain(row["effective_to"]),
                "state": row["state"],
                "binding_code": row["binding_code"],
            },
        }
        for row in rows
    ]


def _before(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What was remembered of these credentials, in the types of the model."""
    marks = ", ".join(["%s"] * len(ids))
    names = ", ".join(("id AS pk", *_COLUMNS))
    if not ids:
        return {}
    columns = {name: Credential._meta.get_field(name) for name in _COLUMNS}
    found = {}
    for pk, *values in sql.rows(
        f"SELECT {names} FROM {WAS} WHERE id IN ({marks})", [*map(sql.uuid_value, ids)]
    ):
        row = dict(zip(_COLUMNS, values, strict=True))
        found[pk if isinstance(pk, UUID) else UUID(pk)] = {
            name: _typed(columns[name], row[name]) for name in _COLUMNS
        }
    return found


def _typed(column: Any, value: Any) -> Any:
    """A raw value as the model would give it; SQLite keeps days and JSON as text."""
    if isinstance(value, str) and column.get_internal_type() in ("DateField", "JSONField"):
        return date.fromisoformat(value) if column.get_internal_type() == "DateField" else json.loads(value)
    return bool(value) if column.get_internal_type() == "BooleanField" else value


def _first_day(seen: "QuerySet[Any]") -> date | None:
    """First day on which one of them is something else than it was: one query, and those with several runs one by
    one."""
    text, params = seen.values("id").query.sql_with_params()
    later = _earlier("c.effective_to", "w.effective_to")
    ends, starts = sql.rows(
        f"SELECT min(CASE WHEN c.effective_to IS DISTINCT FROM w.effective_to OR c.state <> w.state THEN {later} END), "
        f"min(CASE WHEN c.effective_from IS DISTINCT FROM w.effective_from "
        f"THEN {_earlier('c.effective_from', 'w.effective_from')} END) "
        f"FROM {WAS} w CROSS JOIN credentials_credential c WHERE c.id = w.id AND NOT c.segmented AND NOT w.segmented "
        f"AND w.id IN ({text})",
        params,
    )[0]
    last = _day(ends)
    found = [_day(starts), last + DAY if last is not None else None]
    several = RawSQL(f"SELECT id FROM {WAS} WHERE segmented", ())  # noqa: S611 -- our own text, no value in it
    names = ("pk", "binding_ref", *_COLUMNS)
    rows = list(seen.filter(Q(segmented=True) | Q(pk__in=several)).values(*names))
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        before = _before([row["pk"] for row in some])
        found.extend(
            verdict.first_difference(verdict.segments(before[row["pk"]]), verdict.segments(row))
            for row in some
        )
    return min((day for day in found if day is not None), default=None)


def _earlier(one: str, other: str) -> str:
    """SQL for the earlier of two days of which one may be open."""
    return f"CASE WHEN {one} IS NULL OR {one} > {other} THEN {other} ELSE {one} END"


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


impact.register("credential", collect)
