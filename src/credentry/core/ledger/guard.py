"""The coverage guard: which tables may not change without a ledger entry.

Rooms declare their tables here; after migrations triggers are put on them. A changed row lists its record in
``ledger_dirty``; ``actions.append`` takes the records it names off that list; what is still on it at commit
breaks a deferred foreign key, so that the database itself refuses the transaction — bulk writes, QuerySet
updates, raw SQL and the shell included.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from credentry.core.ledger import triggers

# A sign-in is not a change of the user record; it is kept in its own trail.
NEVER_A_CHANGE = ("last_login",)


@dataclass(frozen=True, slots=True)
class Governed:
    """One governed table: a changed row marks the record ``kind`` / value of ``owner`` as needing an entry.

    ``where`` restricts a table shared by several kinds to the rows with these column values. An update of
    nothing but ``ignore`` columns (values derived from others) is no change.
    """

    table: str
    kind: str
    owner: str
    where: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()


_governed: list[Governed] = []


def govern(
    table: str, kind: str, owner: str, where: Mapping[str, str] | None = None, ignore: Sequence[str] = ()
) -> None:
    """Put ``table`` under the guard. Repeating a declaration changes nothing."""
    entry = Governed(table, kind, owner, dict(where or {}), tuple(ignore))
    if entry not in _governed:
        _governed.append(entry)


def release(table: str) -> None:
    """Forget every declaration about ``table``; its triggers go with the next ``install``."""
    _governed[:] = [one for one in _governed if one.table != table]


def governed() -> list[Governed]:
    """Every governed table in order of declaration."""
    return list(_governed)


def _wanted(using: str) -> dict[str, triggers.Trigger]:
    connection = connections[using]
    tables = triggers.tables(connection, {one.table for one in _governed} | set(triggers.APPEND_ONLY))
    found = triggers.append_only(connection, tables)
    for one in _governed:
        table = tables.get(one.table)
        if table is not None:
            watched = triggers.Watched(
                table, one.kind, one.owner, tuple(one.where.items()), (*one.ignore, *NEVER_A_CHANGE)
            )
            found += triggers.watch(connection, watched)
    return {one.name: one for one in found}


def install(using: str = DEFAULT_DB_ALIAS) -> int:
    """Bring the database's triggers to what is declared; returns how many had to be made. Safe to repeat."""
    connection = connections[using]
    wanted, present = _wanted(using), triggers.present(connection)
    right = {name for name, one in present.items() if name in wanted and one == wanted[name].identity}
    missing = [one for name, one in wanted.items() if name not in right]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name in present.keys() - right:
            triggers.drop(connection, cursor, name, present[name].table)
        for one in missing:
            for statement in one.statements:
                cursor.execute(statement)
    return len(missing)


def uninstall(using: str = DEFAULT_DB_ALIAS) -> None:
    """Remove every trigger of the ledger; for tests that empty the database and for dismantling."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name, one in triggers.present(connection).items():
            triggers.drop(connection, cursor, name, one.table)


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Tables whose triggers are absent, disabled or altered."""
    present = triggers.present(connections[using])
    return sorted(
        {one.identity.table for name, one in _wanted(using).items() if present.get(name) != one.identity}
    )
