"""Who was told and who will be told: of one record, on one day."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from credentry.capabilities.alerts import rules, working
from credentry.capabilities.alerts.channels import in_force
from credentry.capabilities.alerts.derivation import Expansion, Scope, expansion
from credentry.capabilities.alerts.models import Alert, AlertPolicy, ChannelSetup, Delivery
from credentry.capabilities.alerts.queries import ladder
from credentry.capabilities.alerts.queries.channels import told
from credentry.capabilities.alerts.queries.policies import Ready
from credentry.capabilities.alerts.vocabulary import OPENINGS, Channel, Level
from credentry.core.identity.queries import Roster, roster
from credentry.foundation import clock
from credentry.plumbing import sql


@dataclass(frozen=True, slots=True)
class Told:
    """One notice: owed to one person for one stage of one deadline. ``alert_id`` is None while it is only planned.

    ``answer_by``: the last day for an answer; ``following``: who is told next, and when, if nobody answers (said once
    for each stage). ``held``: what is planned for a day off leaves the house that day, over which channels.
    """

    alert_id: UUID | None
    kind: str
    record_id: UUID
    number: str
    title: str
    code: str
    due_on: date
    stage: int
    on: date
    recipient_id: UUID | None
    recipient: str
    reached: str
    policy: str
    state: str
    policy_id: UUID | None = None
    rung: int = 0
    reason: str = ""
    decision: str = ""
    channels: tuple[str, ...] = ()
    deliveries: tuple[dict[str, Any], ...] = field(default=())
    answer_by: date | None = None
    following: tuple[ladder.Next, ...] = ()
    held: tuple[tuple[str, ...], date] | None = None


PLANNED, NOBODY = "planned", "nobody"


def of_record(kind: str, record_id: UUID) -> list[Told]:
    """Everything told about a record and, as things stand, everything that will be, in order of days."""
    told = _told(kind, record_id)
    known = {(one.code, one.due_on, one.stage) for one in told}
    today = clock.today()
    with expansion(today) as work:
        work.take(Scope("d.kind = %s AND d.record_id = %s", (kind, sql.uuid_value(record_id))), ahead=True)
        planned = _planned(work, everything=True)
        people, policies = work.people, {ready.policy.pk: ready.policy for ready in work.policies}
    ahead = [one for one in planned if one.on > today]
    reached = [one for one in planned if one.on <= today]
    latest = {(one.code, one.due_on): min(x.stage for x in reached if (x.code, x.due_on) == (one.code, one.due_on))
              for one in reached}  # fmt: skip
    ahead += [
        one
        for one in reached
        if one.stage == latest[(one.code, one.due_on)] and (one.code, one.due_on, one.stage) not in known
    ]
    rows = sorted([*told, *ahead], key=lambda one: (one.on, one.due_on, one.recipient))
    return _climbing(rows, people, policies, kind, record_id)


def names(rows: Iterable[Told]) -> dict[UUID, str]:
    """Names of everybody who comes next anywhere in these rows."""
    wanted = {person for one in rows for step in one.following for person in step.people}
    return {one: person.name for one, person in roster().people.items() if one in wanted} if wanted else {}


def _climbing(
    rows: list[Told], people: Roster, policies: dict[UUID, AlertPolicy], kind: str, record_id: UUID
) -> list[Told]:
    """The same rows; of every stage that still waits the one furthest up says who comes next."""
    owners = {
        (code, str(due)): ladder.Owner(*(UUID(str(one)) if one else None for one in who))
        for code, due, *who in sql.rows(_OWNERS, (kind, sql.uuid_value(record_id)))
    }
    stages: dict[tuple[str, date, int], list[int]] = {}
    for at, one in enumerate(rows):
        if one.recipient_id is not None:
            stages.setdefault((one.code, one.due_on, one.stage), []).append(at)
    for (code, due, stage), places in stages.items():
        waiting = [at for at in places if rows[at].state in (PLANNED, "open") and rows[at].answer_by]
        policy = policies.get(rows[places[0]].policy_id or UUID(int=0))
        owner = owners.get((code, str(due)))
        if not waiting or policy is None or owner is None:
            continue
        lead = max(waiting, key=lambda at: (rows[at].rung, -at))
        others = [rows[at].recipient_id for at in places if at != lead]
        told = [*(one for one in others if one), rows[lead].recipient_id or UUID(int=0)]
        steps = tuple(
            ladder.climb(policy, people, owner, code, due, told, rows[lead].answer_by, rows[lead].rung)
        )
        later = [
            rows[at].on
            for (c, d, s), ats in stages.items()
            if (c, d) == (code, due) and s < stage
            for at in ats
        ]
        if (
            rows[lead].rung or not steps or not later or steps[0].on < min(later)
        ):  # else the next stage comes first
            rows[lead] = replace(rows[lead], following=steps)
    return rows


def on_day(day: date) -> list[Told]:
    """What will be owed on ``day`` if nothing changes before; nothing is written or sent."""
    with expansion(day) as work:
        scope = work.newly_reached(day - timedelta(days=1))
        if scope is None or not work.take(scope):
            return []
        return [one for one in _planned(work, everything=False) if one.on == day]


def _told(kind: str, record_id: UUID) -> list[Told]:
    alerts = list(
        Alert.objects.filter(record_kind=kind, record_id=record_id).select_related("recipient", "policy")
    )
    sent: dict[UUID, list[Delivery]] = {}
    for one in Delivery.objects.filter(alert__in=[alert.pk for alert in alerts]).order_by("pk"):
        assert one.alert_id is not None
        sent.setdefault(one.alert_id, []).append(one)
    return [_as_told(one, sent.get(one.pk, [])) for one in alerts]


def day_told(alert: Alert) -> date:
    """The day of its stage; what was passed up or on to somebody came to them later."""
    if alert.reached in ("escalated", "handed_over", "approver"):
        return alert.created_at.astimezone(clock.zone()).date()
    return alert.stage_on


def _as_told(alert: Alert, deliveries: Iterable[Delivery]) -> Told:
    rows = tuple(deliveries)
    return Told(
        alert_id=alert.pk,
        kind=alert.record_kind,
        record_id=alert.record_id,
        number=alert.number,
        title=alert.title,
        code=alert.code,
        due_on=alert.due_on,
        stage=alert.stage,
        on=day_told(alert),
        recipient_id=alert.recipient_id,
        recipient=alert.recipient.name,
        reached=alert.reached,
        policy=alert.policy.name,
        state=alert.state,
        reason=alert.reason,
        decision=alert.decision,
        policy_id=alert.policy_id,
        rung=alert.rung,
        answer_by=alert.answer_by if alert.escalated_on is None else None,
        channels=tuple(dict.fromkeys(one.channel for one in rows)),
        deliveries=tuple(
            told(one)
            for one in rows
        ),
    )  # fmt: skip


def _planned(work: Expansion, everything: bool) -> list[Told]:
    work.assign()
    upto = sql.rows("SELECT COALESCE(MAX(deadline_id), -1) FROM tmp_candidate")[0][0]
    work.expand(-1, upto, every_stage=everything)
    names = {ready.policy.pk: ready for ready in work.policies}
    found: dict[tuple[Any, ...], Told] = {}
    for row in sql.rows(_OWED):
        one = _as_planned(work, names, row)
        found.setdefault((one.record_id, one.code, one.due_on, one.stage, one.recipient_id), one)
    return list(found.values())


def _as_planned(work: Expansion, policies: dict[UUID, Ready], row: tuple[Any, ...]) -> Told:
    kind, record_id, number, title, code, due_on, stage, shift, recipient, reached, policy, safe = row
    due = _day(due_on)
    who = UUID(str(recipient)) if recipient else None
    policy_id = UUID(str(policy))
    speaks = policies[policy_id].policy
    on = _told_on(rules.stage_day(due, stage + shift), speaks.working_days)
    return Told(
        alert_id=None,
        kind=kind,
        record_id=UUID(str(record_id)),
        number=number,
        title=title,
        code=code,
        due_on=due,
        stage=stage,
        on=on,
        recipient_id=who,
        recipient=work.people.people[who].name if who else "",
        reached=reached if who else "",
        policy=speaks.name,
        state=PLANNED if who else NOBODY,
        channels=tuple(in_force(speaks.channels)),
        policy_id=speaks.pk,
        answer_by=ladder.answer_by(speaks, 0, code, due, max(on, work.today)) if who else None,
        held=_held(speaks, code, due, _day(safe) if safe else None, on),
    )


def _held(
    policy: AlertPolicy, code: str, due: date, safe: date | None, on: date
) -> tuple[tuple[str, ...], date] | None:
    """Which channels keep a notice of a day off until people are back, and until when."""
    level = rules.level((due - on).days)
    if working.is_working(on) or (level == Level.CRITICAL and code not in OPENINGS):
        return None
    back = working.add_working_days(on, 1)
    if back > due or (safe is not None and back > safe):
        return None
    channels = [one for one in in_force(policy.levels.get(level) or policy.channels) if one != Channel.INBOX]
    whole = set(ChannelSetup.objects.filter(hold=True).values_list("code", flat=True))
    held = tuple(one for one in channels if policy.hold or one in whole)
    return (held, back) if held else None


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _told_on(day: date, working_days: bool) -> date:
    """The day itself, or the working day before when it is a day off."""
    return working.working_day_upto(day) if working_days else day


_OWNERS = """
SELECT code, due_on, responsible_id, deputy_id, unit_id FROM records_deadline
WHERE kind = %s AND record_id = %s AND closed_on IS NULL
"""

_OWED = """
SELECT d.kind, d.record_id, d.number, d.title, d.code, d.due_on, o.stage, o.shift, o.recipient_id, o.reached, o.policy_id,
  d.latest_safe_start
FROM tmp_owed o JOIN records_deadline d ON d.id = o.deadline_id
WHERE o.recipient_id IS NOT NULL OR o.n = 0
ORDER BY d.due_on, o.deadline_id, o.stage DESC, o.n
"""
