"""What the platform does in a process: record actions, through the one write path, on behalf of who started it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from credentry.capabilities.approvals.bpmn import expressions
from credentry.capabilities.approvals.engine.port import Work
from credentry.capabilities.approvals.node_settings import Service
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.values import plain
from credentry.foundation.errors import DomainError, define, message
from credentry.foundation.labels import L

if TYPE_CHECKING:
    from credentry.capabilities.approvals.actions.running import CaseRun

define(
    "case.service_failed",
    "“{node}”无法执行：{reason}",
    "“{node}” could not be done: {reason}",
)
define("case.no_record", "“{node}”没有可执行的记录。", "There is no record to do “{node}” on.")


def serve(run: "CaseRun", work: Work) -> None:
    """Do the record action of a service node and go on; an error event at its boundary catches a refusal.

    Raises ``case.service_failed`` with the refusal's own words: the whole operation is undone then.
    """
    settings = run.settings(work.node)
    name = run.plan(work.node)["name"]
    service = settings.service
    assert service is not None, work.node
    try:
        with transaction.atomic():
            done = _act(run, service, name)
    except DomainError as error:
        code = error.code
        if run.ask(lambda engine: engine.fail(work.id, code)):
            run.ctx.note(run.case.pk, f"service:{work.node}", None, error.code)
            return
        zh, en = _words(error, "zh"), _words(error, "en")
        raise DomainError("case.service_failed", node=name, reason=L(zh, en)) from error
    data = dict(run.case.data)
    data["served"] = run.ctx.now.isoformat()
    if service.result:
        data[service.result] = str(done.id)
    run.case.data = data
    run.decided(work.node, "approved", (), "")
    run.ctx.note(run.case.pk, f"service:{work.node}", None, f"{service.action} {done.id} {done.seq}")
    run.complete(work.id)


def _words(error: DomainError, lang: str) -> str:
    fields = getattr(error, "errors", None) or ()
    said = [f"{one.field}: {one.message(lang)}" for one in fields]
    return "; ".join(said) or message(error.code, lang, error.params)


def _act(run: "CaseRun", service: Service, name: str) -> Any:
    case = run.case
    kind = service.kind or case.subject_kind
    declared = kinds.find(kind)
    verb = declared.action(service.action) if declared is not None else None
    record: Any = None
    if verb is None or not verb.creates:
        values = run.values()
        record = (
            case.subject_id if service.record == "subject" else expressions.look_up(service.record, values)
        )
        if not record:
            raise DomainError("case.no_record", node=name)
    who = case.initiator.name if case.initiator is not None else ""
    why = f"{case.number} {name}" + (f" · 代表 {who}" if who else "")
    actor = Actor.system("process")
    return perform(actor, kind, service.action, record, payload(run, service), why=why, corr=str(case.pk))


def payload(run: "CaseRun", service: Service) -> dict[str, Any]:
    """The form of the action: values that begin with ``=`` are worked out; what is empty is left out."""
    values = run.values()
    found = {}
    for name, given in service.payload.items():
        value = expressions.parse(given[1:]).evaluate(values) if _computed(given) else given
        if value not in (None, "", [], ()):
            found[name] = value if isinstance(value, (date, datetime)) else plain(value)
    return found


def _computed(given: Any) -> bool:
    return isinstance(given, str) and given.startswith("=")
