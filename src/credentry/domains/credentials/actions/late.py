"""Facts recorded late. They are allowed; one that may change days already past says why."""

from datetime import date, timedelta
from typing import Any

from credentry.domains.credentials import status
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.vocabulary import HOLDING

_ENTERED_BY_HAND = ("session", "token")


def unexplained(ctx: Any, record: Credential, day: date | None, said: str) -> bool:
    """Whether somebody records for a day gone by, of a credential that did not hold yesterday as far as was known, and
    says nothing about it. Imports bring histories as they are."""
    if said.strip() or ctx.why or ctx.actor.via not in _ENTERED_BY_HAND:
        return False
    if day is None or day >= ctx.today:
        return False
    stood = status.on({name: getattr(record, name) for name in status.NEEDS}, ctx.today - timedelta(days=1))
    return stood not in HOLDING
