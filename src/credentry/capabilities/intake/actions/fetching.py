"""Fetching mail: every unread message becomes items, in one transaction each, and is marked only after that."""

import hashlib
import logging
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
from credentry.capabilities.intake.mailbox.client import Away, Session, session
from credentry.capabilities.intake.mailbox.letters import Letter
from credentry.capabilities.intake.mailbox.limits import MESSAGE_BYTES, READING
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

MOST = 200  # messages in one round; the next one goes on
LEASE, LEASE_SECONDS = "intake.mail", 300.0
READER = "credentry.capabilities.intake.mailbox.worker"


@dataclass(slots=True)
class Fetched:
    """What a round brought: ``known`` papers had been taken in before, ``problems`` need a closer look, ``failed``
    messages stay unread for the next round, ``down`` says why the mailbox could not be read."""

    configured: bool = True
    messages: int = 0
    items: int = 0
    known: int = 0
    problems: int = 0
    failed: int = 0
    down: str = ""


def fetch() -> Fetched:
    """Take in every unread message of the mailbox (``CREDENTRY_IMAP_URL``); again does no harm."""
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
        with session(mailbox) as box:
            for uid in box.unread()[:MOST]:
                leases.acquire(LEASE, LEASE_SECONDS)
                _message(box, uid, done)
    except Away as error:
        done.down = str(error)
    finally:
        leases.release(LEASE)
    _remember(mailbox, done)
    return done


def _remember(mailbox: Mailbox, done: Fetched) -> None:
    now = clock.now()
    values: dict[str, Any] = {"at": now, "error": done.down[:400], "failed": done.failed}
    if not done.down:
        values["worked_at"] = now
    MailboxRound.objects.update_or_create(mailbox=mailbox.shown[:400], defaults=values)
    if done.down:
        log.warning("mail could not be fetched: %s", done.down)


def _message(box: Session, uid: str, done: Fetched) -> None:
    """One message. What goes wrong on the line ends the round; what goes wrong with the message, its turn only."""
    facts = box.facts(uid)
    if facts is None:
        return
    content = box.content(uid) if facts.size <= MESSAGE_BYTES else box.header(uid)
    if content is None:
        return
    done.messages += 1
    try:
        with _apart(content, whole=facts.size <= MESSAGE_BYTES) as (letter, folder):
            _take_in(letter, folder, content, facts.received_at or clock.now(), done)
    except Exception:
        log.exception("a message could not be taken in; it stays unread (%s)", uid)
        done.failed += 1
        return
    box.settle(uid)


@contextmanager
def _apart(content: bytes, whole: bool) -> Iterator[tuple[Letter, Path]]:
    """The message and the folder in which its papers lie as long as they are needed."""
    room = Path(settings.CREDENTRY_HOME) / "intake"
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="mail-", dir=room) as name:
        folder = Path(name)
        source, papers = folder / "message.eml", folder / "papers"
        papers.mkdir()
        source.write_bytes(content)
        if not whole:
            letter = letters.head(content)
            letter.problem = words.TOO_LARGE
        else:
            letter = _read(source, papers, content)
        yield letter, papers


def _read(source: Path, papers: Path, content: bytes) -> Letter:
    try:
        answer = sandbox.call(READER, [str(source), str(papers)], READING)
        return Letter.of(answer["letter"])
    except Unreadable:
        letter = letters.head(content)
        letter.problem = words.UNREADABLE
        return letter


def _take_in(letter: Letter, folder: Path, content: bytes, received_at: datetime, done: Fetched) -> None:
    actor = Actor.system("mail")
    key = letter.message_id or hashlib.sha256(content).hexdigest()
    way = route(letter)
    same = {
        "unit": way.unit_id, "responsible": way.responsible_id, "outside": way.outside, "received_at": received_at,
        "from_address": letter.sender, "from_name": letter.sender_name, "subject": letter.subject,
        "message_id": letter.message_id,
    }  # fmt: skip
    found = list(_papers(letter, folder, content))
    marks = [hashlib.sha256(f"{key}|{one['place']}|{one['digest']}".encode()).hexdigest() for one in found]
    known = set(IntakeItem.objects.filter(origin__in=marks).values_list("origin", flat=True))
    rows = []
    for mark, one in zip(marks, found, strict=True):
        if mark in known:
            done.known += 1
            continue
        rows.append({"payload": {**same, "origin": mark, **_kept(actor, one)}})
    if rows:
        perform_many(actor, words.ITEM, "take_in", rows, atomic=True)
    done.items += len(rows)
    done.problems += sum(1 for one in rows if one["payload"]["problem"])


def _papers(letter: Letter, folder: Path, content: bytes) -> Iterator[dict[str, Any]]:
    """The papers of a message, or the message itself where none could be got out of it."""
    for one in letter.papers:
        data = (folder / one.file).read_bytes()
        yield {
            "place": one.place, "digest": hashlib.sha256(data).hexdigest(), "name": one.name, "inside": one.inside,
            "problem": one.problem, "content": data,
        }  # fmt: skip
    if letter.problem:
        missing = letter.problem == words.TOO_LARGE
        yield {
            "place": "0", "digest": hashlib.sha256(content).hexdigest(), "name": f"{letter.subject or 'mail'}.eml",
            "inside": "", "problem": letter.problem, "content": None if missing else content,
        }  # fmt: skip


def _kept(actor: Actor, paper: dict[str, Any]) -> dict[str, Any]:
    """The paper's part of the payload; bytes that are not taken leave a note of why."""
    facts = {
        "title": paper["name"][:500] or "attachment",
        "inside": paper["inside"],
        "problem": paper["problem"],
    }
    if paper["content"] is None:
        return facts
    try:
        kept = files().keep(actor, paper["name"], [paper["content"]])
    except DomainError as error:
        return {**facts, "problem": words.PROGRAM if error.status == 415 else "refused"}
    return {**facts, "title": kept.name, "blob_id": kept.id}
