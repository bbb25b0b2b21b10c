"""Unmet mandatory requirements as deadlines of the engagement: what the alerts tell its responsible person.

One for each rule and each day from which it is not met: the day after the last good one, not before the engagement was
recorded. Told before that day it is at risk, after it is missing. What is waived, unknown or only advised is not due.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models.expressions import RawSQL

from credentry.core.records import deadlines as core
from credentry.core.records import kinds, projections
from credentry.core.records.kinds import DeadlineRow
from credentry.domains.coverage.models import Engagement, RequirementRule
from credentry.domains.coverage.pursuits import PICKED, day, most
from credentry.domains.coverage.vocabulary import (
    BLOCKING,
    ENGAGEMENT,
    EXPIRED,
    IN_APPLICATION,
    MET,
    MET_EXPIRING,
    MISSING,
    SUSPENDED,
    WAIVED,
)
from credentry.domains.credentials.queries.leadtimes import usual_days
from credentry.foundation import clock
from credentry.plumbing import sql

CODE = "requirement_open"
MANY = 30_000  # engagements in one round of temporary tables
RHYTHM = (90, 60, 30, 0, -7, -30)
ENGAGED, SAID, CHANGED, LEADS, OPEN = (
    "coverage_engaged", "coverage_said", "coverage_changed", "coverage_leads", "coverage_open",
)  # fmt: skip
_OPEN = f"'{MISSING}', '{EXPIRED}', '{SUSPENDED}', '{IN_APPLICATION}'"
_GOOD = f"'{MET}', '{MET_EXPIRING}', '{WAIVED}'"


def begin() -> None:
    """Begin to collect the engagements whose deadlines may change."""
    sql.make_temporary(ENGAGED, f"id {sql.uuid_type()} PRIMARY KEY")


def note(rules: str = "") -> None:
    """Those that reach the picked subjects now. ``rules``: only where one of those whose ids this SELECT gives speaks."""
    mine = f"SELECT p.id FROM {PICKED} k JOIN coverage_pursuit p ON p.subject_id = k.id"
    said = "SELECT 1 FROM coverage_obligation o WHERE o.pursuit_id = p.id"
    of_pursuits(f"{mine} WHERE EXISTS ({said} AND o.rule_id IN ({rules}))" if rules else mine)


def of_pursuits(ids: str) -> None:
    """Those of these pursuits. ``ids``: SQL."""
    sql.run(
        f"INSERT INTO {ENGAGED} (id) SELECT DISTINCT p.engagement_id FROM coverage_pursuit p "
        f"WHERE p.id IN ({ids}) AND p.engagement_id NOT IN (SELECT id FROM {ENGAGED})"
    )


def everyone() -> None:
    """Bring the deadlines of all engagements up to date, some thousand at a time."""
    after: str = ""
    params: list[Any] = []
    while True:
        begin()
        text = (
            f"INSERT INTO {ENGAGED} (id) SELECT id FROM coverage_engagement {after} ORDER BY id LIMIT {MANY}"
        )
        if not sql.run(text, params):
            return
        follow()
        ((last,),) = sql.rows(f"SELECT id FROM {ENGAGED} ORDER BY id DESC LIMIT 1")
        after, params = f"WHERE id > {sql.uuid_parameter()}", [last]


def follow(rules: Sequence[UUID] = ()) -> None:
    """Bring the deadlines of the collected engagements up to date, and tell who follows those that changed.

    ``rules``: those of these requirement rules only, since no other changed.
    """
    if not sql.rows(f"SELECT 1 FROM {ENGAGED} LIMIT 1"):
        return
    sql.analyze(ENGAGED, everywhere=True)
    codes = RequirementRule.objects.filter(pk__in=rules).order_by("code").values_list("code", flat=True)
    only = _listed(codes) if rules else ""
    _say(only)
    of_these = f"substr(cycle, 1, length(cycle) - {len(':2026-01-01')}) IN ({only})" if only else ""
    kind = kinds.get(ENGAGEMENT)
    sql.make_temporary(CHANGED, f"id {sql.uuid_type()}")
    same = (
        "d.record_id = s.record_id AND d.code = s.code AND d.cycle = s.cycle AND d.title = s.title "
        "AND d.latest_safe_start IS NOT DISTINCT FROM s.latest_safe_start"
    )
    changed = sql.run(
        f"""
        INSERT INTO {CHANGED} (id)
        SELECT s.record_id FROM {SAID} s
          WHERE NOT EXISTS (SELECT 1 FROM records_deadline d WHERE d.kind = %s AND {same})
        UNION SELECT d.record_id FROM {ENGAGED} e CROSS JOIN records_deadline d
          WHERE d.record_id = e.id AND d.kind = %s AND d.code = '{CODE}' {f"AND {of_these}" if of_these else ""}
          AND NOT EXISTS (SELECT 1 FROM {SAID} s WHERE {same})
        """,
        [ENGAGEMENT, ENGAGEMENT],
    )
    if changed:
        core.replace(kind, SAID, {CODE: f"SELECT id FROM {CHANGED}"}, titled=True, among=of_these)
        rows = Engagement.objects.filter(pk__in=RawSQL(f"SELECT id FROM {CHANGED}", []))  # noqa: S611  our own table
        projections.follow_many(kind, rows, without={"deadlines", "coverage"})


def days_gone_by() -> int:
    """Look again at engagements with a deadline in the past: a gap may have closed, an engagement ended, by the mere
    passing of days. Once a day is enough. How many were looked at."""
    begin()
    count = sql.run(
        f"INSERT INTO {ENGAGED} (id) SELECT DISTINCT d.record_id FROM records_deadline d "
        f"WHERE d.kind = %s AND d.code = '{CODE}' AND d.closed_on IS NULL AND d.due_on < %s",
        [ENGAGEMENT, clock.today()],
    )
    if count:
        follow()
    return count


def deadlines(ids: Sequence[UUID]) -> Iterator[DeadlineRow]:
    """The deadlines of these engagements."""
    begin()
    sql.fill(ENGAGED, [(sql.uuid_value(one),) for one in dict.fromkeys(ids)])
    _say()
    rows = sql.rows(f"SELECT record_id, code, cycle, due_on, latest_safe_start, title FROM {SAID}")
    for record, code, cycle, due, safe, title in rows:
        pk = record if isinstance(record, UUID) else UUID(str(record))
        yield DeadlineRow(
            pk, code, cycle, _day(due), latest_safe_start=_day(safe) if safe else None, title=title
        )


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _listed(codes: Iterable[str]) -> str:
    """SQL: these codes of rules."""
    return ", ".join("'" + code.replace("'", "''") + "'" for code in codes)


def _say(only: str = "") -> None:
    """Fill SAID with the deadlines of the collected engagements. ``only``: SQL for the codes of the rules it is about."""
    uuid = sql.uuid_type()
    sql.make_temporary(
        OPEN,
        f"pursuit bigint, engagement {uuid}, rule {uuid}, starts date, kind varchar(60)",
        "pursuit, rule",
    )
    sql.make_temporary(LEADS, "code varchar(60) PRIMARY KEY, days integer")
    sql.make_temporary(
        SAID,
        f"record_id {uuid}, code varchar(60), cycle varchar(60), due_on date, latest_safe_start date, title varchar(500)",
        "record_id",
    )
    named = (
        f"AND o.rule_id IN (SELECT id FROM coverage_requirementrule WHERE code IN ({only}))" if only else ""
    )
    sql.run(
        f"""
        INSERT INTO {OPEN} (pursuit, engagement, rule, starts, kind)
        SELECT p.id, p.engagement_id, o.rule_id, min(o.starts), min(o.type_code)
        FROM {ENGAGED} e CROSS JOIN coverage_pursuit p CROSS JOIN coverage_obligation o
        CROSS JOIN coverage_requirementrule r
        WHERE p.engagement_id = e.id AND o.pursuit_id = p.id AND r.id = o.rule_id AND r.severity = '{BLOCKING}'
          AND o.state IN ({_OPEN}) AND o.ends >= %s {named}
        GROUP BY p.id, p.engagement_id, o.rule_id
        """,
        [clock.today()],
    )
    sql.analyze(OPEN, everywhere=True)
    codes = {code for (code,) in sql.rows(f"SELECT DISTINCT kind FROM {OPEN}")}
    if not codes:
        return
    sql.fill(LEADS, sorted(usual_days(codes).items()))
    made = "CAST(e.created_at AS date)" if sql.is_postgresql() else "substr(e.created_at, 1, 10)"
    begun = most(f"coalesce({sql.day_minus('n.good', '-1')}, n.starts)", made)
    sql.run(
        f"""
        INSERT INTO {SAID} (record_id, code, cycle, due_on, latest_safe_start, title)
        WITH since AS (
          SELECT o.engagement, o.rule, o.kind, o.starts, (
            SELECT max(g.ends) FROM coverage_obligation g WHERE g.pursuit_id = o.pursuit AND g.rule_id = o.rule
              AND g.state IN ({_GOOD}) AND g.ends < o.starts) AS good
          FROM {OPEN} o
        ), days AS MATERIALIZED (
          SELECT n.engagement, n.rule, n.kind, {begun} AS due FROM since n JOIN coverage_engagement e ON e.id = n.engagement
        )
        SELECT d.engagement, '{CODE}', r.code || ':' || CAST(d.due AS text), d.due,
          min({sql.day_minus("d.due", "l.days")}), substr(e.title || ':' || r.code || ' ' || r.name_zh, 1, {core.TITLE})
        FROM days d JOIN coverage_requirementrule r ON r.id = d.rule JOIN coverage_engagement e ON e.id = d.engagement
        LEFT JOIN {LEADS} l ON l.code = d.kind WHERE d.due > {day("'0001-01-02'")}
        GROUP BY d.engagement, r.code, d.due, e.title, r.name_zh
        """
    )
    sql.analyze(SAID, everywhere=True)
