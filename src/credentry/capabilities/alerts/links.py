"""Addresses in messages that answer one alert: signed, for one person, for a month, used once.

The address opens a page; only a press on its button answers. What fetches addresses by itself (mail scanners, link
previews) therefore changes nothing. The same delivery always has the same address: a repeated message is the same.
"""

import base64
import hmac
from datetime import date, timedelta
from typing import Final

from django.conf import settings

from credentry.plumbing import keys

#: Days a button in a message works.
DAYS: Final = 30
_EPOCH: Final = date(2020, 1, 1)


def address(delivery: int, made_on: date) -> str:
    """Where the recipient of this delivery, made on that day, answers."""
    return f"{str(settings.CREDENTRY_BASE_URL).rstrip('/')}/a/{token(delivery, made_on)}"


def inbox(alert: object) -> str:
    """Where the recipient of an alert, signed in, finds the form that asks what it wants to know."""
    return f"{str(settings.CREDENTRY_BASE_URL).rstrip('/')}/inbox?answer={alert}"


def token(delivery: int, made_on: date) -> str:
    """The last part of the address."""
    body = f"{delivery:x}.{(made_on + timedelta(days=DAYS) - _EPOCH).days:x}"
    return f"{body}.{_mark(body)}"


def delivery_of(given: str, today: date) -> int | None:
    """The delivery a token stands for; None when it was tampered with or its month is over."""
    body, _, mark = given.rpartition(".")
    if not hmac.compare_digest(mark.encode(), _mark(body).encode()):
        return None
    number, _, last = body.partition(".")
    if today > _EPOCH + timedelta(days=int(last, 16)):
        return None
    return int(number, 16)


def _mark(body: str) -> str:
    digest = hmac.new(keys.derived_key("alert links"), body.encode(), "sha256").digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()
