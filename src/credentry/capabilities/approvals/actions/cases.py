"""Verbs on cases: start, fill in, message, withdraw, terminate, timers."""

from typing import Any

from credentry.capabilities.approvals import content
from credentry.capabilities.approvals.actions import filling, steps
from credentry.capabilities.approvals.actions.forms import (
    EndForm,
    FillForm,
    MessageForm,
    PutOffForm,
    StartForm,
)
from credentry.capabilities.approvals.actions.running import CaseRun, state_word
from credentry.capabilities.approvals.directory import People
from credentry.capabilities.approvals.models import Awaited, Case, Process, ProcessVersion
from credentry.capabilities.approvals.node_settings import NodeSettings, read
from credentry.capabilities.approvals.queries import definitions
from credentry.capabilities.approvals.step.people import resolve
from credentry.capabilities.approvals.step.vocabulary import Op, Power
from credentry.capabilities.approvals.vocabulary import CaseState
from credentry.core.identity import queries as identity
from credentry.core.records import kinds
from credentry.core.records.context import Context
from credentry.core.records.forms import Empty
from credentry.core.records.queries import record_for
from credentry.foundation.errors import DomainError, Forbidden, Invalid, NotFound, define

NUMBER = "CASE-{year}-{seq:06}"

define("case.not_published", "流程“{name}”尚未发布。", "The process “{name}” is not published yet.")
define("case.subject_needed", "请选择要办理的“{kind}”。", "Choose the {kind} it is about.")
define("case.subject_kind", "该流程办理的是“{kind}”。", "This process is about a {kind}.")
define(
    "case.not_starter",
    "您没有发起“{name}”的权限；可发起：{who}",
    "You may not start “{name}”; who may: {who}",
)
define(
    "case.twice",
    "该记录已有进行中的“{name}”：{number}",
    "“{name}” is already running for this record: {number}",
)
define("case.over", "案件已结束（{state}）。", "The case is over ({state}).")
define(
    "case.not_initiator",
    "只有发起人或流程管理员可以这样做。",
    "Only who started it or an administrator may do this.",
)
define("case.no_message", "案件没有在等待消息“{name}”。", "The case is not waiting for the message “{name}”.")
define("case.not_due", "没有到期的定时。", "No timer is due.")


def start(ctx: Context, record: None, form: StartForm) -> Case:
    """A new case on the version in force, brought to its first steps."""
    process = Process.objects.filter(pk=form.process, archived_at__isnull=True).first()
    if process is None:
        raise Invalid.one("process", "field.reference", value=str(form.process))
    version = definitions.version_of(process)
    if version is None:
        raise DomainError("case.not_published", name=process.name)
    case = _made(ctx, form, process, version)
    settings = read(version.settings.get(version.plan.get("start", "")))
    _may_start(ctx, case, process, settings)
    if ctx.actor.is_system:
        settings = _loose(settings)  # nobody is there to be asked
    there = filling.hung(ctx, case, form.papers)
    filling.check_papers(settings, there, "", signing=False)
    case.data = {
        **filling.filled(settings, form.data, free=True),
        "chosen": steps.named(form.chosen),
        content.PAPERS: there,
    }
    case.content_hash = content.content_hash(case)
    case.save(force_insert=True)
    run = CaseRun(ctx, case)
    run.word = ""
    run.begin()
    run.go_on()
    run.save(main=True)
    ctx.emit("case.started", case=str(case.pk), process=process.code, subject=case.subject_id)
    return case


def _made(ctx: Context, form: StartForm, process: Process, version: ProcessVersion) -> Case:
    subject = _subject(ctx, form, process)
    unit = form.unit or getattr(subject, "unit_id", None) or ctx.actor.unit_id
    if unit is None:
        root = identity.root_unit()
        unit = root.pk if root else None
    if unit is None or not identity.units_known([unit]):
        raise Invalid.one("unit", "field.required")
    about = kinds.get(process.subject_kind).title_of(subject) if subject is not None else ""
    case = Case(
        number=ctx.numbers(NUMBER)[0],
        title=(form.title or " · ".join(part for part in (process.name, about) if part))[:500],
        unit_id=unit,
        responsible_id=getattr(subject, "responsible_id", None) or ctx.actor.user_id,
        deputy_id=getattr(subject, "deputy_id", None),
        process=process,
        process_version=version,
        subject_kind=process.subject_kind if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        initiator_id=form.initiator if ctx.actor.is_system else ctx.actor.user_id,
        started_at=ctx.now,
    )
    ctx.stamp(case)
    return case


def _subject(ctx: Context, form: StartForm, process: Process) -> Any:
    if not process.subject_kind:
        return None
    kind = kinds.get(process.subject_kind)
    if form.subject is None:
        if process.category == "application":
            return None  # the record comes into being at the end
        raise Invalid.one("subject", "case.subject_needed", kind=kind.label)
    try:
        subject = record_for(ctx.actor, kind, form.subject)
    except NotFound:
        raise Invalid.one("subject", "field.reference", value=str(form.subject)) from None
    type(subject)._default_manager.select_for_update().filter(pk=subject.pk).first()
    running = Case.objects.filter(
        process=process, subject_id=str(subject.pk), state=CaseState.RUNNING
    ).first()
    if running is not None:
        raise DomainError("case.twice", name=process.name, number=running.number)
    return subject


