"""Mail that came back: delivery status notifications (RFC 3464) in a mailbox kept for them, read over IMAP."""

import email
import email.policy
import imaplib
import logging
import ssl
from contextlib import suppress
from email.message import EmailMessage
from typing import Final
from urllib.parse import unquote, urlsplit

from credentry.capabilities.alerts.channels.parcels import Receipt
from credentry.plumbing import outside

log = logging.getLogger(__name__)
#: Mails looked at in one round, and how much of each: reports are short, what they return may be long.
MOST: Final = 100
MOST_BYTES: Final = 256 * 1024
SECONDS: Final = 15.0


def fetch(url: str, password: str) -> list[Receipt]:
    """What the unread mails of a mailbox report; they are marked as read. A mailbox that fails reports nothing now."""
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname:
        log.warning("the bounce mailbox must read imaps://user@host")
        return []
    try:
        outside.check_host(parts.hostname)
        if parts.scheme == "imaps":
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                parts.hostname, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS
            )
        else:
            box = imaplib.IMAP4(parts.hostname, parts.port or 143, timeout=SECONDS)
        try:
            box.login(unquote(parts.username or ""), password)
            return _read(box, unquote(parts.path.strip("/")) or "INBOX")
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                box.logout()
    except (OSError, imaplib.IMAP4.error, outside.Refused, outside.Unreachable) as error:
        log.warning("the bounce mailbox could not be read: %s", type(error).__name__)
        return []


def _read(box: imaplib.IMAP4, folder: str) -> list[Receipt]:
    box.select(f'"{folder}"')
    _, found = box.search(None, "UNSEEN")
    receipts = []
    for number in (found[0] or b"").split()[:MOST]:
        _, rows = box.fetch(number.decode(), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        for row in rows:
            receipt = report(row[1]) if isinstance(row, tuple) else None
            receipts += [receipt] if receipt is not None else []
        box.store(number.decode(), "+FLAGS", "\\Seen")
    return receipts


def report(raw: bytes) -> Receipt | None:
    """What a delivery status notification says of one of our mails; None for any other mail or a mere delay."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    if mail.get_content_type() != "multipart/report":
        return None
    action = reason = message_id = ""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for block in part.get_payload():
                if isinstance(block, EmailMessage) and block.get("Action"):
                    action = str(block["Action"]).strip().lower()
                    reason = str(block.get("Diagnostic-Code") or block.get("Status") or "")
        elif kind == "text/rfc822-headers":
            original = email.message_from_string(str(part.get_content()), policy=email.policy.default)
            message_id = str(original.get("Message-ID") or "")
        elif kind == "message/rfc822" and not message_id:
            inner = part.get_payload(0)
            message_id = str(inner.get("Message-ID") or "") if isinstance(inner, EmailMessage) else ""
    states = {"failed": "failed", "delivered": "received"}
    if action not in states or not message_id:
        return None
    state: str = states[action]
    text = " ".join(reason.split())[:200]
    return (
        Receipt(message_id.strip(), "failed", text)
        if state == "failed"
        else Receipt(message_id.strip(), "received")
    )
