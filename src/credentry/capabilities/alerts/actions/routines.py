"""Verbs on work that comes round."""

from datetime import date
from typing import Any
from uuid import UUID

from credentry.capabilities.alerts.models import Routine, RoutineDone
from credentry.capabilities.alerts.queries import routines
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty, Form, ask, given, partial
from credentry.foundation.errors import DomainError, Invalid, define
from credentry.foundation.labels import L

define(
    "routine.early",
    "本期自 {day} 开始，尚不能登记完成。",
    "This period begins on {day}; it cannot be done before.",
)
define(
    "routine.day",
    "完成日期须在本期开始之后且不晚于今天。",
    "The day lies in the period that is open and not after today.",
)


class RoutineForm(Form):
    """What comes round, how often, and whose it is."""

    code: str = ask(L("编码", "Code"), pattern=r"^[A-Za-z0-9_-]{1,60}$")
    name: str = ask(L("名称", "Name"), min_length=1, max_length=200)
    name_en: str = ask(L("英文名称", "English name"), "", max_length=200)
    months: int = ask(L("每隔几个月", "Every so many months"), 3, ge=1, le=60)
    first_on: date | None = ask(
        L("首期开始日", "First period begins"),
        None,
        help=L("留空：下一个自然周期的首日", "Empty: the first day of the next such period of the calendar"),
    )
    due_workdays: int | None = ask(
        L("期初后几个工作日内", "Working days from its first"),
        None,
        ge=0,
        le=260,
        help=L("留空：本期最后一个工作日", "Empty: the last working day of the period"),
    )
    unit: UUID | None = ask(L("部门", "Unit"), None, ref="unit")
    responsible: UUID | None = ask(L("责任人", "Responsible"), None, ref="user")
    deputy: UUID | None = ask(L("代理人", "Deputy"), None, ref="user")
    source: str = ask(L("来源", "Source"), "", max_length=60)


AmendRoutine = partial(RoutineForm, "AmendRoutine")


class DoneForm(Form):
    """A period done."""

    done_on: date | None = ask(L("完成日期", "Done on"), None, help=L("留空为今天", "Empty: today"))
    note: str = ask(L("结果", "What came of it"), min_length=1, max_length=1000, widget="longtext")


def define_routine(ctx: Context, record: None, form: RoutineForm) -> Routine:
    """Let it come round from its first period on."""
    if Routine.objects.filter(code=form.code).exists():
        raise Invalid.one("code", "field.taken", value=form.code)
    routine = Routine(first_on=routines.next_period(ctx.today, form.months))
    ctx.stamp(routine)
    _fill(routine, form.model_dump())
    routine.save(force_insert=True)
    return routine


def amend(ctx: Context, record: Routine, form: Form) -> Routine:
    """Change what is sent and leave the rest; periods that were done stay done."""
    sent = given(form)
    if Routine.objects.filter(code=sent.get("code", record.code)).exclude(pk=record.pk).exists():
        raise Invalid.one("code", "field.taken", value=sent["code"])
    _fill(record, sent)
    record.save()
    return record


def complete(ctx: Context, record: Routine, form: DoneForm) -> Routine:
    """The open period is done; the next one begins to count."""
    period = routines.open_period(record)
    day = form.done_on or ctx.today
    if ctx.today < period:
        raise DomainError("routine.early", day=period.isoformat())
    if not period <= day <= ctx.today:
        raise Invalid.one("done_on", "routine.day")
    RoutineDone.objects.create(
        routine=record, period=period, done_on=day, note=form.note, user_id=ctx.actor.user_id
    )
    record.save()
    ctx.note(record.pk, "period", None, period.isoformat())
    return record


def switch_on(ctx: Context, record: Routine, form: Empty) -> Routine:
    """Let it come round again."""
    record.active = True
    record.save()
    return record


def switch_off(ctx: Context, record: Routine, form: Empty) -> Routine:
    """It comes round no more; what is open is nobody's duty any longer."""
    record.active = False
    record.save()
    return record


def _fill(routine: Routine, values: dict[str, Any]) -> None:
    for name in ("code", "name", "name_en", "months", "due_workdays", "source"):
        if name in values:
            setattr(routine, name, values[name])
    if values.get("first_on"):
        routine.first_on = values["first_on"]
    for name in ("unit", "responsible", "deputy"):
        if name in values:
            setattr(routine, f"{name}_id", values[name])
