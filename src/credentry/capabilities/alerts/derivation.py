"""From deadlines and policies to who is owed which notice: set-based, in temporary tables.

The tables live for one expansion on one connection. Filling them reads the register and locks nothing;
only the sweep writes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from credentry.capabilities.alerts import rules, working
from credentry.capabilities.alerts.channels import in_force
from credentry.capabilities.alerts.models import AlertPolicy, ChannelSetup
from credentry.capabilities.alerts.queries import policies as policy_queries
from credentry.capabilities.alerts.queries import reach
from credentry.capabilities.alerts.vocabulary import Anchor, Level, Relation
from credentry.core.identity.queries import Roster, roster
from credentry.plumbing import sql
from credentry.plumbing.turns import Portions

#: So long after the last stage nobody is told any more for the first time (an old register was entered).
HISTORY = timedelta(days=365)
INDEXES = {"tmp_owed": "deadline_id", "tmp_pending": "record_id"}
ANCHORS = {Anchor.DUE: "d.due_on", Anchor.OPENS: "d.opens_on", Anchor.SAFE_START: "d.latest_safe_start"}
OPEN_DEADLINE = "d.closed_on IS NULL"


def _tables() -> dict[str, str]:
    uuid = sql.uuid_type()
    return {
        "tmp_person": f"user_id {uuid} PRIMARY KEY, self_id {uuid}, next_id {uuid}, manager_id {uuid}, mail integer, "
        "absent integer",
        "tmp_unit": f"unit_id {uuid} PRIMARY KEY, head_id {uuid}, last_id {uuid}",
        "tmp_role": f"code varchar(60), unit_id {uuid}, user_id {uuid}, PRIMARY KEY (code, unit_id, user_id)",
        "tmp_stage": f"policy_id {uuid}, stage integer, later integer, PRIMARY KEY (policy_id, stage)",
        "tmp_recipient": (
            f"policy_id {uuid}, n integer, relation varchar(12), code varchar(60), user_id {uuid}, "
            "from_stage integer, instead integer, PRIMARY KEY (policy_id, n)"
        ),
        "tmp_channel": f"policy_id {uuid}, channel varchar(20), level varchar(10), PRIMARY KEY (policy_id, level, channel)",
        "tmp_rung": (
            f"policy_id {uuid}, rung integer, relation varchar(12), code varchar(60), user_id {uuid}, "
            "answer_by varchar(10), answer_fast varchar(10), asks varchar(12), PRIMARY KEY (policy_id, rung)"
        ),
        "tmp_line": f"user_id {uuid}, n integer, above_id {uuid}, PRIMARY KEY (user_id, n)",
        "tmp_winner": (
            f"kind varchar(40), type_id varchar(40), code varchar(60), policy_id {uuid}, rank integer, "
            "PRIMARY KEY (kind, type_id, code)"
        ),
        "tmp_pending": f"id bigint PRIMARY KEY, kind varchar(40), record_id {uuid}",
        "tmp_candidate": (
            f"deadline_id bigint PRIMARY KEY, kind varchar(40), record_id {uuid}, type_id varchar(40), "
            f"code varchar(60), days_left integer, shift integer, moved integer, policy_id {uuid}, rank integer"
        ),
        "tmp_owed": (
            f"deadline_id bigint, n integer, stage integer, recipient_id {uuid}, reached varchar(20), "
            f"policy_id {uuid}, days_left integer, shift integer, moved integer, due_on date"
        ),
    }


@dataclass(frozen=True)
class Scope:
    """Which deadlines to look at: a raw WHERE over ``records_deadline d`` and whether their people changed."""

    where: str
    params: tuple[Any, ...] = ()
    moved: bool = False


class Expansion:
    """The derivation for one day. Use ``expansion(today)``."""

    def __init__(self, today: date, policies: Sequence[policy_queries.Ready], people: Roster) -> None:
        self.today = today
        self.policies = policies
        self.people = people
        self.last_resort = reach.last_resort(people, None)
        self.reach = working.reach_of(today)
        self.anchors = sorted({ready.policy.anchor for ready in policies} | {Anchor.DUE.value})

    def offsets(self) -> list[int]:
        """Every stage any active policy has."""
        return rules.ordered(stage for ready in self.policies for stage in ready.policy.stages)

    def newly_reached(self, since: date) -> Scope | None:
        """Deadlines for which some stage was reached after the day ``since``."""
        if since >= self.today:
            return None
        offsets = self.offsets()
        one = "({day} > %s AND {day} <= %s)"
        where = " OR ".join(
            " OR ".join([one.format(day=ANCHORS[Anchor(anchor)])] * len(offsets)) for anchor in self.anchors
        )
        params = [day + timedelta(days=stage) for stage in offsets for day in (since, self.reach)]
        return Scope(f"({where})", tuple(params) * len(self.anchors)) if offsets else None

    def everything_reached(self) -> Scope:
        """Every open deadline for which at least one stage was reached: those that ``take`` takes anyway."""
        return Scope("1 = 1")

    def take(self, scope: Scope, ahead: bool = False) -> int:
        """Add the open deadlines of the scope to the candidates; what ended long ago is history, not a reminder.

        Only those of which a stage was reached, so that a register entered at once costs what is due of it;
        ``ahead``: also those whose stages are all to come.
        """
        offsets = self.offsets()
        horizon = self.today + timedelta(days=min(offsets, default=0)) - HISTORY
        furthest = date.max if ahead else self.reach + timedelta(days=max(offsets, default=0))
        left = sql.days_between("d.due_on", "%s")
        near = " OR ".join([f"{ANCHORS[Anchor(anchor)]} <= %s" for anchor in self.anchors])
        return sql.run(
            "INSERT INTO tmp_candidate SELECT d.id, d.kind, d.record_id, d.type_id, d.code, "
            f"{left}, 0, {int(scope.moved)}, NULL, NULL FROM records_deadline d "
            f"WHERE {OPEN_DEADLINE} AND d.due_on >= %s AND ({near}) AND {scope.where} ON CONFLICT DO NOTHING",
            (self.today, horizon, *[furthest] * len(self.anchors), *scope.params),
        )

    def assign(self) -> None:
        """Give every candidate the policy that speaks for it; candidates nobody speaks for keep none."""
        combos = sql.rows("SELECT DISTINCT kind, type_id, code FROM tmp_candidate")
        winners = []
        for kind, type_id, code in combos:
            ready = policy_queries.winner(self.policies, kind, type_id, code)
            if ready is not None:
                winners.append((kind, type_id, code, sql.uuid_value(ready.policy.pk), ready.policy.rank))
        sql.fill("tmp_winner", winners)
        match = "w.kind = c.kind AND w.type_id = c.type_id AND w.code = c.code"
        sql.run(
            "UPDATE tmp_candidate AS c SET policy_id = w.policy_id, rank = w.rank "
            f"FROM tmp_winner w WHERE {match}"
        )
        for ready in reversed(self.policies):  # the highest rank comes last and stays
            if ready.policy.condition:
                self._assign_by_record(ready)
        self._count_days()
        sql.analyze("tmp_candidate")

    def _count_days(self) -> None:
        """Days left as the policy counts them: to its anchor, and to the last day off that follows today.

        A candidate without the anchor's day counts to its due day.
        """
        ahead = (self.reach - self.today).days
        for ready in self.policies:
            day, own = ANCHORS[Anchor(ready.policy.anchor)], sql.uuid_value(ready.policy.pk)
            if ready.policy.anchor != Anchor.DUE:
                apart = sql.days_between("d.due_on", f"COALESCE({day}, d.due_on)")
                sql.run(
                    f"UPDATE tmp_candidate SET shift = (SELECT {apart} FROM records_deadline d "
                    "WHERE d.id = tmp_candidate.deadline_id) WHERE policy_id = %s",
                    (own,),
                )
            early = ahead if ready.policy.working_days else 0
            if early or ready.policy.anchor != Anchor.DUE:
                sql.run(
                    "UPDATE tmp_candidate SET days_left = days_left - shift - %s WHERE policy_id = %s",
                    (early, own),
                )

    def _assign_by_record(self, ready: policy_queries.Ready) -> None:
        pairs = [
            (type_id, code)
            for kind, type_id, code in sql.rows("SELECT DISTINCT kind, type_id, code FROM tmp_candidate")
            if ready.fits(kind, type_id, code)
        ]
        subquery, params = policy_queries.matching(ready.policy).query.sql_with_params()
        for type_id, code in pairs:
            sql.run(
                "UPDATE tmp_candidate SET policy_id = %s, rank = %s WHERE kind = %s AND type_id = %s "
                f"AND code = %s AND (rank IS NULL OR rank <= %s) AND record_id IN ({subquery})",
                (
                    sql.uuid_value(ready.policy.pk),
                    ready.policy.rank,
                    ready.policy.kind,
                    type_id,
                    code,
                    ready.policy.rank,
                    *params,
                ),
            )

    def expand(self, after: int, upto: int, every_stage: bool = False) -> int:
        """Write to ``tmp_owed`` what the candidates in (after, upto] are owed; a NULL recipient means nobody.

        The latest reached stage only, or every stage with ``every_stage``.
        """
        sql.empty_temporary(["tmp_owed"])
        reached = (
            "" if every_stage else "AND c.days_left <= s.stage AND (s.later IS NULL OR c.days_left > s.later)"
        )
        last = sql.uuid_value(self.last_resort)
        due_left = sql.days_between("d.due_on", "%s")
        statement = _EXPAND.format(reached=reached, uuid=sql.uuid_parameter(), due_left=due_left)
        owed = sql.run(statement, (last, last, self.today, after, upto))
        sql.analyze("tmp_owed")
        return owed

    def forget_told(self) -> None:
        """Drop candidates whose latest reached stage has a living notice, unless their people changed."""
        sql.run(_FORGET_TOLD)

    def mark_moved(self) -> None:
        """Say of the candidates whose records are pending that they or their people changed."""
        sql.run(
            "UPDATE tmp_candidate SET moved = 1 WHERE EXISTS (SELECT 1 FROM tmp_pending p "
            "WHERE p.record_id = tmp_candidate.record_id AND p.kind = tmp_candidate.kind)"
        )

    def has_moved(self, after: int, upto: int) -> bool:
        """Whether a candidate in (after, upto] was found because its record or its people changed."""
        return bool(
            sql.rows(
                "SELECT 1 FROM tmp_candidate WHERE deadline_id > %s AND deadline_id <= %s AND moved = 1 LIMIT 1",
                (after, upto),
            )
        )

    def bounds(self, size: int | Portions) -> Iterator[tuple[int, int]]:
        """Ranges of candidate ids with about ``size`` candidates each, or as many as its portions take by then."""
        found = sql.rows("SELECT deadline_id FROM tmp_candidate WHERE policy_id IS NOT NULL ORDER BY 1")
        at, after = 0, -1
        while at < len(found):
            at += size if isinstance(size, int) else size.size
            upto = found[min(at, len(found)) - 1][0]
            yield after, upto
            after = upto


_EXPAND = """
INSERT INTO tmp_owed
SELECT DISTINCT c.deadline_id, r.n, s.stage,
  CASE r.relation
    WHEN 'responsible' THEN
      COALESCE(p1.self_id, p2.self_id, p1.next_id, p2.next_id, u.head_id, u.last_id, {uuid})
    WHEN 'deputy' THEN p2.self_id
    WHEN 'manager' THEN COALESCE(p1.manager_id, u.head_id)
    WHEN 'unit_head' THEN COALESCE(u.head_id, u.last_id, {uuid})
    WHEN 'role' THEN ro.user_id
    ELSE r.user_id END,
  CASE WHEN r.relation = 'unit_head' AND u.head_id IS NULL THEN 'last_resort'
    WHEN r.instead = 1 AND r.user_id IS NOT NULL THEN 'stand_in'
    WHEN r.relation <> 'responsible' THEN r.relation
    WHEN p1.self_id IS NOT NULL THEN 'responsible'
    WHEN p2.self_id IS NOT NULL THEN 'deputy_for'
    WHEN COALESCE(p1.next_id, p2.next_id) IS NOT NULL THEN 'stand_in'
    WHEN u.head_id IS NOT NULL THEN 'head_for'
    ELSE 'last_resort' END,
  c.policy_id, {due_left}, c.shift, c.moved, d.due_on
