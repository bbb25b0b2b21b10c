"""Days and ranges of days in words: 今天, 未来6个月, 本月, in 2027."""

import calendar
import re
from datetime import date

from credentry.core.records.conditions import days

_SHIFT = re.compile(r"^([+-])(\d+)([dwmqy])$")
_UNITS = {
    "d": ("天", "day"),
    "w": ("周", "week"),
    "m": ("个月", "month"),
    "q": ("个季度", "quarter"),
    "y": ("年", "year"),
}
_PERIODS = {
    "week": ("本周", "this week", "下周", "next week", "上周", "last week", "w"),
    "month": ("本月", "this month", "下个月", "next month", "上个月", "last month", "m"),
    "quarter": ("本季度", "this quarter", "下季度", "next quarter", "上季度", "last quarter", "q"),
    "year": ("今年", "this year", "明年", "next year", "去年", "last year", "y"),
}


def length(count: str, unit: str, lang: str) -> str:
    """``6``, ``m`` → 6个月 / 6 months."""
    zh, en = _UNITS[unit]
    if lang == "en":
        return f"{count} {en}{'' if int(count) == 1 else 's'}"
    return f"{int(count)}{zh}"


def day(text: str, lang: str) -> str:
    """One day in words: 今天, 6个月后, 6 months from now, 2026-03-31."""
    if text == "today":
        return "today" if lang == "en" else "今天"
    shift = _SHIFT.match(text)
    if shift:
        sign, count, unit = shift.groups()
        words = length(count, unit, lang)
        if lang == "en":
            return f"{words} {'from now' if sign == '+' else 'ago'}"
        return f"{words}{'后' if sign == '+' else '前'}"
    anchored = days.parts(text)
    if anchored is None:
        return text
    period, edge, _ = anchored
    name = _period(text, lang)
    if lang == "en":
        return f"the {'start' if edge == 'start' else 'end'} of {name or text}"
    return (
        f"{name or text}{'初' if edge == 'start' else '末'}"
        if period != "week"
        else (f"{name or text}{'一' if edge == 'start' else '日'}")
    )


def _period(text: str, lang: str) -> str | None:
    """The name of the period an anchored day belongs to: 本月, next year, 3个月后的当月."""
    anchored = days.parts(text)
    if anchored is None:
        return None
    period, _, shift = anchored
    this_zh, this_en, next_zh, next_en, last_zh, last_en, unit = _PERIODS[period]
    if not shift:
        return this_en if lang == "en" else this_zh
    if shift == f"+1{unit}":
        return next_en if lang == "en" else next_zh
    if shift == f"-1{unit}":
        return last_en if lang == "en" else last_zh
    away = day(shift, lang)
    if lang == "en":
        return f"the {period} {away}"
    return f"{away}的{this_zh.replace('本', '当').replace('今', '那')}"


def span(low: str, high: str, lang: str) -> str:
    """A closed range in words, with its preposition: 在今天到未来6个月内 / within the next 6 months."""
    whole = _whole_period(low, high, lang)
    if whole:
        return whole
    ahead, back = _SHIFT.match(high), _SHIFT.match(low)
    if low == "today" and ahead and ahead.group(1) == "+":
        words = length(ahead.group(2), ahead.group(3), lang)
        return f"is within the next {words}" if lang == "en" else f"在今天到未来{words}内"
    if high == "today" and back and back.group(1) == "-":
        words = length(back.group(2), back.group(3), lang)
        return f"is within the last {words}" if lang == "en" else f"在过去{words}到今天之间"
    if lang == "en":
        return f"is between {day(low, lang)} and {day(high, lang)}"
    return f"在{day(low, lang)}到{day(high, lang)}之间"


def _whole_period(low: str, high: str, lang: str) -> str | None:
    start, end = days.parts(low), days.parts(high)
    if start and end and start[0] == end[0] and start[2] == end[2] and (start[1], end[1]) == ("start", "end"):
        name = _period(low, lang)
        return f"is in {name}" if lang == "en" else f"在{name}内"
    try:
        first, last = date.fromisoformat(low), date.fromisoformat(high)
    except ValueError:
        return None
    if first.day != 1 or first.year != last.year:
        return None
    if (first.month, last.month, last.day) == (1, 12, 31):
        return f"is in {first.year}" if lang == "en" else f"在{first.year}年内"
    if first.month == last.month and last.day == calendar.monthrange(last.year, last.month)[1]:
        if lang == "en":
            return f"is in {calendar.month_name[first.month]} {first.year}"
        return f"在{first.year}年{first.month}月内"
    return None


def compared(operator: str, text: str, lang: str) -> str:
    """One comparison with a day: 早于6个月后 / is before 6 months from now."""
    zh = {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于", "=": "为", "!=": "不为"}
    en = {
        "<": "is before",
        "<=": "is on or before",
        ">": "is after",
        ">=": "is on or after",
        "=": "is",
        "!=": "is not",
    }
    return f"{en[operator]} {day(text, lang)}" if lang == "en" else f"{zh[operator]}{day(text, lang)}"
