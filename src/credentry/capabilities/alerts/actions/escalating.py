"""No answer in time: the next one up is told, to the top; every step is a row, none replaces another.

Whoever was told and did not answer by ``answer_by`` stays told. One answer by anybody of a stage ends its climbing;
to hand over or to ask for approval is no answer yet, and whoever was asked so and left or is away is passed over at
once, as if their time were over.
"""

from datetime import date

from credentry.capabilities.alerts.actions import closing, noting
from credentry.capabilities.alerts.models import Alert, Sweep
from credentry.foundation import clock
from credentry.plumbing import sql, turns

#: Beyond the last step of a ladder: the line of managers has been entered.
ON_THE_LINE = 1000
#: Who left or is away, and in whose place the derivation found nobody who has not passed it on already.
_GONE = "(SELECT user_id FROM tmp_person WHERE self_id IS NULL)"
OVERDUE = (
    f"a.escalated_on IS NULL AND ((a.state = 'open' AND a.answer_by < %s) OR "
    f"(a.state IN ('open', 'snoozed') AND a.recipient_id IN {_GONE}))"
)


def is_due(today: date) -> bool:
    """Whether somebody's time for an answer is over. Who left or is away is for ``waking.somebody_left`` to say."""
    return Alert.objects.filter(state="open", escalated_on__isnull=True, answer_by__lt=today).exists()


def escalate(today: date) -> int:
    """Tell the next one of every stage that nobody answered in time; how many were told.

    Inside an ``expansion(today)``: its tables of people and ladders are used.
    """
    uuid = sql.uuid_type()
    sql.make_temporary(
        "tmp_silent",
        f"alert_id {uuid} PRIMARY KEY, deadline_id bigint, record_id {uuid}, code varchar(60), cycle varchar(60), "
        f"record_kind varchar(40), due_on date, stage integer, recipient_id {uuid}, policy_id {uuid}, rung integer, "
        "place integer",
        "place",
    )
    sql.make_temporary(
        "tmp_next",
        f"alert_id {uuid}, place integer, rung integer, recipient_id {uuid}",
        "alert_id",
    )
    try:
        silent = sql.run(_SILENT, (today, today))
        if not silent:
            # Told beside somebody who still has time, or about a deadline that is over: nothing to climb for now.
            return 0
        sql.analyze("tmp_silent")
        sql.run(_BY_LADDER)
        sql.run(_BY_LINE, [ON_THE_LINE] * 3)
        sql.analyze("tmp_next")
        told, after = 0, 0
        portions = turns.Portions(200, 5_000)
        while after < silent:
            some = (after, after + portions.size)
            with portions.transaction():
                told += _tell(today, some)
            after = some[1]
        return told
    finally:
        sql.empty_temporary(["tmp_silent", "tmp_next"])


def _tell(today: date, some: tuple[int, int]) -> int:
    """The next ones of the silent stages in (after, upto]: told, and those before them noted as passed on."""
    now = clock.now()
    row = Sweep.objects.create(at=now, today=today)
    new_id = sql.new_uuid7(int(now.timestamp() * 1000))
    by = noting.answer_by(noting.pressing("a.code", sql.days_between("a.due_on", "%s")))
    told = sql.run(_TELL.format(id=new_id, by=by), (now, now, today, row.pk, *some))
    sql.run(_PASSED_ON, (today, now, *some, today))
    noting.deliver_sweep(row.pk, again=True)
    if told:
        sql.run(_ASKS, (now, *some))
        closing.supersede_earlier(row.pk)
        Sweep.objects.filter(pk=row.pk).update(created=told, finished_at=now)
    else:
        row.delete()
    return told


_GROUP = (
    "x.record_id = a.record_id AND x.code = a.code AND x.cycle = a.cycle AND x.due_on = a.due_on "
    "AND x.record_kind = a.record_kind AND x.stage = a.stage"
)

# One alert speaks for a stage of a deadline: the one furthest up. Nobody else of the stage still has time, nobody
# has answered, the deadline is open.
_SILENT = f"""
INSERT INTO tmp_silent
SELECT id, deadline_id, record_id, code, cycle, record_kind, due_on, stage, recipient_id, policy_id, rung,
  ROW_NUMBER() OVER (ORDER BY deadline_id, id) FROM (
  SELECT a.id, d.id AS deadline_id, a.record_id, a.code, a.cycle, a.record_kind, a.due_on, a.stage, a.recipient_id,
    a.policy_id, a.rung, ROW_NUMBER() OVER (
      PARTITION BY a.record_id, a.code, a.cycle, a.due_on, a.record_kind, a.stage
      ORDER BY a.rung DESC, a.created_at DESC, a.id) AS place
  FROM alerts_alert a JOIN records_deadline d ON d.record_id = a.record_id AND d.code = a.code AND d.cycle = a.cycle
    AND d.kind = a.record_kind AND d.due_on = a.due_on
  WHERE {OVERDUE} AND d.closed_on IS NULL
    AND NOT EXISTS (SELECT 1 FROM alerts_alert x WHERE {_GROUP}
      AND ((x.state = 'acknowledged' AND x.decision NOT IN ('reassigned', 'lapse_asked', 'refused'))
        OR (x.recipient_id NOT IN {_GONE} AND (x.state = 'snoozed' OR (x.state = 'open' AND x.answer_by >= %s)))))
) AS found WHERE place = 1
"""

