"""The Merkle tree of RFC 9162 (RFC 6962) over SHA-256: pure functions, no database.

A tree of ``size`` leaves is carried forward by its *frontier*: the roots of the perfect subtrees in its binary
decomposition, largest first. Node (level, idx) is the root of the 2^level leaves from idx·2^level on; it is
complete, and never changes again, once all of them exist.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Node = tuple[int, int]
Nodes = Callable[[Sequence[Node]], Sequence[bytes]]


def leaf_hash(body: bytes) -> bytes:
    """SHA-256(0x00 ‖ body)."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Run:
    """Neighbouring nodes of one level that became complete together, from index ``start`` on."""

    level: int
    start: int
    hashes: list[bytes]


@dataclass(slots=True)
class Frontier:
    """A tree that grows: its size and the roots of its perfect subtrees, largest first."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    @classmethod
    def of_bytes(cls, size: int, data: bytes) -> "Frontier":
        """The frontier written by ``to_bytes``. Raises ValueError when it cannot belong to ``size``."""
        if len(data) != HASH_BYTES * size.bit_count():
            raise ValueError(f"a frontier of size {size} has {size.bit_count()} hashes")
        return cls(size, [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)])

    def to_bytes(self) -> bytes:
        """The hashes one after the other."""
        return b"".join(self.hashes)

    def copy(self) -> "Frontier":
        """An independent copy."""
        return Frontier(self.size, list(self.hashes))

    def root(self) -> bytes:
        """The root of the tree."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def extend(self, leaves: Sequence[bytes]) -> list[Run]:
        """Append leaf hashes; returns the inner nodes (level ≥ 1) that became complete, lowest level first."""
        runs: list[Run] = []
        row, start, level = list(leaves), self.size, 0
        kept = self._by_level()
        frontier: dict[int, bytes] = {}
        while row or any(above >= level for above in kept):
            sibling = kept.pop(level, None)
            if sibling is not None:  # an odd start: its left sibling waited in the frontier
                row.insert(0, sibling)
                start -= 1
            if len(row) % 2:
                frontier[level] = row.pop()
            row = [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(row[::2], row[1::2], strict=True)
            ]
            level += 1
            start >>= 1
            if row:
                runs.append(Run(level, start, row[:]))
        self.size += len(leaves)
        self.hashes = [frontier[level] for level in sorted(frontier, reverse=True)]
        return runs

    def _by_level(self) -> dict[int, bytes]:
        levels = [level for level in range(self.size.bit_length()) if self.size >> level & 1]
        return dict(zip(reversed(levels), self.hashes, strict=True))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    frontier.extend(list(leaves))
    return frontier.root()


def complete_nodes(size: int) -> int:
    """How many inner nodes (level ≥ 1) of a tree of ``size`` leaves are complete."""
    return sum(size >> level for level in range(1, size.bit_length()))


def frontier_nodes(begin: int, end: int) -> list[Node]:
    """The complete nodes that tile the leaves [begin, end), left to right, for ``begin`` a multiple of enough."""
    nodes: list[Node] = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        if begin:
            level = min(level, (begin & -begin).bit_length() - 1)
        nodes.append((level, begin >> level))
        begin += 1 << level
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over neighbouring perfect subtrees, largest first."""
    return Frontier(0, list(hashes)).root()


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The leaf ranges whose roots form the inclusion proof of leaf ``index``, from its sibling upwards."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    ranges: list[tuple[int, int]] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((begin, middle))
            begin = middle
    return ranges[::-1]


def consistency_ranges(first: int, second: int) -> list[tuple[int, int]]:
    """The leaf ranges whose roots prove that the tree of ``first`` leaves is a prefix of that of ``second``."""
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {second} has no prefix of {first}")
    if first in (0, second):
        return []
    ranges: list[tuple[int, int]] = []
    begin, end, whole = 0, second, True
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((begin, middle))
            begin, whole = middle, False
    if not whole:
        ranges.append((begin, end))
    return ranges[::-1]


def prove(ranges: Sequence[tuple[int, int]], nodes: Nodes) -> list[bytes]:
    """The roots of the leaf ranges, from stored complete nodes (level 0 = leaves) read all at once."""
    wanted = [frontier_nodes(begin, end) for begin, end in ranges]
    hashes = iter(nodes([node for part in wanted for node in part]))
    return [fold([next(hashes) for _ in part]) for part in wanted]


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to (RFC 9162 §2.1.3.2). Raises ValueError for a wrong length."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    fn, sn, root = index, size - 1, leaf
    for part in proof:
        if sn == 0:
            raise ValueError("the proof is too long")
        if fn & 1 or fn == sn:
            root = node_hash(part, root)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            root = node_hash(root, part)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise ValueError("the proof is too short")
    return root


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof`` shows ``leaf`` at ``index`` of the tree with ``size`` leaves and ``root``."""
    try:
        return root_from_inclusion(index, size, leaf, proof) == root
    except ValueError:
        return False


def verify_consistency(first: int, second: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows the tree (first, old) to be a prefix of (second, new) (RFC 9162 §2.1.4.2)."""
    if first > second or first < 0:
        return False
    if first == second:
        return not proof and old == new
    if first == 0:
        return not proof and old == EMPTY_ROOT
    path = list(proof) if first & (first - 1) else [old, *proof]
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for part in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(part, fr), node_hash(part, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, part)
        fn, sn = fn >> 1, sn >> 1
    return fr == old and sr == new and sn == 0
