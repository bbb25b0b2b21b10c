"""A draft or version tried over the cases that run: where they stand, which could go on with it, which not and why."""

from collections import Counter
from typing import Any

from django.db.models import Count

from credentry.capabilities.approvals.bpmn import compiling
from credentry.capabilities.approvals.bpmn.plan import plan_of
from credentry.capabilities.approvals.engine import moving
from credentry.capabilities.approvals.engine.moving import Hindrance
from credentry.capabilities.approvals.engine.port import EngineStopped
from credentry.capabilities.approvals.models import Process, ProcessVersion, Task
from credentry.capabilities.approvals.queries import definitions
from credentry.capabilities.approvals.queries.measures import number
from credentry.capabilities.approvals.vocabulary import CaseState, TaskState
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.foundation.errors import DomainError
from credentry.foundation.labels import L, Label

RUNNING = (CaseState.RUNNING, CaseState.STOPPED)
#: So many cases are tried, newest first, and so many named.
TRIED, NAMED = 2000, 200
_WHY = {
    "gone": L("新版本中没有节点“{node}”", "the new version has no node “{node}”"),
    "other": L(
        "节点“{node}”在新版本中是另一种节点", "the node “{node}” is of another sort in the new version"
    ),
    "boundary": L("节点“{node}”上的边界事件不同", "other events hang at the boundary of the node “{node}”"),
    "parallel": L(
        "案件同时处于多个节点，而流程走向已改变", "it stands at several nodes and the flow has changed"
    ),
    "nested": L(
        "案件处于子流程中，而流程走向已改变", "it stands inside a called process and the flow has changed"
    ),
}
_ENGINE = L("引擎无法以新版本继续：{node}", "the engine cannot go on with the new version: {node}")


def reason(found: Hindrance, old: Any, new: Any) -> Label:
    """The hindrance in words, with the node's name."""
    plan = (old.plan if old is not None else {}).get("nodes") or {}
    name = str((plan.get(found.node) or {}).get("name") or found.node or found.why)
    label = _WHY.get(found.why, _ENGINE)
    return L(label.zh.format(node=name), label.en.format(node=name))


def rehearse(actor: Actor, process: Process) -> dict[str, Any]:
    """The draft over the cases that run, as far as the reader may see them. Raises ``process.not_ready`` where the draft
    itself cannot run. Where the draft is in force already, cases of earlier versions are tried. Nothing is changed."""
    draft = definitions.read_draft(process.xml, process.settings, process.subject_kind, process.code)
    now = definitions.version_of(process)
    same = now is not None and now.digest == process.digest
    errors = [one.as_dict(actor.lang) for one in draft.errors]
    rows = visible(actor, kinds.get("case")).filter(process=process, state__in=RUNNING)
    if same:
        rows = rows.exclude(process_version=now)  # they are where the others might go
    found: dict[str, Any] = {
        "to": process.published + (0 if same else 1), "draft": not same, "errors": errors,
        "from": _places(rows, process), "can": 0, "cannot": 0, "tried": 0, "running": rows.count(), "cases": [],
    }  # fmt: skip
    if draft.errors:
        return found
    compiled = compiling.compile_model(draft.model)
    versions = {one.pk: one for one in ProcessVersion.objects.filter(process=process)}
    known: dict[Any, Hindrance | None] = {}
    plans = {"nodes": plan_of(draft.model)["nodes"]}
    some = rows.order_by("-started_at", "pk")[:TRIED]
    for pk, title, code, version, engine in some.values_list(
        "pk", "title", "number", "process_version_id", "engine"
    ).iterator(chunk_size=200):
        old = versions[version]
        key = (version, moving.position(engine)) if engine.get("v") else (version, pk)
        if key not in known:
            known[key] = _tried(old, compiled, engine)
        hindered = known[key]
        found["tried"] += 1
        found["can" if hindered is None else "cannot"] += 1
        if len(found["cases"]) < NAMED:
            told = reason(hindered, old, plans).as_dict() if hindered else None
            found["cases"].append({
                "id": str(pk), "number": code, "title": title, "version": old.n, "ok": hindered is None, "reason": told,
            })  # fmt: skip
    return found


def _tried(old: ProcessVersion, compiled: bytes, engine: dict[str, Any]) -> Hindrance | None:
    """Really moved, on a copy: what the rules let through the engine has to take, too."""
    before = old.compiled.encode()
    found = moving.hindrance(before, compiled, engine)
    if found is not None:
        return found
    try:
        moving.move(before, compiled, engine, lambda text, extra: True, dict)
    except (EngineStopped, DomainError, KeyError, ValueError) as error:
        return Hindrance("engine", str(error)[:200])
    return None


def _places(rows: Any, process: Process) -> list[dict[str, Any]]:
    """Running cases by version and node, each number with what opens them."""
    at = Task.objects.filter(case__in=rows.values("pk"), state=TaskState.OPEN, rework=False).order_by()
    counted = at.values_list("case__process_version__n", "node").annotate(n=Count("pk"))
    nodes: dict[int, Counter[str]] = {}
    for n, node, count in counted:
        nodes.setdefault(n, Counter())[node] = count
    plans = dict(ProcessVersion.objects.filter(process=process).values_list("n", "plan"))
    base = (("case.process", "=", str(process.pk)), ("state", "=", "open"), ("rework", "=", False))
    return [
        {
            "version": n,
            "nodes": [
                {
                    "node": node, "name": (plans[n]["nodes"].get(node) or {}).get("name", node),
                    "open": number(count, "task", (*base, ("case.on_version", "=", n), ("node", "=", node))),
                }
                for node, count in sorted(some.items())
            ],
        }
        for n, some in sorted(nodes.items())
    ]  # fmt: skip
