"""The Merkle tree against the published vectors of RFC 6962/9162 and as laws."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentry.core.ledger import merkle
from credentry.core.ledger.merkle import EMPTY_ROOT, Frontier, Node, leaf_hash, node_hash, root_of

# The reference log of the Certificate Transparency test suite (eight leaves), used by RFC 6962 implementations.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {  # (leaf, size): path, from the same suite
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def reference_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162 §2.1.1 by its own words."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(reference_root(leaves[:split]), reference_root(leaves[split:]))


def grown(leaves: list[bytes], steps: list[int]) -> tuple[Frontier, dict[Node, bytes]]:
    frontier = Frontier()
    nodes = {(0, index): leaf for index, leaf in enumerate(leaves)}
    at = 0
    for step in [*steps, len(leaves)]:
        for run in frontier.extend(leaves[at : at + step]):
            for idx, one in enumerate(run.hashes, run.start):
                assert (run.level, idx) not in nodes, "a complete node is made once"
                nodes[run.level, idx] = one
        at = min(at + step, len(leaves))
    return frontier, nodes


def test_known_roots() -> None:
    leaves = [leaf_hash(bytes.fromhex(one)) for one in LEAVES]
    assert (
        root_of([])
        == EMPTY_ROOT
        == bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    )
    for size, root in enumerate(ROOTS, 1):
        assert root_of(leaves[:size]).hex() == root


def test_known_proofs() -> None:
    leaves = [leaf_hash(bytes.fromhex(one)) for one in LEAVES]
    nodes = grown(leaves, [])[1]
    read = [nodes.__getitem__]
    for (index, size), path in INCLUSION.items():
        proof = merkle.prove(merkle.inclusion_ranges(index, size), lambda wanted: list(map(read[0], wanted)))
        assert [one.hex() for one in proof] == path
        assert merkle.verify_inclusion(index, size, leaves[index], proof, bytes.fromhex(ROOTS[size - 1]))
    for (first, second), path in CONSISTENCY.items():
        proof = merkle.prove(
            merkle.consistency_ranges(first, second), lambda wanted: list(map(read[0], wanted))
        )
        assert [one.hex() for one in proof] == path
        old, new = (bytes.fromhex(ROOTS[size - 1]) for size in (first, second))
        assert merkle.verify_consistency(first, second, old, new, proof)


sizes = st.integers(0, 150)
steps = st.lists(st.integers(0, 40), max_size=8)


@given(sizes, steps)
def test_growing_in_steps_is_growing_at_once(size: int, steps: list[int]) -> None:
    leaves = [leaf_hash(b"%d" % index) for index in range(size)]
    frontier, nodes = grown(leaves, steps)
    assert frontier.root() == reference_root(leaves)
    assert len(nodes) - size == merkle.complete_nodes(size)
    for (level, idx), one in nodes.items():
        assert one == reference_root(leaves[idx << level : (idx + 1) << level])
    assert Frontier.of_bytes(size, frontier.to_bytes()) == frontier


@given(st.data(), st.integers(1, 150))
def test_inclusion_proofs_verify_and_nothing_else_does(data: st.DataObject, size: int) -> None:
    leaves = [leaf_hash(b"%d" % index) for index in range(size)]
    frontier, nodes = grown(leaves, [])
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.prove(merkle.inclusion_ranges(index, size), lambda wanted: [nodes[one] for one in wanted])
    root = frontier.root()
    assert merkle.verify_inclusion(index, size, leaves[index], proof, root)
    assert not merkle.verify_inclusion(index, size, leaf_hash(b"other"), proof, root)
    assert not merkle.verify_inclusion(index, size, leaves[index], [*proof, root], root)
    assert not merkle.verify_inclusion(size, size, leaves[index], proof, root)
    if proof:
        assert not merkle.verify_inclusion(index, size, leaves[index], proof[:-1], root)
        assert not merkle.verify_inclusion(index ^ 1, size, leaves[index], proof, root)
        at = data.draw(st.integers(0, len(proof) - 1))
        broken = [*proof[:at], bytes(32), *proof[at + 1 :]]
        assert not merkle.verify_inclusion(index, size, leaves[index], broken, root)


@given(st.data(), st.integers(1, 150))
def test_consistency_proofs_verify_and_nothing_else_does(data: st.DataObject, size: int) -> None:
    leaves = [leaf_hash(b"%d" % index) for index in range(size)]
    frontier, nodes = grown(leaves, [])
    first = data.draw(st.integers(0, size))
    old, new = reference_root(leaves[:first]), frontier.root()
    proof = merkle.prove(
        merkle.consistency_ranges(first, size), lambda wanted: [nodes[one] for one in wanted]
    )
    assert merkle.verify_consistency(first, size, old, new, proof)
    assert not merkle.verify_consistency(first, size, leaf_hash(b"x"), new, proof)
    assert not merkle.verify_consistency(first, size, old, new, [*proof, new])
    if first not in (0, size):
        assert not merkle.verify_consistency(first, size, old, leaf_hash(b"x"), proof)
        assert not merkle.verify_consistency(size, first, old, new, proof)
    if proof:
        assert not merkle.verify_consistency(first, size, old, new, proof[:-1])


def test_wrong_questions_are_refused() -> None:
    for wrong in ((3, 3), (-1, 3)):
        with pytest.raises(ValueError, match="not in a tree"):
            merkle.inclusion_ranges(*wrong)
    with pytest.raises(ValueError, match="no prefix"):
        merkle.consistency_ranges(4, 3)
    with pytest.raises(ValueError, match="hashes"):
        Frontier.of_bytes(3, bytes(32))
