"""Absences: on which days somebody cannot be told anything, and who stands in."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from credentry.core.identity.actors import Actor
from credentry.core.identity.models import Absence
from credentry.core.identity.queries import user_by_id
from credentry.core.records.context import Context
from credentry.core.records.forms import Form, ask
from credentry.foundation.errors import Forbidden, Invalid, define
from credentry.foundation.labels import L

define("absence.days", "结束日期不能早于开始日期。", "It cannot end before it begins.")
define("absence.deputy", "代理人须为本人以外的在职用户。", "The deputy is another active user.")
define("absence.twice", "该时段已登记过缺勤。", "An absence is already entered for these days.")


class AbsenceForm(Form):
    """From when to when somebody is away; both days count."""

    user: UUID = ask(L("人员", "Person"), ref="user")
    from_date: date = ask(L("开始日期", "From"), widget="date")
    to_date: date = ask(L("结束日期", "To"), widget="date")
    deputy: UUID | None = ask(
        L("代理人", "Deputy"),
        None,
        ref="user",
        help=L("留空则由平时的代理人或上级接收提醒", "Empty: the usual deputy, else the manager, is told"),
    )
    note: str = ask(L("说明", "Note"), "", max_length=200)


def visible(actor: Actor) -> Q:
    """Everybody's for those who may oversee absences, else one's own and those one stands in for."""
    if actor.granting("absence", "oversee"):
        return Q()
    return Q(user_id=actor.user_id) | Q(deputy_id=actor.user_id)


def enter(ctx: Context, record: None, form: AbsenceForm) -> Absence:
    """Enter an absence: one's own, or anybody's with the right to oversee."""
    absence = Absence()
    _fill(ctx, absence, form)
    ctx.stamp(absence)
    absence.save(force_insert=True)
    return absence


def amend(ctx: Context, record: Absence, form: AbsenceForm) -> Absence:
    """Change the days or the deputy."""
    _fill(ctx, record, form)
    record.save()
    return record


def _fill(ctx: Context, absence: Any, form: AbsenceForm) -> None:
    own = form.user == ctx.actor.user_id
    if not own and not ctx.actor.is_system and not ctx.actor.granting("absence", "oversee"):
        raise Forbidden()
    if form.to_date < form.from_date:
        raise Invalid.one("to_date", "absence.days")
    person = user_by_id(form.user)
    if person is None:
        raise Invalid.one("user", "field.reference", value=str(form.user))
    if form.deputy is not None:
        deputy = user_by_id(form.deputy)
        if deputy is None or not deputy.is_active or deputy.pk == form.user:
            raise Invalid.one("deputy", "absence.deputy")
    same = Absence.objects.filter(user_id=form.user, archived_at__isnull=True).exclude(pk=absence.pk)
    if same.filter(from_date__lte=form.to_date, to_date__gte=form.from_date).exists():
        raise Invalid.one("from_date", "absence.twice")
    absence.user_id, absence.deputy_id = form.user, form.deputy
    absence.from_date, absence.to_date, absence.note = form.from_date, form.to_date, form.note
    absence.title = f"{person.name} {form.from_date:%Y-%m-%d} – {form.to_date:%Y-%m-%d}"
