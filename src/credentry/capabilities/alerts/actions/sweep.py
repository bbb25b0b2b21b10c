"""The sweep: every notice that is owed today and does not exist yet, written in a few statements.

Nothing is scheduled. What is owed follows from deadlines, policies and people; a missed run changes
nothing, the next one finds what is still due. The unique key makes every run repeatable, also two at once.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from credentry.capabilities.alerts import working
from credentry.capabilities.alerts.actions import closing, escalating, mailing, noting, waking
from credentry.capabilities.alerts.derivation import Expansion, Scope, expansion
from credentry.capabilities.alerts.models import Heartbeat, Pending, Sweep
from credentry.capabilities.alerts.rules import LADDER, LEVEL_LIMITS
from credentry.capabilities.alerts.vocabulary import Level
from credentry.foundation import clock
from credentry.plumbing import sql, turns

#: Deadlines written in one transaction: the first time, and at most; SQLite learns how many it can take in between.
FIRST, CHUNK = 300, 5_000
#: Marks from which it is better to look through the deadlines for marked ones than at each mark.
MANY = 20_000
FULL_EVERY = timedelta(hours=20)
BEAT, FULL_BEAT = "sweep", "full_sweep"


@dataclass
class Swept:
    """What one run did. ``created`` notices that are open, ``reopened`` ones that had ended, ``missed`` stages
    recorded as superseded."""

    today: date
    full: bool
    candidates: int = 0
    created: int = 0
    reopened: int = 0
    missed: int = 0
    superseded: int = 0
    closed: int = 0
    deliveries: int = 0
    woken: int = 0
    revived: int = 0
    escalated: int = 0
    mailings: int = 0
    seconds: float = 0.0


def sweep(full: bool = False) -> Swept:
    """Derive what is owed now (``foundation.clock``) and record it. Safe to run at any time, in parallel too.

    A normal run looks at deadlines that reached a stage since the last run and at changed records; ``full``
    (and the first run, and one after a policy changed) at every open deadline within reach of a stage.
    """
    started = time.perf_counter()
    now, today = clock.now(), clock.today()
    beat = Heartbeat.objects.filter(name=BEAT).first()
    since = beat.today if beat else None
    deep = since is None or Pending.objects.filter(record_id__isnull=True).exists()  # a policy changed
    full = full or deep or (since is not None and since > today)
    done = Swept(today, full)
    done.woken = waking.wake(today)
    marked = Pending.objects.exists()
    if full or marked or since != today or waking.somebody_left(today):
        with expansion(today) as work:
            _derive(work, done, since, deep)
            done.escalated = escalating.escalate(today)
            closing.cancel_unreachable()
            if waking.give_back(working.add_working_days(today, int(LADDER[0]["wait"]))):
                closing.supersede_requests()
    elif escalating.is_due(today):
        with expansion(today):
            done.escalated = escalating.escalate(today)
    done.revived = waking.revive(None if done.full or beat is None else beat.at)
    done.mailings = mailing.owe()
    done.seconds = round(time.perf_counter() - started, 3)
    _beat(done, now)
    return done


def full_sweep_due() -> bool:
    """Whether the daily look at the whole register is due; it needs no mark, so nothing can be missed for long."""
    last = Heartbeat.objects.filter(name=FULL_BEAT).first()
    return last is None or not timedelta() <= clock.now() - last.at < FULL_EVERY


def _derive(work: Expansion, done: Swept, since: date | None, deep: bool) -> None:
    marks = sql.run("INSERT INTO tmp_pending SELECT id, kind, record_id FROM alerts_pending")
    if marks:
        sql.analyze("tmp_pending")
        done.closed = closing.close_settled("a.record_id IN (SELECT record_id FROM tmp_pending)")
    for scope in _scopes(work, done.full, since, marks):
        done.candidates += work.take(scope)
    if done.candidates:
        if marks and done.full:
            work.mark_moved()
        work.assign()
        if not deep:
            work.forget_told()
        portions = turns.Portions(FIRST, CHUNK)
        for after, upto in work.bounds(portions):
            work.expand(after, upto)
            with portions.transaction():
                _write(work, done, after, upto, since)
    if marks:
        _forget_marks()


def _forget_marks() -> None:
    """Take away exactly the marks that were read: one made meanwhile stays."""
    last = 0
    portions = turns.Portions(5_000, 100_000)
    while found := sql.rows(
        "SELECT MAX(id) FROM (SELECT id FROM tmp_pending WHERE id > %s ORDER BY id LIMIT %s) t",
        (last, portions.size),
    )[0][0]:
        ours = (last, found, last, found)
        with portions.transaction():
            sql.run(
                "DELETE FROM alerts_pending WHERE id > %s AND id <= %s AND id IN "
                "(SELECT id FROM tmp_pending WHERE id > %s AND id <= %s)",
                ours,
            )
        last = found


def _scopes(work: Expansion, full: bool, since: date | None, marks: int) -> list[Scope]:
    """Changed people and records first: a candidate keeps the mark of the scope that found it.

    A full sweep looks at everything and marks what changed afterwards.
    """
    scopes = []
    if marks and not full:
        marked = (
            "(d.record_id, d.kind) IN (SELECT record_id, kind FROM tmp_pending)"
            if marks < MANY
            else "EXISTS (SELECT 1 FROM tmp_pending p WHERE p.record_id = d.record_id AND p.kind = d.kind)"
        )
        scopes.append(Scope(marked, moved=True))
    if sql.rows("SELECT COUNT(*) FROM tmp_person WHERE self_id IS NULL")[0][0]:
        gone = (
            f"SELECT a.record_id, a.code, a.cycle FROM alerts_alert a WHERE {closing.WAITING} "
            "AND a.recipient_id IN (SELECT user_id FROM tmp_person WHERE self_id IS NULL)"
        )
        scopes.append(Scope(f"(d.record_id, d.code, d.cycle) IN ({gone})", moved=True))
    reached = work.everything_reached() if full else work.newly_reached(since or work.today)
    return [*scopes, reached] if reached else scopes


def _write(work: Expansion, done: Swept, after: int, upto: int, since: date | None) -> None:
    """One portion, which ``expand`` has worked out: notices, passed stages, what they replace, their deliveries.

    In one transaction. A deadline that was settled or moved since then is left to the next sweep: its mark is there.
    """
    now = clock.now()
    row = Sweep.objects.create(at=now, today=work.today, full=done.full)
    new_id = sql.new_uuid7(int(now.timestamp() * 1000))
    made = sql.run(
        _INSERT.format(
            id=new_id,
            day=sql.day_minus("d.due_on", "(o.stage + o.shift)"),
            level=_level_sql(noting.pressing("d.code", "o.days_left")),
            by=noting.answer_by(noting.pressing("d.code", "o.days_left")),
        ),
        (now, now, row.pk),
    )
    reopened = replaced = 0
    if sql.rows(_TOLD_BEFORE, (row.pk,)):  # what is told of for the first time reopens and replaces nothing
        reopened = sql.run(_REOPEN, (row.pk, now))
        replaced = closing.supersede_replaced() if made or reopened or work.has_moved(after, upto) else 0
        replaced += closing.supersede_earlier(row.pk) if made or reopened else 0
    if made or reopened:
        day = sql.day_minus("a.stage_on", "(s.stage - a.stage)")
        done.missed += sql.run(
            _PASSED.format(id=new_id, day=day, level=_level_sql(noting.pressing("a.code", "s.stage"))),
            (now, now, since or date.max, row.pk, row.pk, since or date.max, work.today),
        )
        done.deliveries += noting.deliver_sweep(row.pk, again=bool(reopened))
        Sweep.objects.filter(pk=row.pk).update(created=made + reopened, superseded=replaced, finished_at=now)
    else:
        row.delete()
    done.created += made
    done.reopened += reopened
    done.superseded += replaced


def _level_sql(days: str) -> str:
    whens = " ".join(f"WHEN {days} <= {limit} THEN '{word.value}'" for limit, word in LEVEL_LIMITS)
    return f"CASE {whens} ELSE '{Level.INFO.value}' END"


def _beat(done: Swept, now: datetime) -> None:
    values = {"at": now, "today": done.today, "detail": _detail(done)}
    for name in (BEAT, FULL_BEAT) if done.full else (BEAT,):
        Heartbeat.objects.update_or_create(name=name, defaults=values)


def _detail(done: Swept) -> dict[str, object]:
    return {name: value for name, value in vars(done).items() if name != "today"}


_COLUMNS = """id, version, created_at, updated_at, record_kind, record_id, code, cycle, due_on, stage, stage_on,
  recipient_id, reached, policy_id, level, state, reason, number, title, unit_id, decision, decision_note,
  snoozes, sweep_id, rung, answer_by, asks"""

_INSERT = f"""
INSERT INTO alerts_alert ({_COLUMNS})
SELECT {{id}}, 1, %s, %s, d.kind, d.record_id, d.code, d.cycle, d.due_on, o.stage, {{day}},
  o.recipient_id, o.reached, o.policy_id, {{level}}, 'open', '', d.number, d.title, d.unit_id, '', '', 0, %s, 0, {{by}}, COALESCE(t.asks, 'acknowledge')
