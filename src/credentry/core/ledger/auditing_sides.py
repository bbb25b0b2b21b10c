"""fsck beside the tree: checkpoints, the signer's memory, openings, the guard."""

from itertools import groupby
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from credentry.core.ledger import guard, notes, state
from credentry.core.ledger.auditing import Audit
from credentry.core.ledger.building import digests_of
from credentry.core.ledger.disclosure import digest, open_disclosure
from credentry.core.ledger.findings import Findings
from credentry.core.ledger.keyring import key_place, opening_place
from credentry.core.ledger.models import Checkpoint, Dirty, Opening
from credentry.core.ledger.notes import BadNote
from credentry.core.ledger.store import bytes_of
from credentry.core.ledger.vocabulary import Refused
from credentry.foundation import canonical
from credentry.plumbing import keys


def signed_sizes() -> set[int]:
    """Tree sizes somebody vouched for."""
    sizes = set(Checkpoint.objects.values_list("size", flat=True))
    try:
        remembered = state.recall(state.SIGNER)
    except Refused:
        return sizes
    return sizes | ({remembered.frontier.size} if remembered else set())


def check_checkpoints(audit: Audit, origin: str) -> int:
    """Each stored checkpoint is signed by us and its root is the one derived at its size."""
    findings, key = audit.findings, keys.ledger_public_key()
    count = 0
    for size, root, note in Checkpoint.objects.order_by("size").values_list("size", "root", "note"):
        count += 1
        try:
            head = notes.open_head(note, origin, key)
        except BadNote as error:
            findings.add("checkpoint_signature", None, f"checkpoint {size}: {error}")
            continue
        if head.size != size or head.root != bytes_of(root):
            findings.add("checkpoint_differs", None, f"checkpoint {size}: the row differs from its note")
        _check_root(audit, "checkpoint", head.size, head.root)
    return count


def check_signer(audit: Audit, origin: str) -> None:
    """What the signer remembers is a prefix of the log."""
    try:
        remembered = state.recall(state.SIGNER)
    except Refused as error:
        audit.findings.add("signer_state", None, error.message("en"))
        return
    if remembered is None:
        return
    if remembered.origin != origin:
        audit.findings.add("signer_state", None, f"the signer signed for {remembered.origin}")
    _check_root(audit, "signer", remembered.frontier.size, remembered.frontier.root())


def _check_root(audit: Audit, who: str, size: int, root: bytes) -> None:
    if size > audit.frontier.size:
        if size <= audit.size_now():
            return  # signed while this run was under way
        detail = f"{who} vouched for {size} entries, {audit.frontier.size} are left"
        audit.findings.add("truncated", audit.frontier.size, detail)
    elif audit.roots.get(size) != root:
        audit.findings.add("root_differs", None, f"{who} vouched for another tree of {size} entries")


def check_guard(findings: Findings) -> None:
    """No change was committed without its entry; every trigger is in place."""
    for kind, object_id in Dirty.objects.order_by("kind", "object_id").values_list("kind", "object_id")[
        :1000
    ]:
        findings.add("uncovered_change", None, f"{kind} {object_id} was changed without an entry")
    for table in guard.missing():
        findings.add("guard_missing", None, f"the guard of {table} is missing or altered")


def check_openings(audit: Audit) -> int:
    """Each redacted value has its opening, and it opens to the digest — or was erased with its key."""
    columns = ("seq", "path", "value_enc", "erased_at", "key_id", "key__wrapped")
    rows = Opening.objects.order_by("seq", "path").values_list(*columns).iterator(chunk_size=5000)
    ciphers: dict[UUID, AESGCM] = {}
    count, redacted = 0, audit.redacted
    for seq, group in groupby(rows, key=lambda row: int(row[0])):
        opened: dict[str, str | None] = {}
        for _, path, sealed, erased_at, key_id, wrapped in group:
            count += 1
            opened[path] = _open(audit.findings, ciphers, seq, path, sealed, erased_at, key_id, wrapped)
        if 0 <= seq < len(redacted):
            redacted[seq] = 0
        elif 0 <= seq < audit.size_now():
            continue  # written while this run was under way
        _compare_openings(audit, seq, opened)
    at = redacted.find(1)
    while at >= 0:
        audit.findings.add("opening_missing", at, "the entry has redacted values without openings")
        at = redacted.find(1, at + 1)
    return count


def _open(
    findings: Findings,
    ciphers: dict[UUID, AESGCM],
    seq: int,
    path: str,
    sealed: Any,
    erased_at: Any,
    key_id: UUID,
    wrapped: Any,
) -> str | None:
    if sealed is None:
        if erased_at is None:
            findings.add("opening_unreadable", seq, f"{path}: the value is gone but was not erased")
        return None
    try:
        if wrapped is None:
            raise keys.SealBroken("its key was destroyed")
        if key_id not in ciphers:
            if len(ciphers) > 10_000:
                ciphers.clear()
            ciphers[key_id] = AESGCM(keys.unwrap(bytes_of(wrapped), key_place(key_id)))
        return keys.unseal(ciphers[key_id], bytes_of(sealed), opening_place(seq, path)).decode("ascii")
    except (keys.SealBroken, UnicodeDecodeError) as error:
        findings.add("opening_unreadable", seq, f"{path}: {error}")
        return None


def _compare_openings(audit: Audit, seq: int, opened: dict[str, str | None]) -> None:
    body = next((one.body for one in audit.store.entries(seq, seq + 1)), b"")
    try:
        entry = canonical.loads(body)
        digests = digests_of(entry)
        if "chg" in digests and opened.get("chg"):  # the entry was long: its changes lie in an opening
            entry["chg"] = open_disclosure(str(opened["chg"]))[1]
            digests |= digests_of(entry)
    except (ValueError, AttributeError, TypeError):
        audit.findings.add("opening_differs", seq, "there is no entry to open")
        return
    for path in digests.keys() - opened.keys():
        audit.findings.add("opening_missing", seq, f"{path} has no opening")
    for path, disclosure in opened.items():
        if path not in digests or (disclosure is not None and digest(disclosure) != digests[path]):
            audit.findings.add("opening_differs", seq, f"{path} does not open the digest of the entry")
