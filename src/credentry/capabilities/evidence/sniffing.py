"""What a file is, by its bytes. Names and media types of the sender are not believed."""

import re
import unicodedata
import zipfile
from pathlib import Path

PDF = "application/pdf"
OCTETS = "application/octet-stream"
OOXML = "application/vnd.openxmlformats-officedocument."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 8192
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
    ("word/", OOXML + "wordprocessingml.document"),
    ("xl/", OOXML + "spreadsheetml.sheet"),
    ("ppt/", OOXML + "presentationml.presentation"),
    ("OFD.xml", "application/ofd"),
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
        return _zipped(path)
    if head.startswith(OLE):
        return _compound(path)
    return _text(head)


def is_program(head: bytes) -> bool:
    """Whether a file beginning like this would be run by an operating system."""
    return head.startswith(_PROGRAMS) or (head.startswith(b"MZ") and b"\x00" in head[:64])


def _zipped(path: Path) -> str:
    """By the names inside; nothing is unpacked but a short ``mimetype`` entry."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                if re.fullmatch(r"application/(vnd\.oasis\.opendocument\.[a-z-]+|epub\+zip)", declared):
                    return declared
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return "application/zip"
    for prefix, found in _ZIP_ENTRIES:
        if any(name.startswith(prefix) for name in names):
            return found
    return "application/zip"


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
