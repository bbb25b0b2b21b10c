"""The SQL of the log, set-based, for SQLite and PostgreSQL."""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from credentry.core.ledger.merkle import Frontier, Node, Run
from credentry.core.ledger.vocabulary import Entry

ENTRY_COLUMNS = ("seq", "body", "leaf", "kind", "object_id", "n", "act", "actor_id", "at")
_LOCK = 0x6372_6564_6C65_6467  # "credledg": the one advisory lock of the ledger
_COPY_FROM = 64  # rows from which COPY beats INSERT

EntryRow = tuple[int, bytes, bytes, str, str, int, str, str, str]
ObjectKey = tuple[str, str]


def origin() -> str:
    """The name of this log: ``<host>/ledger/<epoch>`` (``CREDENTRY_LEDGER_ORIGIN`` or the base URL's host)."""
    configured = getattr(settings, "CREDENTRY_LEDGER_ORIGIN", "")
    if configured:
        return str(configured)
    host = urlsplit(settings.CREDENTRY_BASE_URL).netloc or "localhost"
    return f"{host}/ledger/1"


class Store:
    """The tables of the log on one connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.is_postgres = connection.vendor == "postgresql"

    def cursor(self) -> CursorWrapper:
        """A cursor of the connection."""
        return self.connection.cursor()

    def lock(self) -> None:
        """Wait for the ledger. SQLite's transaction already excludes other writers."""
        if self.is_postgres:
            with self.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])

    def head(self) -> tuple[str, Frontier, bytes]:
        """Origin, frontier and stored root of the log; an empty log before the first entry."""
        with self.cursor() as cursor:
            cursor.execute("SELECT origin, size, frontier, root FROM ledger_head WHERE id = 1")
            row = cursor.fetchone()
        if row is None:
            return origin(), Frontier(), Frontier().root()
        return row[0], Frontier.of_bytes(row[1], bytes(row[2])), bytes(row[3])

    def origin(self) -> str:
        """The name this log was begun under."""
        with self.cursor() as cursor:
            cursor.execute("SELECT origin FROM ledger_head WHERE id = 1")
            row = cursor.fetchone()
        return origin() if row is None else str(row[0])

    def save_head(self, frontier: Frontier, first: bool) -> None:
        """Write how far the log has grown."""
        values: tuple[int, bytes, bytes] = (frontier.size, frontier.root(), frontier.to_bytes())
        with self.cursor() as cursor:
            if first:
                cursor.execute(
                    "INSERT INTO ledger_head (id, origin, size, root, frontier) VALUES (1, %s, %s, %s, %s)",
                    [origin(), *values],
                )
            else:
                cursor.execute(
                    "UPDATE ledger_head SET size = %s, root = %s, frontier = %s WHERE id = 1", values
                )

    def chains(self, objects: set[ObjectKey]) -> dict[ObjectKey, tuple[int, int]]:
        """Of each object that has entries: the number and seq of its last one."""
        found: dict[ObjectKey, tuple[int, int]] = {}
        with self.cursor() as cursor:
            if self.is_postgres:
                names = list(objects)
                wanted = [[kind for kind, _ in names], [object_id for _, object_id in names]]
                cursor.execute(_CHAINS_POSTGRES, wanted)
                for kind, object_id, n, seq in cursor.fetchall():
                    found[kind, object_id] = (n, seq)
                return found
            for kind, ids in _by_kind(objects).items():
                cursor.execute(_CHAINS_SQLITE, [kind, kind, json.dumps(ids)])
                for object_id, n, seq in cursor.fetchall():
                    if seq is not None:
                        found[kind, object_id] = (n, seq)
        return found

    def settle(self, objects: set[ObjectKey]) -> None:
        """Take the objects an entry names off the coverage guard's list of this transaction."""
        with self.cursor() as cursor:
            for kind, ids in _by_kind(objects).items():
                if self.is_postgres:
                    cursor.execute(_SETTLE_POSTGRES, [kind, ids])
                elif len(ids) == 1:
                    cursor.execute(_SETTLE_ONE_SQLITE, [kind, ids[0]])
                else:
                    cursor.execute(_SETTLE_SQLITE, [kind, json.dumps(ids)])

    def uncovered(self) -> list[ObjectKey]:
        """Objects changed in this transaction that no entry names yet."""
        mine = "pg_current_xact_id()::text::bigint" if self.is_postgres else "0"
        with self.cursor() as cursor:
            cursor.execute(f"SELECT kind, object_id FROM ledger_dirty WHERE tx = {mine} ORDER BY 1, 2")
            return [(kind, object_id) for kind, object_id in cursor.fetchall()]

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add rows by the fastest way the database offers."""
        if not rows:
            return
        names = ", ".join(columns)
        with self.cursor() as cursor:
            if self.is_postgres and len(rows) >= _COPY_FROM:
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            elif self.is_postgres:
                one = f"({', '.join(['%s'] * len(columns))})"
                sql = f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * len(rows))}"
                cursor.execute(sql, [value for row in rows for value in row])
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)

    def insert_nodes(self, runs: Sequence[Run]) -> None:
        """Add nodes that became complete."""
        rows = [(run.level, run.start + at, one) for run in runs for at, one in enumerate(run.hashes)]
        self.insert("ledger_node", ("level", "idx", "hash"), rows)

    def nodes(self, wanted: Sequence[Node]) -> list[bytes]:
        """Hashes of complete nodes (level 0: leaves), in the order asked for. Raises LookupError."""
        found: dict[Node, bytes] = {}
        leaves = [idx for level, idx in wanted if level == 0]
        inner = [node for node in wanted if node[0]]
        with self.cursor() as cursor:
            if leaves:
                marks = ", ".join(["%s"] * len(leaves))
                cursor.execute(f"SELECT seq, leaf FROM ledger_entry WHERE seq IN ({marks})", leaves)
                found.update({(0, seq): bytes(one) for seq, one in cursor.fetchall()})
            if inner:
                clause = " OR ".join(["(level = %s AND idx = %s)"] * len(inner))
                cursor.execute(
                    f"SELECT level, idx, hash FROM ledger_node WHERE {clause}",
                    [value for node in inner for value in node],
                )
                found.update({(level, idx): bytes(one) for level, idx, one in cursor.fetchall()})
        missing = [node for node in wanted if node not in found]
        if missing:
            raise LookupError(f"nodes are missing: {missing[:5]}")
        return [found[node] for node in wanted]

    def node_range(self, level: int, begin: int, count: int) -> list[bytes]:
        """``count`` neighbouring nodes of one level (0: leaves) from ``begin`` on. Raises LookupError."""
        sql = "SELECT idx, hash FROM ledger_node WHERE level = %s AND idx >= %s AND idx < %s ORDER BY idx"
        if level == 0:
            sql = "SELECT seq, leaf FROM ledger_entry WHERE %s = 0 AND seq >= %s AND seq < %s ORDER BY seq"
        with self.cursor() as cursor:
            cursor.execute(sql, [level, begin, begin + count])
            rows = cursor.fetchall()
        if len(rows) != count:
            raise LookupError(f"nodes of level {level} are missing from {begin} on")
        return [bytes_of(one) for _, one in rows]

    def entries(self, begin: int, end: int) -> list[Entry]:
        """Entries with begin ≤ seq < end, in order."""
        with self.cursor() as cursor:
            cursor.execute(
                "SELECT seq, body, leaf FROM ledger_entry WHERE seq >= %s AND seq < %s ORDER BY seq",
                [begin, end],
            )
            return [Entry(seq, bytes_of(body), bytes_of(leaf)) for seq, body, leaf in cursor.fetchall()]

    def checkpoints(self) -> list[tuple[int, str]]:
        """Size and note of every checkpoint, smallest first."""
        with self.cursor() as cursor:
            cursor.execute("SELECT size, note FROM ledger_checkpoint ORDER BY size")
            return [(size, note) for size, note in cursor.fetchall()]

    def stream(self, begin: int, end: int, step: int = 8192) -> Iterator[list[Entry]]:
        """Entries with begin ≤ seq < end in order, ``step`` at a time."""
        for at in range(begin, end, step):
            yield self.entries(at, min(at + step, end))


def bytes_of(value: Any) -> bytes:
    """The bytes of a binary column, also where somebody put text or nothing into it."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape")
    return bytes(value) if value is not None else b""