# Whose alert of the stage ended meanwhile (they were away, somebody else had answered) may be told again.
_NOT_TOLD = (
    "NOT EXISTS (SELECT 1 FROM alerts_alert x WHERE x.record_id = s.record_id AND x.code = s.code "
    "AND x.cycle = s.cycle AND x.due_on = s.due_on AND x.record_kind = s.record_kind AND x.stage = s.stage "
    "AND x.recipient_id = {who} AND x.state NOT IN ('superseded', 'cancelled'))"
)

_BY_LADDER = f"""
INSERT INTO tmp_next SELECT alert_id, place, rung, person FROM (
  SELECT s.alert_id, t.rung AS place, t.rung, s.record_id, s.code, s.cycle, s.due_on, s.record_kind, s.stage,
    CASE t.relation
      WHEN 'responsible' THEN COALESCE(p1.self_id, p2.self_id, p1.next_id)
      WHEN 'deputy' THEN COALESCE(p2.self_id, p1.next_id)
      WHEN 'manager' THEN COALESCE(p1.manager_id, u.head_id)
      WHEN 'unit_head' THEN COALESCE(u.head_id, u.last_id)
      WHEN 'role' THEN ro.user_id
      WHEN 'line' THEN NULL
      ELSE t.user_id END AS person
  FROM tmp_silent s
  JOIN records_deadline d ON d.id = s.deadline_id
  JOIN tmp_rung t ON t.policy_id = s.policy_id AND t.rung > s.rung
  LEFT JOIN tmp_person p1 ON p1.user_id = d.responsible_id
  LEFT JOIN tmp_person p2 ON p2.user_id = d.deputy_id
  LEFT JOIN tmp_unit u ON u.unit_id = d.unit_id
  LEFT JOIN tmp_role ro ON t.relation = 'role' AND ro.code = t.code AND ro.unit_id = d.unit_id
) AS s WHERE person IS NOT NULL AND {_NOT_TOLD.format(who="s.person")}
"""

# Up the line from whoever was told last, when the ladder names the line, or has no step left.
_BY_LINE = f"""
INSERT INTO tmp_next SELECT s.alert_id, %s + l.n, CASE WHEN s.rung < %s THEN %s ELSE s.rung + 1 END + l.n, l.above_id
FROM tmp_silent s JOIN tmp_line l ON l.user_id = s.recipient_id
WHERE {_NOT_TOLD.format(who="l.above_id")}
"""

_TELL = """
INSERT INTO alerts_alert (id, version, created_at, updated_at, record_kind, record_id, code, cycle, due_on, stage,
  stage_on, recipient_id, reached, policy_id, level, state, reason, number, title, unit_id, decision, decision_note,
  snoozes, rung, answer_by, about_id, sweep_id, asks)
SELECT {id}, 1, %s, %s, a.record_kind, a.record_id, a.code, a.cycle, a.due_on, a.stage, a.stage_on, n.recipient_id,
  'escalated', a.policy_id, a.level, 'open', '', a.number, a.title, a.unit_id, '', '', 0, n.rung, {by}, a.about_id, %s,
  CASE WHEN a.about_id IS NOT NULL THEN 'acknowledge' WHEN t.asks > a.asks THEN t.asks ELSE a.asks END
FROM tmp_next n JOIN alerts_alert a ON a.id = n.alert_id
LEFT JOIN tmp_rung t ON t.policy_id = a.policy_id AND t.rung = (
  SELECT MAX(y.rung) FROM tmp_rung y WHERE y.policy_id = a.policy_id AND y.rung <= n.rung)
WHERE n.place = (SELECT MIN(m.place) FROM tmp_next m WHERE m.alert_id = n.alert_id)
  AND n.alert_id IN (SELECT alert_id FROM tmp_silent WHERE place > %s AND place <= %s)
ON CONFLICT (record_id, code, cycle, due_on, stage, recipient_id, record_kind) DO UPDATE SET
  state = 'open', reason = '', reached = 'escalated', rung = excluded.rung, answer_by = excluded.answer_by,
  about_id = excluded.about_id, sweep_id = excluded.sweep_id, updated_at = excluded.updated_at,
  asks = excluded.asks, version = alerts_alert.version + 1, escalated_on = NULL, read_at = NULL, snoozed_until = NULL
WHERE alerts_alert.state IN ('superseded', 'cancelled')
"""

# Once the ladder asks a step for more than a word, it asks everybody of the stage for it: none below answers it away.
_WAITS = f"{_GROUP} AND x.about_id IS NULL AND x.state IN ('open', 'snoozed')"
_ASKS = f"""
UPDATE alerts_alert AS a SET updated_at = %s, version = version + 1,
  asks = (SELECT MAX(x.asks) FROM alerts_alert x WHERE {_WAITS})
WHERE a.state IN ('open', 'snoozed') AND a.about_id IS NULL
  AND EXISTS (SELECT 1 FROM alerts_alert x WHERE {_WAITS} AND x.asks > a.asks)
  AND a.record_id IN (SELECT record_id FROM tmp_silent WHERE place > %s AND place <= %s)
"""

# Everybody of the stage whose time is over is noted as passed on; where nobody is left above, that is said.
_PASSED_ON = f"""
UPDATE alerts_alert SET escalated_on = %s, updated_at = %s, version = version + 1,
  reason = CASE WHEN id IN (SELECT alert_id FROM tmp_silent WHERE alert_id NOT IN (SELECT alert_id FROM tmp_next))
    THEN 'top_reached' ELSE reason END
WHERE id IN (SELECT a.id FROM alerts_alert a JOIN tmp_silent s ON s.record_id = a.record_id AND s.code = a.code
  AND s.cycle = a.cycle AND s.due_on = a.due_on AND s.record_kind = a.record_kind AND s.stage = a.stage
  WHERE s.place > %s AND s.place <= %s AND {OVERDUE})
"""
