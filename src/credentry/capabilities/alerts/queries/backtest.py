"""What a policy would have done: set-based over the deadlines of a period, nothing is written or sent."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from credentry.capabilities.alerts.derivation import Expansion, expansion
from credentry.capabilities.alerts.models import AlertPolicy
from credentry.capabilities.alerts.queries import policies as policy_queries
from credentry.foundation import clock
from credentry.plumbing import sql

CHUNK = 50_000
YEAR = timedelta(days=365)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Tested:
    """What would have gone out between two days, with the people and dates of today.

    ``by_month`` and ``by_person`` count notices; ``nobody`` those nobody could have been told of; ``records`` how many
    records they concern; ``busiest`` the day with the most and how many; ``samples`` some of them.
    """

    since: date
    until: date
    notices: int
    records: int
    nobody: int
    by_month: dict[str, int]
    by_person: list[tuple[str, int]]
    busiest: tuple[str, int] | None
    samples: list[dict[str, Any]]


def backtest(policy: AlertPolicy, since: date | None = None, until: date | None = None) -> Tested:
    """Run ``policy`` (saved or not) over the days from ``since`` to ``until``, by default the last year.

    Beside it the other active policies speak as they do: it gets only the deadlines it would win. A deadline settled
    before a stage's day would not have been told of.
    """
    until = until or clock.today()
    since = since or until - YEAR
    others = [one.policy for one in policy_queries.active() if one.policy.code != policy.code]
    with expansion(until, policy_queries.ranked([policy, *others])) as work:
        own = sql.uuid_value(policy.pk)
        _candidates(work, policy, since, until)
        work.assign()
        sql.run("DELETE FROM tmp_candidate WHERE policy_id IS NULL OR policy_id <> %s", (own,))
        uuid = sql.uuid_type()
        sql.make_temporary(
            "tmp_tested",
            f"day date, deadline_id bigint, record_id {uuid}, stage integer, recipient_id {uuid}",
            "day",
        )
        try:
            for after, upto in work.bounds(CHUNK):
                work.expand(after, upto, every_stage=True)
                day = sql.day_minus("d.due_on", "(o.stage + o.shift)")
                sql.run(_COLLECT.format(day=day), (since, until))
            return _counted(work, since, until)
        finally:
            sql.empty_temporary(["tmp_tested"])


def _candidates(work: Expansion, policy: AlertPolicy, since: date, until: date) -> None:
    """Deadlines, settled ones too, some stage of which may fall into the period."""
    first, last = min(policy.stages), max(policy.stages)
    left = sql.days_between("d.due_on", "%s")
    far = timedelta(days=0 if policy.anchor == "due" else 1100)
    sql.run(
        "INSERT INTO tmp_candidate SELECT d.id, d.kind, d.record_id, d.type_id, d.code, "
        f"{left}, 0, 0, NULL, NULL FROM records_deadline d WHERE d.kind = %s AND d.due_on >= %s AND d.due_on <= %s",
        (until, policy.kind, since + timedelta(days=first) - far, until + timedelta(days=last) + far),
    )


def _counted(work: Expansion, since: date, until: date) -> Tested:
    month = "substr(CAST(day AS varchar(10)), 1, 7)" if sql.is_postgresql() else "substr(day, 1, 7)"
    told = "recipient_id IS NOT NULL"
    months = sql.rows(f"SELECT {month}, COUNT(*) FROM tmp_tested WHERE {told} GROUP BY 1 ORDER BY 1")
    people = sql.rows(
        f"SELECT recipient_id, COUNT(*) FROM tmp_tested WHERE {told} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {SHOWN}"
    )
    busiest = sql.rows(
        f"SELECT day, COUNT(*) FROM tmp_tested WHERE {told} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
    )
    nobody = sql.rows("SELECT COUNT(*) FROM tmp_tested WHERE recipient_id IS NULL")
    records = sql.rows(f"SELECT COUNT(DISTINCT record_id) FROM tmp_tested WHERE {told}")
    return Tested(
        since=since,
        until=until,
        notices=sum(number for _, number in months),
        records=records[0][0],
        nobody=nobody[0][0],
        by_month={str(name): number for name, number in months},
        by_person=[(_name(work, who), number) for who, number in people],
        busiest=(str(busiest[0][0]), busiest[0][1]) if busiest else None,
        samples=[_sample(work, *row) for row in sql.rows(_SAMPLES)],
    )


def _name(work: Expansion, who: Any) -> str:
    person = work.people.people.get(UUID(str(who))) if who else None
    return person.name if person else ""


def _sample(
    work: Expansion, day: Any, number: str, title: str, due: Any, stage: int, who: Any
) -> dict[str, Any]:
    return {
        "day": str(day), "number": number, "title": title, "due_on": str(due), "stage": stage,
        "recipient": _name(work, who),
    }  # fmt: skip


_COLLECT = """
INSERT INTO tmp_tested SELECT DISTINCT {day}, o.deadline_id, d.record_id, o.stage, o.recipient_id
FROM tmp_owed o JOIN records_deadline d ON d.id = o.deadline_id
WHERE {day} >= %s AND {day} <= %s AND (d.closed_on IS NULL OR d.closed_on > {day})
  AND (o.recipient_id IS NOT NULL OR o.n = 0)
"""

_SAMPLES = f"""
SELECT t.day, d.number, d.title, d.due_on, t.stage, t.recipient_id FROM tmp_tested t
JOIN records_deadline d ON d.id = t.deadline_id WHERE t.recipient_id IS NOT NULL
ORDER BY t.day DESC, d.number LIMIT {SHOWN}
"""
