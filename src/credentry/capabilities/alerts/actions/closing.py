"""What ends an alert without a person: renewal, a changed date, a later stage, somebody else in its place."""

from collections.abc import Sequence
from typing import Any

from credentry.foundation import clock
from credentry.plumbing import sql, turns

SAME = (
    "d.record_id = a.record_id AND d.code = a.code AND d.cycle = a.cycle AND d.kind = a.record_kind"
    " AND d.due_on = a.due_on"
)
SAME_CYCLE = "d.record_id = a.record_id AND d.code = a.code AND d.cycle = a.cycle AND d.kind = a.record_kind"
LIVE = "a.state IN ('open', 'snoozed', 'acknowledged')"
WAITING = "a.state IN ('open', 'snoozed')"


def close_settled(scope: str, params: Sequence[Any] = ()) -> int:
    """Close the live alerts in ``scope`` (SQL over ``alerts_alert a``) whose deadline is no longer open.

    In the writing transaction of a renewal this is what makes the old cycle fall silent. Returns how many.
    """
    uuid = sql.uuid_type()
    sql.make_temporary("tmp_over", f"alert_id {uuid} PRIMARY KEY, state varchar(14), reason varchar(30)")
    try:
        found = sql.run(
            f"""
            INSERT INTO tmp_over
            SELECT a.id, CASE WHEN d.id IS NULL THEN 'cancelled' WHEN d.closed_on IS NULL THEN 'superseded'
                ELSE 'closed' END,
              CASE WHEN d.id IS NULL THEN 'gone' WHEN d.closed_on IS NULL THEN 'date_changed'
                WHEN d.closed_by = '' THEN 'settled' ELSE 'renewed' END
            FROM alerts_alert a LEFT JOIN records_deadline d ON {SAME_CYCLE}
            WHERE {LIVE} AND {scope}
              AND NOT EXISTS (SELECT 1 FROM records_deadline d WHERE {SAME} AND d.closed_on IS NULL)
            """,
            params,
        )
        return _apply_over() if found else 0
    finally:
        sql.empty_temporary(["tmp_over"])


_CHANGED = (
    "CASE WHEN a.recipient_id IN (SELECT user_id FROM tmp_person WHERE absent = 1) THEN 'recipient_absent' "
    "ELSE 'recipient_changed' END"
)


# Somebody who is to be told instead holds it: who passed it on before, back to the one it is taken from, does not.
_ANSWERED = "x.state = 'acknowledged' AND x.decision NOT IN ('reassigned', 'lapse_asked', 'refused')"
_TAKEN_OVER = (
    "EXISTS (SELECT 1 FROM tmp_owed n JOIN alerts_alert x ON x.recipient_id = n.recipient_id "
    "WHERE n.deadline_id = o.deadline_id AND x.record_id = a.record_id AND x.code = a.code AND x.cycle = a.cycle "
    "AND x.due_on = a.due_on AND x.record_kind = a.record_kind AND x.stage = a.stage "
    f"AND (x.state IN ('open', 'snoozed') OR ({_ANSWERED})))"
)


def supersede_replaced() -> int:
    """End open alerts that what is in ``tmp_owed`` replaces: an earlier stage, or a person no longer told."""
    uuid = sql.uuid_type()
    sql.make_temporary("tmp_over", f"alert_id {uuid} PRIMARY KEY, state varchar(14), reason varchar(30)")
    try:
        # CROSS JOIN keeps SQLite from starting at the alerts: what is owed is the small side.
        joined = "tmp_owed o CROSS JOIN records_deadline d CROSS JOIN alerts_alert a"
        replaced = (
            f"d.id = o.deadline_id AND d.due_on = o.due_on AND {SAME} AND o.recipient_id IS NOT NULL AND a.state IN ('open', 'snoozed') "
            "AND a.reached NOT IN ('handed_over', 'escalated', 'approver')"
        )
        found = sql.run(
            f"INSERT INTO tmp_over SELECT DISTINCT a.id, 'superseded', 'later_stage' FROM {joined} "
            f"WHERE {replaced} AND a.stage > o.stage ON CONFLICT DO NOTHING"
        )
        found += sql.run(
            f"INSERT INTO tmp_over SELECT DISTINCT a.id, 'superseded', {_CHANGED} FROM {joined} "
            f"WHERE {replaced} AND o.moved = 1 AND a.stage = o.stage AND NOT EXISTS (SELECT 1 FROM tmp_owed n "
            f"WHERE n.deadline_id = o.deadline_id AND n.recipient_id = a.recipient_id) AND {_TAKEN_OVER} "
            "ON CONFLICT DO NOTHING"
        )
        return _apply_over() if found else 0
    finally:
        sql.empty_temporary(["tmp_over"])


