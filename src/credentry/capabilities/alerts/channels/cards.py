"""Chat messages: the same words as in the letters, shorter."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final

from django.conf import settings

from credentry.capabilities.alerts.channels import letters
from credentry.capabilities.alerts.channels.parcels import Line, Parcel
from credentry.capabilities.alerts.channels.platform import shortened
from credentry.capabilities.alerts.vocabulary import DEADLINE_WORDS, LEVEL_WORDS, REACHED_WORDS, Demand, word
from credentry.foundation import clock
from credentry.foundation.labels import L, Label

#: How many alerts a chat message names; the rest is counted.
SHOWN: Final = 8
ANSWER = L("处理", "Answer")
OPEN = L("打开记录", "Open")
INBOX = L("查看全部", "See all")
DONE = L("正在办理续期", "Renewing")
PLAN = L("填写行动计划", "Write the plan")
DECIDE = L("作出决定", "Decide")
DUE = L("期限", "Due")
WHY = L("收件原因", "Why you")
MORE = L("另有 {count} 项", "{count} more")


@dataclass(frozen=True, slots=True)
class Row:
    """One alert of a chat message in words, with where to look at it and where to answer it."""

    title: str
    due: str
    level: str
    why: str
    open: str
    answer: str
    line: Line


def base() -> str:
    """The address of this instance."""
    return str(settings.CREDENTRY_BASE_URL).rstrip("/")


def inbox() -> str:
    """The address of the inbox."""
    return f"{base()}/inbox"


def headline(parcel: Parcel) -> str:
    """The subject of a letter."""
    return letters.subject(parcel)


def rows(parcel: Parcel, most: int = SHOWN) -> list[Row]:
    """The most pressing alerts in words."""
    return [_row(one, parcel) for one in parcel.lines[:most]]


def more(parcel: Parcel, most: int = SHOWN) -> str:
    """How many are not named, in words; empty for none."""
    hidden = parcel.total - min(len(parcel.lines), most)
    return MORE.text(parcel.lang).format(count=hidden) if hidden > 0 else ""


def markdown(parcel: Parcel, most: int = SHOWN) -> str:
    """Title and rows as the platforms' markdown knows it; words of people cannot make links or headings."""
    lang = parcel.lang
    lines = [f"### {plain(headline(parcel))}"]
    for one in rows(parcel, most):
        lines.append(f"**{plain(one.title)}**  \n{one.due} · {one.level}  \n{plain(one.why)}")
        links = [f"[{OPEN.text(lang)}]({one.open})"]
        links += [f"[{ask(one.line).text(lang)}]({one.answer})"] if one.answer else []
        lines.append(" · ".join(links))
    hidden = more(parcel, most)
    lines += [hidden] if hidden else []
    lines.append(f"[{INBOX.text(lang)}]({inbox()})")
    return "\n\n".join(lines)


def ask(line: Line) -> Label:
    """The words on the button that leads to an answer: what is asked for."""
    return {Demand.PLAN.value: PLAN, Demand.DECISION.value: DECIDE}.get(line.asks, ANSWER)


def plain(text: str) -> str:
    """Words of people with nothing in them that markdown or mentions would read."""
    return "".join(
        "＊＿［］＜＞＃＠｀"["*_[]<>#@`".index(one)] if one in "*_[]<>#@`" else one for one in text
    )


def _row(line: Line, parcel: Parcel) -> Row:
    lang = parcel.lang
    deadline = word(DEADLINE_WORDS, line.code).text(lang)
    due = f"{deadline} {line.due_on.isoformat()}（{letters.left(line.due_on, parcel.today, lang)}）"
    if lang == "en":
        due = due.replace("（", " (").replace("）", ")")
    return Row(
        title=shortened(f"{line.title} {line.number}".strip(), 120),
        due=due,
        level=word(LEVEL_WORDS, line.level).text(lang),
        why=f"{WHY.text(lang)}: {word(REACHED_WORDS, line.reached).text(lang)}{letters.wanted(line, lang)}",
        open=letters.link(line, base()),
        answer=line.answer,
        line=line,
    )


def due_ms(line: Line) -> int:
    """The end of the due day in this instance's zone as milliseconds since 1970, for to-dos."""
    end = datetime.combine(line.due_on, time(18), tzinfo=clock.zone())
    return int(end.astimezone(UTC).timestamp() * 1000)


def facts(parcel: Parcel) -> dict[str, Any]:
    """A parcel as data, for programs."""
    return {
        "to": {"name": parcel.name, "lang": parcel.lang},
        "total": parcel.total,
        "today": parcel.today.isoformat(),
        "alerts": [
            {
                "key": one.key,
                "kind": one.kind,
                "record_id": str(one.record_id),
                "number": one.number,
                "title": one.title,
                "deadline": one.code,
                "due_on": one.due_on.isoformat(),
                "stage": one.stage,
                "level": one.level,
                "reached": one.reached,
                "asks": one.asks,
                "url": letters.link(one, base()),
            }
            for one in parcel.lines
        ],
    }