FROM tmp_candidate c
CROSS JOIN records_deadline d
CROSS JOIN tmp_stage s
CROSS JOIN tmp_recipient r
LEFT JOIN tmp_person p1 ON p1.user_id = d.responsible_id
LEFT JOIN tmp_person p2 ON p2.user_id = d.deputy_id
LEFT JOIN tmp_unit u ON u.unit_id = d.unit_id
LEFT JOIN tmp_role ro ON r.relation = 'role' AND ro.code = r.code AND ro.unit_id = d.unit_id
WHERE c.deadline_id > %s AND c.deadline_id <= %s AND d.id = c.deadline_id
  AND s.policy_id = c.policy_id {reached}
  AND r.policy_id = c.policy_id AND (r.from_stage IS NULL OR s.stage <= r.from_stage)
  AND NOT EXISTS (
  SELECT 1 FROM alerts_alert x WHERE x.record_id = d.record_id AND x.code = d.code AND x.cycle = d.cycle
    AND x.due_on = d.due_on AND x.record_kind = d.kind AND x.decision IN ('not_needed', 'lapse'))
"""

_FORGET_TOLD = """
DELETE FROM tmp_candidate WHERE moved = 0 AND deadline_id IN (
  SELECT c.deadline_id FROM tmp_candidate c CROSS JOIN records_deadline d CROSS JOIN tmp_stage s
    CROSS JOIN alerts_alert x
  WHERE d.id = c.deadline_id AND s.policy_id = c.policy_id
    AND c.days_left <= s.stage AND (s.later IS NULL OR c.days_left > s.later)
    AND x.record_id = d.record_id AND x.code = d.code AND x.cycle = d.cycle AND x.due_on = d.due_on
    AND x.stage <= s.stage AND x.record_kind = d.kind
    AND (x.state IN ('open', 'snoozed', 'acknowledged') OR x.decision IN ('not_needed', 'lapse')))
