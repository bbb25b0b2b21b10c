"""What a file is, by its bytes. Names and media types of the sender are not believed."""

import re
import unicodedata
from pathlib import Path

PDF = "application/pdf"
OCTETS = "application/octet-stream"
OOXML = "application/vnd.openxmlformats-officedocument."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 8192
_TAIL = 22 + 65_535  # the end record of a ZIP file with the longest comment
_CONTENTS = 1024 * 1024
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
)
_PROGRAMS = (b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
_BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"avif": "image/avif"}
_OLE_ENTRIES = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("__substg1.0_", "application/vnd.ms-outlook"),
)
_ZIP_ENTRIES = (
    (b"word/", OOXML + "wordprocessingml.document"),
    (b"xl/", OOXML + "spreadsheetml.sheet"),
    (b"ppt/", OOXML + "presentationml.presentation"),
    (b"OFD.xml", "application/ofd"),
)
_TEXTS = (
    (re.compile(rb"<(!doctype\s+html|html|head|body|script|iframe)\b", re.I), "text/html"),
    (re.compile(rb"<svg\b", re.I), "image/svg+xml"),
    (re.compile(rb"\A\s*<\?xml\b", re.I), "application/xml"),
    (re.compile(rb"\A\s*[\[{]\s*[\"\[{]"), "application/json"),
    (re.compile(rb"\A(?:(?:Received|Return-Path|From|MIME-Version|Subject|Date|To|Delivered-To):[^\n]*\n)", re.I),
     "message/rfc822"),
)  # fmt: skip
PROGRAM = "application/x-executable"


def media_type_of(path: Path) -> str:
    """The media type of a file; text without a known form is ``text/plain``, the rest octets."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if b"%PDF-" in head[:1024]:
        return PDF
    if is_program(head):
        return PROGRAM
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return "image/bmp"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path, head)
    if head.startswith(OLE):
        return _compound(path)
    return _text(head)


def is_program(head: bytes) -> bool:
    """Whether a file beginning like this would be run by an operating system."""
    return head.startswith(_PROGRAMS) or (head.startswith(b"MZ") and b"\x00" in head[:64])


def _zipped(path: Path, head: bytes) -> str:
    """By the names inside; nothing is unpacked, and of a long table of contents only the beginning is read."""
    if head[30:38] == b"mimetype":
        declared = re.match(rb"application/(vnd\.oasis\.opendocument\.[a-z-]+|epub\+zip)", head[38:200])
        if declared:
            return declared.group().decode()
    names = _names(path)
    for prefix, found in _ZIP_ENTRIES:
        if any(name.startswith(prefix) for name in names):
            return found
    return "application/zip"


def _names(path: Path) -> list[bytes]:
    """The first names in the central directory of a ZIP file; none where there is no such directory."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
        end = tail.rfind(b"PK\x05\x06")
        if end < 0 or len(tail) < end + 22:
            return []
        file.seek(int.from_bytes(tail[end + 16 : end + 20], "little"))
        table = file.read(_CONTENTS)
    names, at = [], 0
    while table[at : at + 4] == b"PK\x01\x02":
        lengths = [int.from_bytes(table[at + n : at + n + 2], "little") for n in (28, 30, 32)]
        names.append(table[at + 46 : at + 46 + lengths[0]])
        at += 46 + sum(lengths)
    return names


def _compound(path: Path) -> str:
    """An OLE container, by the directory entries of its first two megabytes."""
    with path.open("rb") as file:
        content = file.read(2 * 1024 * 1024)
    for entry, found in _OLE_ENTRIES:
        if entry.encode("utf-16-le") in content:
            return found
    return "application/x-ole-storage"


def _text(head: bytes) -> str:
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not marked and (b"\x00" in head or _controls(head)):
        return OCTETS
    plain = head.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf")
    for pattern, found in _TEXTS:
        if pattern.search(plain):
            return found
    return "text/plain"


def _controls(head: bytes) -> bool:
    """Control characters that no text has."""
    odd = sum(head.count(code) for code in (*range(1, 7), *range(14, 27), 28, 29, 30, 31))
    return odd * 50 > len(head)


def clean_name(name: str, fallback: str = "file") -> str:
    """A file name fit to be shown and offered: no folders, no control or direction characters, ≤ 200."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one for one in last if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    kept = " ".join(kept.split()).lstrip(".").strip() or fallback
    if len(kept) <= 200:
        return kept
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[: 199 - len(ending)]}.{ending}" if dot and len(ending) < 20 else kept[:200]
