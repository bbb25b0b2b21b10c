"""A session with the mail server over IMAP (RFC 3501): look, fetch without marking, mark when all is done."""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from credentry.capabilities.intake.mailbox.addresses import Mailbox, folder_word
from credentry.capabilities.intake.mailbox.limits import HEADER_BYTES

_FACTS = re.compile(rb"RFC822\.SIZE (\d+)")


class Away(Exception):
    """The mail server cannot be reached, refuses us, or hung up; nothing is lost, the next round tries again."""


class Refused(Exception):
    """The server will not do this with this message; the others are not concerned."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An unread message: its id in the folder, length in bytes, and when the server received it."""

    uid: str
    size: int
    received_at: datetime | None


@contextmanager
def session(mailbox: Mailbox) -> Iterator["Session"]:
    """Signed in, with the folder open. Raises Away, also for whatever goes wrong on the line inside.

    What a session is asked raises Refused where the server answers no.
    """
    try:
        imap = _connected(mailbox)
    except (OSError, imaplib.IMAP4.error, UnicodeError) as error:
        raise Away(_said(error)) from error
    try:
        yield Session(imap, mailbox)
    except (OSError, imaplib.IMAP4.error) as error:
        raise Away(_said(error)) from error
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            imap.logout()


def _connected(mailbox: Mailbox) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if mailbox.security == "tls":
        imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            mailbox.host, mailbox.port, ssl_context=context, timeout=mailbox.timeout
        )
    else:
        imap = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=mailbox.timeout)
    try:
        if mailbox.security == "starttls":
            imap.starttls(context)
        if f"{mailbox.user}{mailbox.password}".isascii():
            imap.login(mailbox.user, mailbox.password)
        else:
            secret = f"\0{mailbox.user}\0{mailbox.password}".encode()
            imap.authenticate("PLAIN", lambda _challenge: secret)
        _expect(imap.select(_word(mailbox.folder)), f"folder {mailbox.folder}")
    except BaseException:
        with suppress(OSError, imaplib.IMAP4.error):
            imap.logout()
        raise
    return imap


class Session:
    """What is asked of an open folder."""

    def __init__(self, imap: imaplib.IMAP4, mailbox: Mailbox) -> None:
        self.imap, self.mailbox = imap, mailbox
        # Asked anew: before the sign-in servers offer less.
        self.offers = _expect(imap.capability(), "CAPABILITY")[-1].decode().upper().split()
        self._moved_to = ""

    def unread(self) -> list[str]:
        """Ids of the messages nobody has read, oldest first."""
        found = self._ask("SEARCH", "UNSEEN", "UNDELETED")
        return [one.decode() for part in found if part for one in part.split()]

    def facts(self, uid: str) -> Waiting | None:
        """Length and time of arrival; None for a message that is gone."""
        for answer in self._ask("FETCH", uid, "(RFC822.SIZE INTERNALDATE)"):
            line = answer if isinstance(answer, bytes) else answer[0] if answer else b""
            size = _FACTS.search(line)
            if size:
                return Waiting(uid, int(size.group(1)), _arrival(line))
        return None

    def content(self, uid: str) -> bytes | None:
        """The whole message; it stays unread. None for a message that is gone."""
        return self._literal(uid, "(BODY.PEEK[])")

    def header(self, uid: str) -> bytes:
        """The beginning of its headers."""
        return self._literal(uid, f"(BODY.PEEK[HEADER]<0.{HEADER_BYTES}>)") or b""

    def settle(self, uid: str) -> None:
        """Mark a message as read and move it to the folder for processed ones, where there is one."""
        self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
        if not self.mailbox.processed:
            return
        self._make_folder()
        target = _word(self.mailbox.processed)
        if "MOVE" in self.offers:
            self._ask("MOVE", uid, target)
            return
        self._ask("COPY", uid, target)
        self._ask("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self.offers:
            self._ask("EXPUNGE", uid)  # of this message alone: others may be marked by people

    def _make_folder(self) -> None:
        if self._moved_to != self.mailbox.processed:
            self.imap.create(_word(self.mailbox.processed))  # "exists already" is as good
            self._moved_to = self.mailbox.processed

    def _literal(self, uid: str, what: str) -> bytes | None:
        for answer in self._ask("FETCH", uid, what):
            if isinstance(answer, tuple):
                return bytes(answer[1])
        return None

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        try:
            return _expect(self.imap.uid(command, *arguments), command)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise Refused(_said(error)) from error


def _expect(answer: tuple[str, list[Any]], what: str) -> list[Any]:
    status, data = answer
    if status != "OK":
        said = data[0].decode(errors="replace") if data and isinstance(data[0], bytes) else ""
        raise imaplib.IMAP4.error(f"{what}: {status} {said}".strip())
    return data


def _word(folder: str) -> str:
    return folder_word(folder).decode("ascii")


def _arrival(line: bytes) -> datetime | None:
    parsed = imaplib.Internaldate2tuple(line)
    if parsed is None:
        return None
    return datetime.fromtimestamp(time.mktime(parsed), UTC)  # it gives local time


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:300]
