"""Which mandatory requirements fall by a change that is tried out: what was met before is kept beside while subjects are
brought up to date, then compared with what is there after. A few statements, however many there are."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credentry.domains.coverage.pursuits import PICKED, least, most, subjects_table
from credentry.domains.coverage.vocabulary import BLOCKING, MET, MET_EXPIRING, WAIVED
from credentry.plumbing import sql

BEFORE, SEEN, FALLEN = "coverage_before", "coverage_before_seen", "coverage_fallen"
_GOOD = f"('{MET}', '{MET_EXPIRING}', '{WAIVED}')"


def begin() -> None:
    """Nothing is kept yet."""
    uuid = sql.uuid_type()
    sql.make_temporary(
        BEFORE, f"subject {uuid}, engagement {uuid}, rule {uuid}, state varchar(16), type_code varchar(60), starts date, ends date",
        "subject, engagement, rule",
    )  # fmt: skip
    sql.make_temporary(SEEN, f"id {uuid}", "id")


def keep() -> None:
    """Keep what the picked subjects meet, once: as it was before anything changed."""
    sql.run(
        f"""
        INSERT INTO {BEFORE} (subject, engagement, rule, state, type_code, starts, ends)
        SELECT p.subject_id, p.engagement_id, o.rule_id, o.state, o.type_code, o.starts, o.ends
        FROM {PICKED} k JOIN coverage_pursuit p ON p.subject_id = k.id JOIN coverage_obligation o ON o.pursuit_id = p.id
        JOIN coverage_requirementrule r ON r.id = o.rule_id
        WHERE r.severity = '{BLOCKING}' AND o.state IN {_GOOD} AND NOT EXISTS (SELECT 1 FROM {SEEN} s WHERE s.id = k.id)
        """
    )
    sql.run(f"INSERT INTO {SEEN} (id) SELECT k.id FROM {PICKED} k WHERE k.id NOT IN (SELECT id FROM {SEEN})")


def compare(on: date, without: UUID | None, seen: "QuerySet[Any] | None") -> None:
    """Fill FALLEN: from that day on, the first day on which each requirement would be met no more, what it was met by and
    how it would stand. ``without``: of all but this subject. ``seen``: the subjects that may be named (None: all)."""
    sql.analyze(BEFORE, everywhere=True)
    uuid, unto = sql.uuid_type(), "CAST(%s AS date)" if sql.is_postgresql() else "%s"
    sql.make_temporary(
        FALLEN, f"subject {uuid}, engagement {uuid}, market {uuid}, context varchar(10), role varchar(40), rule {uuid}, "
        "type_code varchar(60), was varchar(16), will varchar(16), since date, mine integer", "rule",
    )  # fmt: skip
    first = most(most("o.starts", "b.starts"), unto)
    day = on if sql.is_postgresql() else on.isoformat()
    sql.run(
        f"""
        INSERT INTO {FALLEN} (subject, engagement, market, context, role, rule, type_code, was, will, since, mine)
        SELECT n.subject, n.engagement, n.market_id, n.context, n.role, n.rule, n.type_code, n.was, n.will, n.since, 0 FROM (
          SELECT b.subject, b.engagement, p.market_id, p.context, p.role, b.rule, b.type_code, b.state AS was,
            o.state AS will, {first} AS since, row_number() OVER (
              PARTITION BY b.subject, b.engagement, b.rule ORDER BY {first}) AS place
          FROM {BEFORE} b JOIN coverage_pursuit p ON p.subject_id = b.subject AND p.engagement_id = b.engagement
          JOIN coverage_obligation o ON o.pursuit_id = p.id AND o.rule_id = b.rule
          WHERE o.state NOT IN {_GOOD} AND o.starts <= b.ends AND o.ends >= b.starts
            AND {least("o.ends", "b.ends")} >= {unto}
        ) n WHERE n.place = 1
        """,
        [day, day, day],
    )
    if without is not None:
        sql.run(f"DELETE FROM {FALLEN} WHERE subject = {sql.uuid_parameter()}", [sql.uuid_value(without)])
    if seen is None:
        sql.run(f"UPDATE {FALLEN} SET mine = 1")
    else:
        text, params = seen.order_by().values("pk").query.sql_with_params()
        sql.run(f"UPDATE {FALLEN} SET mine = 1 WHERE subject IN ({text})", list(params))
    sql.analyze(FALLEN, everywhere=True)


def counts() -> tuple[int, int, int, int]:
    """How many requirements fall, how many of them may not be named, of how many subjects and engagements."""
    ((total, mine, subjects, engagements),) = sql.rows(
        f"SELECT count(*), coalesce(sum(mine), 0), count(DISTINCT subject), count(DISTINCT engagement) FROM {FALLEN}"
    )
    return total, total - mine, subjects, engagements


def items(limit: int) -> list[tuple[Any, ...]]:
    """(subject, title, engagement, context, market code, role, rule, type, was, will, since) of those that may be named."""
    return sql.rows(
        f"""
        SELECT f.subject, s.title, f.engagement, f.context, coalesce(m.code, ''), f.role, f.rule, f.type_code, f.was,
          f.will, f.since
        FROM {FALLEN} f JOIN {subjects_table()} s ON s.id = f.subject LEFT JOIN subjects_market m ON m.id = f.market
        JOIN coverage_requirementrule r ON r.id = f.rule WHERE f.mine = 1
        ORDER BY s.title, f.subject, coalesce(m.code, ''), r.code, f.engagement LIMIT %s
        """,
        [limit],
    )


def places() -> list[tuple[Any, ...]]:
    """(context, market code, role, subjects, since): where something falls, the earliest first."""
    return sql.rows(
        f"""
        SELECT f.context, coalesce(m.code, ''), f.role, count(DISTINCT f.subject), min(f.since)
        FROM {FALLEN} f LEFT JOIN subjects_market m ON m.id = f.market WHERE f.mine = 1
        GROUP BY f.context, coalesce(m.code, ''), f.role ORDER BY min(f.since), 4 DESC, 2, 3
        """
    )


def rules() -> list[tuple[Any, ...]]:
    """(rule, market code, role, subjects, since, one of the subjects, requirements): what falls by rule and place."""
    return sql.rows(
        f"""
        SELECT f.rule, coalesce(m.code, ''), f.role, count(DISTINCT f.subject), min(f.since), min(CAST(f.subject AS text)),
          count(*)
        FROM {FALLEN} f LEFT JOIN subjects_market m ON m.id = f.market WHERE f.mine = 1
        GROUP BY f.rule, coalesce(m.code, ''), f.role ORDER BY min(f.since), 2, 3, CAST(f.rule AS text)
        """
    )


def lacks(limit: int) -> list[tuple[Any, ...]]:
    """(rule, market code, role, subject, title, kind, subject above, market): for whom something falls, the first ones."""
    return sql.rows(
        f"""
        SELECT DISTINCT f.rule, coalesce(m.code, '') AS code, f.role, f.subject, s.title, s.subject_kind, s.parent_id, f.market
        FROM {FALLEN} f JOIN {subjects_table()} s ON s.id = f.subject LEFT JOIN subjects_market m ON m.id = f.market
        WHERE f.mine = 1 ORDER BY s.title, f.subject, code, f.role, f.rule LIMIT %s
        """,
        [limit],
    )


def touched(limit: int) -> Sequence[tuple[Any, ...]]:
    """(subject, title, kind, requirements, since): who could not be served any more, the most first."""
    return sql.rows(
        f"""
        SELECT f.subject, s.title, s.subject_kind, count(*), min(f.since) FROM {FALLEN} f
        JOIN {subjects_table()} s ON s.id = f.subject WHERE f.mine = 1
        GROUP BY f.subject, s.title, s.subject_kind ORDER BY count(*) DESC, s.title, f.subject LIMIT %s
        """,
        [limit],
    )


def as_id(value: Any) -> UUID:
    """An id as raw SQL gives it."""
    return value if isinstance(value, UUID) else UUID(value)


def day_text(value: Any) -> str:
    """A day as raw SQL gives it, in ISO form; empty where there is none."""
    return value.isoformat() if isinstance(value, date) else value or ""
