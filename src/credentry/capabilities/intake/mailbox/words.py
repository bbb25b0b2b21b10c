"""Header words as people meant them: encoded, half encoded, or in raw bytes of an unnamed charset."""

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from typing import Any

#: What senders write and what they mean.
MEANT = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "big5": "big5hkscs", "ks_c_5601-1987": "cp949", "iso-8859-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8",
    "unknown-8bit": "utf-8", "default": "utf-8",
}  # fmt: skip
LONGEST = 998
_SPACED = re.compile(r"\?=\s+=\?")


class Raw(Compat32):
    """Header values as they came: bytes that are not ASCII stay what they are (as surrogates)."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


RAW = Raw()


def decoded(raw: bytes, charset: str | None = None) -> str:
    """The text of some bytes: by the charset named, if it is true, else by the one that fits."""
    named = (charset or "utf-8").lower().split("*")[0]
    for one in (MEANT.get(named, named), "utf-8", "gb18030"):
        try:
            return raw.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def text(raw: str) -> str:
    """A raw header value as one clean line of at most 998 characters."""
    given = raw[: 16 * LONGEST]
    try:
        plain = given.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return clean(given)
    words = decoded(plain)
    if "=?" not in words:
        return clean(words)
    try:
        pieces: list[tuple[Any, str | None]] = decode_header(_SPACED.sub("?==?", words))
    except (HeaderParseError, ValueError):
        return clean(words)
    return clean("".join(one if isinstance(one, str) else decoded(one, name) for one, name in pieces))


def clean(value: str) -> str:
    """One line without control, direction or half characters."""
    kept = "".join(
        " " if one in "\r\n\t" else one
        for one in value
        if one in "\r\n\t" or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )
    return " ".join(kept.split())[:LONGEST]


def headers(message: "Message[Any, Any]", name: str) -> list[str]:
    """Every header of that name, raw; bytes that are not ASCII as surrogates."""
    wanted = name.lower()
    return [str(value) for key, value in message.raw_items() if key.lower() == wanted]


def header(message: "Message[Any, Any]", name: str) -> str:
    """The first header of that name as text; empty where there is none."""
    return next((text(one) for one in headers(message, name)), "")


def file_name(part: "Message[Any, Any]") -> str:
    """What the sender calls a part, folders and all; empty where it has no name."""
    for where, key in (("content-disposition", "filename"), ("content-type", "name")):
        try:
            found: Any = part.get_param(key, None, where)
        except (ValueError, LookupError, TypeError, IndexError):
            continue  # parameters nobody can read are no name
        if isinstance(found, tuple):
            raw = str(found[2] or "").encode("raw-unicode-escape", "surrogateescape")
            found = decoded(raw, found[0])
        if found:
            return text(str(found)) if not str(found).isascii() or "=?" in str(found) else clean(str(found))
    return ""