def supersede_earlier(sweep_id: int) -> int:
    """End what people hold of earlier stages, passed up or handed over to them, where this sweep told them of a later
    one: nobody has the same date twice."""
    uuid = sql.uuid_type()
    sql.make_temporary("tmp_over", f"alert_id {uuid} PRIMARY KEY, state varchar(14), reason varchar(30)")
    try:
        found = sql.run(
            "INSERT INTO tmp_over SELECT DISTINCT a.id, 'superseded', 'later_stage' "
            "FROM alerts_alert n CROSS JOIN alerts_alert a WHERE n.sweep_id = %s AND n.state = 'open' "
            "AND a.record_id = n.record_id AND a.code = n.code AND a.cycle = n.cycle AND a.due_on = n.due_on "
            f"AND a.record_kind = n.record_kind AND a.recipient_id = n.recipient_id AND a.stage > n.stage AND {WAITING} "
            "AND a.reached IN ('handed_over', 'escalated') AND a.about_id IS NULL",
            (sweep_id,),
        )
        return _apply_over() if found else 0
    finally:
        sql.empty_temporary(["tmp_over"])


def cancel_unreachable() -> int:
    """End open alerts of people who are gone; the sweep before has given theirs to the next person.

    Without anybody who took over they stay open: an alert never ends because nobody is there.
    """
    uuid = sql.uuid_type()
    sql.make_temporary("tmp_over", f"alert_id {uuid} PRIMARY KEY, state varchar(14), reason varchar(30)")
    try:
        found = sql.run(
            "INSERT INTO tmp_over SELECT a.id, 'superseded', CASE WHEN p.absent = 1 THEN 'recipient_absent' "
            "ELSE 'recipient_inactive' END FROM alerts_alert a JOIN tmp_person p ON p.user_id = a.recipient_id "
            f"WHERE {WAITING} AND p.self_id IS NULL "
            "AND EXISTS (SELECT 1 FROM alerts_alert x WHERE x.record_id = a.record_id AND x.code = a.code "
            "AND x.cycle = a.cycle AND x.due_on = a.due_on AND x.record_kind = a.record_kind AND x.stage <= a.stage "
            f"AND (x.state IN ('open', 'snoozed') OR ({_ANSWERED})) AND x.recipient_id <> a.recipient_id)"
        )
        return _apply_over() if found else 0
    finally:
        sql.empty_temporary(["tmp_over"])


def supersede_requests() -> int:
    """End the requests to let something lapse that went back to who asked."""
    uuid = sql.uuid_type()
    sql.make_temporary("tmp_over", f"alert_id {uuid} PRIMARY KEY, state varchar(14), reason varchar(30)")
    try:
        found = sql.run(
            "INSERT INTO tmp_over SELECT a.id, 'superseded', 'asked_back' FROM alerts_alert a "
            f"JOIN alerts_alert asked ON asked.id = a.about_id WHERE a.about_id IS NOT NULL AND {WAITING} "
            "AND asked.state IN ('open', 'snoozed')"
        )
        return _apply_over() if found else 0
    finally:
        sql.empty_temporary(["tmp_over"])


def cancel_unspoken(policy: Any) -> int:
    """End the waiting alerts of a policy on candidates that no policy speaks of."""
    uuid = sql.uuid_type()
    sql.make_temporary("tmp_over", f"alert_id {uuid} PRIMARY KEY, state varchar(14), reason varchar(30)")
    try:
        found = sql.run(
            "INSERT INTO tmp_over SELECT a.id, 'cancelled', 'policy_off' FROM alerts_alert a "
            f"JOIN records_deadline d ON {SAME} JOIN tmp_candidate c ON c.deadline_id = d.id "
            f"WHERE a.policy_id = %s AND {WAITING} AND a.about_id IS NULL AND c.policy_id IS NULL",
            (policy,),
        )
        return _apply_over() if found else 0
    finally:
        sql.empty_temporary(["tmp_over"])


def _apply_over() -> int:
    """Move the alerts in ``tmp_over`` to their end state; what was not yet sent of them will not be.

    By portions, each whole in itself: of an alert its deliveries end with it.
    """
    now, done = clock.now(), 0
    last: Any = None
    portions = turns.Portions(300, 20_000)
    while True:
        given: tuple[Any, ...] = (last,) if last else ()
        ahead = "WHERE alert_id > %s" if last else ""
        upto = sql.rows(
            f"SELECT alert_id FROM (SELECT alert_id FROM tmp_over {ahead} ORDER BY alert_id LIMIT %s) t "
            "ORDER BY alert_id DESC LIMIT 1",
            (*given, portions.size),
        )
        if not upto:
            return done
        some = f"SELECT alert_id FROM tmp_over WHERE alert_id <= %s{' AND alert_id > %s' if last else ''}"
        given = (upto[0][0], *given)
        with portions.transaction():
            sql.run(_END_DELIVERIES.format(some=some), given)
            done += sql.run(_END_ALERTS.format(some=some), (now, *given))
        last = upto[0][0]


_END_DELIVERIES = (
    "UPDATE alerts_delivery SET (state, reason) = (SELECT CASE WHEN o.state = 'superseded' THEN 'superseded' "
    "ELSE 'cancelled' END, o.reason FROM tmp_over o WHERE o.alert_id = alerts_delivery.alert_id) "
    "WHERE alert_id IN ({some}) AND state IN ('due', 'retry')"
)
_END_ALERTS = (
    "UPDATE alerts_alert SET version = version + 1, updated_at = %s, (state, reason) = "
    "(SELECT o.state, o.reason FROM tmp_over o WHERE o.alert_id = alerts_alert.id) WHERE id IN ({some})"
)
