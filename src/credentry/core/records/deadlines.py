"""Projection of deadlines: what each kind derives is kept as rows that alerts and calendars read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from credentry.core.records.kinds import DeadlineRow, RecordKind
from credentry.core.records.models import Deadline
from credentry.plumbing import bulk, lookup, sql

_IDENTITY = ("record_id", "code", "cycle")
_FACTS = (
    "opens_on", "due_on", "latest_safe_start", "closed_on", "closed_by",
    "number", "title", "type_id", "unit_id", "responsible_id", "deputy_id",
)  # fmt: skip
#: So much of a title stands in a deadline.
TITLE = 500
_Identity = tuple[UUID, str, str]
_Facts = tuple[Any, ...]


def refresh_deadlines(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """Write what ``kind.deadlines`` derives for these records; rows that stay equal are left alone.

    A row that is no longer derived is removed when nothing was due under it, so that no alert is owed for it.
    """
    wanted = _wanted(kind, ids)
    if wanted is None:
        return
    known: dict[_Identity, tuple[int, _Facts]] = {
        row[1:4]: (row[0], row[4:])
        for row in Deadline.objects.filter(kind=kind.name, record_id__in=ids).values_list(
            "pk", *_IDENTITY, *_FACTS
        )
    }
    gone = [pk for identity, (pk, _) in known.items() if identity not in wanted]
    if gone:
        Deadline.objects.filter(pk__in=gone).delete()
    _update(
        [(known[one][0], facts) for one, facts in wanted.items() if one in known and known[one][1] != facts]
    )
    _insert(kind, {one: facts for one, facts in wanted.items() if one not in known})


def first_deadlines(kind: RecordKind, ids: Sequence[UUID]) -> None:
    """The same for records just made."""
    wanted = _wanted(kind, ids)
    if wanted:
        _insert(kind, wanted)


def _wanted(kind: RecordKind, ids: Sequence[UUID]) -> dict[_Identity, _Facts] | None:
    """What must stand in the table about these records; None where the kind has no deadlines."""
    if kind.deadlines is None:
        return None
    owners = _owners(kind, ids)
    return {
        (row.record_id, row.code, row.cycle): _facts(row, owners[row.record_id])
        for row in kind.deadlines(ids)
        if row.record_id in owners
    }


def _insert(kind: RecordKind, rows: dict[_Identity, _Facts]) -> None:
    columns = bulk.columns(Deadline, ("kind", *_IDENTITY, *_FACTS))
    bulk.insert_rows(Deadline, columns, ((kind.name, *one, *facts) for one, facts in rows.items()))


def _update(changed: list[tuple[int, _Facts]]) -> None:
    bulk.update_rows(Deadline, bulk.columns(Deadline, _FACTS), ((pk, *facts) for pk, facts in changed))


def _owners(kind: RecordKind, ids: Sequence[UUID]) -> dict[UUID, _Facts]:
    """Of every record that is not archived: number, title, type, unit, responsible, deputy ("" or None without)."""
    columns = {one.attname for one in kind.model_class._meta.concrete_fields}
    type_column = f"{kind.type_field}_id" if kind.type_field else ""
    # A unit is its own, and its head answers for it.
    unit, head = ("id", "head_id") if kind.unit == "id" else ("unit_id", "responsible_id")
    names = ("number", kind.title, type_column, unit, head, "deputy_id")
    here = [name for name in names if name in columns]
    at = [here.index(name) + 1 if name in columns else 0 for name in names]
    found = {}
    for archived, *row in lookup.by_ids(kind.model_class, "pk", ids, ("archived_at", "pk", *here)):
        if archived is not None:
            continue
        number, title, type_id, *people = (row[place] if place else None for place in at)
        found[row[0]] = (number or "", str(title)[:TITLE], str(type_id or ""), *people)
    return found


def _facts(row: DeadlineRow, owner: _Facts) -> _Facts:
    if row.responsible_id is not None:
        *about, _responsible, _deputy = owner
        owner = (*about, row.responsible_id, None)
    if row.title:
        number, _title, *rest = owner
        owner = (number, row.title[:TITLE], *rest)
    return (row.opens_on, row.due_on, row.latest_safe_start, row.closed_on, row.closed_by, *owner)


def replace(
    kind: RecordKind, said: str, owners: dict[str, str], titled: bool = False, among: str = ""
) -> None:
    """Make one code of deadlines of many records what a temporary table says, in three statements per code.

    ``said``: its name; columns record_id, code, cycle, due_on, latest_safe_start, all open. ``owners``: code → SQL
    for the ids of the records whose deadlines of that code are replaced. ``titled``: the table has a column title, too,
    which says what each is about. ``among``: SQL for a condition on ``cycle``; others stay, and are not said.
    """
    table = Deadline._meta.db_table
    limit = f" AND {among}" if among else ""
    same = f"s.record_id = {table}.record_id AND s.code = {table}.code AND s.cycle = {table}.cycle"
    for code, ids in owners.items():
        sql.run(
            f"DELETE FROM {table} WHERE kind = %s AND code = %s AND record_id IN ({ids}){limit} "
            f"AND NOT EXISTS (SELECT 1 FROM {said} s WHERE {same})",
            [kind.name, code],
        )
    about, other = (", title = s.title", f" OR {table}.title <> s.title") if titled else ("", "")
    sql.run(
        f"UPDATE {table} SET due_on = s.due_on, latest_safe_start = s.latest_safe_start{about} FROM {said} s "
        f"WHERE {table}.kind = %s AND {table}.record_id IN (SELECT record_id FROM {said}) AND {same} "
        f"AND ({table}.due_on <> s.due_on "
        f"OR {table}.latest_safe_start IS DISTINCT FROM s.latest_safe_start{other})",
        [kind.name],
    )
    rows = kind.model_class._meta.db_table
    title = "s.title" if titled else f"r.{kind.title}"
    typed = sql.uuid_text(f"r.{kind.type_field}_id") if kind.type_field else "''"
    sql.run(
        f"INSERT INTO {table} (kind, record_id, code, cycle, due_on, latest_safe_start, closed_by, number, title, "
        "type_id, unit_id, responsible_id, deputy_id) "
        f"SELECT %s, s.record_id, s.code, s.cycle, s.due_on, s.latest_safe_start, '', r.number, {title}, {typed}, "
        f"r.unit_id, r.responsible_id, r.deputy_id FROM {said} s CROSS JOIN {rows} r WHERE r.id = s.record_id "
        f"AND NOT EXISTS (SELECT 1 FROM {table} d WHERE d.kind = %s AND d.record_id = s.record_id "
        "AND d.code = s.code AND d.cycle = s.cycle)",
        [kind.name, kind.name],
    )
