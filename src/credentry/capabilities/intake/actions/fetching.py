"""Fetching mail: every unread message becomes items, in one transaction each, and is marked only after that."""

import hashlib
import imaplib
import logging
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from credentry.capabilities.intake import paper_words as words
from credentry.capabilities.intake.mailbox import letters
from credentry.capabilities.intake.mailbox.addresses import Mailbox, mailbox_of
from credentry.capabilities.intake.mailbox.client import Away, Refused, Session, session
from credentry.capabilities.intake.mailbox.letters import Letter
from credentry.capabilities.intake.mailbox.limits import HEADER_BYTES, MESSAGE_BYTES, READING
from credentry.capabilities.intake.mailbox.routing import route
from credentry.capabilities.intake.models import IntakeItem, MailboxRound
from credentry.capabilities.intake.reading import sandbox
from credentry.capabilities.intake.reading.problems import Unreadable
from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform_many
from credentry.core.records.filekeeping import files
from credentry.foundation import clock
from credentry.foundation.errors import DomainError
from credentry.plumbing import leases

log = logging.getLogger(__name__)

MOST = 50  # messages in one round; the next one goes on
MOST_LOST = 10  # messages in one round at which the server hangs up
LEASE, LEASE_SECONDS = "intake.mail", 300.0
PIECE = 1024 * 1024
MESSAGE, PAPERS = "message.eml", "papers"
READER = "credentry.capabilities.intake.mailbox.worker"


@dataclass(slots=True)
class Fetched:
    """What a round brought: ``known`` papers had been taken in before, ``problems`` need a closer look, ``failed``
    messages stay unread for the next round, ``more`` wait already, ``down`` says why the mailbox could not be read."""

    configured: bool = True
    messages: int = 0
    items: int = 0
    known: int = 0
    problems: int = 0
    failed: int = 0
    more: bool = False
    down: str = ""


def fetch() -> Fetched:
    """Take in unread messages of the mailbox (``CREDENTRY_IMAP_URL``), at most fifty; again does no harm."""
    done = Fetched()
    try:
        mailbox = mailbox_of(settings.CREDENTRY_IMAP_URL)
    except ValueError as error:
        done.down = str(error)
        return done
    if mailbox is None:
        return Fetched(configured=False)
    if not leases.acquire(LEASE, LEASE_SECONDS):
        done.down = "another process is fetching"
        return done
    try:
        _round(mailbox, done)
    finally:
        leases.release(LEASE)
    _remember(mailbox, done)
    return done


def _round(mailbox: Mailbox, done: Fetched) -> None:
    """Message by message. One at which the server hangs up is passed over in a new session."""
    tried: set[str] = set()
    while True:
        before = len(tried)
        try:
            with session(mailbox) as box:
                for uid in box.unread():
                    if uid in tried:
                        continue
                    if done.messages - done.failed >= MOST:
                        done.more = True
                        return
                    tried.add(uid)
                    leases.acquire(LEASE, LEASE_SECONDS)
                    _message(box, uid, done)
            return
        except (Away, Refused) as error:
            if len(tried) == before or done.failed >= MOST_LOST:
                done.down = str(error)
                return
            log.warning("the mail server hung up at a message: %s", error)
            done.failed += 1


def _remember(mailbox: Mailbox, done: Fetched) -> None:
    now = clock.now()
    values: dict[str, Any] = {"at": now, "error": done.down[:400], "failed": done.failed}
    if not done.down:
        values["worked_at"] = now
    MailboxRound.objects.update_or_create(mailbox=mailbox.shown[:400], defaults=values)
    if done.down:
        log.warning("mail could not be fetched: %s", done.down)


def _message(box: Session, uid: str, done: Fetched) -> None:
    """One message. What goes wrong with it ends its turn only: it stays unread."""
    try:
        facts = box.facts(uid)
        whole = facts is not None and facts.size <= MESSAGE_BYTES
        content = None if facts is None else box.content(uid) if whole else box.header(uid)
        if facts is None or content is None:
            return  # somebody took it away meanwhile
        done.messages += 1
        with _apart(content, whole) as (letter, folder):
            _take_in(letter, folder, facts.received_at or clock.now(), done)
        box.settle(uid)
    except (Away, imaplib.IMAP4.abort, ConnectionError, TimeoutError, ssl.SSLError):
        raise
    except Exception:
        log.exception("a message could not be taken in; it stays unread (%s)", uid)
        done.failed += 1