def _by_kind(objects: set[ObjectKey]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for kind, object_id in objects:
        kinds.setdefault(kind, []).append(object_id)
    return kinds


_CHAINS_POSTGRES = """
SELECT k.kind, k.object_id, last.n, last.seq
FROM unnest(%s::text[], %s::text[]) AS k(kind, object_id)
CROSS JOIN LATERAL (
  SELECT e.n, e.seq FROM ledger_entry e WHERE e.kind = k.kind AND e.object_id = k.object_id
  ORDER BY e.n DESC LIMIT 1
) AS last
"""
_CHAINS_SQLITE = """
SELECT j.value,
  (SELECT n FROM ledger_entry WHERE kind = %s AND object_id = j.value ORDER BY n DESC LIMIT 1),
  (SELECT seq FROM ledger_entry WHERE kind = %s AND object_id = j.value ORDER BY n DESC LIMIT 1)
FROM json_each(%s) AS j
"""
_SETTLE_POSTGRES = """
DELETE FROM ledger_dirty
WHERE tx = pg_current_xact_id()::text::bigint AND kind = %s AND object_id = ANY(%s)
"""
_SETTLE_SQLITE = """
DELETE FROM ledger_dirty
WHERE tx = 0 AND kind = %s AND object_id IN (SELECT value FROM json_each(%s))
"""
_SETTLE_ONE_SQLITE = "DELETE FROM ledger_dirty WHERE tx = 0 AND kind = %s AND object_id = %s"
