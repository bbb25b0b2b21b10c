"""How long steps and cases took, in temporary tables: set-based, in the database, nothing read row by row.

Working time is counted over the working days of the registered calendar as it is known now: eight hours each.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max, Min, QuerySet

from credentry.capabilities.approvals.bpmn.times import DAY_ENDS, DAY_STARTS, HOURS_PER_DAY
from credentry.core.records.working import calendar
from credentry.foundation import clock
from credentry.plumbing import sql

HOUR = 3600
#: A step or case older than this is counted by working time from then on only.
LONGEST = timedelta(days=3660)
TABLES = ("tmp_working", "tmp_spent", "tmp_lead", "tmp_above")


class Took(NamedTuple):
    """So many; their median and 90th percentile (nearest rank: a value that occurred), mean and sum, in hours."""

    n: int
    median: float
    p90: float
    mean: float
    total: float


@dataclass(frozen=True, slots=True)
class Months:
    """The months of a period: first and last day of each, cut to the period."""

    spans: tuple[tuple[date, date], ...]

    @classmethod
    def of(cls, since: date, until: date) -> "Months":
        """Those that a period touches."""
        found, first = [], since
        while first <= until:
            after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
            found.append((first, min(until, after - timedelta(days=1))))
            first = after
        return cls(tuple(found))

    def sql(self, column: str) -> tuple[str, list[Any]]:
        """SQL for the number of the month an instant lies in, as the instance's zone has it."""
        ends = [datetime.combine(last + timedelta(days=1), time.min, clock.zone()) for _, last in self.spans]
        whens = " ".join(f"WHEN {sql.epoch(column)} < %s THEN {n}" for n in range(len(ends)))
        return f"CASE {whens} ELSE {len(ends)} END", [int(one.timestamp()) for one in ends]


@contextmanager
def measured(tasks: QuerySet[Any], cases: QuerySet[Any], months: Months) -> Iterator[None]:
    """Fill the tables from finished tasks and ended cases; they are empty again afterwards."""
    uuid = sql.uuid_type()
    sql.make_temporary("tmp_working", "starts bigint PRIMARY KEY, ends bigint, before bigint")
    sql.make_temporary(
        "tmp_spent",
        f"task_id {uuid} PRIMARY KEY, process_id {uuid}, node varchar(200), rework integer, unit_id {uuid}, "
        "month integer, elapsed bigint, worked bigint, timed integer, late integer, sent_back integer",
    )
    sql.make_temporary(
        "tmp_lead",
        f"case_id {uuid} PRIMARY KEY, process_id {uuid}, unit_id {uuid}, month integer, state varchar(12), "
        "lead bigint, sent_back integer",
    )
    sql.make_temporary("tmp_above", f"unit_id {uuid}, above_id {uuid}", "unit_id")
    try:
        _calendar(tasks)
        _tasks(tasks, months)
        _cases(cases, months)
        _above()
        for name in TABLES:
            sql.analyze(name)
        yield
    finally:
        sql.empty_temporary(TABLES)


def _calendar(tasks: QuerySet[Any]) -> None:
    """The working days the tasks lie in, with the working time before each."""
    ends = tasks.order_by().aggregate(first=Min("opened_at"), last=Max("closed_at"))
    if ends["first"] is None or ends["last"] is None:
        return
    zone = clock.zone()
    last = ends["last"].astimezone(zone).date()
    day = max(ends["first"].astimezone(zone).date(), last - LONGEST)
    rows, before, works = [], 0, calendar()
    while day <= last:
        if works(day):
            starts, closes = (
                int(datetime.combine(day, at, zone).timestamp()) for at in (DAY_STARTS, DAY_ENDS)
            )
            rows.append((starts, closes, before))
            before += HOURS_PER_DAY * HOUR
        day += timedelta(days=1)
    sql.fill("tmp_working", rows)


def _worked(instant: str) -> str:
    """SQL for the working time that has passed up to an instant, in seconds."""
    at = sql.epoch(instant)
    passed = f"CASE WHEN {at} < w.ends THEN {at} ELSE w.ends END - w.starts"
    return (
        f"COALESCE((SELECT w.before + {passed} FROM tmp_working w WHERE w.starts <= {at} "
        "ORDER BY w.starts DESC LIMIT 1), 0)"
    )


