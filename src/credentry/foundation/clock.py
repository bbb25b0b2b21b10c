"""The one clock. Rules never read it: they take the time as a parameter."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: ContextVar[datetime | None] = ContextVar("credentry_fixed_clock", default=None)


def zone() -> ZoneInfo:
    """The zone in which this instance decides what day it is (``CREDENTRY_TIME_ZONE``)."""
    return ZoneInfo(os.environ.get("CREDENTRY_TIME_ZONE", "Asia/Shanghai"))


def now() -> datetime:
    """The current instant in UTC. ``CREDENTRY_NOW`` is obeyed in test mode only."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    override = os.environ.get("CREDENTRY_NOW")
    if override and os.environ.get("CREDENTRY_TEST_MODE") == "1":
        instant = datetime.fromisoformat(override.replace("Z", "+00:00"))
        return (instant if instant.tzinfo else instant.replace(tzinfo=zone())).astimezone(UTC)
    return datetime.now(UTC)


def today() -> date:
    """The calendar day it is now in the instance's zone."""
    return now().astimezone(zone()).date()


@contextmanager
def fixed(instant: datetime | date) -> Iterator[None]:
    """Hold the clock at ``instant`` (a date means its noon in the instance's zone); for tests."""
    if not isinstance(instant, datetime):
        instant = datetime(instant.year, instant.month, instant.day, 12, tzinfo=zone())
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
