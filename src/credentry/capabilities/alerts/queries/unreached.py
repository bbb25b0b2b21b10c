"""The standing report of records that nobody would be told about, and of those only an administrator would be."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from credentry.capabilities.alerts.derivation import Scope, expansion
from credentry.capabilities.alerts.vocabulary import OPENINGS
from credentry.foundation import clock
from credentry.foundation.labels import L
from credentry.plumbing import sql

AHEAD = timedelta(days=365)
CHUNK = 50_000
SHOWN = 100

WHY: Final = {
    "nobody": L("无人可通知", "Nobody to tell"),
    "no_policy": L("没有适用的提醒策略", "No policy speaks of it"),
    "last_resort": L("只有合规或系统管理员会收到", "Only compliance or an administrator is told"),
    "no_address": L("提醒对象没有邮箱，只能在站内看到", "The recipient has no address: inbox only"),
}


@dataclass(frozen=True, slots=True)
class Unreached:
    """How many records for each reason, and the first of them by due day."""

    until: date
    counts: dict[str, int]
    items: list[dict[str, Any]]


def unreached() -> Unreached:
    """Open deadlines of the coming year (and overdue ones) for which the telling has a gap. Nothing is written.

    Days on which something only becomes possible need no policy: nothing is lost when they pass.
    """
    today = clock.today()
    until = today + AHEAD
    with expansion(today) as work:
        work.take(Scope("d.due_on <= %s", (until,)), ahead=True)
        work.assign()
        sql.make_temporary("tmp_gap", "deadline_id bigint, why varchar(20), PRIMARY KEY (deadline_id, why)")
        try:
            sql.run(
                "INSERT INTO tmp_gap SELECT deadline_id, 'no_policy' FROM tmp_candidate "
                f"WHERE policy_id IS NULL AND code NOT IN ({', '.join(['%s'] * len(OPENINGS))})",
                OPENINGS,
            )
            for after, upto in work.bounds(CHUNK):
                work.expand(after, upto, every_stage=True)
                sql.run(_GAPS)
            counts = dict(sql.rows(_COUNTS))
            items = [_item(*row) for row in sql.rows(_ITEMS)]
        finally:
            sql.empty_temporary(["tmp_gap"])
    return Unreached(until, {why: int(counts.get(why, 0)) for why in WHY}, items)


def _item(
    why: str, kind: str, record_id: Any, number: str, title: str, code: str, due_on: Any
) -> dict[str, Any]:
    return {
        "why": why, "label": WHY[why].as_dict(), "kind": kind, "id": str(UUID(str(record_id))), "number": number,
        "title": title, "code": code, "due_on": str(due_on),
    }  # fmt: skip


_GAPS = """
INSERT INTO tmp_gap SELECT DISTINCT o.deadline_id, CASE WHEN o.recipient_id IS NULL THEN 'nobody'
  WHEN o.reached = 'last_resort' THEN 'last_resort' ELSE 'no_address' END
FROM tmp_owed o LEFT JOIN tmp_person p ON p.user_id = o.recipient_id
WHERE o.n = 0 AND (o.recipient_id IS NULL OR o.reached = 'last_resort' OR p.mail = 0)
ON CONFLICT DO NOTHING
"""

_COUNTS = """
SELECT g.why, COUNT(DISTINCT d.record_id) FROM tmp_gap g JOIN records_deadline d ON d.id = g.deadline_id GROUP BY g.why
"""

_ITEMS = f"""
SELECT g.why, d.kind, d.record_id, d.number, d.title, d.code, d.due_on
FROM tmp_gap g JOIN records_deadline d ON d.id = g.deadline_id
ORDER BY CASE g.why WHEN 'nobody' THEN 0 WHEN 'no_policy' THEN 1 WHEN 'last_resort' THEN 2 ELSE 3 END, d.due_on, d.id
LIMIT {SHOWN}
"""
