"""Verbs on alerts: what the person told answers."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max

from credentry.capabilities.alerts import rules, working
from credentry.capabilities.alerts.actions.forms import Answer, Approve, Refuse, Snooze
from credentry.capabilities.alerts.models import Alert, Delivery
from credentry.capabilities.alerts.queries import reach
from credentry.capabilities.alerts.vocabulary import (
    LIVE,
    WAITING,
    AlertState,
    Channel,
    Decision,
    DeliveryState,
    Demand,
)
from credentry.core.identity.queries import roster, user_by_id
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty
from credentry.foundation.errors import DomainError, Invalid, define
from credentry.plumbing import sql

MAX_SNOOZES = 2
MAX_SNOOZE_DAYS = 7
#: A snooze ends so many days before the last day to file a renewal.
BEFORE_FILING = 7

#: Answers that leave the matter with somebody else.
_PASSED_ON = (Decision.REASSIGNED, Decision.REFUSED)

define("alert.reason", "该决定必须说明原因。", "This decision needs a reason.")
define("alert.to", "请选择一位在职用户。", "Choose an active user.")
define(
    "alert.approver",
    "请选择批准人：须为本人以外的在职用户。",
    "Choose who approves: an active user other than yourself.",
)
define("alert.asked_gone", "该申请已不在待批准状态。", "The request is no longer waiting for approval.")
define(
    "alert.snooze_range",
    "最多推迟 {days} 天，且不能晚于 {last}（到期日、最晚安全启动日或续期截止前 7 天）。",
    "At most {days} days, and not past {last} (due day, latest safe start, or 7 days before the filing deadline).",
)
define(
    "alert.snooze_times", "同一提醒最多推迟 {times} 次。", "An alert can be snoozed {times} times at most."
)


define(
    "alert.plan",
    "已升级至此，须写明行动计划：做什么、何时完成。",
    "It has climbed this far: write the action plan, what is done and by when.",
)
define(
    "alert.plan_on",
    "请填写行动计划的完成日期（不早于今天）。",
    "Name the day the plan is done by, today or later.",
)
define("alert.why", "须写明决定的理由。", "Write why this is the decision.")
define(
    "alert.decide",
    "须作出决定：办理续期、到期失效（须批准）或转交他人。",
    "A decision is asked for: renew, let it lapse (needs approval) or hand over.",
)
define("alert.no_snooze", "须作出决定，不能推迟。", "A decision is asked for: it cannot be put off.")


def is_live(alert: Alert) -> bool:
    """Whether the alert still waits for its deadline to be settled, and a decision is its recipient's to make."""
    return alert.state in LIVE and alert.about_id is None


def is_request(alert: Alert) -> bool:
    """Whether it asks to approve that something lapses."""
    return alert.state in WAITING and alert.about_id is not None


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
    """Answer: renewing (reminders go on), not needed (with reason; this deadline falls silent), handed over, or
    let it lapse: with reason, and silent only once somebody else approved."""
    if form.decision in (Decision.NOT_NEEDED, Decision.LAPSE) and not form.note:
        raise Invalid.one("note", "alert.reason")
    _meets(ctx, record, form)
    decision = form.decision
    if decision == Decision.REASSIGNED:
        _hand_over(ctx, record, form)
    elif decision == Decision.LAPSE:
        _ask_approval(ctx, record, form)
        decision = Decision.LAPSE_ASKED
    record.plan_on = form.plan_on if decision == Decision.RENEWING else None
    _decide(ctx, record, decision, form.note)
    _others(ctx, record, "answered", reached="escalated")
    if decision in (
        Decision.RENEWING,
        Decision.NOT_NEEDED,
    ):  # what was asked was given: a word is enough for the rest
        waiting = Alert.objects.filter(state__in=WAITING, stage=record.stage, **_deadline(record))
        waiting.exclude(asks=Demand.ACKNOWLEDGE).update(asks=Demand.ACKNOWLEDGE, updated_at=ctx.now)
    ctx.emit(
        "deadline.answered", kind=record.record_kind, record=str(record.record_id), code=record.code, cycle=record.cycle,
        due_on=record.due_on.isoformat(), decision=str(decision), by=str(record.recipient_id),
    )  # fmt: skip
    return record


