"""What a file is, by its content; names and media types of the sender are not believed."""

import re
import zipfile
from pathlib import Path

from credentry.capabilities.intake.reading.problems import BROKEN, EMPTY, ENCRYPTED, UNSUPPORTED, Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"SQLite format 3", "SQLite"),
)
JSON_START = re.compile(rb'\{\s*["}]|\[\s*([\[\]{"]|-?\d+\s*[,\]])')
TEXT_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def format_of(path: Path) -> str:
    """``xlsx``, ``xlsb``, ``xls``, ``ods``, ``html``, ``json`` or ``csv``. Raises Unreadable."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise Unreadable(EMPTY)
    if head.startswith(b"PK"):
        return _zipped(path)
    if head.startswith(OLE):
        return _compound(path)
    if head[:2] == b"\x09\x08" and head[2:3] in b"\x08\x10":
        return "xls"  # a bare BIFF stream, as some ERP systems write it
    if not head.startswith(TEXT_BOMS):
        for magic, name in FOREIGN:
            if head.startswith(magic):
                raise Unreadable(UNSUPPORTED, found=name)
    return _text(head)


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:80] if _small(archive, names) else b""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unreadable(BROKEN) from error
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.lower().endswith("xl/workbook.xml") for name in names):
        return "xlsx"
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    if any(name.startswith("xl/") for name in names):
        raise Unreadable(BROKEN)
    for part, found in (("word/", "Word"), ("ppt/", "PowerPoint"), ("content.xml", "OpenDocument")):
        if any(name.startswith(part) for name in names):
            raise Unreadable(UNSUPPORTED, found=found)
    raise Unreadable(UNSUPPORTED, found="ZIP")


def _small(archive: zipfile.ZipFile, names: set[str]) -> bool:
    return "mimetype" in names and archive.getinfo("mimetype").file_size < 1000


def _compound(path: Path) -> str:
    """An OLE container: an old workbook, an encrypted new one, or something else of that age."""
    content = path.read_bytes()
    if _named(content, "EncryptedPackage"):
        raise Unreadable(ENCRYPTED)
    if _named(content, "Workbook") or _named(content, "Book"):
        return "xls"
    if _named(content, "WordDocument"):
        raise Unreadable(UNSUPPORTED, found="Word")
    if _named(content, "PowerPoint Document"):
        raise Unreadable(UNSUPPORTED, found="PowerPoint")
    raise Unreadable(BROKEN)


def _named(content: bytes, entry: str) -> bool:
    """Whether a directory entry of that name exists: UTF-16 characters ended by a zero."""
    return (entry + "\0").encode("utf-16-le") in content


def _text(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        return "html"
    if start.startswith(b"<?xml"):
        if b"<html" in start or (b"<table" in start and b"urn:schemas-microsoft-com" not in start):
            return "html"
        raise Unreadable(UNSUPPORTED, found="XML")
    if JSON_START.match(start):
        return "json"
    if not head.startswith(TEXT_BOMS) and _binary(head):
        raise Unreadable(UNSUPPORTED, found="binary / 二进制")
    return "csv"


def _binary(head: bytes) -> bool:
    """Control characters no text table has, unless every second byte is zero (UTF-16 without a mark)."""
    zeros = head.count(0)
    if zeros > len(head) // 5:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        return min(even, odd) > len(head) // 10
    odd_controls = sum(head.count(code) for code in (*range(1, 9), 14, 15, *range(16, 26), *range(28, 32)))
    return odd_controls > 4 and odd_controls * 50 > len(head)
