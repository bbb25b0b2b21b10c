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
Chains = dict[ObjectKey, tuple[int, int]]


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
        # Under the ledger's lock every round trip counts: statements without an answer are sent together.
        self._together = self.is_postgres and not connection.settings_dict["OPTIONS"].get(
            "server_side_binding"
        )
        self._waiting: list[tuple[str, Sequence[Any]]] = []

    def cursor(self) -> CursorWrapper:
        """A cursor of the connection."""
        return self.connection.cursor()

    def _send(self, sql: str, values: Sequence[Any]) -> None:
        """Execute a statement without an answer, at the latest with the next ``flush``."""
        if self._together:
            self._waiting.append((sql, values))
        else:
            with self.cursor() as cursor:
                cursor.execute(sql, values)

    def flush(self) -> None:
        """Execute what waits."""
        if self._waiting:
            script = "; ".join(sql for sql, _ in self._waiting)
            values = [value for _, some in self._waiting for value in some]
            self._waiting.clear()
            with self.cursor() as cursor:
                cursor.execute(script, values)

    def lock(self) -> None:
        """Wait for the ledger. SQLite's transaction already excludes other writers."""
        if self.is_postgres:
            with self.cursor() as cursor:
                cursor.execute(_LOCK_POSTGRES)

    def lock_and_read(self, objects: set[ObjectKey]) -> tuple[Frontier, Chains]:
        """Wait for the ledger, then read how far it has grown and the last entry of each object."""
        if not self._together:
            self.lock()
            return self.head()[1], self.chains(objects)
        with self.cursor() as cursor:
            # Each statement sees what was committed before it, thus everything up to the lock.
            cursor.execute(f"{_LOCK_POSTGRES}; {_HEAD}; {_CHAINS_POSTGRES}", _columns(objects))
            cursor.nextset()
            head = _head_of(cursor.fetchone())
            cursor.nextset()
            return head[1], {(kind, object_id): (n, seq) for kind, object_id, n, seq in cursor.fetchall()}

    def head(self) -> tuple[str, Frontier, bytes]:
        """Origin, frontier and stored root of the log; an empty log before the first entry."""
        with self.cursor() as cursor:
            cursor.execute(_HEAD)
            return _head_of(cursor.fetchone())

    def root(self) -> bytes:
        """The stored root of the log; empty before the first entry."""
        with self.cursor() as cursor:
            cursor.execute("SELECT root FROM ledger_head WHERE id = 1")
            row = cursor.fetchone()
        return b"" if row is None else bytes(row[0])

    def origin(self) -> str:
        """The name this log was begun under."""
        with self.cursor() as cursor:
            cursor.execute("SELECT origin FROM ledger_head WHERE id = 1")
            row = cursor.fetchone()
        return origin() if row is None else str(row[0])

    def save_head(self, frontier: Frontier, first: bool) -> None:
        """Write how far the log has grown."""
        values = (frontier.size, frontier.root(), frontier.to_bytes())
        if first:
            self._send(_FIRST_HEAD, (origin(), *values))
        else:
            self._send("UPDATE ledger_head SET size = %s, root = %s, frontier = %s WHERE id = 1", values)

    def chains(self, objects: set[ObjectKey]) -> Chains:
        """Of each object that has entries: the number and seq of its last one."""
        found: Chains = {}
        with self.cursor() as cursor:
            if self.is_postgres:
                cursor.execute(_CHAINS_POSTGRES, _columns(objects))
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
        for kind, ids in _by_kind(objects).items():
            if self.is_postgres:
                self._send(_SETTLE_POSTGRES, [kind, ids])
            elif len(ids) == 1:
                self._send(_SETTLE_ONE_SQLITE, [kind, ids[0]])
            else:
                self._send(_SETTLE_SQLITE, [kind, json.dumps(ids)])

    def uncovered(self) -> list[ObjectKey]:
        """Objects changed in this transaction that no entry names yet."""
        mine = "pg_current_xact_id()::text::bigint" if self.is_postgres else "0"
        with self.cursor() as cursor:
            cursor.execute(f"SELECT kind, object_id FROM ledger_dirty WHERE tx = {mine} ORDER BY 1, 2")
            return [(kind, object_id) for kind, object_id in cursor.fetchall()]

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add rows by the fastest way the database offers, after what waits."""
        if not rows:
            return
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        if self.is_postgres and len(rows) < _COPY_FROM:
            sql = f"INSERT INTO {table} ({names}) VALUES {', '.join([f'({marks})'] * len(rows))}"
            self._send(sql, [value for row in rows for value in row])
            return
        self.flush()
        with self.cursor() as cursor:
            if self.is_postgres:
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
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


def _head_of(row: Any) -> tuple[str, Frontier, bytes]:
    if row is None:
        return origin(), Frontier(), Frontier().root()
    return str(row[0]), Frontier.of_bytes(row[1], bytes(row[2])), bytes(row[3])


def _columns(objects: set[ObjectKey]) -> list[list[str]]:
    names = list(objects)
    return [[kind for kind, _ in names], [object_id for _, object_id in names]]


def _by_kind(objects: set[ObjectKey]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for kind, object_id in objects:
        kinds.setdefault(kind, []).append(object_id)
    return kinds


_LOCK_POSTGRES = f"SELECT pg_advisory_xact_lock({_LOCK})"
_HEAD = "SELECT origin, size, frontier, root FROM ledger_head WHERE id = 1"
_FIRST_HEAD = "INSERT INTO ledger_head (id, origin, size, root, frontier) VALUES (1, %s, %s, %s, %s)"
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
