"""The SQL of the ledger's triggers on SQLite and PostgreSQL.

A trigger's name carries a digest of its definition, so that comparing names and stored text tells whether it is
what it must be. On PostgreSQL one statement-level trigger per operation sees all rows at once through transition
tables; SQLite has row-level triggers only, written to cost a few index probes.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

APPEND_ONLY = ("ledger_entry", "ledger_node", "ledger_checkpoint")
PREFIX = "ledger_guard_"


class Column(NamedTuple):
    """A column as the database describes it."""

    name: str
    type: str
    is_key: bool


class Table(NamedTuple):
    """A table that exists."""

    name: str
    columns: tuple[Column, ...]


class Watched(NamedTuple):
    """A governed table with what is needed to write its triggers."""

    table: Table
    kind: str
    owner: str
    where: tuple[tuple[str, str], ...]
    ignore: tuple[str, ...]


class Identity(NamedTuple):
    """What the database stores of a trigger: its table and its text (empty when it is disabled)."""

    table: str
    text: str


class Trigger(NamedTuple):
    """A trigger to be: its name, the statements that make it, what the database then stores."""

    name: str
    statements: tuple[str, ...]
    identity: Identity


def tables(connection: BaseDatabaseWrapper, names: Iterable[str]) -> dict[str, Table]:
    """Those of the named tables that exist, with their columns."""
    wanted = set(names)
    found: dict[str, list[Column]] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_COLUMNS_POSTGRES, [sorted(wanted)])
        else:
            cursor.execute(_COLUMNS_SQLITE)
        for table, column, declared, is_key in cursor.fetchall():
            if table in wanted:
                found.setdefault(table, []).append(Column(column, declared.lower(), bool(is_key)))
    return {name: Table(name, tuple(columns)) for name, columns in found.items()}


def present(connection: BaseDatabaseWrapper) -> dict[str, Identity]:
    """The ledger's triggers in the database: name → identity."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT_POSTGRES if connection.vendor == "postgresql" else _PRESENT_SQLITE)
        return {name: Identity(table, text or "") for name, table, text in cursor.fetchall()}


def drop(connection: BaseDatabaseWrapper, cursor: CursorWrapper, name: str, table: str) -> None:
    """Remove one trigger (and its function)."""
    if connection.vendor == "postgresql":
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
        cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"()')
    else:
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')


def append_only(connection: BaseDatabaseWrapper, found: dict[str, Table]) -> list[Trigger]:
    """Triggers that refuse to change or delete rows of the log."""
    made: list[Trigger] = []
    for name in APPEND_ONLY:
        if name not in found:
            continue
        if connection.vendor == "postgresql":
            body = f"BEGIN RAISE EXCEPTION '{name} is append-only'; END"
            made.append(_postgres(name, "BEFORE UPDATE OR DELETE OR TRUNCATE", "", body))
        else:
            body = f"SELECT RAISE(ABORT, '{name} is append-only');"
            made += [_sqlite(name, f"BEFORE {event}", "", body) for event in ("UPDATE", "DELETE")]
    return made


def watch(connection: BaseDatabaseWrapper, watched: Watched) -> list[Trigger]:
    """Triggers that list the records whose rows changed."""
    return _watch_postgres(watched) if connection.vendor == "postgresql" else _watch_sqlite(watched)


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(table: str, definition: str) -> str:
    return f"{PREFIX}{sha256(f'{table}|{definition}'.encode()).hexdigest()[:24]}"


def _compared(watched: Watched) -> list[str]:
    return [one.name for one in watched.table.columns if one.name not in watched.ignore]


# --- SQLite ---------------------------------------------------------------------------------------------------

_COLUMNS_SQLITE = """
SELECT m.name, p.name, p.type, p.pk FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p
WHERE m.type = 'table' ORDER BY m.name, p.cid
"""
_PRESENT_SQLITE = (
    f"SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB '{PREFIX}*'"
)


def _sqlite(table: str, event: str, when: str, body: str) -> Trigger:
    definition = f'{event} ON "{table}" {when}BEGIN {body} END'
    name = _name(table, definition)
    sql = f'CREATE TRIGGER "{name}" {definition}'
    return Trigger(name, (sql,), Identity(table, sql))


def _watch_sqlite(watched: Watched) -> list[Trigger]:
    table = watched.table.name
    columns = [f'OLD."{one}" IS NOT NEW."{one}"' for one in _compared(watched)]
    changed = f"({' OR '.join(columns)})" if columns else "0"
    mine_old, mine_new = (_mine_sqlite(watched, row) for row in ("OLD", "NEW"))
    either = "" if not watched.where else f" AND ({mine_old} OR {mine_new})"
    listed_old, listed_new = (_list_sqlite(watched, row) for row in ("OLD", "NEW"))
    moved = _list_sqlite(watched, "OLD", f' AND OLD."{watched.owner}" IS NOT NEW."{watched.owner}"')
    when_old, when_new = (f"WHEN {mine} " if watched.where else "" for mine in (mine_old, mine_new))
    return [
        _sqlite(table, "AFTER INSERT", when_new, listed_new),
        _sqlite(table, "AFTER DELETE", when_old, listed_old),
        _sqlite(table, "AFTER UPDATE", f"WHEN {changed}{either} ", f"{listed_new} {moved}"),
    ]


