"""Keeping what was believed: the second time axis of a credential is written here and nowhere else.

Whoever is about to change rows of credentials calls ``keep`` first, in the same transaction and with the rows locked.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from credentry.core.records.history import History
from credentry.domains.credentials.models import Credential, CredentialPast, PastSegment, StandingSegment
from credentry.domains.credentials.queries import known
from credentry.plumbing import sql

if TYPE_CHECKING:
    from django.db.models import Model

STEP = 10_000
_quote = connection.ops.quote_name


def keep(ids: "Sequence[UUID] | QuerySet[Any]", at: datetime, *, mark: bool = True) -> None:
    """Put aside what these credentials say before they are changed at ``at``: three statements for any number.

    ``ids`` may be a query of credentials. A row that says what it says since ``at`` or later is left as it is: of
    several changes at one instant only the outcome was ever believed. Without ``mark`` whoever changes the rows says
    with it since when they hold (``since``).
    """
    if isinstance(ids, QuerySet):
        wanted, params = _compiled(ids)
        _keep(wanted, params, at, segments=True, mark=mark)
        return
    for some in _steps(ids):
        _keep(*_listed(some), at, segments=True, mark=mark)


def keep_records(records: Sequence[Any], at: datetime) -> None:
    """The same for credentials in hand, which learn their new ``known_from``: two statements, one more where one of
    them has several runs of days. The hook of ``perform`` and ``perform_many``."""
    moved = [one for one in records if one.known_from < at]
    for some in _steps([one.pk for one in moved]):
        _keep(*_listed(some), at, segments=any(one.segmented for one in moved))
    for one in moved:
        one.known_from = at


def since(column: str) -> str:
    """SQL for the instant since which a row holds that is changed at the parameter, twice."""
    return f"CASE WHEN {column} < {_instant()} THEN {_instant()} ELSE {column} END"


def _keep(wanted: str, params: Sequence[Any], at: datetime, *, segments: bool, mark: bool = True) -> None:
    """``wanted``: SQL of a list or query of ids."""
    now, past, run, old_run = (
        _table(one) for one in (Credential, CredentialPast, StandingSegment, PastSegment)
    )
    instant = connection.ops.adapt_datetimefield_value(at)
    columns = ", ".join(_copied(CredentialPast, "id", "known_to", "credential_id"))
    chosen = f"{_quote('id')} IN ({wanted}) AND {_quote('known_from')} < %s"
    sql.run(
        f"INSERT INTO {past} ({columns}, credential_id, known_to) "
        f"SELECT {columns}, id, {_instant()} FROM {now} WHERE {chosen}",
        [instant, *params, instant],
    )
    if segments:
        said = _copied(PastSegment, "id", "past_id")
        theirs = ", ".join(f"r.{one}" for one in said)
        sql.run(
            f"INSERT INTO {old_run} ({', '.join(said)}, past_id) SELECT {theirs}, p.id FROM {past} p "
            f"JOIN {run} r ON r.credential_id = p.credential_id "
            f"WHERE p.known_to = %s AND p.segmented AND p.credential_id IN ({wanted}) "
            f"AND NOT EXISTS (SELECT 1 FROM {old_run} o WHERE o.past_id = p.id)",
            [instant, *params],
        )
    if mark:
        sql.run(f"UPDATE {now} SET known_from = %s WHERE {chosen}", [instant, *params, instant])


def _steps(ids: Sequence[UUID]) -> Any:
    source = iter(ids)
    while some := list(islice(source, STEP)):
        yield some


def _listed(ids: Sequence[UUID]) -> tuple[str, list[Any]]:
    if sql.is_postgresql():
        return "SELECT unnest(%s::uuid[])", [list(ids)]
    return ", ".join(["%s"] * len(ids)), [one.hex for one in ids]


def _compiled(rows: "QuerySet[Any]") -> tuple[str, Sequence[Any]]:
    text, params = rows.order_by().values("pk").query.sql_with_params()
    return text, params


def _table(model: "type[Model]") -> str:
    return _quote(model._meta.db_table)


def _copied(model: "type[Model]", *without: str) -> list[str]:
    return [_quote(str(one.column)) for one in model._meta.concrete_fields if one.column not in without]


def _instant() -> str:
    return "%s::timestamptz" if sql.is_postgresql() else "%s"


HISTORY = History(
    model="credentials.CredentialPast",
    owner="credential_id",
    keep=keep_records,
    linked=known.linked,
    linked_ids=known.linked_ids,
    paths={
        "pk": "credential_id",
        "id": "credential_id",
        "version": "credential__version",
        "created_at": "credential__created_at",
        "created_by_id": "credential__created_by_id",
        "updated_at": "known_from",
    },
)
