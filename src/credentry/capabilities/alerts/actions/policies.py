"""Verbs on policies. Every change makes a sweep look at the whole register, at once after the commit."""

from typing import Any

from credentry.capabilities.alerts import rules
from credentry.capabilities.alerts.actions import letting, soon
from credentry.capabilities.alerts.actions.forms import PolicyForm
from credentry.capabilities.alerts.models import AlertPolicy, Pending
from credentry.capabilities.alerts.queries import policies as policy_queries
from credentry.core.records import kinds
from credentry.core.records.actions.forms import parse_form
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty
from credentry.foundation.errors import DomainError, Invalid, define

define("alert_policy.kind", "“{kind}”没有可提醒的期限。", "“{kind}” has no deadlines to be told about.")
define(
    "alert_policy.no_types",
    "“{kind}”没有类型，请改用条件。",
    "“{kind}” has no types; use the condition instead.",
)


def define_policy(ctx: Context, record: None, form: PolicyForm) -> AlertPolicy:
    """Make a policy; it speaks from the next sweep on."""
    if AlertPolicy.objects.filter(code=form.code).exists():
        raise Invalid.one("code", "field.taken", value=form.code)
    policy = AlertPolicy(code=form.code)
    ctx.stamp(policy)
    _fill(policy, form)
    policy.save(force_insert=True)
    _look_at_everything()
    return policy


def amend(ctx: Context, record: AlertPolicy, form: PolicyForm) -> AlertPolicy:
    """Change what is sent of what the policy says and leave the rest. Notices already sent stay as they are."""
    form = _whole(record, form)
    if AlertPolicy.objects.filter(code=form.code).exclude(pk=record.pk).exists():
        raise Invalid.one("code", "field.taken", value=form.code)
    record.code = form.code
    _fill(record, form)
    record.save()
    letting.let_go(record, ctx.today)
    _look_at_everything()
    return record


def switch_on(ctx: Context, record: AlertPolicy, form: Empty) -> AlertPolicy:
    """Let the policy speak again."""
    return _switch(record, True)


def switch_off(ctx: Context, record: AlertPolicy, form: Empty) -> AlertPolicy:
    """Silence the policy; deadlines fall to the next one that fits, what no other speaks of ends with it."""
    _switch(record, False)
    letting.let_go(record, ctx.today)
    return record


def _switch(record: AlertPolicy, active: bool) -> AlertPolicy:
    record.active = active
    record.save()
    _look_at_everything()
    return record


def _whole(record: AlertPolicy, form: PolicyForm) -> PolicyForm:
    """The policy as it will be: what was not sent is as it was."""
    kept = {name: getattr(record, name) for name in PolicyForm.model_fields}
    whole = parse_form(PolicyForm, kept | form.model_dump(mode="json", include=form.model_fields_set))
    assert isinstance(whole, PolicyForm)
    return whole


def drafted(form: PolicyForm) -> AlertPolicy:
    """The policy a form describes, checked and not saved: for a preview or a back-test. Raises as ``define`` does."""
    policy = AlertPolicy(code=form.code)
    _fill(policy, form)
    return policy


def _fill(policy: AlertPolicy, form: PolicyForm) -> None:
    declared = kinds.find(form.kind)
    if declared is None or declared.deadlines is None:
        raise DomainError("alert_policy.kind", field="kind", kind=form.kind)
    if form.types and policy_queries.type_kind_of(form.kind) is None:
        raise DomainError("alert_policy.no_types", field="types", kind=form.kind)
    values: dict[str, Any] = form.model_dump(mode="json")
    for name in (
        "name",
        "name_en",
        "kind",
        "deadlines",
        "types",
        "condition",
        "channels",
        "source",
        "active",
        "levels",
        "ladder",
        "anchor",
        "working_days",
        "hold",
    ):
        setattr(policy, name, values[name])
    policy.recipients = values["recipients"]
    policy.stages = rules.ordered(form.stages)
    policy.rank = rules.rank_of(form.types, form.condition) if form.rank is None else form.rank
    if form.types:
        policy_queries.condition_q(policy_queries.type_kind_of(form.kind) or "", form.types)
    if form.condition:
        policy_queries.condition_q(form.kind, form.condition)


def _look_at_everything() -> None:
    Pending.objects.create(kind="", record_id=None)
    soon.sweep_soon()
