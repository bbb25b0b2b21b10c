"""The words of a message: what is due, by when, how pressing, where to answer."""

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Final

from credentry.capabilities.alerts.channels.parcels import Letter, Line, Parcel
from credentry.capabilities.alerts.vocabulary import (
    DEADLINE_WORDS,
    LEVEL_WORDS,
    REACHED_WORDS,
    Demand,
    Level,
    Relation,
    word,
)
from credentry.foundation.labels import L, Label

#: How many alerts one message names; the rest is counted and waits in the inbox.
SHOWN = 50
ORDER: Final = [Level.CRITICAL.value, Level.URGENT.value, Level.WARNING.value, Level.INFO.value]
COLOURS: Final = {"critical": "#b42318", "urgent": "#b54708", "warning": "#8a6100", "info": "#175cd3"}

_SUBJECT_ONE = L(
    "【{level}】{title} · {deadline} {day}（{left}）", "[{level}] {title}: {deadline} {day} ({left})"
)
_SUBJECT_MANY = L(
    "【{level}】{count} 项期限待处理，最早 {day}", "[{level}] {count} deadlines need you, the first on {day}"
)
_HELLO = L("{name}，您好：", "Dear {name},")
_ONE = L("以下事项需要您处理：", "This deadline needs your decision:")
_MANY = L("以下 {count} 项需要您处理：", "These {count} deadlines need your decision:")
_MORE = L(
    "另有 {count} 项未在此列出，请在系统中查看。", "{count} more are not listed here; see them in your inbox."
)
_OPEN = L("打开记录", "Open the record")
_INBOX = L("查看并处理我的提醒", "See and answer my alerts")
_ANSWER = L("处理此提醒", "Answer this alert")
_ASKS = {
    Demand.PLAN.value: L(
        "须填写行动计划（做什么、何时完成）", "An action plan is asked for: what, and by when"
    ),
    Demand.DECISION.value: L(
        "须作出决定：续期、到期失效或转交", "A decision is asked for: renew, let lapse or hand over"
    ),
}
_WHY = L("收件原因", "Why you")
_FOOT = L(
    "本邮件由 {instance} 自动发送。请在系统中处理：办理续期、不再需要（须说明原因）或转交他人；期限了结前会继续提醒。",
    "Sent by {instance}. Answer in the system: renewing, not needed (with a reason) or handed over. "
    "Reminders go on until the deadline is settled.",
)
_TODAY = L("今天", "today")
_LEFT = L("还有 {days} 天", "in {days} days")
_OVER = L("已过 {days} 天", "{days} days overdue")


def write(parcel: Parcel, base_url: str, instance: str) -> Letter:
    """The letter of a parcel in its language; links lead to the records and the inbox of ``base_url``."""
    lang, base = parcel.lang, base_url.rstrip("/")
    count = parcel.total
    intro = _say(_ONE if count == 1 else _MANY, lang, count=count)
    hidden = count - len(parcel.lines)
    more = _say(_MORE, lang, count=hidden) if hidden > 0 else ""
    hello, foot = greeting(parcel.name, lang), footing(lang, instance)
    text = [hello, "", intro, ""]
    for line in parcel.lines:
        text += [*plain(line, lang, parcel.today, base), ""]
    text += [more, ""] if more else []
    text += ending(lang, base, foot)
    body = f"<p>{escape(intro)}</p>{table(parcel.lines, lang, parcel.today, base)}"
    body += f"<p>{escape(more)}</p>" if more else ""
    return Letter(subject(parcel), "\n".join(text) + "\n", page(lang, hello, body, base, foot))


def greeting(name: str, lang: str) -> str:
    """How a letter begins."""
    return _say(_HELLO, lang, name=name)


def footing(lang: str, instance: str) -> str:
    """How a letter about alerts ends."""
    return _say(_FOOT, lang, instance=instance)


def ending(lang: str, base: str, foot: str) -> list[str]:
    """The last lines of a plain letter: where the inbox is, who sent it."""
    return [f"{_INBOX.text(lang)}: {base}/inbox", "", "-- ", foot]


def subject(parcel: Parcel) -> str:
    """One line that says the most pressing thing."""
    lang = parcel.lang
    level = word(LEVEL_WORDS, min((one.level for one in parcel.lines), key=ORDER.index)).text(lang)
    if parcel.total > 1:
        first = min(one.due_on for one in parcel.lines)
        return _say(_SUBJECT_MANY, lang, level=level, count=parcel.total, day=first.isoformat())
    line = parcel.lines[0]
    title = " ".join(line.title.split())
    title = title if len(title) <= 80 else title[:79] + "…"
    return _say(
        _SUBJECT_ONE,
        lang,
        level=level,
        title=title,
        deadline=word(DEADLINE_WORDS, line.code).text(lang),
        day=line.due_on.isoformat(),
        left=left(line.due_on, parcel.today, lang),
    )