def _may_start(ctx: Context, case: Case, process: Process, settings: Any) -> None:
    """Whoever the start names may start it; everybody with the right where it names nobody."""
    if not settings.approvers or ctx.actor.is_system:
        return
    people = People()
    facts = steps.facts_of(case, "", author=False)
    found = resolve(steps.rules_of(case, settings.approvers), facts, people, ctx.now)
    allowed = {person for one in found.signers for person in (one.principal, one.holder, *one.pool) if person}
    if str(ctx.actor.user_id) not in allowed:
        raise Forbidden("case.not_starter", name=process.name, who=_who(ctx, settings.approvers))


def _who(ctx: Context, rules: Any) -> str:
    """Who may, as people call them: roles by their name."""
    roles = kinds.get("role").model_class._default_manager.filter(code__in=[one.code for one in rules])
    named = {
        code: (ctx.actor.lang == "en" and en) or zh
        for code, zh, en in roles.values_list("code", "name", "name_en")
    }
    return "、".join(named.get(one.code, one.code or one.by) for one in rules)


def running(case: Case) -> bool:
    """Whether the case goes on."""
    return case.state in (CaseState.RUNNING, CaseState.STOPPED)


def _must_run(case: Case) -> None:
    if not running(case):
        raise DomainError("case.over", state=state_word(case.state))


def _keeper(ctx: Context) -> bool:
    return ctx.actor.is_system or ctx.actor.may("case", "oversee")


def fill(ctx: Context, record: Case, form: FillForm) -> Case:
    """Correct what was filled in. Decisions already made on the former content are shown as such or asked again."""
    from credentry.capabilities.approvals.actions.tasks import content_changed

    _must_run(record)
    if ctx.actor.user_id != record.initiator_id and not _keeper(ctx):
        raise Forbidden("case.not_initiator")
    run = CaseRun(ctx, record)
    settings = read(run.version.settings.get(run.version.plan.get("start", "")))
    record.data = {**record.data, **filling.filled(_loose(settings), form.data, free=True)}
    content_changed(run)
    run.save(main=True)
    return record


def _loose(settings: NodeSettings) -> NodeSettings:
    """The same settings, nothing demanded."""
    inputs = tuple(one.model_copy(update={"required": False}) for one in settings.inputs)
    return settings.model_copy(update={"inputs": inputs, "attachments": ()})


def message(ctx: Context, record: Case, form: MessageForm) -> Case:
    """Something the case waits for has come."""
    _must_run(record)
    run = CaseRun(ctx, record)
    waits = [one for one in run.run.waits() if one.kind != "timer" and one.name == form.name]
    if not waits:
        raise DomainError("case.no_message", name=form.name)
    record.data = {**record.data, **{k: v for k, v in form.data.items() if k not in content.RESERVED}}
    for one in waits:
        _sent(run, one.id)
    run.go_on()
    run.save(main=True)
    return record


def _sent(run: CaseRun, wait: str) -> None:
    run.ask(lambda engine: engine.fire(wait))


def fire(ctx: Context, record: Case, form: Empty) -> Case:
    """Send the timers that are due. Anybody with the right may: only the clock decides."""
    _must_run(record)
    due = list(Awaited.objects.filter(case=record, due_at__lte=ctx.now).order_by("due_at", "pk"))
    if not due:
        raise DomainError("case.not_due")
    run = CaseRun(ctx, record)
    for one in due:
        _sent(run, one.wait)
        ctx.note(record.pk, f"timer:{one.node}", None, one.due_at.isoformat() if one.due_at else "")
    run.go_on()
    run.save(main=True)
    return record


def put_off(ctx: Context, record: Case, form: PutOffForm) -> Case:
    """A timer whose work cannot be done now is tried again later; why stands in the case."""
    Awaited.objects.filter(case=record, due_at__lte=ctx.now).update(due_at=form.until)
    record.trouble = form.why
    record.save()
    return record


def withdraw(ctx: Context, record: Case, form: EndForm) -> Case:
    """撤销: whoever started it ends it."""
    return _end(ctx, record, form, Op.WITHDRAW, CaseState.WITHDRAWN)


def terminate(ctx: Context, record: Case, form: EndForm) -> Case:
    """终止: an administrator ends it."""
    return _end(ctx, record, form, Op.TERMINATE, CaseState.TERMINATED)


def _end(ctx: Context, record: Case, form: EndForm, op: Op, state: CaseState) -> Case:
    from credentry.capabilities.approvals.actions.tasks import apply_to

    _must_run(record)
    mine = ctx.actor.user_id is not None and ctx.actor.user_id == record.initiator_id
    if not (_keeper(ctx) if op is Op.TERMINATE else mine):
        raise Forbidden("case.not_initiator")
    run = CaseRun(ctx, record)
    for task in list(run.open_tasks):
        powers = frozenset({Power.ADMINISTRATOR}) if op is Op.TERMINATE else frozenset()
        apply_to(run, task, op, {"text": form.text}, powers=powers)
        break  # the step's own rules say whether it may; the case then ends as a whole
    run.end(state)
    record.data = {**record.data, "ended_because": form.text}
    run.save(main=True)
    return record
