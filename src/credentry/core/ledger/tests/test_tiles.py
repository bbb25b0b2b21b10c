"""The exported log is a C2SP tiled log: everything re-derives from its files alone."""

from pathlib import Path

import pytest

from credentry.core.ledger import audit, merkle, notes, queries
from credentry.core.ledger.actions import sign_checkpoint
from credentry.core.ledger.queries import tile, tile_path
from credentry.core.ledger.tests.factories import some_log, write
from credentry.core.ledger.tests.things import entry_of
from credentry.plumbing import keys

pytestmark = pytest.mark.django_db(transaction=True)


def entries_in(bundle: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        found.append(bundle[at + 2 : at + 2 + length])
        at += 2 + length
    return found


@pytest.mark.parametrize(
    ("index", "path"), [(0, "000"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")]
)
def test_paths_of_the_specification(index: int, path: str) -> None:
    assert tile_path(0, index, 256) == f"tile/0/{path}"
    assert tile_path(None, index, 7) == f"tile/entries/{path}.p/7"


def test_the_example_of_the_specification() -> None:
    tiles = list(queries.tiles_of(70_000))
    widths = {level: [width for one, _, width in tiles if one == level] for level in (None, 0, 1, 2, 3)}
    assert (len(widths[0]), widths[0][-1]) == (274, 112)
    assert widths[None] == widths[0]
    assert widths[1] == [256, 17]
    assert widths[2] == [1]
    assert widths[3] == []
    assert [one for one in queries.tiles_of(256) if one[0] is not None] == [(0, 0, 256), (1, 0, 1)]


def test_everything_re_derives_from_the_files(tmp_path: Path) -> None:
    write(*(entry_of(str(number)) for number in range(600)))
    sign_checkpoint()
    write(entry_of("not signed yet"))
    folder = tmp_path / "tiles"
    report = audit.tiles(folder)
    assert (report["size"], report["kept"]) == (600, 0)
    note = (folder / "checkpoint").read_text()
    head = notes.open_head(note, queries.origin(), keys.ledger_public_key())
    leaves: list[bytes] = []
    for path in ("000", "001", "002.p/88"):
        hashes = (folder / "tile/0" / path).read_bytes()
        bodies = entries_in((folder / "tile/entries" / path).read_bytes())
        assert b"".join(map(merkle.leaf_hash, bodies)) == hashes
        leaves += map(merkle.leaf_hash, bodies)
    assert (len(leaves), merkle.root_of(leaves)) == (600, head.root)
    upper = (folder / "tile/1/000.p/2").read_bytes()
    assert upper == merkle.root_of(leaves[:256]) + merkle.root_of(leaves[256:512])
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == report["written"] + 1

    sign_checkpoint()
    again = audit.tiles(folder)
    assert (again["size"], again["kept"]) == (601, 4)


def test_tiles_are_served_as_far_as_the_log_goes() -> None:
    write(*(entry_of(str(number)) for number in range(300)))
    full = tile("tile/0/000")
    assert full is not None
    assert len(full) == 8192
    assert tile("tile/0/001.p/44") is not None
    assert tile("tile/1/000.p/1") == merkle.root_of([full[at : at + 32] for at in range(0, 8192, 32)])
    assert len(entries_in(tile("tile/entries/001.p/44") or b"")) == 44
    for wrong in (
        "tile/0/001",
        "tile/0/001.p/45",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/1/000.p/2",
        "tile/00/000",
        "tile/0/x000/000",
        "tile/8/000.p/1",
        "tile/63/000.p/1",
        "tile/0/../checkpoint",
        "tile/entries/999",
        "",
    ):
        assert tile(wrong) is None, wrong


def test_an_export_signs_when_nothing_is_signed(tmp_path: Path) -> None:
    some_log(5)
    assert audit.tiles(tmp_path)["size"] == 5