FROM tmp_owed o CROSS JOIN records_deadline d LEFT JOIN tmp_rung t ON t.policy_id = o.policy_id AND t.rung = 0
WHERE d.id = o.deadline_id AND o.recipient_id IS NOT NULL AND d.closed_on IS NULL AND d.due_on = o.due_on
ORDER BY d.record_id, o.n
ON CONFLICT DO NOTHING
"""

# A renewal taken back, a date or a person changed to and fro: what had ended is owed again under the same key.
_REOPEN = """
UPDATE alerts_alert SET state = 'open', reason = '', decision = '', decision_note = '', decided_at = NULL,
  decided_by_id = NULL, read_at = NULL, snoozed_until = NULL, escalated_on = NULL, about_id = NULL, plan_on = NULL, sweep_id = %s, version = version + 1,
  updated_at = %s
WHERE id IN (
  SELECT a.id FROM tmp_owed o CROSS JOIN records_deadline d CROSS JOIN alerts_alert a
  WHERE d.id = o.deadline_id AND d.closed_on IS NULL AND d.due_on = o.due_on
    AND a.record_id = d.record_id AND a.code = d.code AND a.cycle = d.cycle AND a.due_on = d.due_on
    AND a.stage = o.stage AND a.recipient_id = o.recipient_id AND a.record_kind = d.kind
    AND a.state IN ('closed', 'cancelled', 'superseded')
    AND a.reason NOT IN ('later_stage', 'missed', 'before_entry'))
