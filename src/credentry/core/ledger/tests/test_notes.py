"""Signed notes as the C2SP documents define them, and as openssl sees them."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from credentry.core.ledger import disclosure, notes
from credentry.core.ledger.notes import BadNote, TreeHead

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
HEAD = TreeHead("example.com/ledger/1", 20852163, bytes(range(32)))


def test_example_of_the_signed_note_specification() -> None:
    # golang.org/x/mod/sumdb/note, the origin of the format: key, text and signature as published there.
    name, key = notes.key_of_verifier("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signature = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    note = f"{text}\n— PeterNeumann {signature}\n"
    assert notes.verify(note, name, key) == text
    with pytest.raises(BadNote):
        notes.verify(note.replace("answer", "question"), name, key)


def test_checkpoint_has_its_three_lines() -> None:
    note = notes.sign_head(HEAD, KEY)
    lines = note.split("\n")
    assert lines[0] == "example.com/ledger/1"
    assert lines[1] == "20852163"
    assert base64.b64decode(lines[2]) == HEAD.root
    assert lines[3] == ""
    assert lines[4].startswith("— example.com/ledger/1 ")
    assert notes.open_head(note, HEAD.origin, PUBLIC) == HEAD
    assert notes.key_of_verifier(notes.verifier_key(HEAD.origin, PUBLIC))[0] == HEAD.origin


def test_openssl_verifies_the_signature(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    text, _, line = notes.sign_head(HEAD, KEY).partition("\n\n")
    (tmp_path / "text").write_text(text + "\n", encoding="utf-8")
    (tmp_path / "signature").write_bytes(base64.b64decode(line.split(" ")[2])[4:])
    pem = PUBLIC.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(pem)
    command = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "text"]
    done = subprocess.run([*command, "-sigfile", "signature"], cwd=tmp_path, capture_output=True, check=False)
    assert b"Verified Successfully" in done.stdout


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_every_changed_byte_breaks_the_note(at: int, flip: int) -> None:
    note = notes.sign_head(HEAD, KEY).encode()
    changed = bytearray(note)
    changed[at % len(note)] ^= flip
    with pytest.raises((BadNote, UnicodeDecodeError)):
        notes.open_head(changed.decode(), HEAD.origin, PUBLIC)


def test_signatures_of_others_are_passed_over_but_not_enough() -> None:
    witness = Ed25519PrivateKey.generate()
    ours = notes.sign_head(HEAD, KEY)
    cosigned = ours + notes.sign(HEAD.text(), "witness.example", witness).partition("\n\n")[2]
    assert notes.open_head(cosigned, HEAD.origin, PUBLIC) == HEAD
    with pytest.raises(BadNote, match="not signed by this key"):
        notes.verify(notes.sign(HEAD.text(), "witness.example", witness), HEAD.origin, PUBLIC)
    with pytest.raises(BadNote, match="another log"):
        notes.open_head(notes.sign(HEAD.text(), "other", KEY), "other", PUBLIC)


@pytest.mark.parametrize(
    "text", ["a\n1\n", "a\n01\nAA==\n", "a\n-1\nAA==\n", "a\n1\nAA==\n", "\n1\nAA==\n", "a\n１\nAA==\n"]
)
def test_malformed_heads_are_refused(text: str) -> None:
    with pytest.raises(BadNote):
        notes.parse_head(text)


def test_disclosures_are_those_of_rfc_9901() -> None:
    # RFC 9901 §4.2.1 and §4.2.3: the disclosure of family_name and its digest.
    published = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert disclosure.digest(published) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert disclosure.open_disclosure(published) == ("family_name", "Möbius")


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_disclosures_open_and_never_repeat(value: str) -> None:
    one, two = disclosure.disclose("holder", value), disclosure.disclose("holder", value)
    assert disclosure.open_disclosure(one) == ("holder", value)
    assert disclosure.digest(one) != disclosure.digest(two)