def left(due_on: date, today: date, lang: str) -> str:
    """How far away a day is, in words."""
    days = (due_on - today).days
    if days == 0:
        return _TODAY.text(lang)
    return _say(_LEFT if days > 0 else _OVER, lang, days=abs(days))


def link(line: Line, base: str) -> str:
    """Address of the record's page."""
    return f"{base}/r/{line.kind}/{line.record_id}"


def wanted(line: Line, lang: str) -> str:
    """What an alert asks for beyond a word, to follow why somebody was told; empty where a word is enough."""
    label = _ASKS.get(line.asks)
    return f" · {label.text(lang)}" if label else ""


def _say(label: Label, lang: str, **values: object) -> str:
    return label.text(lang).format(**values)


def plain(line: Line, lang: str, today: date, base: str) -> list[str]:
    """One alert in a plain letter."""
    deadline = word(DEADLINE_WORDS, line.code).text(lang)
    level = word(LEVEL_WORDS, line.level).text(lang)
    number = f" ({line.number})" if line.number else ""
    return [
        f"* {line.title}{number}",
        f"  {deadline}: {line.due_on.isoformat()} ({left(line.due_on, today, lang)}) [{level}]",
        f"  {_WHY.text(lang)}: {word(REACHED_WORDS, line.reached).text(lang)}{wanted(line, lang)}",
        *([f"  {line.note}"] if line.note else []),
        f"  {_OPEN.text(lang)}: {link(line, base)}",
        *([f"  {_ANSWER.text(lang)}: {line.answer}"] if line.answer else []),
    ]


_CELL: Final = (
    'style="padding:8px 12px 8px 0;border-bottom:1px solid #e4e7ec;text-align:left;vertical-align:top"'
)
_QUIET: Final = 'style="color:#667085;font-size:12px"'


def page(lang: str, hello: str, body: str, base: str, foot: str) -> str:
    """The frame of an HTML letter around ``body``, which is markup; a telephone shows it as it is."""
    return (
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>'
        '<body style="font:14px/1.6 -apple-system,Segoe UI,Microsoft YaHei,sans-serif;color:#1d2939;'
        'max-width:640px;margin:0;padding:12px">'
        f"<p>{escape(hello)}</p>{body}"
        f'<p style="margin-top:20px"><a href="{escape(base)}/inbox" style="display:inline-block;padding:8px 16px;'
        f'background:#175cd3;color:#fff;text-decoration:none;border-radius:6px">{escape(_INBOX.text(lang))}</a></p>'
        f"<p {_QUIET}>{escape(foot)}</p></body></html>"
    )


def table(lines: Iterable[Line], lang: str, today: date, base: str) -> str:
    """Alerts as two columns, what and when: they fit a telephone."""
    rows = "".join(_row(line, lang, today, base) for line in lines)
    return f'<table style="border-collapse:collapse;width:100%"><tbody>{rows}</tbody></table>'


def _row(line: Line, lang: str, today: date, base: str) -> str:
    colour = COLOURS.get(line.level, COLOURS["info"])
    level = escape(word(LEVEL_WORDS, line.level).text(lang))
    about = [word(DEADLINE_WORDS, line.code).text(lang), line.number]
    if line.reached != Relation.RESPONSIBLE:
        about.append(word(REACHED_WORDS, line.reached).text(lang))
    about += [wanted(line, lang).removeprefix(" · ")]
    about += [line.note] if line.note else []
    return (
        f'<tr><td {_CELL}><a href="{escape(link(line, base))}" title="{escape(_OPEN.text(lang))}" '
        f'style="color:#175cd3;text-decoration:none;font-weight:600">{escape(line.title)}</a><br>'
        f"<span {_QUIET}>{escape(' · '.join(one for one in about if one))}</span>{_button(line, lang)}</td>"
        f'<td {_CELL[:-1]};white-space:nowrap">{line.due_on.isoformat()}<br>'
        f'<span style="color:{colour};font-size:12px"><b>{level}</b> · '
        f"{escape(left(line.due_on, today, lang))}</span></td></tr>"
    )


def _button(line: Line, lang: str) -> str:
    if not line.answer:
        return ""
    return (
        f'<br><a href="{escape(line.answer)}" style="display:inline-block;margin-top:6px;padding:3px 10px;'
        f'border:1px solid #175cd3;border-radius:4px;color:#175cd3;text-decoration:none;font-size:12px">'
        f"{escape(_ANSWER.text(lang))}</a>"
    )
