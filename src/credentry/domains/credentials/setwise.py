"""The standing of many credentials in one statement, for the great majority whose facts are simple.

Simple: one term, no status change, no filing, duties not done late, dependencies that only end. Such a credential
holds from its first day to the earliest of its ends, and the fact with that end binds. ``rules`` says the same of any
facts, one credential at a time; a property holds both faces equal. The tables are temporary and belong to the
connection. CROSS JOIN says the same as JOIN; it has SQLite begin with what is picked.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from credentry.domains.credentials import past
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.vocabulary import DEPENDENCY_STATES
from credentry.plumbing import sql

DECIDED = "standing_fresh WHERE state IS NOT NULL"  # decided here, not by the rules
PICKED, BUSY, FRESH = "standing_picked", "standing_busy", "standing_fresh"
_FRESH_COLUMNS = (
    "effective_from date, effective_to date, state varchar(20), binding_code varchar(20), binding_ref varchar(40), "
    "warn_from date"
)


def listed(table: str) -> "QuerySet[Credential]":
    """The credentials whose ids a temporary table holds."""
    inside = RawSQL(f"SELECT id FROM {table}", ())  # noqa: S611 -- the name of one of our tables
    return Credential.objects.filter(pk__in=inside)


def decided() -> "QuerySet[Credential]":
    """The simple credentials whose standing changed."""
    return listed(DECIDED)


def pick(source: "Sequence[UUID] | QuerySet[Any]", table: str = PICKED) -> int:
    """Put the ids to be looked at into a temporary table; how many."""
    sql.make_temporary(table, f"id {sql.uuid_type()}", "id")
    if isinstance(source, QuerySet):
        try:
            text, params = source.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # Django knows without asking that there is none
            return 0
        count = sql.run(f"INSERT INTO {table} {text}", params)
    else:
        sql.fill(table, [(sql.uuid_value(one),) for one in source])
        count = len(source)
    sql.analyze(table)
    return count


def busy() -> list[UUID]:
    """The picked credentials that are not simple, noted as such; their ids."""
    sql.make_temporary(BUSY, f"id {sql.uuid_type()}", "id")
    start = "coalesce(c.valid_from, c.issued_on)"
    last = _last_day("d")
    day_after = sql.day_minus(last, "-1")
    sql.run(
        f"""
        INSERT INTO {BUSY} (id) SELECT c.id FROM {PICKED} p CROSS JOIN credentials_credential c
        WHERE c.id = p.id AND (c.term_count > 1 OR c.segmented OR c.has_gap OR c.has_overlap OR c.valid_to < {start}
          OR EXISTS (SELECT 1 FROM credentials_statuschange s WHERE s.credential_id = c.id AND s.known_to IS NULL)
          OR EXISTS (SELECT 1 FROM credentials_filing f WHERE f.credential_id = c.id AND f.known_to IS NULL)
          OR EXISTS (
            SELECT 1 FROM credentials_duty d WHERE d.credential_id = c.id AND d.grace_days IS NOT NULL
              AND d.closed_on IS NULL AND ((d.done_on IS NULL AND {last} < {start}) OR d.done_on > {day_after}))
          OR EXISTS (
            SELECT 1 FROM credentials_dependency n WHERE n.credential_id = c.id AND n.binding AND n.known_to IS NULL
              AND (n.periods IS NOT NULL OR n.holds_to < {start}
                   OR (n.holds_from IS NOT NULL AND ({start} IS NULL OR n.holds_from > {start})))))
        """
    )
    sql.analyze(BUSY)
    return list(Credential.objects.filter(pk__in=listed(BUSY)).order_by("pk").values_list("pk", flat=True))


def _last_day(duty: str) -> str:
    """SQL for the last day of grace of a duty."""
    return sql.day_minus(f"{duty}.due_on", f"-{duty}.grace_days")


def _other_ends() -> str:
    """Of each picked credential the earliest end that is not its term's: duties before dependencies on one day."""
    states = " ".join(f"WHEN '{code}' THEN '{state}'" for code, state in DEPENDENCY_STATES.items())
    return f"""
        SELECT e.id, e.day, e.state, e.code, e.ref FROM (
          SELECT n.*, row_number() OVER (PARTITION BY n.id ORDER BY n.day, n.source, n.code, n.ref) AS place FROM (
            SELECT d.credential_id AS id, {_last_day("d")} AS day, 1 AS source, 'duty_overdue' AS state,
                   'duty' AS code, d.id AS ref
            FROM {PICKED} p CROSS JOIN credentials_duty d
            WHERE d.credential_id = p.id AND d.grace_days IS NOT NULL AND d.closed_on IS NULL AND d.done_on IS NULL
            UNION ALL
            SELECT n.credential_id, n.holds_to, 2, CASE n.code {states} END, n.code, n.id
            FROM {PICKED} p CROSS JOIN credentials_dependency n
            WHERE n.credential_id = p.id AND n.binding AND n.known_to IS NULL AND n.holds_to IS NOT NULL
          ) n
        ) e WHERE e.place = 1
    """


