"""How fast a channel may go, and how long it rests when it does not answer: shared by all workers."""

from datetime import timedelta
from typing import Final

from credentry.capabilities.alerts.models import ChannelPace
from credentry.foundation import clock
from credentry.plumbing.holders import wall_now

LONGEST: Final = timedelta(minutes=10)


def resting(channel: str) -> bool:
    """Whether the channel did not answer a moment ago. A clock that jumped never keeps it at rest."""
    row = ChannelPace.objects.filter(pk=channel).first()
    if row is None or row.resting_until is None:
        return False
    return timedelta() < row.resting_until - clock.now() <= timedelta(hours=1)


def rest(channel: str, reason: str, seconds: float | None = None) -> None:
    """The whole channel failed: leave it alone for a while, longer each time (10 s … 10 min)."""
    row, _ = ChannelPace.objects.get_or_create(pk=channel)
    wait = (
        timedelta(seconds=seconds)
        if seconds
        else min(LONGEST, timedelta(seconds=10 * 2 ** min(row.failures, 6)))
    )
    ChannelPace.objects.filter(pk=channel).update(
        failures=row.failures + 1, resting_until=clock.now() + wait, reason=reason[:300]
    )


def well(channel: str) -> None:
    """The channel answered."""
    ChannelPace.objects.filter(pk=channel, failures__gt=0).update(failures=0, resting_until=None, reason="")


def allowed(channel: str, per_minute: int, wanted: int) -> int:
    """How many of ``wanted`` messages may go out now, taken off this minute's share. 0 per minute: no limit."""
    if not per_minute or not wanted:
        return wanted
    minute = int(wall_now().timestamp() // 60)
    ChannelPace.objects.get_or_create(pk=channel)
    ChannelPace.objects.filter(pk=channel).exclude(minute=minute).update(minute=minute, used=0)
    for _ in range(5):  # another worker may take its share in between
        used = ChannelPace.objects.values_list("used", flat=True).get(pk=channel)
        given = max(0, min(wanted, per_minute - used))
        mine = ChannelPace.objects.filter(pk=channel, minute=minute, used=used)
        if not given or mine.update(used=used + given):
            return given
    return 0
