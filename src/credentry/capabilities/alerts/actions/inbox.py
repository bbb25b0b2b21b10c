"""Verbs on alerts: what the person told answers."""

from datetime import timedelta

from credentry.capabilities.alerts.actions.forms import Answer, Snooze
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.vocabulary import LIVE, AlertState, Channel, Decision, DeliveryState
from credentry.core.identity.queries import user_by_id
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty
from credentry.foundation.errors import Invalid, define

MAX_SNOOZES = 2
MAX_SNOOZE_DAYS = 7

define("alert.reason", "选择“不再需要”时必须说明原因。", "“Not needed” needs a reason.")
define("alert.to", "请选择一位在职用户。", "Choose an active user.")
define(
    "alert.snooze_range",
    "最多推迟 {days} 天，且不能晚于到期日。",
    "At most {days} days, and not past the due day.",
)
define(
    "alert.snooze_times", "同一提醒最多推迟 {times} 次。", "An alert can be snoozed {times} times at most."
)


def is_live(alert: Alert) -> bool:
    """Whether the alert still waits for its deadline to be settled."""
    return alert.state in LIVE


def is_open(alert: Alert) -> bool:
    """Whether nobody has answered yet."""
    return alert.state == AlertState.OPEN


def read(ctx: Context, record: Alert, form: Empty) -> Alert:
    """Note that the recipient has seen it; reading is not an answer."""
    if record.read_at is None:
        record.read_at = ctx.now
        record.save(update_fields=["read_at"])
    return record


def acknowledge(ctx: Context, record: Alert, form: Answer) -> Alert:
    """Answer: renewing (reminders go on), not needed (with reason; this deadline falls silent), or handed over."""
    if form.decision == Decision.NOT_NEEDED and not form.note:
        raise Invalid.one("note", "alert.reason")
    if form.decision == Decision.REASSIGNED:
        _hand_over(ctx, record, form)
    record.state = AlertState.ACKNOWLEDGED
    record.decision, record.decision_note = form.decision, form.note
    record.decided_at, record.decided_by_id = ctx.now, ctx.actor.user_id
    record.read_at = record.read_at or ctx.now
    record.save()
    _withhold(record, "acknowledged")
    return record


def _withhold(record: Alert, reason: str) -> None:
    """What was not sent yet need not be sent any more."""
    waiting = Delivery.objects.filter(alert=record, state__in=[DeliveryState.DUE, DeliveryState.RETRY])
    waiting.update(state=DeliveryState.CANCELLED, reason=reason)


def _hand_over(ctx: Context, record: Alert, form: Answer) -> None:
    person = user_by_id(form.to) if form.to else None
    if person is None or not person.is_active or person.pk == record.recipient_id:
        raise Invalid.one("to", "alert.to")
    same = {
        name: getattr(record, name)
        for name in ("record_kind", "record_id", "code", "cycle", "due_on", "stage")
    }
    theirs = Alert.objects.filter(recipient=person, **same).first()
    if theirs is not None and is_live(theirs):
        return
    if theirs is None:
        theirs = Alert(recipient=person, **same, stage_on=record.stage_on, policy_id=record.policy_id)
        theirs.number, theirs.title, theirs.unit_id = record.number, record.title, record.unit_id
        theirs.level, theirs.sweep_id = record.level, record.sweep_id
    theirs.reached, theirs.state, theirs.reason = "handed_over", AlertState.OPEN, ""
    if theirs._state.adding:
        ctx.stamp(theirs)
    theirs.save()
    Delivery.objects.get_or_create(
        alert=theirs,
        channel=Channel.INBOX,
        defaults={"state": DeliveryState.SENT, "created_at": ctx.now, "sent_at": ctx.now},
    )
    mail = DeliveryState.DUE if person.email else DeliveryState.SUPPRESSED
    Delivery.objects.get_or_create(
        alert=theirs, channel=Channel.EMAIL, defaults={"state": mail, "created_at": ctx.now}
    )
    ctx.note(record.pk, "handed_over", None, str(person.pk))


def snooze(ctx: Context, record: Alert, form: Snooze) -> Alert:
    """Put it aside for some days: twice, seven days each, and never past the due day."""
    last = min(ctx.today + timedelta(days=MAX_SNOOZE_DAYS), record.due_on)
    if not ctx.today < form.until <= last:
        raise Invalid.one("until", "alert.snooze_range", days=MAX_SNOOZE_DAYS)
    if record.snoozes >= MAX_SNOOZES:
        raise Invalid.one("until", "alert.snooze_times", times=MAX_SNOOZES)
    record.state, record.snoozed_until = AlertState.SNOOZED, form.until
    record.snoozes += 1
    record.read_at = record.read_at or ctx.now
    record.save()
    _withhold(record, "snoozed")
    return record
