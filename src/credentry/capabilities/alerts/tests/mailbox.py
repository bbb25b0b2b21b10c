"""A real SMTP server on a free local port, which can be told to misbehave."""

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Keeps what it accepted. ``answers`` maps a recipient to the reply to its RCPT; ``data`` answers DATA.

    ``hang_up`` drops the connection after the message was taken, without a word; ``delay`` waits that many seconds
    before the answer to DATA.
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answers: dict[str, str] = {}
        self.data = ""
        self.hang_up = 0
        self.delay = 0.0
        self.sessions = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.sessions += 1
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.data:
            return self.data
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.recipients += envelope.rcpt_tos
        if self.hang_up:
            self.hang_up -= 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 taken"


class _Listening(Controller):
    """aiosmtpd on a socket that is bound already: between finding a free port and listening nobody can take it."""

    def __init__(self, box: Mailbox, own: socket.socket) -> None:
        host, port = own.getsockname()
        super().__init__(box, hostname=host, port=port)
        self.own = own

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.own)


@contextmanager
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """A running server and its address as CREDENTRY_SMTP_URL has it."""
    box = Mailbox()
    own = socket.socket()
    own.bind(("127.0.0.1", 0))
    controller = _Listening(box, own)
    controller.start()
    try:
        yield box, f"smtp://127.0.0.1:{controller.port}?timeout=1"
    finally:
        controller.stop()