def _meets(ctx: Context, record: Alert, form: Answer) -> None:
    """Whether the answer is as much as the ladder asks for: a plan with its day, or a reasoned decision."""
    if form.plan_on is not None and form.plan_on < ctx.today:
        raise Invalid.one("plan_on", "alert.plan_on")
    if record.asks == Demand.DECISION and form.decision == Decision.NOT_NEEDED:
        raise Invalid.one("decision", "alert.decide")
    if form.decision != Decision.RENEWING or record.asks == Demand.ACKNOWLEDGE:
        return
    if not form.note.strip():
        raise Invalid.one("note", "alert.plan" if record.asks == Demand.PLAN else "alert.why")
    if record.asks == Demand.PLAN and form.plan_on is None:
        raise Invalid.one("plan_on", "alert.plan_on")


def approve(ctx: Context, record: Alert, form: Approve) -> Alert:
    """Let it lapse: the deadline falls silent, in the name of who asked and of who approved."""
    asked = _asked(record)
    asked.decision = Decision.LAPSE
    asked.version += 1
    asked.save()
    ctx.also("alert", asked.pk, [("decision", Decision.LAPSE_ASKED.value, Decision.LAPSE.value)])
    _decide(ctx, record, Decision.APPROVED, form.note)
    _others(ctx, record, "lapse")
    return record


def refuse(ctx: Context, record: Alert, form: Refuse) -> Alert:
    """Do not let it lapse: who asked is told again, and has the time for an answer anew."""
    asked = _asked(record)
    asked.state, asked.decision, asked.decided_at, asked.decided_by_id = AlertState.OPEN, "", None, None
    asked.answer_by, asked.escalated_on = _answer_by(ctx.today), None
    asked.version += 1
    asked.read_at = None
    asked.save()
    ctx.also("alert", asked.pk, [("decision", Decision.LAPSE_ASKED.value, "")])
    _decide(ctx, record, Decision.REFUSED, form.note)
    return record


def _asked(request: Alert) -> Alert:
    if request.about_id is None:
        raise DomainError("alert.asked_gone")
    asked = Alert.objects.select_for_update().filter(pk=request.about_id).first()
    if asked is None or asked.decision != Decision.LAPSE_ASKED:
        raise DomainError("alert.asked_gone")
    return asked


def _decide(ctx: Context, record: Alert, decision: Decision, note: str) -> None:
    record.state = AlertState.ACKNOWLEDGED
    record.decision, record.decision_note = decision, note
    record.decided_at, record.decided_by_id = ctx.now, ctx.actor.user_id
    record.read_at = record.read_at or ctx.now
    record.save()
    _withhold([record.pk], "acknowledged")


def _others(ctx: Context, record: Alert, reason: str, **only: Any) -> None:
    """What one answer settles for others told of the same deadline: whoever it had climbed to."""
    others = Alert.objects.filter(state__in=WAITING, about_id__isnull=True, **_deadline(record), **only)
    ids = list(others.exclude(pk=record.pk).values_list("pk", flat=True))
    others.filter(pk__in=ids).update(state=AlertState.SUPERSEDED, reason=reason, updated_at=ctx.now)
    _withhold(ids, reason)


def _deadline(record: Alert) -> dict[str, Any]:
    return {name: getattr(record, name) for name in ("record_kind", "record_id", "code", "cycle", "due_on")}


def _withhold(ids: list[UUID], reason: str) -> None:
    """What was not sent yet need not be sent any more."""
    waiting = Delivery.objects.filter(alert__in=ids, state__in=[DeliveryState.DUE, DeliveryState.RETRY])
    waiting.update(state=DeliveryState.CANCELLED, reason=reason)


def _ask_approval(ctx: Context, record: Alert, form: Answer) -> None:
    approver = form.to or reach.manager_of(roster(), record.recipient_id)
    person = user_by_id(approver) if approver else None
    if person is None or not person.is_active or person.pk in (record.recipient_id, ctx.actor.user_id):
        raise Invalid.one("to", "alert.approver")
    _tell(ctx, record, person, "approver", record.pk)
    ctx.note(record.pk, "approval_asked", None, str(person.pk))


def _hand_over(ctx: Context, record: Alert, form: Answer) -> None:
    person = user_by_id(form.to) if form.to else None
    if person is None or not person.is_active or person.pk == record.recipient_id:
        raise Invalid.one("to", "alert.to")
    _tell(ctx, record, person, "handed_over", None)
    ctx.note(record.pk, "handed_over", None, str(person.pk))


