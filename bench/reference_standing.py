"""Standing in hand-written SQL: the same rules for the facts that the bench register holds, and nothing else.

One term each; binding duties and dependencies that only end; suspensions that are still open. One statement says what
every credential stands at.
"""

from datetime import date, datetime
from typing import Any

from django.db import connection

from credentry.plumbing import sql

CREDENTIALS = "credentials_credential"


def standings() -> str:
    """A query of (id, starts, ends, state, code, ref, warn) of every credential."""
    last = sql.day_minus("d.due_on", "-d.grace_days")
    near = sql.day_minus("g.ends", "g.warn_days")
    before = sql.day_minus("s.effective_on", "1")
    after = sql.day_minus("g.ends", "-1")
    return f"""
      SELECT g.id, g.starts, g.ends, g.state, g.code, g.ref,
             CASE WHEN g.code = 'status_change' THEN {after} ELSE {near} END AS warn
      FROM (
        SELECT c.id, coalesce(c.valid_from, c.issued_on) AS starts, t.warn_days,
          CASE WHEN s.day IS NOT NULL AND (e.day IS NULL OR s.day < e.day) THEN s.day ELSE e.day END AS ends,
          CASE WHEN s.day IS NOT NULL THEN 'suspended' WHEN e.day IS NULL THEN 'valid' ELSE e.state END AS state,
          CASE WHEN s.day IS NOT NULL THEN 'status_change' ELSE coalesce(e.code, '') END AS code,
          coalesce(s.ref, e.ref, '') AS ref
        FROM {CREDENTIALS} c
        JOIN credentials_credentialtype t ON t.id = c.type_id
        LEFT JOIN (
          SELECT x.* FROM (
            SELECT y.*, row_number() OVER (PARTITION BY y.id ORDER BY y.day, y.source) AS place FROM (
              SELECT c.id, c.valid_to AS day, 0 AS source, 'expired' AS state, 'term' AS code, '1' AS ref
              FROM {CREDENTIALS} c WHERE c.valid_to IS NOT NULL
              UNION ALL
              SELECT c.id, {last}, 1, 'duty_overdue', 'duty', {sql.uuid_text("d.id")}
              FROM {CREDENTIALS} c JOIN credentials_duty d ON d.credential_id = c.id
              WHERE d.grace_days IS NOT NULL AND d.closed_on IS NULL AND d.done_on IS NULL
              UNION ALL
              SELECT c.id, n.holds_to, 2, 'standard_withdrawn', 'standard', {sql.uuid_text("n.id")}
              FROM {CREDENTIALS} c JOIN credentials_dependency n ON n.credential_id = c.id
              WHERE n.binding AND n.known_to IS NULL AND n.holds_to IS NOT NULL
            ) y
          ) x WHERE x.place = 1
        ) e ON e.id = c.id
        LEFT JOIN (
          SELECT s.credential_id AS id, {before} AS day, {sql.uuid_text("s.id")} AS ref
          FROM credentials_statuschange s WHERE s.known_to IS NULL
        ) s ON s.id = c.id
      ) g
    """


def recompute() -> int:
    """Store what ``standings`` says: one statement."""
    return sql.run(
        f"UPDATE {CREDENTIALS} SET effective_from = w.starts, effective_to = w.ends, state = w.state, "
        f"binding_code = w.code, binding_ref = w.ref, warn_from = w.warn FROM ({standings()}) w "
        f"WHERE {CREDENTIALS}.id = w.id"
    )


def differing() -> int:
    """How many credentials are stored otherwise than the statement says."""
    pairs = (
        ("effective_from", "starts"), ("effective_to", "ends"), ("state", "state"), ("binding_code", "code"),
        ("binding_ref", "ref"), ("warn_from", "warn"),
    )  # fmt: skip
    differs = " OR ".join(f"c.{stored} IS DISTINCT FROM w.{said}" for stored, said in pairs)
    found = sql.rows(
        f"SELECT count(*) FROM {CREDENTIALS} c JOIN ({standings()}) w ON w.id = c.id WHERE {differs}"
    )
    return int(found[0][0])


def withdraw(standard: Any, last: date, at: datetime) -> int:
    """A standard goes out of force after ``last``: its rows, the past belief, the standings that end later, the
    sweep, the figures and the deadline. Written for this one change: nothing else is looked at."""
    day = f"CAST('{last}' AS date)" if sql.is_postgresql() else f"'{last}'"
    instant = connection.ops.adapt_datetimefield_value(at)
    moment = f"CAST('{at.isoformat()}' AS timestamptz)" if sql.is_postgresql() else f"'{instant}'"
    key = f"CAST('{standard}' AS uuid)" if sql.is_postgresql() else f"'{standard}'"
    sql.run(f"UPDATE credentials_dependency SET holds_to = {day} WHERE standard_id = {key}")
    sql.make_temporary("bench_moved", f"id {sql.uuid_type()}, dependency {sql.uuid_type()}, warn date", "id")
    moved = sql.run(
        f"INSERT INTO bench_moved SELECT c.id, n.id, {sql.day_minus(day, 't.warn_days')} FROM credentials_dependency n "
        f"CROSS JOIN {CREDENTIALS} c JOIN credentials_credentialtype t ON t.id = c.type_id WHERE n.standard_id = {key} "
        f"AND n.known_to IS NULL AND c.id = n.credential_id AND (c.effective_to IS NULL OR c.effective_to > {day})"
    )
    sql.analyze("bench_moved")
    picked = "(SELECT id FROM bench_moved)"
    names = _shared("credentials_credentialpast", CREDENTIALS)
    sql.run(
        f"INSERT INTO credentials_credentialpast ({names}, credential_id, known_to) "
        f"SELECT {names}, id, {moment} FROM {CREDENTIALS} WHERE id IN {picked}"
    )
    sql.run(
        f"UPDATE {CREDENTIALS} SET effective_to = {day}, state = 'standard_withdrawn', binding_code = 'standard', "
        f"binding_ref = {sql.uuid_text('m.dependency')}, warn_from = m.warn, known_from = {moment} FROM bench_moved m "
        f"WHERE {CREDENTIALS}.id = m.id"
    )
    sql.run("INSERT INTO alerts_pending (kind, record_id) SELECT 'credential', id FROM bench_moved")
    sql.run(
        "INSERT INTO insight_stale (kind, unit_id) "
        f"SELECT DISTINCT 'credential', unit_id FROM {CREDENTIALS} WHERE id IN {picked}"
    )
    sql.run(
        "INSERT INTO records_deadline (kind, record_id, code, cycle, due_on, closed_by, number, title, type_id, unit_id,"
        " responsible_id, deputy_id) "
        f"SELECT 'credential', c.id, 'standing_end', '1', {day}, '', c.number, c.title, "
        f"{sql.uuid_text('c.type_id')}, c.unit_id, c.responsible_id, c.deputy_id FROM {CREDENTIALS} c WHERE c.id IN {picked}"
    )
    return moved


def _shared(one: str, other: str) -> str:
    with connection.cursor() as cursor:
        columns = [
            {column.name for column in connection.introspection.get_table_description(cursor, table)}
            for table in (one, other)
        ]
    return ", ".join(sorted((columns[0] & columns[1]) - {"id"}))