def fresh() -> int:
    """Work out the standing of the picked simple credentials and note those that are stored otherwise; how many."""
    sql.make_temporary(FRESH, f"id {sql.uuid_type()}, {_FRESH_COLUMNS}", "id")
    after = sql.day_minus("f.ends", "-1")
    warn = (
        f"CASE WHEN f.code = 'product_change' THEN {after} ELSE {sql.day_minus('f.ends', 'f.warn_days')} END"
    )
    count = sql.run(
        f"""
        INSERT INTO {FRESH} (id, effective_from, effective_to, state, binding_code, binding_ref, warn_from)
        SELECT g.id, g.starts, g.ends, g.new_state, g.code, g.ref, g.warn FROM (
          SELECT f.*, {warn} AS warn FROM (
            SELECT c.id, coalesce(c.valid_from, c.issued_on) AS starts, t.warn_days,
              CASE WHEN o.day < c.valid_to OR c.valid_to IS NULL THEN o.day ELSE c.valid_to END AS ends,
              CASE WHEN o.day < c.valid_to OR (o.day IS NOT NULL AND c.valid_to IS NULL) THEN o.state
                   WHEN c.valid_to IS NULL THEN 'valid' ELSE 'expired' END AS new_state,
              CASE WHEN o.day < c.valid_to OR (o.day IS NOT NULL AND c.valid_to IS NULL) THEN o.code
                   WHEN c.valid_to IS NULL THEN '' ELSE 'term' END AS code,
              CASE WHEN o.day < c.valid_to OR (o.day IS NOT NULL AND c.valid_to IS NULL) THEN {sql.uuid_text("o.ref")}
                   WHEN c.valid_to IS NULL THEN '' ELSE '1' END AS ref,
              c.effective_from, c.effective_to, c.state, c.binding_code, c.binding_ref, c.warn_from
            FROM {PICKED} p CROSS JOIN credentials_credential c
            JOIN credentials_credentialtype t ON t.id = c.type_id
            LEFT JOIN ({_other_ends()}) o ON o.id = c.id
            WHERE c.id = p.id AND NOT EXISTS (SELECT 1 FROM {BUSY} b WHERE b.id = p.id)
          ) f
        ) g
        WHERE g.effective_from IS DISTINCT FROM g.starts OR g.effective_to IS DISTINCT FROM g.ends
          OR g.state <> g.new_state OR g.binding_code <> g.code OR g.binding_ref <> g.ref
          OR g.warn_from IS DISTINCT FROM g.warn
        """
    )
    sql.analyze(FRESH)
    return count


def note(ids: Sequence[UUID]) -> None:
    """Count credentials decided otherwise among those whose standing changed."""
    sql.fill(f"{FRESH} (id)", [(sql.uuid_value(one),) for one in ids])


def noted() -> list[UUID]:
    """Those that the rules decided."""
    return list(listed(f"{FRESH} WHERE state IS NULL").values_list("pk", flat=True))


def write(at: datetime | None = None) -> None:
    """Store what ``fresh`` noted, and that it is believed since ``at``: one statement."""
    names = ("effective_from", "effective_to", "state", "binding_code", "binding_ref", "warn_from")
    put = ", ".join(f"{name} = f.{name}" for name in names)
    given: list[Any] = []
    if at is not None:
        put += f", known_from = {past.since('credentials_credential.known_from')}"
        given = [connection.ops.adapt_datetimefield_value(at)] * 2
    sql.run(
        f"UPDATE credentials_credential SET {put} FROM {FRESH} f WHERE credentials_credential.id = f.id",
        given,
    )
