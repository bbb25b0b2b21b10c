"""The blob store keeps the bytes it was given and nothing else."""

import hashlib
import io
from pathlib import Path

import pytest

from credentry.plumbing import blobs


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: object) -> Path:
    settings.CREDENTRY_HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def test_bytes_come_back_as_they_were(tmp_path: Path) -> None:
    content = bytes(range(256)) * 9000  # more than two pieces
    stored = blobs.store(io.BytesIO(content))
    assert stored == blobs.Stored(hashlib.sha256(content).hexdigest(), len(content), fresh=True)
    assert b"".join(blobs.chunks(stored.sha256)) == content
    assert b"".join(blobs.chunks(stored.sha256, start=10, length=5)) == content[10:15]
    assert blobs.store_bytes(content).fresh is False
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [stored.sha256]


def test_too_long_a_stream_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(blobs.BlobTooLarge):
        blobs.store(iter([b"x" * 10] * 10), limit=99)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_broken_stream_leaves_nothing(tmp_path: Path) -> None:
    def breaking():  # type: ignore[no-untyped-def]
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        blobs.store(breaking())
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_damage_is_noticed() -> None:
    stored = blobs.store_bytes(b"original")
    assert blobs.intact(stored.sha256)
    path = blobs.path_of(stored.sha256)
    path.chmod(0o600)
    path.write_bytes(b"tampered")
    assert not blobs.intact(stored.sha256)
    assert not blobs.intact("0" * 64)


@pytest.mark.parametrize("name", ["../../etc/passwd", "ABC", "g" * 64, ""])
def test_only_digests_name_files(name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.path_of(name)