"""


@contextmanager
def expansion(today: date, policies: Sequence[policy_queries.Ready] | None = None) -> Iterator[Expansion]:
    """Prepare the tables for ``today``; they are gone afterwards."""
    ready = policy_queries.active() if policies is None else policies
    people = roster(today)
    tables = _tables()
    with working.steady():
        made = Expansion(today, ready, people)
        try:
            for name, columns in tables.items():
                sql.make_temporary(name, columns, INDEXES.get(name, ""))
            _fill_policies(ready, people, today)
            _fill_people(ready, people)
            yield made
        finally:
            sql.empty_temporary(tables)


def _fill_policies(policies: Sequence[policy_queries.Ready], people: Roster, today: date) -> None:
    stages: list[tuple[Any, ...]] = []
    recipients: list[tuple[Any, ...]] = []
    channels: list[tuple[Any, ...]] = []
    rungs: list[tuple[Any, ...]] = []
    there = frozenset(
        ChannelSetup.objects.filter(active=True, archived_at__isnull=True).values_list("code", flat=True)
    )
    for ready in policies:
        policy, own = ready.policy, sql.uuid_value(ready.policy.pk)
        order = rules.ordered(policy.stages)
        stages += [(own, stage, later) for stage, later in zip(order, [*order[1:], None], strict=True)]
        for n, one in enumerate(policy.recipients):
            user, instead = _fixed_person(one, people)
            told = (own, n, one["relation"], one.get("code") or "", sql.uuid_value(user))
            recipients.append((*told, one.get("from_stage"), int(instead)))
        channels += [
            (own, channel, level.value)
            for level in Level
            for channel in in_force(_channels(policy, level, there))
        ]
        steps = rules.ladder(policy.ladder)
        rungs += [
            (*_rung(own, n, one, people, today), rules.demanded(steps, n).value)
            for n, one in enumerate(steps)
        ]
    sql.fill("tmp_stage", stages)
    sql.fill("tmp_recipient", recipients)
    sql.fill("tmp_channel", channels)
    sql.fill("tmp_rung", rungs)


def _channels(policy: AlertPolicy, level: Level, there: frozenset[str]) -> list[str]:
    """A policy's channels at a level: what the level adds only as far as it is set up, the usual ones always."""
    return [
        one for one in policy.levels.get(level) or policy.channels if one in policy.channels or one in there
    ]


