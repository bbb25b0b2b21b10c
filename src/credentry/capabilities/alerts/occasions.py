"""When something comes round that people asked to get regularly: pure functions of a rhythm, a time and a calendar."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from credentry.capabilities.alerts.vocabulary import Rhythm
from credentry.capabilities.alerts.working import LONGEST_BREAK

WorkingDay = Callable[[date], bool]
#: An occasion lies at most so many days off: a month, and the longest break that may push it on.
FURTHEST: Final = 31 + LONGEST_BREAK


@dataclass(frozen=True, slots=True)
class Every:
    """Daily, weekly on ``weekday`` (0 is Monday) or monthly on the first, at the full ``hour`` of the instance's zone.

    ``working_days``: on days off the daily one is left out, the others come on the next working day.
    """

    rhythm: str
    weekday: int
    hour: int
    working_days: bool

    def on(self, day: date, works: WorkingDay) -> bool:
        """Whether it comes round on that day."""
        if self.rhythm == Rhythm.OFF or (self.working_days and not works(day)):
            return False
        if self.rhythm == Rhythm.DAILY or self._named(day):
            return True
        return self.working_days and any(self._named(off) for off in _days_off_before(day, works))

    def _named(self, day: date) -> bool:
        """Whether the rhythm, whatever the calendar says, means that day."""
        return day.day == 1 if self.rhythm == Rhythm.MONTHLY else day.weekday() == self.weekday

    def at(self, day: date, now: datetime) -> datetime:
        """The instant on that day, in the zone of ``now``."""
        return datetime.combine(day, time(self.hour), tzinfo=now.tzinfo)

    def latest(self, now: datetime, works: WorkingDay) -> datetime | None:
        """The last time it came round, ``now`` included (a time of the instance's zone); None when it never does."""
        for back in range(FURTHEST + 1):
            day = now.date() - timedelta(days=back)
            if self.on(day, works) and self.at(day, now) <= now:
                return self.at(day, now)
        return None

    def following(self, now: datetime, works: WorkingDay) -> datetime | None:
        """The next time it comes round, after ``now``; None when it never does."""
        for ahead in range(FURTHEST + 1):
            day = now.date() + timedelta(days=ahead)
            if self.on(day, works) and self.at(day, now) > now:
                return self.at(day, now)
        return None


def _days_off_before(day: date, works: WorkingDay) -> Iterator[date]:
    """The days off that directly precede a day."""
    off = day - timedelta(days=1)
    while not works(off) and (day - off).days <= LONGEST_BREAK:
        yield off
        off -= timedelta(days=1)
