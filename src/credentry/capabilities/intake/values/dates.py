"""Dates as people write them.

A day is a day: no time zone is applied, a time of day is dropped. ``01/02/2025`` has no meaning of its own;
the column it stands in decides (``Order``), see ``columns``.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from credentry.capabilities.intake.reading.cells import CLOCK, DAY, INSTANT, Cell
from credentry.capabilities.intake.values.problems import (
    DATE,
    DATE_INCOMPLETE,
    DATE_SEVERAL,
    Wrong,
)
from credentry.capabilities.intake.values.texts import is_blank

Order = Literal["dmy", "mdy", "ymd"]
EPOCH = date(1899, 12, 30)
SERIALS = (10_000, 80_000)  # 1927 to 2119
CENTURY_PIVOT = 60  # two-digit years below are 20xx

FOREVER = re.compile(
    r"^(至|到|有效期[至:：]?|截至)?\s*(长\s*期(有效)?|永\s*久(有效)?|永续|终身(有效)?|无(固定)?(限)?期限?(限制)?|无限期|不限期?|"
    r"无有效期(限制)?|不过期|long[\s-]?term|permanent(ly)?|perpetual|indefinite(ly)?|unlimited|forever|life(time)?|"
    r"never(\s+expires?)?|no\s+expir(y|ation)(\s+date)?|does\s+not\s+expire|non[\s-]?expiring|without\s+expiry)\s*$",
    re.IGNORECASE,
)
FAR = re.compile(r"^(9999|2999|3000)[-/.年]?\d{0,2}[-/.月]?\d{0,2}日?$|^2099[-/.年]?12[-/.月]?31日?$")
MONTHS = {
    name: n
    for n, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
CHINESE = {sign: str(n) for n, sign in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0"}

YEAR_FIRST = re.compile(
    r"(?<!\d)((?:19|20|21)\d\d)(?:\s*(?P<gap>[-/.,_])\s*(1[0-2]|0?[1-9])\s*(?P=gap)\s*(3[01]|[12]\d|0?[1-9])(?!\d)"
    r"|\s*年\s*(1[0-2]|0?[1-9])\s*月\s*(3[01]|[12]\d|0?[1-9])(?!\d)\s*日?)"
)
COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
TRIPLE = re.compile(r"(?<![\d/.-])(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{1,2})(?![\d/])")
NAMED_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s.,-]*([A-Za-z]{3,9})[\s.,-]*(\d{4}|\d{2})(?!\d)"
)
NAMED_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})(?!\d)")
NO_DAY = re.compile(
    r"^((19|20)\d\d)(\s*[-/.年]\s*\d{1,2}\s*月?|年|\d\d)?$|^\d{1,2}\s*[-/月]\s*\d{1,2}\s*日?$"
)
MONTH = re.compile(r"^((?:19|20)\d\d)\s*[-/.年]\s*(1[0-2]|0?[1-9])\s*月?$")
CLOCK_TIME = re.compile(r"[T\s]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|[AaPp][Mm]|上午|下午)?")
CHINESE_DATE = re.compile(
    r"[〇零○一二三四五六七八九O]{4}年[一二三四五六七八九十〇零]{1,3}月[一二三四五六七八九十廿卅]{1,3}日"
)
TO = re.compile(r"至|到|起|~|～|-|/|\b(to|until|till|thru|through)\b", re.IGNORECASE)
DASHES = str.maketrans(
    {"－": "-", "—": "-", "–": "-", "―": "-", "‐": "-", "−": "-", "．": ".", "。": ".", "／": "/"}
)


class Forever:
    """The date of what has no end."""

    def __repr__(self) -> str:
        return "FOREVER"


NO_END = Forever()
Found = date | Forever


@dataclass(frozen=True, slots=True)
class Dates:
    """Every date found in one cell, in order; ``unsure`` when day and month could be the other way round, ``span``
    when they are the two ends of a range rather than a list, ``month`` when only a month is said."""

    found: tuple[Found, ...]
    unsure: bool = False
    span: bool = False
    month: bool = False


def read(cell: Cell, order: Order | None = None) -> Dates:
    """The dates in a cell; an empty tuple for a blank. Raises Wrong when it holds something else."""
    if cell is None:
        return Dates(())
    if isinstance(cell, bool):
        raise Wrong(DATE, value=str(cell))
    if isinstance(cell, (int, float)):
        return Dates((_number(cell),))
    if cell.startswith((DAY, INSTANT)):
        return Dates((_far(date.fromisoformat(cell[2:12])),))
    if cell.startswith(CLOCK):
        raise Wrong(DATE, value=cell[2:])
    return _text(cell, order)


def pick(dates: Dates, which: str, value: str) -> Found | None:
    """One date of a cell: ``start``, ``end`` (of a range), ``to`` (the end, or the only one), ``first``, ``last``, or
    ``""`` when only one may be.

    Raises Wrong when several stand there and nobody said which.
    """
    if not dates.found:
        return None
    if which in ("start", "first"):
        only = dates.found[0]
        return None if which == "start" and len(dates.found) == 1 else only
    if which in ("end", "last") or (which == "to" and dates.span):
        return dates.found[-1]
    if len(dates.found) > 1 and len(set(map(str, dates.found))) > 1:
        raise Wrong(DATE_SEVERAL, value=value)
    return dates.found[0]


def _number(cell: int | float) -> Found:
    if SERIALS[0] <= cell <= SERIALS[1]:
        return EPOCH + timedelta(days=int(cell))
    if isinstance(cell, int) and COMPACT.fullmatch(str(cell)):
        return _text(str(cell), None).found[0]
    if isinstance(cell, int) and NO_DAY.match(str(cell)):
        raise Wrong(DATE_INCOMPLETE, value=str(cell))
    raise Wrong(DATE, value=f"{cell:g}")


def _far(day: date) -> Found:
    """People who had to fill in an end wrote one that never comes."""
    return NO_END if day.year >= 2999 or (day.year, day.month, day.day) == (2099, 12, 31) else day


def _text(cell: str, order: Order | None) -> Dates:
    text = unicodedata.normalize("NFKC", cell).translate(DASHES).strip()
    if is_blank(text) or text.upper() == "NA":
        return Dates(())
    if FOREVER.match(text) or FAR.match(text):
        return Dates((NO_END,))
    if CHINESE_DATE.search(text):
        text = CHINESE_DATE.sub(_arabic, text)
    bare = CLOCK_TIME.sub(" ", text)
    hits: list[tuple[int, int, Found]] = []
    unsure = False
    rest = bare
    for pattern, build in BUILDERS:
        for match in pattern.finditer(rest):
            day = build(match)
            if day is None:
                raise Wrong(DATE, value=cell.strip())
            hits.append((match.start(), match.end(), _far(day)))
        rest = pattern.sub(lambda match: "\u00a4" * len(match.group()), rest)
    for match in TRIPLE.finditer(rest):
        made = _triple(match, order)
        if made is None:
            raise Wrong(DATE, value=cell.strip())
        hits.append((match.start(), match.end(), made[0]))
        unsure = unsure or made[1]
    rest = TRIPLE.sub(lambda match: "\u00a4" * len(match.group()), rest)
    tail = re.search(r"(至|到|~|-)\s*(长期|永久|长期有效|无限期)", rest)
    if tail and hits:
        hits.append((tail.end(1), tail.end(), NO_END))
    month = MONTH.match(text) if not hits else None
    if month:
        return Dates((date(int(month[1]), int(month[2]), 1),), month=True)
    if not hits:
        raise Wrong(DATE_INCOMPLETE if NO_DAY.match(text) else DATE, value=cell.strip())
    if re.search(r"\d{5,}", rest):
        raise Wrong(DATE, value=cell.strip())  # a number of something that merely contains a date
    hits.sort(key=lambda hit: hit[0])
    span = len(hits) == 2 and bool(TO.search(bare[hits[0][1] : hits[1][0]]))
    return Dates(tuple(day for _, _, day in hits), unsure, span)


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < CENTURY_PIVOT else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ymd(match: re.Match[str]) -> date | None:
    groups = match.groups()
    if match.re is COMPACT:
        return _day(int(groups[0]), int(groups[1]), int(groups[2]))
    return _day(int(groups[0]), int(groups[2] or groups[4]), int(groups[3] or groups[5]))


def _named_day_first(match: re.Match[str]) -> date | None:
    month = MONTHS.get(match[2][:3].lower())
    return _day(_year(match[3]), month, int(match[1])) if month else None


def _named_month_first(match: re.Match[str]) -> date | None:
    month = MONTHS.get(match[1][:3].lower())
    return _day(int(match[3]), month, int(match[2])) if month else None


BUILDERS = (
    (YEAR_FIRST, _ymd),
    (COMPACT, _ymd),
    (NAMED_DAY_FIRST, _named_day_first),
    (NAMED_MONTH_FIRST, _named_month_first),
)


def readings(match: re.Match[str]) -> dict[Order, date]:
    """Every way to read three numbers as a day."""
    a, b, c = match[1], match[3], match[4]
    ways: dict[Order, date | None] = {}
    if len(c) > 1:
        ways = {"mdy": _day(_year(c), int(a), int(b)), "dmy": _day(_year(c), int(b), int(a))}
    if len(c) < 3 and len(a) == 2:
        ways["ymd"] = _day(_year(a), int(b), int(c))
    return {order: day for order, day in ways.items() if day is not None}


def _triple(match: re.Match[str], order: Order | None) -> tuple[date, bool] | None:
    ways = readings(match)
    if order and order in ways:
        return ways[order], False
    if order and ways:
        # The column says otherwise: only one that cannot be misread is taken.
        return (next(iter(ways.values())), False) if len(set(ways.values())) == 1 else None
    if not ways:
        return None
    preferred: tuple[Order, ...] = ("dmy", "mdy", "ymd") if "." in match[0] else ("mdy", "dmy", "ymd")
    day = next(ways[way] for way in preferred if way in ways)
    return day, len(set(ways.values())) > 1


def _arabic(match: re.Match[str]) -> str:
    """二〇二五年十二月三十一日 in digits."""
    year, rest = match[0].split("年")
    month, day = rest.rstrip("日").split("月")
    return f"{''.join(CHINESE[sign] for sign in year)}-{_chinese_number(month)}-{_chinese_number(day)} "


def _chinese_number(words: str) -> int:
    words = words.replace("廿", "二十").replace("卅", "三十")
    if "十" not in words:
        return int("".join(CHINESE[sign] for sign in words))
    tens, ones = words.split("十", 1)
    return 10 * (int(CHINESE[tens]) if tens else 1) + (int(CHINESE[ones]) if ones else 0)