def _mine_sqlite(watched: Watched, row: str) -> str:
    values = {"True": "1", "False": "0"}
    parts = [
        f'CAST({row}."{column}" AS TEXT) = {_quote(values.get(value, value))}'
        for column, value in watched.where
    ]
    return " AND ".join(parts) if parts else "1"


def _list_sqlite(watched: Watched, row: str, also: str = "") -> str:
    """List the row's record once. Not INSERT OR IGNORE: the policy of an outer INSERT OR … would replace it."""
    owner = f'{row}."{watched.owner}"'
    declared = {one.name: one.type for one in watched.table.columns}.get(watched.owner, "")
    if declared == "char(32)":  # how Django keeps a UUID on SQLite; entries name it in its usual form
        pieces = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        record = " || '-' || ".join(f"substr({owner}, {at}, {length})" for at, length in pieces)
    else:
        record = f"CAST({owner} AS TEXT)"
    record = f"coalesce({record}, '')"
    kind = _quote(watched.kind)
    return (
        f"INSERT INTO ledger_dirty (tx, kind, object_id, entry_seq) SELECT 0, {kind}, {record}, -1 "
        f"WHERE NOT EXISTS (SELECT 1 FROM ledger_dirty WHERE tx = 0 AND kind = {kind} AND object_id = {record})"
        f"{also};"
    )


# --- PostgreSQL -----------------------------------------------------------------------------------------------

_COLUMNS_POSTGRES = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), i.indexrelid IS NOT NULL
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY(i.indkey)
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relname = ANY(%s)
ORDER BY c.relname, a.attnum
"""
_PRESENT_POSTGRES = f"""
SELECT t.tgname, c.relname, CASE WHEN t.tgenabled = 'O' THEN p.prosrc ELSE '' END
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgname LIKE '{PREFIX.replace("_", "!_")}%' ESCAPE '!'
  AND c.relnamespace = current_schema()::regnamespace
"""


def _postgres(table: str, event: str, referencing: str, body: str) -> Trigger:
    name = _name(table, f"{event}|{referencing}|{body}")
    # The plan may once have been made for 100,000 rows; compiling it would cost each small change 10 ms.
    options = "LANGUAGE plpgsql SET jit = off"
    function = f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger {options} AS $guard${body}$guard$'
    tail = f"{referencing}FOR EACH STATEMENT EXECUTE FUNCTION"
    made = f'CREATE TRIGGER "{name}" {event} ON "{table}" {tail} "{name}"()'
    return Trigger(name, (function, made), Identity(table, body))


def _watch_postgres(watched: Watched) -> list[Trigger]:
    table = watched.table.name
    keys = [one.name for one in watched.table.columns if one.is_key]
    if not keys:
        raise ValueError(f"governed table {table} needs a primary key")
    made = [
        _postgres(
            table,
            f"AFTER {event}",
            f"REFERENCING {image} TABLE AS {rows} ",
            _listing(watched, f"{rows} AS r", "r"),
        )
        for event, image, rows in (("INSERT", "NEW", "new_rows"), ("DELETE", "OLD", "old_rows"))
    ]
    source = "old_rows AS o FULL JOIN new_rows AS n ON " + " AND ".join(
        f'o."{key}" = n."{key}"' for key in keys
    )
    sides = (", ".join(f'{row}."{one}"' for one in _compared(watched)) for row in ("o", "n"))
    differ = "({}) IS DISTINCT FROM ({})".format(*sides)
    both = "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows "
    made.append(
        _postgres(table, "AFTER UPDATE", both, _listing(watched, source, "o", "n", also=f" AND {differ}"))
    )
    everything = f"{_INTO_DIRTY} VALUES ({_TX}, {_quote(watched.kind)}, '*') ON CONFLICT DO NOTHING"
    made.append(_postgres(table, "AFTER TRUNCATE", "", f"BEGIN {everything}; RETURN NULL; END"))
    return made


_TX = "pg_current_xact_id()::text::bigint"
_INTO_DIRTY = "INSERT INTO ledger_dirty (tx, kind, object_id)"


def _listing(watched: Watched, source: str, *rows: str, also: str = "") -> str:
    """List the records of ``rows`` of ``source``; a row image that is not of this kind is passed over."""
    values = {"True": "true", "False": "false"}
    images: list[str] = []
    for row in rows:
        mine = [
            f'{row}."{column}"::text = {_quote(values.get(value, value))}' for column, value in watched.where
        ]
        images.append(f'({row}."{watched.owner}"::text, {" AND ".join(mine) or "true"})')
    return (
        f"BEGIN {_INTO_DIRTY} SELECT DISTINCT {_TX}, {_quote(watched.kind)}, image.record FROM {source} "
        f"CROSS JOIN LATERAL (VALUES {', '.join(images)}) AS image(record, mine) "
        f"WHERE image.mine AND image.record IS NOT NULL{also} ON CONFLICT DO NOTHING; RETURN NULL; END"
    )
