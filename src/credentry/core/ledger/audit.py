"""What a shell can do with the ledger: plain functions whose answers are ready for JSON."""

import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from credentry.core.ledger import actions, merkle, monitoring, queries
from credentry.core.ledger.auditing import Audit
from credentry.core.ledger.auditing_sides import (
    check_checkpoints,
    check_guard,
    check_openings,
    check_signer,
    signed_sizes,
)
from credentry.core.ledger.findings import Findings
from credentry.core.ledger.store import Store


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def fsck(openings: bool = True) -> dict[str, Any]:
    """Re-derive everything. ``ok`` tells whether all is as it must be; ``findings`` what is not (the first 200).

    Each finding has a stable ``code``: entry_altered, entry_missing, entry_unexpected, entry_malformed,
    not_canonical, copies_differ, chain_broken, node_differs, node_count, node_unexpected, head_differs, truncated, root_differs,
    checkpoint_signature, checkpoint_differs, signer_state, opening_missing, opening_differs, opening_unreadable,
    uncovered_change, guard_missing, derivation_stopped.
    """
    started = time.monotonic()
    findings = Findings()
    store = Store(connection)
    audit = Audit(store, findings, signed_sizes())
    audit.run()
    origin = queries.origin()
    checkpoints = check_checkpoints(audit, origin)
    check_signer(audit, origin)
    check_guard(findings)
    opened = check_openings(audit) if openings else 0
    return {
        "ok": not findings.counts,
        "origin": origin,
        "size": audit.frontier.size,
        "root": _b64(audit.frontier.root()),
        "checkpoints": checkpoints,
        "openings": opened,
        "counts": dict(findings.counts),
        "findings": [one._asdict() for one in findings.kept],
        "seconds": round(time.monotonic() - started, 3),
    }


def checkpoint(adopt: bool = False) -> dict[str, Any]:
    """Sign the log as it is. Raises vocabulary.Refused."""
    note = actions.sign_checkpoint(adopt)
    head = queries.latest_tree_head()
    size, root = (head.size, _b64(head.root)) if head else (0, "")
    return {"ok": True, "size": size, "root": root, "note": note, "vkey": queries.verifier_key()}


def proof(seq: int) -> dict[str, Any]:
    """The inclusion proof of one entry under the newest checkpoint, checked before it is given out."""
    found, text = queries.log_proof(seq)
    entry = queries.entry(seq)
    leaf = merkle.leaf_hash(entry.body)
    good = merkle.verify_inclusion(found.index, found.size, leaf, found.hashes, found.root)
    return {
        "ok": good,
        "seq": seq,
        "leafIdx": found.index,
        "treeSize": found.size,
        "leafHash": _b64(leaf),
        "root": _b64(found.root),
        "proof": [_b64(one) for one in found.hashes],
        "entry": entry.body.decode(),
        "tlog_proof": text,
        "vkey": queries.verifier_key(),
    }


def tiles(directory: Path) -> dict[str, Any]:
    """Write the log as static C2SP files under ``directory`` up to its newest checkpoint; full tiles are kept."""
    note, head = queries.latest_note(), queries.latest_tree_head()
    if note is None or head is None:
        checkpoint()
        return tiles(directory)
    written = kept = 0
    for level, index, width in queries.tiles_of(head.size):
        path = directory / queries.tile_path(level, index, width)
        if path.is_file() and width == queries.TILE_WIDTH:
            kept += 1
            continue
        _write(path, queries.read_tile(level, index, width))
        written += 1
    _write(directory / "checkpoint", note.encode())  # last: what it promises is there
    return {"ok": True, "size": head.size, "written": written, "kept": kept, "directory": str(directory)}


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(data)
    temporary.replace(path)


def watch() -> dict[str, Any]:
    """One look at what is published: does it continue what the monitor saw, do the entries lead to it?"""
    return monitoring.look()


def watching(seconds: float = 10.0, turns: int | None = None) -> Iterator[dict[str, Any]]:
    """Look again and again, one answer per turn; ends after ``turns`` if given."""
    done = 0
    while turns is None or done < turns:
        if done:
            time.sleep(seconds)
        done += 1
        yield monitoring.look()