def _tasks(tasks: QuerySet[Any], months: Months) -> None:
    chosen, params = _ids(tasks)
    month, ends = months.sql("t.closed_at")
    sql.run(
        "INSERT INTO tmp_spent SELECT t.id, c.process_id, t.node, CASE WHEN t.rework THEN 1 ELSE 0 END, t.unit_id, "
        f"{month}, {sql.epoch('t.closed_at')} - {sql.epoch('t.opened_at')}, "
        f"{_worked('t.closed_at')} - {_worked('t.opened_at')}, "
        "CASE WHEN t.due_at IS NULL THEN 0 ELSE 1 END, CASE WHEN t.closed_at > t.due_at THEN 1 ELSE 0 END, "
        "CASE WHEN t.returns > 0 THEN 1 ELSE 0 END FROM approvals_task t "
        f"JOIN approvals_case c ON c.id = t.case_id WHERE t.id IN ({chosen})",
        [*ends, *params],
    )


def _cases(cases: QuerySet[Any], months: Months) -> None:
    chosen, params = _ids(cases)
    month, ends = months.sql("c.ended_at")
    sql.run(
        f"INSERT INTO tmp_lead SELECT c.id, c.process_id, c.unit_id, {month}, c.state, "
        f"CASE WHEN c.state = 'completed' THEN {sql.epoch('c.ended_at')} - {sql.epoch('c.started_at')} END, "
        f"CASE WHEN c.returns > 0 THEN 1 ELSE 0 END FROM approvals_case c WHERE c.id IN ({chosen})",
        [*ends, *params],
    )


def _above() -> None:
    """Every unit the rows name, with itself and those above it: a unit's numbers are those of all below it."""
    sql.run(
        "INSERT INTO tmp_above SELECT u.id, a.id FROM (SELECT unit_id FROM tmp_spent UNION "
        "SELECT unit_id FROM tmp_lead) s JOIN identity_unit u ON u.id = s.unit_id "
        "JOIN identity_unit a ON u.path >= a.path AND u.path < substr(a.path, 1, length(a.path) - 1) || '0'"
    )


def _ids(rows: QuerySet[Any]) -> tuple[str, list[Any]]:
    text, params = rows.order_by().values("pk").query.sql_with_params()
    return str(text), list(params)


#: How rows are put together: name → (SQL of the key, what is joined).
GROUPS: Mapping[str, tuple[str, str]] = {
    "all": ("s.month * 0", ""),
    "process": ("s.process_id", ""),
    "unit": ("a.above_id", "JOIN tmp_above a ON a.unit_id = s.unit_id"),
    "month": ("s.month", ""),
    "step": ("s.process_id, s.node, s.rework", ""),
}


def took(table: str, value: str, group: str) -> dict[tuple[Any, ...], Took]:
    """Key → how long it took, over rows where ``value`` is known."""
    key, join = GROUPS[group]
    names = [f"k{n}" for n in range(len(key.split(",")))]
    keys = ", ".join(f"{one} AS {name}" for one, name in zip(key.split(","), names, strict=True))
    listed = ", ".join(names)
    found = sql.rows(
        f"SELECT {listed}, MAX(n), MIN(CASE WHEN 2 * rn >= n THEN v END), MIN(CASE WHEN 10 * rn >= 9 * n THEN v END), "
        f"AVG(v), SUM(v) FROM (SELECT {keys}, s.{value} AS v, "
        f"ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY s.{value}) AS rn, COUNT(*) OVER (PARTITION BY {key}) AS n "
        f"FROM {table} s {join} WHERE s.{value} IS NOT NULL) v GROUP BY {listed}"
    )
    width = len(names)
    return {
        _key(row[:width]): Took(int(row[width]), *(_hours(one) for one in row[width + 1 :])) for row in found
    }


def counts(table: str, values: Sequence[str], group: str) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Key → how many rows each of these SQL conditions holds for."""
    key, join = GROUPS[group]
    sums = ", ".join(f"SUM(CASE WHEN {one} THEN 1 ELSE 0 END)" for one in values)
    width = len(key.split(","))
    found = sql.rows(f"SELECT {key}, {sums} FROM {table} s {join} GROUP BY {key}")
    return {
        _key(row[:width]): tuple(int(one or 0) for one in row[width:])
        for row in found
        if row[width] is not None
    }


def longest(value: str, limit: int) -> list[tuple[UUID, float]]:
    """The tasks that took longest, with their hours."""
    found = sql.rows(
        f"SELECT s.task_id, s.{value} FROM tmp_spent s ORDER BY s.{value} DESC, s.task_id LIMIT %s", [limit]
    )
    return [(UUID(str(pk)), _hours(spent)) for pk, spent in found]


def _key(row: Sequence[Any]) -> tuple[Any, ...]:
    """Ids as databases give them, alike: text without hyphens becomes a UUID."""
    return tuple(UUID(one) if isinstance(one, str) and len(one) == 32 else one for one in row)


def _hours(seconds: Any) -> float:
    return round(float(seconds or 0) / HOUR, 2)
