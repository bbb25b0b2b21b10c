"""Proofs from stored nodes: a few dozen key look-ups, whatever the size of the log."""

from dataclasses import dataclass

from django.db import connection

from credentry.core.ledger import merkle, notes
from credentry.core.ledger.models import Checkpoint, Entry
from credentry.core.ledger.store import Store, bytes_of
from credentry.core.ledger.vocabulary import NO_CHECKPOINT, NO_ENTRY
from credentry.foundation.errors import DomainError, NotFound


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That ``leaf`` stands at ``index`` of the tree of ``size`` leaves with ``root`` (RFC 9162 §2.1.3)."""

    index: int
    size: int
    leaf: bytes
    root: bytes
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That the tree (first, first_root) is a prefix of (second, second_root) (RFC 9162 §2.1.4)."""

    first: int
    second: int
    first_root: bytes
    second_root: bytes
    hashes: tuple[bytes, ...]


def root_at(size: int) -> bytes:
    """The root the log had with its first ``size`` entries."""
    return merkle.prove([(0, size)], Store(connection).nodes)[0] if size else merkle.EMPTY_ROOT


def _size_now() -> int:
    return Store(connection).head()[1].size


def inclusion_proof(seq: int, size: int | None = None) -> InclusionProof:
    """The proof that entry ``seq`` is in the log of ``size`` entries (default: all). Raises NotFound."""
    total = _size_now()
    size = total if size is None else size
    leaf = Entry.objects.filter(seq=seq).values_list("leaf", flat=True).first()
    if leaf is None or not seq < size <= total:
        raise NotFound(NO_ENTRY, seq=seq)
    hashes = merkle.prove(merkle.inclusion_ranges(seq, size), Store(connection).nodes)
    return InclusionProof(seq, size, bytes_of(leaf), root_at(size), tuple(hashes))


def consistency_proof(first: int, second: int | None = None) -> ConsistencyProof:
    """The proof that the log of ``first`` entries only grew to ``second`` (default: now). Raises NotFound."""
    total = _size_now()
    second = total if second is None else second
    if not 0 <= first <= second <= total:
        raise NotFound(NO_ENTRY, seq=max(first, second) - 1)
    hashes = merkle.prove(merkle.consistency_ranges(first, second), Store(connection).nodes)
    return ConsistencyProof(first, second, root_at(first), root_at(second), tuple(hashes))


def log_proof(seq: int) -> tuple[InclusionProof, str]:
    """The proof of entry ``seq`` under the newest checkpoint, and as C2SP text that stands alone.

    Raises NotFound for no such entry, DomainError ``ledger.no_checkpoint`` while no checkpoint covers it.
    """
    if not Entry.objects.filter(seq=seq).exists():
        raise NotFound(NO_ENTRY, seq=seq)
    newest = Checkpoint.objects.filter(size__gt=seq).order_by("-size").values_list("size", "note").first()
    if newest is None:
        raise DomainError(NO_CHECKPOINT)
    proof = inclusion_proof(seq, newest[0])
    return proof, notes.proof_text(seq, proof.hashes, newest[1])