def _tell(ctx: Context, record: Alert, person: Any, reached: str, about: UUID | None) -> None:
    """Open the same stage for another person; one who is told already is asked on that very alert, and one who had
    passed it on has it again."""
    same = {**_deadline(record), "stage": record.stage}
    theirs = Alert.objects.filter(recipient=person, **same).first()
    if theirs is not None and theirs.state in LIVE and about is None and theirs.decision not in _PASSED_ON:
        if theirs.reached == "escalated":  # theirs for good now, and not what an answer settles for others
            theirs.reached = reached
        if theirs.state in WAITING:  # it came back to them: their time begins anew
            theirs.answer_by, theirs.escalated_on = _answer_by(ctx.today), None
        theirs.asks = rules.stricter(theirs.asks, record.asks)
        theirs.save(update_fields=["reached", "answer_by", "escalated_on", "asks"])
        return
    if theirs is None:
        theirs = Alert(recipient=person, **same, stage_on=record.stage_on, policy_id=record.policy_id)
        theirs.number, theirs.title, theirs.unit_id = record.number, record.title, record.unit_id
        theirs.level, theirs.sweep_id = record.level, record.sweep_id
    theirs.reached, theirs.state, theirs.reason = reached, AlertState.OPEN, ""
    theirs.about_id, theirs.rung, theirs.plan_on = about, record.rung, None
    theirs.asks = record.asks if about is None else Demand.ACKNOWLEDGE
    theirs.answer_by, theirs.escalated_on = _answer_by(ctx.today), None
    theirs.decision, theirs.decision_note, theirs.decided_at, theirs.decided_by_id = "", "", None, None
    theirs.read_at, theirs.snoozed_until = None, None
    if theirs._state.adding:
        ctx.stamp(theirs)
    else:
        theirs.version += 1
    theirs.save()
    _send(ctx, theirs, person)


def _send(ctx: Context, alert: Alert, person: Any) -> None:
    """Inbox and mail, in a round of their own where the person was told of it before."""
    known = Delivery.objects.filter(alert=alert).aggregate(last=Max("round"))["last"]
    of = {"alert": alert, "round": 0 if known is None else known + 1, "created_at": ctx.now}
    mail = DeliveryState.DUE if person.email else DeliveryState.SUPPRESSED
    Delivery.objects.create(**of, channel=Channel.INBOX, state=DeliveryState.SENT, sent_at=ctx.now)
    Delivery.objects.create(**of, channel=Channel.EMAIL, state=mail)


def _answer_by(today: date) -> date:
    return working.add_working_days(today, int(rules.LADDER[0]["wait"]))


def last_snooze_day(record: Alert, today: date) -> date:
    """The last day it may be put aside to: seven days on, never past the due day, the latest safe start or seven
    days before the record's filing deadline."""
    found = sql.rows(
        "SELECT d.code, d.due_on, d.latest_safe_start, d.cycle FROM records_deadline d "
        "WHERE d.kind = %s AND d.record_id = %s AND d.closed_on IS NULL",
        (record.record_kind, sql.uuid_value(record.record_id)),
    )
    limits = [today + timedelta(days=MAX_SNOOZE_DAYS), record.due_on]
    for code, due, safe, cycle in found:
        if code == record.code and cycle == record.cycle and safe:
            limits.append(_day(safe))
        if code == "renewal_deadline":
            limits.append(_day(due) - timedelta(days=BEFORE_FILING))
    return min(limits)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def snooze(ctx: Context, record: Alert, form: Snooze) -> Alert:
    """Put it aside for some days: twice, seven days each, and never past the latest safe start; not a decision."""
    if record.asks == Demand.DECISION:
        raise DomainError("alert.no_snooze")
    last = last_snooze_day(record, ctx.today)
    if not ctx.today < form.until <= last:
        raise Invalid.one("until", "alert.snooze_range", days=MAX_SNOOZE_DAYS, last=last.isoformat())
    if record.snoozes >= MAX_SNOOZES:
        raise Invalid.one("until", "alert.snooze_times", times=MAX_SNOOZES)
    record.state, record.snoozed_until = AlertState.SNOOZED, form.until
    record.snoozes += 1
    record.read_at = record.read_at or ctx.now
    record.answer_by = working.add_working_days(form.until, 1)
    record.save()
    _withhold([record.pk], "snoozed")
    return record
