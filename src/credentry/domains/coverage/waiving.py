"""Waivers as they bear on what is due: a few statements, nothing at all where nobody asked for one."""

from credentry.domains.coverage.pursuits import PICKED, least, lines_of, most
from credentry.plumbing import sql

WAIVED, EXCUSED, LINES = "coverage_waived", "coverage_excused", "coverage_waived_lines"


def pick(due: str) -> None:
    """Fill WAIVED (due, waiver, starts, ends): the days on which a waiver speaks of what is due. ``due``: the table of
    what is due of the picked subjects."""
    sql.make_temporary(WAIVED, f"due bigint, waiver {sql.uuid_type()}, starts date, ends date", "due")
    mine = (
        f"SELECT p.subject_id FROM {PICKED} k JOIN coverage_pursuit p ON p.subject_id = k.id "
        "JOIN coverage_waiver w ON w.engagement_id = p.engagement_id WHERE w.counts_from IS NOT NULL"
    )
    if not sql.rows(f"{mine} LIMIT 1"):
        return
    lines_of(mine, LINES)
    sql.run(
        f"""
        INSERT INTO {WAIVED} (due, waiver, starts, ends)
        SELECT DISTINCT d.id, w.id, {most("w.counts_from", "d.starts")}, {least("w.counts_to", "d.ends")}
        FROM {LINES} l JOIN coverage_waiver w ON w.subject_id = l.above
        JOIN coverage_pursuit p ON p.subject_id = l.subject AND p.engagement_id = w.engagement_id
        JOIN {due} d ON d.pursuit = p.id AND d.rule = w.rule_id
        WHERE w.counts_from <= d.ends AND w.counts_to >= d.starts
        """
    )
    sql.analyze(WAIVED, everywhere=True)


def excuse(stretches: str) -> None:
    """Fill EXCUSED (due, starts, waiver, until): of several waivers of a stretch of days the one that lasts longest."""
    uuid = sql.uuid_type()
    sql.make_temporary(EXCUSED, f"due bigint, starts date, waiver {uuid}, until date", "due, starts")
    sql.run(
        f"""
        INSERT INTO {EXCUSED} (due, starts, waiver, until)
        SELECT n.due, n.starts, n.waiver, n.until FROM (
          SELECT s.due, s.starts, w.waiver, v.counts_to AS until, row_number() OVER (
            PARTITION BY s.due, s.starts ORDER BY v.counts_to DESC, v.number) AS place
          FROM {WAIVED} w JOIN {stretches} s ON s.due = w.due AND w.starts <= s.starts AND w.ends >= s.ends
          JOIN coverage_waiver v ON v.id = w.waiver
        ) n WHERE n.place = 1
        """
    )
    sql.analyze(EXCUSED, everywhere=True)
