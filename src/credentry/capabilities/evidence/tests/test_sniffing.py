"""What a file is, is found in its bytes."""

import io
import zipfile
from pathlib import Path

import pytest

from credentry.capabilities.evidence import actions, sniffing
from credentry.capabilities.evidence.tests.factories import SHARED, kept, pdf, picture, shared
from credentry.core.records.tests.factories import SYSTEM
from credentry.foundation.errors import DomainError
from credentry.plumbing import blobs


def zipped(*names: str, mimetype: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


SAMPLES = [
    (pdf(), "application/pdf"),
    (b"\x00junk before\n" + b"%PDF-1.7\n", "application/pdf"),
    (picture(), "image/png"),
    (picture(form="JPEG"), "image/jpeg"),
    (picture(form="GIF"), "image/gif"),
    (picture(form="WEBP"), "image/webp"),
    (picture(form="TIFF"), "image/tiff"),
    (picture(form="BMP"), "image/bmp"),
    (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"),
    (zipped("xl/workbook.xml"), sniffing.OOXML + "spreadsheetml.sheet"),
    (zipped("word/document.xml"), sniffing.OOXML + "wordprocessingml.document"),
    (zipped("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
    (zipped("content.xml", mimetype=b"application/vnd.oasis.opendocument.text"),
     "application/vnd.oasis.opendocument.text"),
    (zipped("a", mimetype=b"text/html"), "application/zip"),
    (zipped("a.txt"), "application/zip"),
    (zipped("a.txt")[:40], "application/zip"),
    (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
    ("\ufeff<html>".encode(), "text/html"),
    ("<html><script>".encode("utf-16"), "text/html"),
    (b'<?xml version="1.0"?><svg onload="x"/>', "image/svg+xml"),
    (b'<?xml version="1.0"?><bpmn/>', "application/xml"),
    (b'{"a": 1}', "application/json"),
    ("编号,名称\n1,网关\n".encode("gbk"), "text/plain"),
    ("BM,列\n".encode(), "text/plain"),
    (b"Subject: x\nTo: y\n\nbody", "message/rfc822"),
    (bytes(range(256)), "application/octet-stream"),
    (b"MZ\x90\x00\x03\x00", "application/x-executable"),
    ("MZ,这是一张表\n".encode(), "text/plain"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), SAMPLES, ids=range(len(SAMPLES)))
def test_the_bytes_decide(content: bytes, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert sniffing.media_type_of(path) == expected


def test_an_endless_table_of_contents_is_not_read_to_its_end(tmp_path: Path) -> None:
    record = b"PK\x01\x02" + bytes(24) + b"\x01\x00" + bytes(16) + b"a"
    entry = b"PK\x03\x04" + bytes(27)
    table = record * 400_000
    end = (
        b"PK\x05\x06"
        + bytes(8)
        + len(table).to_bytes(4, "little")
        + len(entry).to_bytes(4, "little")
        + bytes(2)
    )
    path = tmp_path / "x"
    path.write_bytes(entry + table + end)
    assert sniffing.media_type_of(path) == "application/zip"
    assert len(sniffing._names(path)) < 25_000


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared data")
def test_published_files_are_recognised() -> None:
    expected = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}
    expected |= {".xlsx": sniffing.OOXML + "spreadsheetml.sheet", ".xls": "application/vnd.ms-excel"}
    expected |= {".csv": "text/plain", ".bpmn": "application/xml"}
    found = [path for path in sorted(SHARED.rglob("*")) if path.suffix in expected]
    assert len(found) > 60
    wrong = {path.name: sniffing.media_type_of(path) for path in found
             if sniffing.media_type_of(path) != expected[path.suffix]}  # fmt: skip
    assert wrong == {}


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("C:\\fake\\路径\\证书.pdf", "证书.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("...", "file"),
        ("", "file"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names_are_fit_to_be_shown(given: str, clean: str) -> None:
    assert sniffing.clean_name(given) == clean


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pieces", "code"),
    [([], "file.empty"), ([b"", b""], "file.empty"), ([b"M", b"Z\x90\x00" + bytes(90)], "file.program"),
     ([b"%PDF-", b"x" * 2000], "file.too_large")],
)  # fmt: skip
def test_what_is_not_taken(pieces: list[bytes], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        actions.keep(SYSTEM, "x.pdf", iter(pieces), limit=1000)
    assert refused.value.code == code


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["product/bbb_ce_emc_verification.pdf", "business_licences/train_004.jpg"])
def test_real_certificates_are_kept_byte_for_byte(name: str) -> None:
    content = shared(name)
    upload = kept(content, name)
    assert upload.name == name.split("/")[1]
    assert b"".join(blobs.chunks(upload.sha256)) == content
