"""Signed webhooks after the Standard Webhooks specification (standardwebhooks.com).

Each call carries ``webhook-id`` (the same for every repeated try and for a replay), ``webhook-timestamp`` and
``webhook-signature`` = ``v1,`` + base64 of HMAC-SHA256 over ``id.timestamp.body`` under the secret.
"""

import base64
import binascii
import hmac
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import orjson

from credentry.capabilities.alerts.channels import cards
from credentry.capabilities.alerts.channels.parcels import Carry, Down, Later, Never, Parcel
from credentry.capabilities.alerts.channels.platform import asked
from credentry.capabilities.alerts.channels.setup import setup_of
from credentry.capabilities.alerts.vocabulary import Channel

PREFIX: Final = "whsec_"


def new_secret() -> str:
    """A fresh signing secret: ``whsec_`` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """The bytes of a signing secret. Raises ValueError where it is not one of 24 to 64 bytes."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if not 24 <= len(key) <= 64:
        raise ValueError("24 to 64 bytes")
    return key


def signature(secret: str, message_id: str, stamp: int, body: bytes) -> str:
    """The ``webhook-signature`` header."""
    signed = f"{message_id}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key_of(secret), signed, "sha256").digest()).decode()


class WebhookSender:
    """Calls the address that was set up; anything but 2xx is tried again, 410 ends it."""

    lines: int | None = 500
    lanes = 8
    address = ""

    def ready(self) -> bool:
        """Whether an address is set up."""
        return setup_of(Channel.WEBHOOK) is not None

    @contextmanager
    def open(self) -> Iterator[Carry]:
        """The door. Raises Down when no address is set up."""
        setup = setup_of(Channel.WEBHOOK)
        if setup is None:
            raise Down("no webhook is set up")
        yield lambda parcel: carry(setup.get("url"), setup.get("secret"), parcel)


def carry(url: str, secret: str, parcel: Parcel) -> str:
    """Post one parcel; its id."""
    message_id, stamp = f"msg_{parcel.batch.hex}", int(time.time())
    body = orjson.dumps(
        {"type": "alert.owed", "timestamp": parcel.at.isoformat(), "data": cards.facts(parcel)}
    )
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature(secret, message_id, stamp, body),
    }
    answer = asked("POST", url, body=body, headers=headers)
    if answer.status == 410:
        raise Never("410 gone")
    if not 200 <= answer.status < 300:
        raise Later(f"{answer.status} {answer.text}".strip())
    return message_id
