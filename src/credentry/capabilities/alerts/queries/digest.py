"""What one person must decide, grouped by what is asked of them: what the digest mail and its record are made of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Max

from credentry.capabilities.alerts import links, rules, working
from credentry.capabilities.alerts.channels.letters import SHOWN
from credentry.capabilities.alerts.channels.parcels import Line
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.vocabulary import OPENINGS, AlertState, Channel, Demand, Level
from credentry.foundation.labels import L, Label

OVERDUE, NOW, APPROVE, SOON = "overdue", "now", "approve", "soon"
#: The questions of a digest in the order of the mail.
GROUPS: Final[dict[str, Label]] = {
    OVERDUE: L("已逾期，须决定", "Overdue, still undecided"),
    NOW: L("现在决定", "Decide now"),
    APPROVE: L("待您批准", "Waiting for your approval"),
    SOON: L("即将到期", "Due soon"),
}
_ASKS = L("{name} 申请到期失效：{note}", "{name} asks to let it lapse: {note}")
_PRESSING: Final = (Level.URGENT, Level.CRITICAL)
CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Question:
    """One deadline that waits for the person: which of their alerts asks, and under which heading it stands."""

    alert: UUID
    group: str
    due_on: date


def questions(person: UUID, today: date, among: Sequence[str] | None = None) -> list[Question]:
    """Everything that waits for this person's decision, the most pressing first; each deadline once.

    ``among``: only these alerts (ids as text), as an earlier try of the same mail had them.
    """
    rows = Alert.objects.filter(recipient_id=person, state=AlertState.OPEN)
    soonest = working.add_working_days(today, 1)
    known = set(among) if among is not None else None
    found: dict[tuple[Any, ...], Question] = {}
    columns = ("pk", "about_id", "code", "due_on", "answer_by", "record_kind", "record_id", "cycle")
    for pk, about, code, due_on, answer_by, *record in rows.order_by("stage", "pk").values_list(*columns):
        if known is not None and str(pk) not in known:
            continue
        group = group_of(about is not None, code, due_on, answer_by, today, soonest)
        found.setdefault((about, code, due_on, *record), Question(pk, group, due_on))
    order = list(GROUPS)
    return sorted(found.values(), key=lambda one: (order.index(one.group), one.due_on, one.alert))


def group_of(asked: bool, code: str, due_on: date, answer_by: date | None, today: date, soonest: date) -> str:
    """Under which heading an open alert stands. ``asked``: somebody waits for an approval; ``soonest``: the next
    working day, up to which an answer is wanted now."""
    if asked:
        return APPROVE
    if code in OPENINGS:
        return SOON
    if due_on < today:
        return OVERDUE
    pressing = rules.level((due_on - today).days) in _PRESSING
    return NOW if pressing or (answer_by is not None and answer_by <= soonest) else SOON


def counts(found: Sequence[Question]) -> dict[str, int]:
    """How many there are under each heading, in the order of the mail; headings without any are left out."""
    many = Counter(one.group for one in found)
    return {group: many[group] for group in GROUPS if many[group]}


def lines(found: Sequence[Question], today: date, lang: str) -> dict[str, list[Line]]:
    """The first ``SHOWN`` questions as a mail shows them, by heading, with a button for one press each."""
    shown = found[:SHOWN]
    ids = [one.alert for one in shown]
    alerts = {one.pk: one for one in Alert.objects.filter(pk__in=ids)}
    abouts = [one.about_id for one in alerts.values() if one.about_id]
    asked = {one.pk: one for one in Alert.objects.filter(pk__in=abouts).select_related("recipient")}
    buttons = _buttons(ids)
    grouped: dict[str, list[Line]] = {}
    for one in shown:
        alert = alerts[one.alert]
        request = asked.get(alert.about_id) if alert.about_id else None
        grouped.setdefault(one.group, []).append(_line(alert, request, buttons.get(alert.pk), today, lang))
    return grouped


def _buttons(ids: Sequence[UUID]) -> dict[UUID, int]:
    """Of each alert the delivery whose button the mail repeats: that of its own mail, else of the inbox."""
    found: dict[UUID, int] = {}
    for channel in (Channel.INBOX, Channel.EMAIL):
        rows = Delivery.objects.filter(alert_id__in=ids, channel=channel).order_by()
        found |= {alert: pk for alert, pk in rows.values_list("alert_id").annotate(Max("pk")) if alert}
    return found


def _line(alert: Alert, request: Alert | None, delivery: int | None, today: date, lang: str) -> Line:
    note = ""
    if request is not None:
        note = _ASKS.text(lang).format(name=request.recipient.name, note=request.decision_note)
    by_press = alert.asks == Demand.ACKNOWLEDGE
    button = delivery if settings.CREDENTRY_BASE_URL and request is None else None
    return Line(
        key="",
        title=alert.title,
        number=alert.number,
        code=alert.code,
        due_on=alert.due_on,
        stage=alert.stage,
        level=Level.INFO if alert.code in OPENINGS else rules.level((alert.due_on - today).days).value,
        reached=alert.reached,
        kind="alert" if request is not None else alert.record_kind,
        record_id=alert.pk if request is not None else alert.record_id,
        answer=(links.address(button, today) if by_press else links.inbox(alert.pk)) if button else "",
        asks=Demand.ACKNOWLEDGE if request is not None else alert.asks,
        note=note,
    )
