"""Re-derive the whole log from its bodies and compare everything that was stored: streaming, one pass by seq.

Memory is a few bytes per entry. Nothing stored but the bodies is believed; where a body is missing, its stored
neighbours still get checked.
"""

from array import array
from collections.abc import Iterator
from typing import Any

from credentry.core.ledger.disclosure import DIGEST
from credentry.core.ledger.findings import Findings
from credentry.core.ledger.merkle import EMPTY_ROOT, HASH_BYTES, Frontier, Run, complete_nodes, leaf_hash
from credentry.core.ledger.models import Entry
from credentry.core.ledger.store import ENTRY_COLUMNS, Store, bytes_of
from credentry.foundation import canonical

STEP = 8192
LARGEST_GAP = 1_000_000
_MISSING = bytes(HASH_BYTES)
_REDACTED = b'"' + DIGEST.encode() + b'":'

Row = tuple[int, Any, Any, str, str, int, str, str, str]


class Audit:
    """One run over the log. ``wanted`` are tree sizes whose roots are needed (checkpoints, signer)."""

    def __init__(self, store: Store, findings: Findings, wanted: set[int]) -> None:
        self.store, self.findings = store, findings
        self.frontier = Frontier()
        self.roots: dict[int, bytes] = {0: EMPTY_ROOT}
        self.previous = array("q")  # by seq: what the body says is the object's previous entry
        self.redacted = bytearray()  # by seq: whether the body has redacted values
        self._wanted = sorted(wanted - {0}, reverse=True)
        self._runs: dict[int, Run] = {}
        self._leaves: list[bytes] = []
        self.stopped = False

    def run(self) -> None:
        """All of it."""
        _, head, root = self._head()
        for row in self._rows(head.size):
            if not self._gap(row[0]):
                break
            self._entry(row)
            if len(self._leaves) >= STEP:
                self._grow()
        if not self.stopped:
            self._gap(head.size)
        self._grow()
        if not self.stopped:
            self._check_head(head, root)
            self._chains(head.size)
        self._outside()

    def size_now(self) -> int:
        """The log's size at this moment: it may grow while it is audited."""
        with self.store.cursor() as cursor:
            cursor.execute("SELECT size FROM ledger_head WHERE id = 1")
            row = cursor.fetchone()
        return int(row[0]) if row else 0

    def _head(self) -> tuple[str, Frontier, bytes]:
        try:
            return self.store.head()
        except ValueError as error:
            self.findings.add("head_differs", None, str(error))
            size = (Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or -1) + 1
            return "", Frontier(size), b""

    def _rows(self, size: int) -> Iterator[Row]:
        last = -1
        columns = ", ".join(ENTRY_COLUMNS)
        sql = f"SELECT {columns} FROM ledger_entry WHERE seq > %s AND seq < %s ORDER BY seq LIMIT {STEP}"
        while True:
            with self.store.cursor() as cursor:
                cursor.execute(sql, [last, size])
                rows: list[Row] = cursor.fetchall()
            if not rows:
                return
            yield from rows
            last = rows[-1][0]

    def _gap(self, seq: int) -> bool:
        """Note entries missing before ``seq``; False when the tree cannot be re-derived any further."""
        expected = self.frontier.size + len(self._leaves)
        count = seq - expected
        if count <= 0:
            return True
        self.findings.add(
            "entry_missing", expected, f"{count} entries from {expected} to {seq - 1} are missing"
        )
        if count > LARGEST_GAP:
            self.stopped = True
            self.findings.add("derivation_stopped", expected, "too many entries are missing to go on")
            return False
        self._leaves += [_MISSING] * count
        self.previous.extend([-1] * count)
        self.redacted.extend(bytes(count))
        return True

    def _entry(self, row: Row) -> None:
        seq, stored, leaf, *copies = row
        body = bytes_of(stored)
        derived = leaf_hash(body)
        self._leaves.append(derived)
        if bytes_of(leaf) != derived:
            self.findings.add("entry_altered", seq, "the body does not hash to its leaf")
        previous = -1
        try:
            entry = canonical.loads(body)
            kind, object_id = entry["obj"]
            said = [kind, object_id, entry["n"], entry["act"], entry["actor"]["id"], entry["at"]]
            if said != copies:
                self.findings.add("copies_differ", seq, "the look-up columns differ from the body")
            if entry["prev"] is not None:
                previous = int(entry["prev"])
            if canonical.encode(entry) != body:
                self.findings.add("not_canonical", seq, "the body is not canonical JSON")
        except (ValueError, KeyError, TypeError):
            self.findings.add("entry_malformed", seq, "the body is not an entry")
        self.previous.append(previous if -1 <= previous < 2**62 else -2)
        self.redacted.append(_REDACTED in body)

    def _grow(self) -> None:
        """Carry the tree over the leaves at hand, noting wanted roots, and compare the nodes that came about."""
        leaves, at = self._leaves, 0
        base = self.frontier.size
        while self._wanted and self._wanted[-1] <= base + len(leaves):
            size = self._wanted.pop()
            self._extend(leaves[at : size - base])
            at = size - base
            self.roots[size] = self.frontier.root()
        self._extend(leaves[at:])
        self._leaves = []
        for run in self._runs.values():
            self._compare(run)
        self._runs = {}

    def _extend(self, leaves: list[bytes]) -> None:
        for run in self.frontier.extend(leaves):
            known = self._runs.get(run.level)
            if known is None:
                self._runs[run.level] = run
            else:
                known.hashes += run.hashes

    def _compare(self, run: Run) -> None:
        with self.store.cursor() as cursor:
            cursor.execute(
                "SELECT idx, hash FROM ledger_node WHERE level = %s AND idx >= %s AND idx < %s",
                [run.level, run.start, run.start + len(run.hashes)],
            )
            stored = {idx: bytes_of(one) for idx, one in cursor.fetchall()}
        for idx, derived in enumerate(run.hashes, run.start):
            if stored.get(idx) != derived:
                what = "differs" if idx in stored else "is missing"
                seq = idx << run.level
                self.findings.add("node_differs", seq, f"node ({run.level}, {idx}) {what}")

    def _check_head(self, head: Frontier, root: bytes) -> None:
        if self.frontier.size != head.size or self.frontier.hashes != head.hashes:
            self.findings.add("head_differs", None, "size or frontier of the head is not that of the entries")
        if self.frontier.root() != root:
            self.findings.add("head_differs", None, "the root of the head is not that of the entries")
        with self.store.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_node WHERE (idx + 1) << level <= %s", [head.size])
            count = cursor.fetchone()[0]
        if count != complete_nodes(self.frontier.size):
            detail = f"{count} nodes are stored, {complete_nodes(self.frontier.size)} are complete"
            self.findings.add("node_count", None, detail)

    def _outside(self) -> None:
        """Rows beyond what the log says its size is."""
        size = "(SELECT coalesce(max(size), 0) FROM ledger_head)"
        with self.store.cursor() as cursor:
            cursor.execute(
                f"SELECT seq FROM ledger_entry WHERE seq < 0 OR seq >= {size} ORDER BY seq LIMIT 1000"
            )
            for (seq,) in cursor.fetchall():
                self.findings.add("entry_unexpected", seq, "an entry outside the log's size")
            cursor.execute(
                "SELECT level, idx FROM ledger_node "
                f"WHERE level < 1 OR level > 62 OR idx < 0 OR (idx + 1) << level > {size} LIMIT 1000"
            )
            for level, idx in cursor.fetchall():
                self.findings.add("node_unexpected", None, f"node ({level}, {idx}) is outside the tree")

    def _chains(self, size: int) -> None:
        """Of each object: numbers 1, 2, 3 … and each entry pointing to the one before."""
        rows = Entry.objects.filter(seq__gte=0, seq__lt=size).order_by("kind", "object_id", "n")
        columns = rows.values_list("kind", "object_id", "n", "seq")
        owner: tuple[str, str] | None = None
        number, last = 0, -1
        for kind, object_id, n, seq in columns.iterator(chunk_size=STEP):
            if owner != (kind, object_id):
                owner, number, last = (kind, object_id), 0, -1
            number += 1
            if n != number or self.previous[seq] != last:
                detail = f"entry {n} of {kind} {object_id} does not follow its predecessor"
                self.findings.add("chain_broken", seq, detail)
                number = n
            last = seq
