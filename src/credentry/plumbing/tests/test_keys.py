"""The key ring: files, seals, what breaks them."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pytest_django import Settings

from credentry.plumbing import keys
from credentry.plumbing.keys import SealBroken


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings: Settings) -> Path:
    settings.CREDENTRY_KEYS = tmp_path / "keys"
    return tmp_path / "keys"


def test_keys_are_made_once_and_only_the_owner_reads_them(ring: Path) -> None:
    first = keys.ledger_public_key().public_bytes_raw()
    keys._signing_key.cache_clear()
    assert keys.ledger_public_key().public_bytes_raw() == first
    assert len(keys.master_key()) == 32
    for path in ring.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(ring.stat().st_mode) == 0o700


def test_another_ring_has_other_keys(ring: Path, settings: Settings, tmp_path: Path) -> None:
    here = keys.ledger_public_key().public_bytes_raw(), keys.master_key()
    wrapped = keys.wrap(b"k" * 32, b"place")
    settings.CREDENTRY_KEYS = tmp_path / "other"
    assert keys.ledger_public_key().public_bytes_raw() != here[0]
    assert keys.master_key() != here[1]
    with pytest.raises(SealBroken, match="not on this ring"):
        keys.unwrap(wrapped, b"place")


def test_seals_hold_their_place_and_every_byte() -> None:
    cipher = AESGCM(b"1" * 32)
    sealed = keys.seal(cipher, "王小明".encode(), b"row:1")
    assert keys.unseal(cipher, sealed, b"row:1").decode() == "王小明"
    assert keys.seal(cipher, "王小明".encode(), b"row:1") != sealed
    with pytest.raises(SealBroken):
        keys.unseal(cipher, sealed, b"row:2")
    with pytest.raises(SealBroken):
        keys.unseal(AESGCM(b"2" * 32), sealed, b"row:1")
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(SealBroken):
            keys.unseal(cipher, bytes(changed), b"row:1")


def test_wrapped_keys_come_back() -> None:
    assert keys.unwrap(keys.wrap(b"k" * 32, b"here"), b"here") == b"k" * 32
    with pytest.raises(SealBroken):
        keys.unwrap(keys.wrap(b"k" * 32, b"here"), b"there")


def test_a_foreign_key_file_is_refused(ring: Path) -> None:
    ring.mkdir()
    (ring / "master.key").write_text("00" * 16)
    with pytest.raises(ValueError, match="32 bytes"):
        keys.master_key()
