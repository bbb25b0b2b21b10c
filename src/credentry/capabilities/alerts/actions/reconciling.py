"""The second opinion: what was owed, worked out by another road than the sweep's, beside what exists.

It shares no table and no statement with the derivation: for each policy and each pair of neighbouring stages it asks
the register for open deadlines between two days that have no living notice. A difference is an alarm.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from credentry.capabilities.alerts.models import Heartbeat
from credentry.capabilities.alerts.queries import policies as policy_queries
from credentry.capabilities.alerts.queries.policies import Ready
from credentry.foundation import clock
from credentry.plumbing import sql

BEAT = "reconcile"
EVERY = timedelta(hours=20)
#: Deadlines whose last stage lies further back are history.
LOOK_BACK = 365
SHOWN = 20
_DAY = {"due": "d.due_on", "opens": "COALESCE(d.opens_on, d.due_on)",
        "safe_start": "COALESCE(d.latest_safe_start, d.due_on)"}  # fmt: skip


@dataclass
class Reconciled:
    """What one look found. ``lost``: owed and told to nobody; ``undelivered``: notices on no channel; ``stale``:
    notices that still wait although their deadline is over. ``waiting``: records changed since the last sweep."""

    today: date
    owed: int = 0
    lost: int = 0
    undelivered: int = 0
    stale: int = 0
    waiting: int = 0
    samples: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the two opinions agree."""
        return not self.lost and not self.undelivered and not self.stale


def is_due() -> bool:
    """Whether the daily look is due."""
    last = Heartbeat.objects.filter(name=BEAT).first()
    return last is None or not timedelta() <= clock.now() - last.at < EVERY


def reconcile() -> Reconciled:
    """Compare, keep the result for the health of the alerting, and return it. Reads only, apart from that."""
    swept = Heartbeat.objects.filter(name="sweep").first()
    # What became due after the last sweep is not lost yet: the comparison is about the day it looked at.
    found = Reconciled(swept.today if swept and swept.today else clock.today())
    found.waiting = sql.rows("SELECT COUNT(*) FROM alerts_pending")[0][0]
    for where, params, stage in _bands(found.today):
        found.owed += sql.rows(f"SELECT COUNT(*) FROM records_deadline d WHERE {where}", params)[0][0]
        missing = f"FROM records_deadline d WHERE {where} AND {_UNTOLD}"
        lost = sql.rows(f"SELECT COUNT(*) {missing}", (*params, stage))[0][0]
        if lost:
            found.lost += lost
            rows = sql.rows(
                f"SELECT d.kind, d.record_id, d.number, d.title, d.code, d.due_on {missing} LIMIT {SHOWN}",
                (*params, stage),
            )
            found.samples += [_sample(*row) for row in rows]
    found.samples = found.samples[:SHOWN]
    found.undelivered = sql.rows(_UNDELIVERED)[0][0]
    found.stale = sql.rows(_STALE)[0][0]
    detail = {name: value for name, value in vars(found).items() if name != "today"}
    Heartbeat.objects.update_or_create(
        name=BEAT, defaults={"at": clock.now(), "today": found.today, "detail": {**detail, "ok": found.ok}}
    )
    return found


def _bands(today: date) -> Iterator[tuple[str, tuple[Any, ...], int]]:
    """(WHERE over ``d``, its parameters, stage) for every policy and every stage that may be the latest."""
    policies = policy_queries.active()
    kinds = sorted({ready.policy.kind for ready in policies})
    for kind in kinds:
        pairs = sql.rows(
            "SELECT DISTINCT d.type_id, d.code FROM records_deadline d WHERE d.kind = %s AND d.closed_on IS NULL",
            (kind,),
        )
        mine = [ready for ready in policies if ready.policy.kind == kind]
        for ready in mine:
            for types, code in _spoken_for(mine, ready, kind, pairs):
                yield from _of_policy(mine, ready, kind, types, code, today)


def _spoken_for(
    policies: list[Ready], ready: Ready, kind: str, pairs: list[tuple[str, str]]
) -> Iterator[tuple[list[str], str]]:
    """By deadline code, the types for which ``ready`` is not silenced by an unconditional policy above it."""
    for code in sorted({code for _, code in pairs}):
        types = []
        for type_id in sorted(type_id for type_id, one in pairs if one == code):
            first = next(
                (one for one in policies if one.fits(kind, type_id, code) and not one.policy.condition), None
            )
            if ready.fits(kind, type_id, code) and (
                first is None or policies.index(ready) <= policies.index(first)
            ):
                types.append(type_id)
        if types:
            yield types, code


def _of_policy(
    policies: list[Ready], ready: Ready, kind: str, types: list[str], code: str, today: date
) -> Iterator[tuple[str, tuple[Any, ...], int]]:
    policy = ready.policy
    day = _DAY[policy.anchor]
    stages = sorted(set(policy.stages))  # the latest first
    params: list[Any] = [kind, code, *types, today + timedelta(days=stages[0] - LOOK_BACK)]
    where = (
        f"d.kind = %s AND d.code = %s AND d.type_id IN ({', '.join(['%s'] * len(types))}) "
        "AND d.closed_on IS NULL AND d.due_on >= %s AND d.record_id NOT IN (SELECT p.record_id FROM alerts_pending p "
        "WHERE p.record_id IS NOT NULL)"
    )
    conditions = [(one, " AND d.record_id NOT IN ({})") for one in policies[: policies.index(ready)]
                  if one.policy.condition and any(one.fits(kind, type_id, code) for type_id in types)]  # fmt: skip
    conditions += [(ready, " AND d.record_id IN ({})")] if policy.condition else []
    for one, clause in conditions:
        text, values = policy_queries.matching(one.policy).query.sql_with_params()
        where += clause.format(text)
        params += values
    for at, stage in enumerate(stages):
        after = f" AND {day} > %s" if at else ""
        bounds = [today + timedelta(days=stage), *([today + timedelta(days=stages[at - 1])] if at else [])]
        yield f"{where} AND {day} <= %s{after}", (*params, *bounds), stage


def _sample(kind: str, record_id: Any, number: str, title: str, code: str, due_on: Any) -> dict[str, Any]:
    return {"kind": kind, "record_id": str(UUID(str(record_id))), "number": number, "title": title, "code": code,
            "due_on": str(due_on)}  # fmt: skip


_UNTOLD = """
NOT EXISTS (SELECT 1 FROM alerts_alert a WHERE a.record_id = d.record_id AND a.code = d.code AND a.cycle = d.cycle
  AND a.due_on = d.due_on AND a.record_kind = d.kind AND (a.decision IN ('not_needed', 'lapse')
    OR (a.stage <= %s AND a.state IN ('open', 'snoozed', 'acknowledged'))))
"""

_UNDELIVERED = """
SELECT COUNT(*) FROM alerts_alert a WHERE a.state = 'open'
  AND NOT EXISTS (SELECT 1 FROM alerts_delivery x WHERE x.alert_id = a.id)
"""

_STALE = """
SELECT COUNT(*) FROM alerts_alert a WHERE a.state IN ('open', 'snoozed')
  AND a.record_id NOT IN (SELECT p.record_id FROM alerts_pending p WHERE p.record_id IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM records_deadline d WHERE d.record_id = a.record_id AND d.code = a.code
    AND d.cycle = a.cycle AND d.kind = a.record_kind AND d.due_on = a.due_on AND d.closed_on IS NULL)
"""
