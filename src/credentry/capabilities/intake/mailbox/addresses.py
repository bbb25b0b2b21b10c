"""Where mail is fetched, and whom an address is for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

_SCHEMES = {"imap": "", "imaps": "tls", "imap+starttls": "starttls"}


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A folder on a mail server. ``security``: ``""``, ``starttls`` or ``tls``; ``timeout`` in seconds;
    ``processed``: the folder taken-in messages are moved to, empty when they stay where they are, marked read."""

    host: str
    port: int
    user: str
    password: str
    security: str = ""
    folder: str = "INBOX"
    processed: str = ""
    timeout: float = 30.0

    @property
    def private(self) -> bool:
        """Whether nobody between us and the server can read along."""
        return bool(self.security) or self.host in ("localhost", "127.0.0.1", "::1")

    @property
    def shown(self) -> str:
        """The mailbox without its secret."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


def mailbox_of(url: str) -> Mailbox | None:
    """The mailbox named by ``imaps://user:password@host:port/FOLDER?processed=FOLDER&timeout=30``; also ``imap://`` and
    ``imap+starttls://``. None for an empty address. Raises ValueError for anything else."""
    if not url:
        return None
    try:
        return _read(url)
    except (ValueError, KeyError):
        # Not the parser's own words: they may quote a password that was not percent-encoded.
        raise ValueError("CREDENTRY_IMAP_URL must read imaps://user:password@host:port/FOLDER") from None


def _read(url: str) -> Mailbox:
    parts = urlsplit(url)
    security, more = _SCHEMES[parts.scheme], parse_qs(parts.query)
    if not parts.hostname or not parts.username:
        raise ValueError("who, and where?")
    return Mailbox(
        parts.hostname,
        parts.port or (993 if security == "tls" else 143),
        unquote(parts.username),
        unquote(parts.password or ""),
        security,
        unquote(parts.path.strip("/")) or "INBOX",
        more.get("processed", [""])[0],
        float(more.get("timeout", ["30"])[0]),
    )


def words_for_units(recipients: Iterable[str]) -> Iterator[str]:
    """What in the recipients may name a unit: the word behind the plus, then the name of the mailbox itself."""
    locals_ = [one.partition("@")[0] for one in recipients]
    yield from (one.partition("+")[2] for one in locals_ if "+" in one)
    yield from (one for one in locals_ if "+" not in one)


def folder_word(name: str) -> bytes:
    """A folder's name as IMAP wants it: quoted, other letters than ASCII in modified UTF-7 (RFC 3501, 5.1.3)."""
    return b'"' + _utf7(name).replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _utf7(name: str) -> bytes:
    found, waiting = bytearray(), ""
    for one in [*name, ""]:
        if one and not " " <= one <= "~":
            waiting += one
            continue
        if waiting:
            found += b"&" + waiting.encode("utf-7").strip(b"+-").replace(b"/", b",") + b"-"
            waiting = ""
        found += b"&-" if one == "&" else one.encode()
    return bytes(found)
