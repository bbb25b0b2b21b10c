"""E-mail over SMTP: real sessions, answers read code by code."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from credentry.capabilities.alerts.channels import bounces, letters
from credentry.capabilities.alerts.channels.parcels import (
    Carry,
    Content,
    Down,
    Later,
    Never,
    Parcel,
    Receipt,
    Sent,
    Taken,
)
from credentry.capabilities.alerts.channels.setup import setup_of
from credentry.capabilities.alerts.vocabulary import Channel, Level

#: Levels that people may decline to get by mail.
DECLINABLE = (Level.INFO.value, Level.WARNING.value)
#: Answers of the server that speak of the whole session, not of this message: tried again, never given up at once.
SESSION_CODES = frozenset({421, 454, 530, 534, 535, 538})


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes. ``security``: ``""``, ``starttls`` or ``tls``; ``timeout`` in seconds.

    ``sender``: who it comes from; empty: as the operator set it. ``reports``: a mailbox for returned mail is read.
    """

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = ""
    timeout: float = 20.0
    sender: str = ""
    reports: bool = False


def server_of(url: str) -> Server | None:
    """The server named by ``smtp[s|+starttls]://user:password@host:port?timeout=20``; None for an empty address.

    Raises ValueError for another scheme.
    """
    if not url:
        return None
    parts = urlsplit(url)
    security = {"smtp": "", "smtps": "tls", "smtp+starttls": "starttls"}.get(parts.scheme)
    if security is None or not parts.hostname:
        raise ValueError("CREDENTRY_SMTP_URL must read smtp://, smtps:// or smtp+starttls://host:port")
    port = parts.port or {"tls": 465, "starttls": 587}.get(security, 25)
    timeout = float(parse_qs(parts.query).get("timeout", ["20"])[0])
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, port, user, password, security, timeout)


class MailSender:
    """Sends parcels as multipart mail (text and HTML) over one session, reconnecting when the server hangs up."""

    lines: int | None = letters.SHOWN
    lanes = 1
    address = "email"

    def ready(self) -> bool:
        """Whether a server is configured: by the operator (``CREDENTRY_SMTP_URL``) or on the settings page."""
        return bool(settings.CREDENTRY_SMTP_URL) or setup_of(Channel.EMAIL) is not None

    @contextmanager
    def open(self) -> Iterator[Carry]:
        """A session with the server. Raises Down when it cannot be had."""
        session = _Session(_server())
        session.connect()
        try:
            yield session.carry
        finally:
            session.quit()

    def receipts(self, sent: list[Sent]) -> list[Receipt]:
        """What came back meanwhile, where a mailbox for it is set up; whatever was asked for."""
        setup = setup_of(Channel.EMAIL)
        if setup is None or not setup.get("bounces"):
            return []
        return bounces.fetch(setup.get("bounces"), setup.get("bounce_password"))


def _server() -> Server:
    try:
        server = server_of(settings.CREDENTRY_SMTP_URL)
    except ValueError as error:
        raise Down(str(error)) from error
    if server is not None:
        return server
    setup = setup_of(Channel.EMAIL)
    if setup is None:
        raise Down("no mail server is set up: CREDENTRY_SMTP_URL, or Settings → Alert channels")
    security = setup.get("security")
    port = int(setup.get("port") or {"tls": 465, "starttls": 587}.get(security, 25))
    return Server(
        setup.get("host"), port, setup.get("user"), setup.get("password"), security,
        sender=setup.get("sender"), reports=bool(setup.get("bounces")),
    )  # fmt: skip


class _Session:
    def __init__(self, server: Server) -> None:
        self.server = server
        self.smtp: smtplib.SMTP | None = None

    def connect(self) -> smtplib.SMTP:
        server = self.server
        try:
            if server.security == "tls":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=server.timeout, context=ssl.create_default_context()
                )
            else:
                smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
        except (OSError, smtplib.SMTPException) as error:
            raise Down(_said(error)) from error
        self.smtp = smtp
        return smtp

    def carry(self, parcel: Parcel) -> Taken:
        message = compose(parcel, self.server.sender)
        smtp = self.smtp or self.connect()
        try:
            smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            self._reset()
            raise _judged(code, _text(code, text)) from error
        except smtplib.SMTPResponseException as error:
            self._reset()
            raise _judged(error.smtp_code, _said(error)) from error
        except (OSError, smtplib.SMTPException) as error:  # hung up or silent: it may have been taken
            self.quit()
            raise Later(_said(error), unsure=True) from error
        return Taken(str(message["Message-ID"]), receipts=self.server.reports)

    def _reset(self) -> None:
        """After a refusal the same session goes on; when even that fails, a new one is opened for the next."""
        try:
            if self.smtp is not None:
                self.smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.quit()

    def quit(self) -> None:
        """Say goodbye; what the server makes of it does not matter."""
        if self.smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.smtp.quit()
            self.smtp.close()
        self.smtp = None


def _judged(code: int, reason: str) -> Exception:
    if code in SESSION_CODES:
        return Down(reason)
    return Never(reason) if 500 <= code < 600 else Later(reason)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _text(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def _text(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def sender_address(given: str = "") -> Address:
    """Who mail comes from: ``given``, else ``CREDENTRY_MAIL_FROM``."""
    name, address = parseaddr(given or settings.DEFAULT_FROM_EMAIL)
    return Address(name, addr_spec=address)


def compose(parcel: Parcel, given: str = "") -> EmailMessage:
    """The message of a parcel. Its Message-ID stands for the batch, so that a repeated try is known as one.

    Raises Never when the recipient's address is not one, Moot when a gathering mail has nothing left to say.
    """
    if parcel.content is not None:
        said = parcel.content()
    else:
        said = Content(letters.write(parcel, settings.CREDENTRY_BASE_URL, settings.CREDENTRY_INSTANCE_NAME))
    letter = said.letter
    sender = sender_address(given)
    message = EmailMessage()
    try:
        message["From"] = sender
        message["To"] = Address(" ".join(parcel.name.split()), addr_spec=parcel.address.strip())
    except (ValueError, IndexError, MessageError) as error:
        raise Never(f"bad address: {parcel.address}") from error
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(parcel.at)
    message["Message-ID"] = f"<alerts.{parcel.batch.hex}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if all(one.level in DECLINABLE for one in parcel.lines):  # what is pressing cannot be declined
        message["List-Unsubscribe"] = f"<{settings.CREDENTRY_BASE_URL.rstrip('/')}/notifications>"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    for file in said.files:
        main, _, sub = file.media.partition("/")
        message.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)
    message["Content-Language"] = "zh-CN" if parcel.lang == "zh" else "en"
    return message
