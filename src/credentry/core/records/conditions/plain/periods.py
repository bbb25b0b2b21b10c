"""Stretches of time in plain zh and en: 未来6个月内, 本月, 2027年底前, within the next 6 months, before 2027-03-01."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMBER = r"(\d{1,4}|[一二两三四五六七八九十]{1,3}|半)"
_ZH_UNIT = r"(个星期|星期|个礼拜|礼拜|周|个月|月|个季度|季度|季|年度|年|天|日)"
_EN_UNIT = r"(day|week|month|quarter|year)s?"
_EN_NUMBER = r"(\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four)"
_DAY = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
_EN_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "eighteen": 18, "twenty-four": 24,
}  # fmt: skip
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}


@dataclass(frozen=True, slots=True)
class Period:
    """Where in the sentence it stands and which days it means.

    ``low`` / ``high`` are days as conditions write them, None for an open end; ``sense`` says whether a bare
    length looks ahead, back, or follows the verb beside it.
    """

    start: int
    end: int
    low: str | None
    high: str | None
    sense: Literal["ahead", "back", "either", "fixed"] = "fixed"


def number(text: str) -> int:
    """The value of Arabic, Chinese or English numerals up to 99."""
    if text.isdigit():
        return int(text)
    if text in _EN_WORDS:
        return _EN_WORDS[text]
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text, 1)
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def _length(count: str, unit: str) -> str:
    letter = {
        "天": "d",
        "日": "d",
        "周": "w",
        "星期": "w",
        "礼拜": "w",
        "月": "m",
        "季度": "q",
        "季": "q",
    }.get(unit.removeprefix("个"), "y")
    if unit in ("day", "week", "month", "quarter", "year"):
        letter = unit[0]
    if count == "半":
        return "6m" if letter == "y" else "15d" if letter == "m" else f"1{letter}"
    return f"{number(count)}{letter}"


Found = tuple[str | None, str | None, Literal["ahead", "back", "either", "fixed"]]
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Found | None]]


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _ahead(match: re.Match[str]) -> Found:
    return "today", f"+{_length(match[1], match[2])}", "ahead"


def _back(match: re.Match[str]) -> Found:
    return f"-{_length(match[1], match[2])}", "today", "back"


def _either(match: re.Match[str]) -> Found:
    return "today", f"+{_length(match[1], match[2])}", "either"


def _named(period: str, shift: str) -> Callable[[re.Match[str]], Found]:
    return lambda _match: (f"{period}_start{shift}", f"{period}_end{shift}", "fixed")


def _month(match: re.Match[str]) -> Found | None:
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        return None
    return (
        f"{year:04}-{month:02}-01",
        f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}",
        "fixed",
    )


def _en_month(match: re.Match[str]) -> Found:
    year, month = int(match[2]), _MONTHS[match[1]]
    return (
        f"{year:04}-{month:02}-01",
        f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}",
        "fixed",
    )


def _year(match: re.Match[str]) -> Found:
    return f"{match[1]}-01-01", f"{match[1]}-12-31", "fixed"


def _between(match: re.Match[str]) -> Found | None:
    low, high = _iso(*match.groups()[:3]), _iso(*match.groups()[3:6])
    return (low, high, "fixed") if low and high else None


def _open(
    edge: Literal["until", "since", "before", "after"], day: Callable[[re.Match[str]], str | None]
) -> Callable[[re.Match[str]], Found | None]:
    def found(match: re.Match[str]) -> Found | None:
        one = day(match)
        if one is None:
            return None
        mark = "!" if edge in ("before", "after") else ""
        return (None, mark + one, "fixed") if edge in ("until", "before") else (mark + one, None, "fixed")

    return found


def _literal(match: re.Match[str]) -> str | None:
    return _iso(match[1], match[2], match[3])


def _end_of(period: str) -> Callable[[re.Match[str]], str | None]:
    return lambda _match: f"{period}_end"


def _rule(pattern: str, reader: Callable[[re.Match[str]], Found | None]) -> Rule:
    return re.compile(pattern), reader


_RULES: tuple[Rule, ...] = (
    _rule(_DAY + r"\s*(?:到|至|~|—|-|and|to)\s*" + _DAY + r"(?:之间|期间)?", _between),
    _rule(r"(?:早于|before\s+)" + _DAY, _open("before", _literal)),
    _rule(r"(?:晚于|after\s+)" + _DAY, _open("after", _literal)),
    _rule(r"(?:不晚于|截至|截止到?|by\s+|until\s+)" + _DAY, _open("until", _literal)),
    _rule(r"(?:不早于|since\s+|from\s+)" + _DAY, _open("since", _literal)),
    _rule(_DAY + r"\s*(?:之前|以前|前)", _open("before", _literal)),
    _rule(_DAY + r"\s*(?:之后|以后|后)", _open("after", _literal)),
    _rule(_DAY + r"\s*(?:当天)?", lambda match: (_literal(match), _literal(match), "fixed")),
    _rule(r"(\d{4})年(?:年)?底(?:之前|以前|前)", _open("until", lambda match: f"{match[1]}-12-31")),
    _rule(r"by (?:the )?end of (\d{4})", _open("until", lambda match: f"{match[1]}-12-31")),
    _rule(r"(?:今年|本年)?年底(?:之前|以前|前)|今年(?:之内|内)?年底前", _open("until", _end_of("year"))),
    _rule(
        r"by (?:the )?end of (?:the|this) year|before (?:the )?year[ -]end", _open("until", _end_of("year"))
    ),
    _rule(r"(?:本月)?月底(?:之前|以前|前)", _open("until", _end_of("month"))),
    _rule(r"by (?:the )?end of (?:the|this) month", _open("until", _end_of("month"))),
    _rule(r"(\d{4})年\s*(\d{1,2})月份?", _month),
    _rule(rf"(?:in |during )?\b({'|'.join(_MONTHS)})\s+(\d{{4}})", _en_month),
    _rule(r"(\d{4})年(?:度|内)?", _year),
    _rule(r"\b(?:in|during)\s+(\d{4})\b", _year),
    _rule(
        rf"(?:在)?(?:未来|今后|接下来|往后|后面|将来)的?\s*{_NUMBER}\s*{_ZH_UNIT}(?:之内|以内|内|里)?", _ahead
    ),
    _rule(rf"(?:在)?(?:过去|之前|此前)的?\s*{_NUMBER}\s*{_ZH_UNIT}(?:之内|以内|内|里)?", _back),
    _rule(rf"(?:在)?(?:最近|近)的?\s*{_NUMBER}\s*{_ZH_UNIT}(?:之内|以内|内|里)?", _either),
    _rule(rf"(?:在)?{_NUMBER}\s*{_ZH_UNIT}(?:之内|以内|内)", _either),
    _rule(
        rf"\b(?:(?:within|in|over|during)\s+)?(?:the\s+)?(?:next|coming|following)\s+{_EN_NUMBER}\s+{_EN_UNIT}\b",
        _ahead,
    ),
    _rule(
        rf"\b(?:(?:within|in|over|during)\s+)?(?:the\s+)?(?:last|past|previous)\s+{_EN_NUMBER}\s+{_EN_UNIT}\b",
        _back,
    ),
    _rule(rf"\b(?:within|in)\s+{_EN_NUMBER}\s+{_EN_UNIT}\b", _either),
    _rule(r"本周|这周|这个星期|\bthis week\b", _named("week", "")),
    _rule(r"下周|下个?星期|\bnext week\b", _named("week", "+1w")),
    _rule(r"上周|上个?星期|\blast week\b", _named("week", "-1w")),
    _rule(r"本月|这个月|当月|\bthis month\b", _named("month", "")),
    _rule(r"下个?月|\bnext month\b", _named("month", "+1m")),
    _rule(r"上个?月|\blast month\b", _named("month", "-1m")),
    _rule(r"本季度?|这个季度|\bthis quarter\b", _named("quarter", "")),
    _rule(r"下个?季度?|\bnext quarter\b", _named("quarter", "+1q")),
    _rule(r"上个?季度?|\blast quarter\b", _named("quarter", "-1q")),
    _rule(r"今年|本年度?|\bthis year\b", _named("year", "")),
    _rule(r"明年|\bnext year\b", _named("year", "+1y")),
    _rule(r"去年|\blast year\b", _named("year", "-1y")),
    _rule(r"今天|今日|\btoday\b", lambda _match: ("today", "today", "fixed")),
)


def periods(text: str) -> Iterator[Period]:
    """Every stretch of time in the (lower-case) text, longest readings first, none overlapping."""
    taken: list[tuple[int, int]] = []
    for pattern, reader in _RULES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if start == end or any(start < other and end > begin for begin, other in taken):
                continue
            found = reader(match)
            if found is not None:
                taken.append((start, end))
                yield Period(start, end, *found)
