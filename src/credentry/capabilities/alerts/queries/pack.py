"""The pack for a meeting: overdue, due soon, climbed to superiors, decided since the last one; as PDF or sheets."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db.models import Q

from credentry.capabilities.alerts.models import Alert
from credentry.capabilities.alerts.vocabulary import (
    DEADLINE_WORDS,
    DECISION_WORDS,
    OPENINGS,
    REACHED_WORDS,
    Rhythm,
    word,
)
from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import roster
from credentry.core.records import kinds
from credentry.core.records.queries import deadlines, visible
from credentry.foundation import clock
from credentry.foundation.dates import add_months
from credentry.foundation.labels import L, Label
from credentry.plumbing import sheets
from credentry.plumbing.sheets import Columns

#: At most so many rows in a list; how many there are in all stands in its heading.
MOST: Final = 400
WEEK: Final = timedelta(days=7)
#: Overdue for longer is no matter for a regular meeting any more.
OVERDUE: Final = timedelta(days=365)
TITLES: Final = {
    Rhythm.WEEKLY: L("证照到期周报", "Weekly deadline pack"),
    Rhythm.MONTHLY: L("证照专项会议材料（月度）", "Monthly credential meeting pack"),
}
_SUBTITLE: Final = L("{day} · 今后 {days} 天", "{day} · the next {days} days")
_NONE: Final = L("无", "None")
LISTS: Final = {
    "overdue": L("已逾期", "Overdue"),
    "due": L("即将到期", "Due soon"),
    "climbed": L("已升级、无人答复", "Climbed, unanswered"),
    "decided": L("上周处理决定", "Decided last week"),
}
_LAST_MONTH: Final = L("近一个月处理决定", "Decided in the last month")
_DEADLINE: Final[Columns] = (
    ("due_on", L("期限", "Due")), ("left", L("剩余天数", "Days left")), ("number", L("编号", "Number")),
    ("title", L("事项", "About")), ("deadline", L("期限类型", "Deadline")), ("person", L("责任人", "Responsible")),
)  # fmt: skip
_CLIMBED: Final[Columns] = (
    ("due_on", L("期限", "Due")), ("number", L("编号", "Number")), ("title", L("事项", "About")),
    ("deadline", L("期限类型", "Deadline")), ("person", L("现提醒对象", "Told now")), ("note", L("通知依据", "Told as")),
)  # fmt: skip
_DECIDED: Final[Columns] = (
    ("day", L("处理日期", "Decided")), ("number", L("编号", "Number")), ("title", L("事项", "About")),
    ("decision", L("处理决定", "Decision")), ("person", L("处理人", "Decided by")), ("note", L("说明", "Note")),
)  # fmt: skip
COLUMNS: Final[dict[str, Columns]] = {
    "overdue": _DEADLINE, "due": _DEADLINE, "climbed": _CLIMBED, "decided": _DECIDED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pack:
    """What the meeting looks at. ``lists``: name → (how many in all, the first rows)."""

    today: date
    days: int
    lang: str
    lists: dict[str, tuple[int, list[dict[str, Any]]]]
    rhythm: str = Rhythm.WEEKLY

    @property
    def title(self) -> str:
        """What the pack is called, in its language."""
        return TITLES[Rhythm(self.rhythm)].text(self.lang)

    def heading(self, name: str) -> str:
        """What one of its lists is called, in its language."""
        monthly = name == "decided" and self.rhythm == Rhythm.MONTHLY
        return (_LAST_MONTH if monthly else LISTS[name]).text(self.lang)


def gather(actor: Actor, days: int = 30, rhythm: str = Rhythm.WEEKLY) -> Pack:
    """The pack as ``actor`` may see it, with what is due within ``days`` and was decided since the last meeting."""
    today = clock.today()
    open_ones = deadlines(actor).filter(closed_on__isnull=True).order_by("due_on", "pk")
    overdue = open_ones.filter(due_on__lt=today, due_on__gte=today - OVERDUE).exclude(code__in=OPENINGS)
    due = open_ones.filter(due_on__gte=today, due_on__lte=today + timedelta(days=days))
    alerts = _alerts(actor)
    climbed = alerts.filter(state="open", reached="escalated").order_by("due_on", "pk")
    decided = alerts.filter(decided_at__gte=_last_meeting(rhythm)).order_by("-decided_at", "pk")
    people = {one.id: one.name for one in roster().people.values()}
    lists = {
        "overdue": _some(overdue, lambda row: _deadline(row, people, actor.lang, today)),
        "due": _some(due, lambda row: _deadline(row, people, actor.lang, today)),
        "climbed": _some(climbed, lambda row: _climbed(row, actor.lang)),
        "decided": _some(decided, lambda row: _decided(row, actor.lang)),
    }
    return Pack(today, days, actor.lang, lists, rhythm)


def _last_meeting(rhythm: str) -> datetime:
    """When the meeting before this one was, at the latest."""
    now = clock.now()
    if rhythm != Rhythm.MONTHLY:
        return now - WEEK
    here = now.astimezone(clock.zone())
    return datetime.combine(add_months(here.date(), -1), here.timetz())


def _alerts(actor: Actor) -> Any:
    """Alerts about records that the actor may see."""
    seen = Q(pk__in=[])
    for kind in kinds.all_kinds():
        if kind.deadlines is not None:
            seen |= Q(record_kind=kind.name, record_id__in=visible(actor, kind).values("pk"))
    return Alert.objects.filter(seen).select_related("recipient", "decided_by")


def _some(rows: Any, shown: Any) -> tuple[int, list[dict[str, Any]]]:
    return rows.count(), [shown(one) for one in rows[:MOST]]


def _deadline(row: Any, people: dict[Any, str], lang: str, today: date) -> dict[str, Any]:
    return {
        "due_on": row.due_on, "left": (row.due_on - today).days, "number": row.number, "title": row.title,
        "deadline": word(DEADLINE_WORDS, row.code).text(lang), "person": people.get(row.responsible_id, ""),
    }  # fmt: skip


def _climbed(row: Alert, lang: str) -> dict[str, Any]:
    return {
        "due_on": row.due_on, "number": row.number, "title": row.title, "person": row.recipient.name,
        "deadline": word(DEADLINE_WORDS, row.code).text(lang), "note": word(REACHED_WORDS, row.reached).text(lang),
    }  # fmt: skip


def _decided(row: Alert, lang: str) -> dict[str, Any]:
    assert row.decided_at is not None
    return {
        "day": row.decided_at.astimezone(clock.zone()).date(), "number": row.number, "title": row.title,
        "decision": word(DECISION_WORDS, row.decision).text(lang), "note": row.decision_note,
        "person": row.decided_by.name if row.decided_by else "",
    }  # fmt: skip


def as_sheets(pack: Pack) -> Sequence[tuple[str, Columns, list[dict[str, Any]]]]:
    """One sheet for each list."""
    return [(pack.heading(name), COLUMNS[name], rows) for name, (_, rows) in pack.lists.items()]


def as_xlsx(pack: Pack) -> bytes:
    """The pack as a workbook, one sheet for each list."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "pack.xlsx"
        sheets.as_xlsx(out, as_sheets(pack), pack.lang)
        return out.read_bytes()


def file_name(pack: Pack, ending: str) -> str:
    """What a file of the pack is called."""
    return f"{pack.title}-{pack.today.isoformat()}.{ending}"


def as_pdf(pack: Pack) -> bytes:
    """The pack as PDF, A4 across, ready to print."""
    import typst  # heavy; only papers need it

    lists = [
        {
            "title": f"{pack.heading(name)} · {count}",
            "head": [_text(label, pack.lang) for _, label in COLUMNS[name]],
            "rows": [[str(row[column]) for column, _ in COLUMNS[name]] for row in rows],
            "wide": [column for column, _ in COLUMNS[name]].index("title"),
        }
        for name, (count, rows) in pack.lists.items()
    ]
    data = {
        "title": pack.title,
        "subtitle": _SUBTITLE.text(pack.lang).format(day=pack.today.isoformat(), days=pack.days),
        "none": _NONE.text(pack.lang),
        "lists": lists,
        "lang": pack.lang,
    }
    template = Path(__file__).with_name("pack.typ")
    made = typst.compile(str(template), sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    assert isinstance(made, bytes)
    return made


def _text(label: Label, lang: str) -> str:
    return label.text(lang)
