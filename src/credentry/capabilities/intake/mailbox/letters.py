"""One message taken apart: who sent it to whom, and the papers it holds. No Django, no network, no clock."""

import re
from dataclasses import asdict, dataclass, field
from email import message_from_binary_file, message_from_bytes
from email.message import Message
from email.utils import getaddresses
from pathlib import Path
from typing import Any, TypeAlias

from credentry.capabilities.intake.mailbox import archives, words
from credentry.capabilities.intake.mailbox.limits import BOUNDS, Bounds

Part: TypeAlias = "Message[Any, Any]"
TOO_MANY, NOTHING, LOCKED, BROKEN = "too_many", "empty_mail", "encrypted", "unreadable"
_RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to", "to", "cc", "resent-to")
_SIGNATURES = frozenset(
    ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
)
_SEALED = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"))
_BODIES = frozenset(("text/plain", "text/html", "text/calendar", "text/enriched", "text/x-amp-html"))
_ADDRESS = re.compile(r"[^\s<>@\"(),;:]+@[^\s<>@\"(),;:]+")
_HEADER_LINE = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*\r?\n)")


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a message: ``file`` holds its bytes (in the reader's folder), ``name`` is the sender's,
    ``inside`` names the archive or forwarded message it lay in, ``place`` is its place in the message,
    ``problem`` says why it could not be opened; it is kept as it came."""

    file: str
    name: str
    size: int
    place: str
    inside: str = ""
    problem: str = ""


@dataclass(slots=True)
class Letter:
    """A message: ``problem`` where no paper could be got out of it as a whole."""

    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    message_id: str = ""
    recipients: list[str] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    ignored: int = 0
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For the way between processes."""
        return asdict(self)

    @classmethod
    def of(cls, given: dict[str, Any]) -> "Letter":
        """The way back."""
        return cls(**{**given, "papers": [Paper(**one) for one in given["papers"]]})


def head_of(message: Part) -> Letter:
    """Sender, recipients, subject and id; what cannot be read is left empty."""
    pairs = getaddresses([words.text(one) for one in words.headers(message, "from")[:1]])
    sender_name, sender = pairs[0] if pairs else ("", "")
    given = [words.text(one) for name in _RECIPIENTS for one in words.headers(message, name)]
    recipients = dict.fromkeys(one.lower() for value in given for one in _ADDRESS.findall(value))
    return Letter(
        sender=sender[:254] if _ADDRESS.fullmatch(sender) else "",
        sender_name=words.clean(sender_name)[:200],
        subject=words.header(message, "subject")[:500],
        message_id=words.header(message, "message-id")[:400],
        recipients=list(recipients)[:100],
    )


def head(content: bytes) -> Letter:
    """The same from the first bytes of a message that was not fetched or cannot be taken apart."""
    return head_of(message_from_bytes(content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", policy=words.RAW))


def read(source: Path, folder: Path, bounds: Bounds = BOUNDS) -> Letter:
    """Take a message apart; its papers lie in ``folder`` afterwards. Raises RecursionError for a nest without end."""
    with source.open("rb") as file:
        message = message_from_binary_file(file, policy=words.RAW)
    letter = head_of(message)
    reader = _Reader(folder, bounds, letter)
    try:
        reader.message(message, "", "", 0)
    except _TooMany:
        letter.papers.clear()
        letter.problem = TOO_MANY
    if not letter.papers and not letter.problem:
        letter.problem = NOTHING
    return letter


class _TooMany(Exception):
    """More parts than anybody sends."""


class _Reader:
    def __init__(self, folder: Path, bounds: Bounds, letter: Letter) -> None:
        self.folder, self.bounds, self.letter = folder, bounds, letter
        self.parts = 0
        self.room = bounds.unpacked_bytes

    def message(self, message: Part, place: str, inside: str, depth: int) -> None:
        """Walk one message; those within it are walked with its subject as the place they came in."""
        stack: list[tuple[Part, str, int, bool]] = [(message, place or "1", 0, False)]
        while stack:
            part, at, level, related = stack.pop()
            self._count(level)
            kind = part.get_content_type()
            children: Any = part.get_payload() if part.is_multipart() else None
            if kind == "message/rfc822" and isinstance(children, list) and children:
                self._nested(children[0], at, depth)
            elif isinstance(children, list):
                if kind.startswith("message/"):
                    continue  # a delivery report speaks of mail, it holds no paper
                tied = kind == "multipart/related"
                rows = [(one, f"{at}.{n}", level + 1, tied) for n, one in enumerate(children, 1)]
                stack.extend(reversed(rows))
            else:
                self._leaf(part, kind, at, inside, related, depth)

    def _count(self, level: int) -> None:
        self.parts += 1
        if self.parts > self.bounds.parts or level > self.bounds.depth:
            raise _TooMany

    def _nested(self, message: Part, at: str, depth: int) -> None:
        if depth + 1 > self.bounds.messages:
            raise _TooMany
        self.message(message, f"{at}.1", words.header(message, "subject")[:200], depth + 1)

    def _leaf(self, part: Part, kind: str, at: str, inside: str, related: bool, depth: int) -> None:
        name = words.file_name(part)
        disposition = (words.header(part, "content-disposition").partition(";")[0]).strip().lower()
        if kind in _SIGNATURES or (kind in _BODIES and not name and disposition != "attachment"):
            return
        content: Any = part.get_payload(decode=True)
        if kind.startswith("multipart/"):  # it says it has parts, and none can be told from another
            self.letter.problem = BROKEN if content and content.strip() else self.letter.problem
            return
        if not isinstance(content, bytes) or not content:
            self.letter.ignored += 1
            return
        shown = related or disposition == "inline" or bool(words.header(part, "content-id"))
        if kind.startswith("image/") and shown and len(content) < self.bounds.logo_bytes:
            self.letter.ignored += 1
            return
        damaged = any("Base64" in type(one).__name__ for one in part.defects)
        problem = LOCKED if kind in _SEALED else archives.DAMAGED if damaged else ""
        self._file(name or _fallback(kind), content, at, inside, problem, depth, 0)

    def _file(
        self, name: str, content: bytes, at: str, inside: str, problem: str, depth: int, layer: int
    ) -> None:
        """A file as it is; an archive or a saved message by what it holds."""
        if name.lower().endswith(".eml") and _HEADER_LINE.match(content) and depth < self.bounds.messages:
            before = len(self.letter.papers)
            self.message(message_from_bytes(content, policy=words.RAW), f"{at}.1", name, depth + 1)
            if len(self.letter.papers) > before:
                return
        elif not problem and layer < self.bounds.archives and archives.is_archive(content):
            held = archives.opened(content, self.bounds, self.room)
            problem = held.problem
            self.room -= sum(len(one) for _, one in held.members)
            for n, (member, inner) in enumerate(held.members, 1):
                self._count(0)
                self._file(member, inner, f"{at}/{n}", _joined(inside, name), "", depth, layer + 1)
            if held.members:
                return
        self._keep(name, content, at, inside, problem)

    def _keep(self, name: str, content: bytes, at: str, inside: str, problem: str) -> None:
        file = f"{len(self.letter.papers):05}"
        (self.folder / file).write_bytes(content)
        self.letter.papers.append(Paper(file, name[:400], len(content), at[:200], inside[:300], problem))


def _joined(*names: str) -> str:
    return " › ".join(one for one in names if one)


def _fallback(kind: str) -> str:
    ending = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif"}.get(
        kind, ""
    )
    return f"attachment{ending}"
