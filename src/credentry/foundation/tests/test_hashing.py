"""SHA-256 helpers against FIPS 180-4 example values."""

import io

from credentry.foundation import hashing

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_known_values() -> None:
    assert hashing.sha256_hex(b"abc") == ABC == hashing.sha256(b"abc").hex()
    assert hashing.sha256_hex_of([b"a", b"", b"bc"]) == ABC


def test_files_are_read_to_their_end() -> None:
    million = io.BytesIO(b"a" * 1_000_000 * 3)
    million.read(2_000_000)
    assert hashing.sha256_hex_of_file(million) == (
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    )
