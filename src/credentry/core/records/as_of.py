"""The two times of a question: the day it is about, and the instant whose knowledge answers it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from credentry.foundation import clock
from credentry.foundation.dates import plausible
from credentry.foundation.errors import Invalid, define

BAD_DAY = define(
    "as_of.on",
    "“{value}”不是有效日期,请用 2026-03-31 的格式。",
    "“{value}” is not a date; write it as 2026-03-31.",
)
BAD_INSTANT = define(
    "as_of.known",
    "“{value}”不是有效时刻,请用 2026-03-31 或 2026-03-31T12:00:00Z 的格式。",
    "“{value}” is not an instant; write it as 2026-03-31 or 2026-03-31T12:00:00Z.",
)
FUTURE = define(
    "as_of.future",
    "{value} 尚未到来,届时会知道什么现在无法回答。",
    "{value} has not come yet: what will be known then cannot be told.",
)
NO_HISTORY = define(
    "as_of.no_history",
    "“{label}”的列表只有当前内容,不能按“当时所知”查询;单条记录可以。",
    "Lists of “{label}” know the present only; a single record can be read as it was known at an instant.",
)
NO_WORDS = define(
    "as_of.words",
    "全文检索只查当前内容,不能与“当时所知”同用,请改用字段条件。",
    "Full text looks at the present only and cannot be asked together with “known”; use conditions on fields.",
)


@dataclass(frozen=True, slots=True)
class AsOf:
    """``on``: the day that stands for today (None: today). ``known``: the instant as of whose knowledge the answer
    is given (None: what is known now)."""

    on: date | None = None
    known: datetime | None = None

    @property
    def day(self) -> date:
        """The day the question is about."""
        return self.on or clock.today()

    def plain(self) -> dict[str, Any]:
        """As answers carry it."""
        known = self.known.isoformat().replace("+00:00", "Z") if self.known else None
        return {"on": self.day.isoformat(), "known": known}


NOW = AsOf()


def read_as_of(on: str = "", known: str = "") -> AsOf:
    """The two times as people and programs write them. Raises Invalid.

    An instant without zone is one of this instance's; a day means its end. Instants are shown to the millisecond: one
    written so means all of it, so that what is read can be asked again.
    """
    return AsOf(_day(on) if on.strip() else None, _instant(known) if known.strip() else None)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = date.max
    if not plausible(day):
        raise Invalid.one("on", BAD_DAY, value=text[:60])
    return day


def _instant(text: str) -> datetime:
    now = clock.now()
    given = text.strip()
    if len(given) > 20 and given[-6] == " ":
        given = f"{given[:-6]}+{given[-5:]}"  # an unescaped + in an address
    try:
        if len(given) <= 10:
            day = date.fromisoformat(given)
            found = datetime.combine(day, time.max, clock.zone())
            if day == clock.today():
                return now
        else:
            found = datetime.fromisoformat(given)
        if not plausible(found.date()):
            raise ValueError(given)
    except ValueError:
        raise Invalid.one("known", BAD_INSTANT, value=text[:60]) from None
    found = (found if found.tzinfo else found.replace(tzinfo=clock.zone())).astimezone(now.tzinfo)
    if found > now:
        raise Invalid.one("known", FUTURE, value=text[:60])
    return min(found + timedelta(microseconds=999), now) if found.microsecond % 1000 == 0 else found
