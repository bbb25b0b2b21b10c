"""Questions about processes: what a draft says, what is wrong with it, who a new version touches."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

from credentry.capabilities.approvals import node_settings
from credentry.capabilities.approvals.bpmn import building, calling, checking, compiling, layout, reading
from credentry.capabilities.approvals.bpmn.chain import Chain, from_model, write_settings
from credentry.capabilities.approvals.bpmn.findings import Finding
from credentry.capabilities.approvals.bpmn.model import Model
from credentry.capabilities.approvals.bpmn.plan import plan_of
from credentry.capabilities.approvals.engine import spiff
from credentry.capabilities.approvals.models import Case, Process, ProcessVersion
from credentry.capabilities.approvals.queries import known_codes, shown
from credentry.capabilities.approvals.vocabulary import CaseState
from credentry.core.identity.actors import Actor
from credentry.core.records import conditions, kinds
from credentry.foundation.errors import DomainError, Forbidden


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft read: the model with what it calls, every node's settings, and all findings."""

    model: Model
    settings: dict[str, Any]
    findings: list[Finding]

    @property
    def errors(self) -> list[Finding]:
        """What keeps it from being published."""
        return [one for one in self.findings if one.level == "error"]


def read_draft(xml: str, given: Mapping[str, Any], subject_kind: str = "", code: str = "") -> Draft:
    """The draft with everything that is wrong with it. Raises DomainError where it is no BPMN file at all."""
    root = reading.parse(xml)
    model, findings = building.build(root)
    settings = node_settings.merged(model, given)
    found = list(findings)
    for node, reason in node_settings.faults(settings).items():
        one = model.nodes[node]
        found.append(Finding("error", "process.settings", one.line, node, one.name, {"reason": reason}))

    def published(called: str) -> tuple[Model, Mapping[str, Any]] | None:
        here = building.beside(root, called)
        if here is not None and called != model.process:
            return here, node_settings.merged(here, given)
        return published_model(called)

    model, settings = calling.with_called(model, settings, published, (code, model.process))
    found += checking.Checker(model, settings, _record_checker(subject_kind)).run()
    found += _services(model, settings)
    found += _fields(model, settings, subject_kind)
    found += _starts(model, settings, subject_kind)
    found += known_codes.unknown(model, settings)
    if not any(one.level == "error" for one in found):
        reason = spiff.check(compiling.compile_model(model))
        if reason:
            found.append(Finding("error", "process.unsupported", 0, "", "", {"tag": "BPMN", "what": reason}))
    return Draft(model, settings, sorted(found, key=lambda one: (one.level, one.line)))


def drawn(actor: Actor, xml: str) -> str:
    """The file with a diagram where it has none. Raises Forbidden for who may not draw; DomainError: no BPMN file."""
    if not actor.may("process", "draw"):
        raise Forbidden()
    return layout.complete(xml, reading.parse(xml))


def _record_checker(subject_kind: str) -> checking.CheckRecord:
    kind = kinds.find(subject_kind)

    def check(text: str) -> str:
        if kind is None:
            return "subject_kind"
        try:
            conditions.parse_text(kind, text)
        except DomainError as error:
            return str(error.params.get("value") or error.code)
        return ""

    return check


def _services(model: Model, settings: Mapping[str, Any]) -> list[Finding]:
    """Service nodes whose record action does not exist."""
    found = []
    for node in model.nodes.values():
        service = (settings.get(node.id) or {}).get("service") if node.is_service else None
        if not service or not service.get("kind"):
            continue
        kind = kinds.find(str(service["kind"]))
        if kind is None or kind.action(str(service.get("action"))) is None:
            what = f"{service['kind']}.{service.get('action')}"
            found.append(
                Finding("error", "process.settings", node.line, node.id, node.name, {"reason": what})
            )
    return found


def _starts(model: Model, settings: Mapping[str, Any], subject_kind: str) -> list[Finding]:
    """What is to start cases by itself and cannot."""
    kind = kinds.find(subject_kind) if subject_kind else None
    check = _record_checker(subject_kind)
    found = []
    for node in model.nodes.values():
        for one in (settings.get(node.id) or {}).get("starts") or ():
            reason = ""
            if node.tag != "startEvent" or kind is None:
                reason = "starts"
            elif one.get("on") == "event" and kind.action(str(one.get("event"))) is None:
                reason = f"starts.event: {one.get('event')}"
            elif one.get("on") == "deadline" and kind.deadlines is None:
                reason = "starts.deadlines"
            elif one.get("condition"):
                reason = check(str(one["condition"])) and f"starts.condition: {one['condition']}"
            if reason:
                told = {"reason": reason}
                found.append(Finding("error", "process.settings", node.line, node.id, node.name, told))
    return found


def _fields(model: Model, settings: Mapping[str, Any], subject_kind: str) -> list[Finding]:
    """Fields a node speaks of that the subject does not have, or that nobody can change."""
    found = []
    for node in model.nodes.values():
        for name, word in ((settings.get(node.id) or {}).get("fields") or {}).items():
            reason = shown.fault(subject_kind, str(name), str(word))
            if reason:
                told = {"reason": reason}
                found.append(Finding("error", "process.settings", node.line, node.id, node.name, told))
    return found


def published_model(code: str) -> tuple[Model, Mapping[str, Any]] | None:
    """The model in force of a published process."""
    version = in_force(code)
    return None if version is None else (_model_of(version.xml), version.settings)


def in_force(code: str) -> ProcessVersion | None:
    """The version new cases of a process run on."""
    process = Process.objects.filter(code=code, archived_at__isnull=True, published__gt=0).first()
    return None if process is None else version_of(process)


def version_of(process: Process) -> ProcessVersion | None:
    """The version in force."""
    return ProcessVersion.objects.filter(process=process, n=process.published).first()


@lru_cache(maxsize=100)
def _model_of(xml: str) -> Model:
    return building.build(reading.parse(xml))[0]


def exported(xml: str, settings: Mapping[str, Any]) -> str:
    """The file with every node's settings beside its element: importing it again brings them back."""
    root = reading.parse(xml)
    for node, given in settings.items():
        for element in root.iter(f"{{{reading.BPMN}}}*"):
            if element.get("id") == node:
                write_settings(element, given)
    return str(etree.tostring(root, encoding="unicode"))


def chain_of(xml: str, settings: Mapping[str, Any]) -> Chain | None:
    """The draft as a chain; None where the drawing is more than one."""
    model, _ = building.build(reading.parse(xml))
    return from_model(model, node_settings.merged(model, settings))


def impact(process: Process, draft: Draft) -> dict[str, Any]:
    """What publishing the draft would change: nodes added, removed and set anew; running cases, which keep theirs."""
    now = version_of(process)
    before = dict(now.plan["nodes"]) if now else {}
    old_settings = now.settings if now else {}
    after = plan_of(draft.model)["nodes"]
    kept = before.keys() & after.keys()
    running = Case.objects.filter(process=process, state__in=(CaseState.RUNNING, CaseState.STOPPED))
    return {
        "version": process.published + 1,
        "added": sorted(after[key]["name"] for key in after.keys() - before.keys()),
        "removed": sorted(before[key]["name"] for key in before.keys() - after.keys()),
        "changed": sorted(
            after[key]["name"] for key in kept if old_settings.get(key) != draft.settings.get(key)
        ),
        "running_cases": running.count(),
        "open_tasks_at_removed": running.filter(
            tasks__state="open", tasks__node__in=before.keys() - after.keys()
        ).values("pk").distinct().count(),
    }  # fmt: skip