def _rung(own: Any, n: int, step: dict[str, Any], people: Roster, today: date) -> tuple[Any, ...]:
    """One step of a ladder with the last day for an answer, for what is told today."""
    wait = int(step["wait"])
    usual = working.add_working_days(today, wait).isoformat() if wait else None
    fast = working.add_working_days(today, min(wait, 1)).isoformat() if wait else None
    user = sql.uuid_value(_fixed_person(step, people)[0])
    return (own, n, step["relation"], step.get("code") or "", user, usual, fast)


def _fixed_person(recipient: dict[str, Any], people: Roster) -> tuple[UUID | None, bool]:
    """The person behind a post or a named user, or who stands in for them, and whether somebody does."""
    user: UUID | None = None
    if recipient["relation"] == Relation.POST:
        user = people.holders.get(recipient.get("code", ""))
    elif recipient["relation"] == Relation.USER:
        user = UUID(recipient["code"])
    if user is None or user not in people.people:
        return None, False
    there = reach.reach_of(people, user)
    return there.here or there.stand_in, there.here is None


def _fill_people(policies: Sequence[policy_queries.Ready], people: Roster) -> None:
    value = sql.uuid_value
    rows, line = [], []
    for user, person in people.people.items():
        there = reach.reach_of(people, user)
        mail = int(bool(person.email))
        rows.append(
            (
                value(user),
                value(there.here),
                value(there.stand_in),
                value(there.manager),
                mail,
                int(person.absent),
            )
        )
        line += [(value(user), n, value(above)) for n, above in enumerate(reach.line_of(people, user))]
    sql.fill("tmp_person", rows)
    sql.fill("tmp_line", line)
    units = [(unit, reach.head_of(people, unit), reach.last_resort(people, unit)) for unit in people.parents]
    sql.fill("tmp_unit", [tuple(map(value, one)) for one in units])
    wanted = [
        one.get("code", "")
        for ready in policies
        for one in (*ready.policy.recipients, *ready.policy.ladder)
        if one["relation"] == Relation.ROLE
    ]
    sql.fill(
        "tmp_role",
        [(role, value(unit), value(user)) for role, unit, user in reach.role_rows(people, wanted)],
    )
