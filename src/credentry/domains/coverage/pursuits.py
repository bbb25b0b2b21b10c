"""Engagements as they reach each subject, with the facts known there: one statement for any number of subjects."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from credentry.core.records import custom, kinds
from credentry.domains.coverage import facts, judging
from credentry.domains.coverage.compiling import cover_rows
from credentry.domains.coverage.vocabulary import ROLE_FACT
from credentry.plumbing import sql

PICKED, LINES, FACTS, TEXTS, FRESH, COVER = (
    "coverage_picked", "coverage_lines", "coverage_facts", "coverage_texts", "coverage_fresh", "coverage_cover",
)  # fmt: skip
_DEPTH = 12
FIRST, LAST = "'0001-01-01'", "'9999-12-31'"


def day(text: str) -> str:
    """A date literal."""
    return f"{text}::date" if sql.is_postgresql() else text


def least(one: str, other: str) -> str:
    """SQL for the earlier of two days."""
    return f"{'least' if sql.is_postgresql() else 'min'}({one}, {other})"


def most(one: str, other: str) -> str:
    """SQL for the later of two days."""
    return f"{'greatest' if sql.is_postgresql() else 'max'}({one}, {other})"


def own_company() -> UUID | None:
    """Our only own company; None where there are none or several."""
    model = kinds.get("organisation").model_class
    rows: QuerySet[Any] = model._default_manager.filter(
        subject_kind="organisation", is_own=True, archived_at__isnull=True
    )
    found = list(rows.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def subjects_table() -> str:
    """The table of subjects."""
    return str(kinds.get("subject").model_class._meta.db_table)


def pick(source: "Sequence[UUID] | QuerySet[Any]") -> None:
    """Put the subjects to be looked at into a temporary table."""
    sql.make_temporary(PICKED, f"id {sql.uuid_type()}", "id")
    if isinstance(source, QuerySet):
        text, params = source.order_by().values("pk").query.sql_with_params()
        sql.run(f"INSERT INTO {PICKED} {text}", params)
    else:
        sql.fill(PICKED, [(sql.uuid_value(one),) for one in dict.fromkeys(source)])
    sql.analyze(PICKED, everywhere=True)
    if sql.is_postgresql():  # two changes of one subject follow each other
        sql.lock_keys("coverage", [str(pk) for (pk,) in sql.rows(f"SELECT id FROM {PICKED} LIMIT 1000")])


def write(own: UUID | None) -> None:
    """Write the pursuits of the picked subjects anew, with their profiles. ``own``: our only own company, if it is one."""
    lines_of(f"SELECT id FROM {PICKED}", LINES)
    gone = f"SELECT id FROM coverage_pursuit WHERE subject_id IN (SELECT id FROM {PICKED})"
    sql.run(f"DELETE FROM coverage_obligation WHERE pursuit_id IN ({gone})")
    sql.run(f"DELETE FROM coverage_pursuit WHERE subject_id IN (SELECT id FROM {PICKED})")
    if not _reach():
        return
    _texts()
    _profiles()
    judging.judge_new()
    mine = f"coalesce(f.organisation, {sql.uuid_parameter()})" if own else "f.organisation"
    sql.run(
        f"""
        INSERT INTO coverage_pursuit (subject_id, engagement_id, context, market_id, role, acting_id, contractor_id,
          supervisor_id, place_id, profile_id, starts, ends)
        SELECT f.subject, f.engagement, f.context, f.market, f.role,
          CASE WHEN f.context IN ('market', 'post', 'stage') THEN {mine} END, f.organisation, f.supervisor, f.place,
          p.id, f.starts, f.ends
        FROM {FRESH} f JOIN coverage_profile p ON p.text = f.text AND p.context = f.context
        """,
        [sql.uuid_value(own)] if own else [],
    )


def lines_of(ids: str, into: str) -> None:
    """Fill ``into`` (subject, above, depth): every subject with itself, and a product with all above it."""
    # No condition on the table itself within: SQLite would read all subjects for a filter of those that meet it.
    table = subjects_table()
    sql.make_temporary(
        into, f"subject {sql.uuid_type()}, above {sql.uuid_type()}, depth integer", "subject, above"
    )
    sql.run(
        f"""
        INSERT INTO {into} (subject, above, depth)
        WITH RECURSIVE up(subject, above, depth) AS (
          SELECT s.id, s.id, 0 FROM {table} s WHERE s.id IN ({ids})
          UNION ALL
          SELECT up.subject, CASE WHEN s.subject_kind = 'product' THEN s.parent_id END, up.depth + 1
          FROM up CROSS JOIN {table} s WHERE s.id = up.above AND up.depth < {_DEPTH}
        ) SELECT subject, above, depth FROM up WHERE above IS NOT NULL
        """
    )
    sql.run(f"CREATE INDEX IF NOT EXISTS {into}_above ON {into} (above)")
    sql.analyze(into, everywhere=True)


def _reach() -> int:
    """The engagements that reach the picked subjects: of equal ones the nearest."""
    uuid = sql.uuid_type()
    sql.make_temporary(
        FRESH,
        f"subject {uuid}, engagement {uuid}, context varchar(10), market {uuid}, role varchar(40), organisation {uuid}, "
        f"supervisor {uuid}, place {uuid}, starts date, ends date, text text",
        "subject",
    )
    count = sql.run(
        f"""
        INSERT INTO {FRESH} (subject, engagement, context, market, role, organisation, supervisor, place, starts, ends)
        SELECT n.subject, n.id, n.context, n.market_id, n.role, n.organisation_id, n.supervisor_id, n.place_id,
          coalesce(n.starts_on, {day(FIRST)}), coalesce(n.ends_on, {day(LAST)})
        FROM (
          SELECT l.subject, e.*, rank() OVER (
            PARTITION BY l.subject, e.context, e.market_id, e.role, e.place_id ORDER BY l.depth) AS place_in_line
          FROM {LINES} l CROSS JOIN coverage_engagement e CROSS JOIN {subjects_table()} s
          WHERE e.subject_id = l.above AND s.id = l.subject AND e.archived_at IS NULL AND s.archived_at IS NULL
        ) n WHERE n.place_in_line = 1
        """
    )
    sql.analyze(FRESH, everywhere=True)
    return count


def _texts() -> None:
    """What is known of each subject and place, as the text of a profile."""
    wanted = f"SELECT subject FROM {FRESH} UNION SELECT place FROM {FRESH} WHERE place IS NOT NULL"
    lines = f"{LINES}_known"
    lines_of(wanted, lines)
    sql.make_temporary(FACTS, f"subject {sql.uuid_type()}, fact varchar(80), value varchar(200)", "subject")
    sources, params = _sources(lines)
    sql.run(
        f"""
        INSERT INTO {FACTS} (subject, fact, value) SELECT k.subject, k.fact, k.value FROM (
          SELECT u.subject, u.fact, u.value, row_number() OVER (
            PARTITION BY u.subject, u.fact ORDER BY u.depth) AS place FROM ({sources}) u
        ) k WHERE k.place = 1
        """,
        params,
    )
    sql.make_temporary(TEXTS, f"subject {sql.uuid_type()}, text text", "subject")
    joined = (
        "string_agg(f.said, E'\\n' ORDER BY f.said)"
        if sql.is_postgresql()
        else "group_concat(f.said, char(10))"
    )
    sql.run(
        f"INSERT INTO {TEXTS} (subject, text) SELECT f.subject, {joined} FROM ("
        f"SELECT subject, fact || '=' || value AS said FROM {FACTS} ORDER BY subject, fact) f GROUP BY f.subject"
    )
    sql.analyze(TEXTS, everywhere=True)
    break_ = "chr(10)" if sql.is_postgresql() else "char(10)"
    roles = " ".join(f"WHEN '{context}' THEN '{fact}='" for context, fact in ROLE_FACT.items())
    sql.run(
        f"""
        UPDATE {FRESH} SET text =
          coalesce((SELECT t.text FROM {TEXTS} t WHERE t.subject = {FRESH}.subject), '')
          || coalesce({break_} || (SELECT t.text FROM {TEXTS} t WHERE t.subject = {FRESH}.place), '')
          || CASE WHEN {FRESH}.role = '' THEN ''
             ELSE {break_} || (CASE {FRESH}.context {roles} ELSE 'role=' END) || {FRESH}.role END
        """
    )


def _sources(lines: str) -> tuple[str, list[object]]:
    """SQL: (subject, fact, value, depth) of everything said about the lines, and its parameters."""
    table, parts = subjects_table(), []
    params: list[object] = []
    for kind in facts.SUBJECTS:
        for fact, column in facts.columns_of(kind).items():
            value = f"CASE WHEN s.{column} THEN 'true' ELSE 'false' END"
            if facts.shipped()[fact].type != "bool":
                value = f"nullif(s.{column}, '')"
            parts.append(
                f"SELECT l.subject, '{fact}' AS fact, {value} AS value, l.depth FROM {lines} l "
                f"CROSS JOIN {table} s WHERE s.id = l.above AND s.{column} IS NOT NULL AND s.subject_kind = '{kind}'"
            )
        for key, fact in facts.added_to(kind).items():
            parts.append(
                "SELECT l.subject, %s, coalesce(v.text, CAST(v.number AS text)), l.depth "
                f"FROM {lines} l CROSS JOIN {custom.VALUES} v WHERE v.record_id = l.above AND v.field_key = %s"
            )
            params += [fact, key]
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) every WHERE value IS NOT NULL", params


def _profiles() -> None:
    """Make the profiles that are not there yet; who makes one waits for others who do."""
    missing = f"FROM {FRESH} f WHERE NOT EXISTS (SELECT 1 FROM coverage_profile p WHERE p.text = f.text AND p.context = f.context)"
    if not sql.rows(f"SELECT 1 {missing} LIMIT 1"):
        return
    sql.lock_keys("coverage.profiles", ["profiles"])
    judged = "false" if sql.is_postgresql() else "0"
    sql.run(
        f"INSERT INTO coverage_profile (context, text, judged) SELECT DISTINCT f.context, f.text, {judged} {missing}"
    )


def cover_of(markets: str) -> None:
    """Fill COVER (market, cover, code, starts, ends) for the markets that the SELECT ``markets`` gives."""
    uuid = sql.uuid_type()
    sql.make_temporary(
        COVER, f"market {uuid}, cover {uuid}, code varchar(10), starts date, ends date", "market, cover"
    )
    rows = cover_rows([UUID(str(one)) for (one,) in sql.rows(f"SELECT DISTINCT x.market FROM ({markets}) x")])
    sql.fill(
        COVER, [(sql.uuid_value(a), sql.uuid_value(b), code, first, last) for a, b, code, first, last in rows]
    )
    sql.analyze(COVER, everywhere=True)