"""

# Stages that passed without a notice: during an outage, or before the record was entered while its due day
# is still ahead. History older than the record is not made up.
_PASSED = f"""
INSERT INTO alerts_alert ({_COLUMNS})
SELECT {{id}}, 1, %s, %s, a.record_kind, a.record_id, a.code, a.cycle, a.due_on, s.stage, {{day}},
  a.recipient_id, a.reached, a.policy_id, {{level}}, 'superseded',
  CASE WHEN {{day}} > %s THEN 'missed' ELSE 'before_entry' END,
  a.number, a.title, a.unit_id, '', '', 0, %s, 0, NULL, 'acknowledge'
FROM alerts_alert a CROSS JOIN tmp_stage s
WHERE s.policy_id = a.policy_id AND s.stage > a.stage AND a.sweep_id = %s AND a.state = 'open' AND ({{day}} > %s OR a.due_on >= %s)
  AND NOT EXISTS (SELECT 1 FROM alerts_alert x WHERE x.record_id = a.record_id AND x.code = a.code
    AND x.cycle = a.cycle AND x.due_on = a.due_on AND x.record_kind = a.record_kind AND x.stage = s.stage)
ON CONFLICT DO NOTHING
"""

_TOLD_BEFORE = f"""
SELECT 1 FROM tmp_owed o CROSS JOIN records_deadline d CROSS JOIN alerts_alert a
WHERE d.id = o.deadline_id AND d.due_on = o.due_on AND {closing.SAME} AND a.sweep_id <> %s LIMIT 1
"""