@contextmanager
def _apart(content: bytes, whole: bool) -> Iterator[tuple[Letter, Path]]:
    """The message and the folder in which it and its papers lie as long as they are needed."""
    room = Path(settings.CREDENTRY_HOME) / "intake"
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="mail-", dir=room) as name:
        folder = Path(name)
        (folder / MESSAGE).write_bytes(content)
        (folder / PAPERS).mkdir()
        if whole:
            letter = _read(folder)
        else:
            letter = letters.head(content)
            letter.problem = words.TOO_LARGE
        yield letter, folder


def _read(folder: Path) -> Letter:
    source = folder / MESSAGE
    try:
        answer = sandbox.call(READER, [str(source), str(folder / PAPERS)], READING)
        return Letter.of(answer["letter"])
    except Unreadable:
        with source.open("rb") as file:
            letter = letters.head(file.read(HEADER_BYTES))
        letter.problem = words.UNREADABLE
        return letter


@dataclass(frozen=True, slots=True)
class _Found:
    """One paper of a message: where its bytes lie (None: they are not taken), and its place in the message."""

    path: Path | None
    digest: str
    place: str
    name: str
    inside: str
    problem: str


def _take_in(letter: Letter, folder: Path, received_at: datetime, done: Fetched) -> None:
    """All papers of a message in one transaction; those taken in before are known by their origin."""
    actor = Actor.system("mail")
    way = route(letter)
    same = {
        "unit": way.unit_id, "responsible": way.responsible_id, "outside": way.outside, "received_at": received_at,
        "from_address": letter.sender, "from_name": letter.sender_name, "subject": letter.subject,
        "message_id": letter.message_id,
    }  # fmt: skip
    key = letter.message_id or _digest(folder / MESSAGE)
    found = list(_papers(letter, folder))
    marks = [hashlib.sha256(f"{key}|{one.place}|{one.digest}".encode()).hexdigest() for one in found]
    known = set(IntakeItem.objects.filter(origin__in=marks).values_list("origin", flat=True))
    rows = [
        {"payload": {**same, "origin": mark, **_kept(actor, one)}}
        for mark, one in zip(marks, found, strict=True)
        if mark not in known
    ]
    if rows:
        perform_many(actor, words.ITEM, "take_in", rows, atomic=True)
    done.known += len(found) - len(rows)
    done.items += len(rows)
    done.problems += sum(1 for one in rows if one["payload"]["problem"])


def _papers(letter: Letter, folder: Path) -> Iterator[_Found]:
    """The papers of a message, and the message itself where it could not be got out of it."""
    for one in letter.papers:
        path = folder / PAPERS / one.file
        yield _Found(path, _digest(path), one.place, one.name, one.inside, one.problem)
    if letter.problem:
        whole = folder / MESSAGE
        path_or_none = None if letter.problem == words.TOO_LARGE else whole
        name = f"{letter.subject or 'mail'}.eml"
        yield _Found(path_or_none, _digest(whole), "0", name, "", letter.problem)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept(actor: Actor, paper: _Found) -> dict[str, Any]:
    """The paper's part of the payload; bytes that are not taken leave a note of why."""
    facts: dict[str, Any] = {
        "title": paper.name[:500] or "attachment", "inside": paper.inside, "problem": paper.problem,
    }  # fmt: skip
    if paper.path is None:
        return facts
    try:
        with paper.path.open("rb") as file:
            kept = files().keep(actor, paper.name, iter(lambda: file.read(PIECE), b""))
    except DomainError as error:
        return {**facts, "problem": words.PROGRAM if error.status == 415 else "refused"}
    return {**facts, "title": kept.name, "blob_id": kept.id}
