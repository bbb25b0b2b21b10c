"""A draft tried with somebody as initiator: which way it goes and who would be asked, by the engine itself, in memory.

Nothing is written: the case is never saved, record actions are only named, limits count one after the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from credentry.capabilities.approvals import working
from credentry.capabilities.approvals.actions import filling, steps
from credentry.capabilities.approvals.actions.running import CaseRun
from credentry.capabilities.approvals.bpmn.compiling import CHOSEN, EXPRESSION, RECORD, compile_model
from credentry.capabilities.approvals.bpmn.model import SERVICES
from credentry.capabilities.approvals.bpmn.plan import plan_of
from credentry.capabilities.approvals.engine.port import Wait, Work
from credentry.capabilities.approvals.models import Case, Process, ProcessVersion
from credentry.capabilities.approvals.node_settings import NodeSettings
from credentry.capabilities.approvals.queries.definitions import Draft, read_draft
from credentry.capabilities.approvals.step.people import FATE_WORDS, Found
from credentry.core.identity import queries as identity
from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.context import Context
from credentry.core.records.queries import record_for
from credentry.core.records.values import labels, plain
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, Forbidden, Invalid, define, message

define(
    "process.trial_faults",
    "有 {count} 处问题，先处理再试运行：{first}",
    "{count} problems come first: {first}",
)
define(
    "process.trial_endless",
    "试运行超过 {limit} 步，已停止。",
    "The test run was stopped after {limit} steps.",
)
#: So many entries at most: what goes round is cut there.
LIMIT = 100


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: ``answers`` node → approved or rejected (approved where nothing is said); ``branch`` gateway → flow
    a person would choose; ``chosen`` node → people the initiator would choose."""

    initiator: UUID
    subject: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    chosen: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Literal["approved", "rejected"]] = field(default_factory=dict)
    branch: Mapping[str, str] = field(default_factory=dict)


def tried(actor: Actor, process_id: UUID, trial: Trial) -> dict[str, Any]:
    """The way a case on the draft would go: ``entries`` in order, how it ends and when at the latest.

    Raises Forbidden, Invalid for wrong data, ``process.trial_faults`` while the draft cannot run.
    """
    if not actor.may("process", "draw"):
        raise Forbidden()
    process: Process = record_for(actor, kinds.get("process"), process_id)
    draft = read_draft(process.xml, process.settings, process.subject_kind, process.code)
    if draft.errors:
        first = draft.errors[0].message(actor.lang)
        raise DomainError("process.trial_faults", count=len(draft.errors), first=first)
    return _Trying(actor, process, draft, trial).run()


class _Trying:
    def __init__(self, actor: Actor, process: Process, draft: Draft, trial: Trial) -> None:
        self._actor, self._draft, self._trial = actor, draft, trial
        self._ctx = Context(actor, clock.now(), clock.today())
        self._version = ProcessVersion(
            process=process,
            settings=draft.settings,
            plan=plan_of(draft.model),
            compiled=compile_model(draft.model).decode(),
        )
        self._run = CaseRun(self._ctx, self._case(process))
        self._run.__dict__["version"] = self._version
        self._at = self._ctx.now
        self._entries: list[dict[str, Any]] = []
        self._asked: dict[str, bool] = {}
        self._rejected = False

    def _case(self, process: Process) -> Case:
        initiator = identity.user_by_id(self._trial.initiator)
        if initiator is None:
            raise Invalid.one("initiator", "field.reference", value=str(self._trial.initiator))
        subject: Any = None
        if process.subject_kind and self._trial.subject is not None:
            subject = record_for(self._actor, kinds.get(process.subject_kind), self._trial.subject)
        root = identity.root_unit()
        unit = getattr(subject, "unit_id", None) or initiator.unit_id or (root.pk if root else None)
        if unit is None:
            raise Invalid.one("unit", "field.required")
        return Case(
            process=process,
            title=process.name,
            unit_id=unit,
            responsible_id=getattr(subject, "responsible_id", None) or initiator.pk,
            deputy_id=getattr(subject, "deputy_id", None),
            subject_kind=process.subject_kind if subject is not None else "",
            subject_id=str(subject.pk) if subject is not None else "",
            initiator_id=initiator.pk,
            data={},
        )

    def run(self) -> dict[str, Any]:
        start = self._run.settings(self._version.plan.get("start", ""))
        case = self._run.case
        loose = tuple(one.model_copy(update={"required": False}) for one in start.inputs)
        case.data = {
            **filling.filled(start.model_copy(update={"inputs": loose}), self._trial.data, free=True),
            "chosen": steps.named(self._trial.chosen),
            "branch": dict(self._trial.branch),
        }
        trouble = ""
        try:
            self._decisions_heard()
            self._run.begin()
            self._go()
        except DomainError as error:
            trouble = message(error.code, self._actor.lang, error.params)
        self._branches()
        ended = self._rejected or (not trouble and self._run.run.ended)
        outcome = "rejected" if self._rejected else "completed" if ended else ""
        return {
            "starts": self._starts(start),
            "entries": self._named(),
            "ended": ended,
            "outcome": outcome,
            "trouble": trouble,
            "latest": plain(self._at) if self._at > self._ctx.now else None,
            "passed": [one["node"] for one in self._entries if one["type"] != "branch"],
        }

    def _starts(self, start: NodeSettings) -> bool:
        """Whether the initiator may start it at all."""
        if not start.approvers:
            return True
        found = steps.found(self._run.case, "", start, self._run.people, self._ctx.now, author=False)
        able = {person for one in found.signers for person in (one.principal, one.holder, *one.pool)}
        return str(self._trial.initiator) in able

    def _decisions_heard(self) -> None:
        """What the engine asks on its way is remembered."""
        decide = self._run._decide

        def heard(text: str, extra: Mapping[str, Any]) -> Any:
            answer = decide(text, extra)
            if isinstance(answer, bool):
                self._asked[text] = answer
            return answer

        self._run._decide = heard  # type: ignore[method-assign]

    def _branches(self) -> None:
        """Tell what was asked since the last entry, way by way."""
        for text, holds in self._asked.items():
            prefix = next((one for one in (EXPRESSION, RECORD, CHOSEN) if text.startswith(one)), "")
            said = text.removeprefix(prefix)
            flow = next(
                (
                    one for one in self._draft.model.flows
                    if (one.id == said.partition(":")[2] if prefix == CHOSEN else one.condition == said)
                ),
                None,
            )  # fmt: skip
            if flow is None:
                continue
            self._entries.append(
                {
                    "type": "branch",
                    "node": flow.source,
                    "name": self._draft.model.nodes[flow.source].name,
                    "way": flow.name or self._draft.model.nodes[flow.target].name,
                    "flow": flow.id,
                    "condition": "" if prefix == CHOSEN else flow.condition,
                    "language": flow.language,
                    "holds": holds,
                }
            )
        self._asked.clear()

    def _go(self) -> None:
        for _ in range(LIMIT):
            self._branches()
            if self._run.run.ended or self._rejected:
                return
            works, waits = self._run.run.works(), self._run.run.waits()
            if works:
                self._round(works)
            elif waits:
                self._wait(waits[0])
            else:
                return
        raise DomainError("process.trial_endless", limit=LIMIT)

    def _round(self, works: list[Work]) -> None:
        """Everything that is open at once; the next begins when the last of it is due."""
        came, latest = self._at, self._at
        for work in works:
            self._at = came
            self._work(work)
            latest = max(latest, self._at)
            if self._rejected:
                break
        self._at = latest
        for work in works:
            if self._rejected or work.id not in {one.id for one in self._run.run.works()}:
                continue
            self._run.complete(work.id)

    def _work(self, work: Work) -> None:
        plan, settings = self._run.plan(work.node), self._run.settings(work.node)
        name = " · ".join([plan["name"], *(str(one) for one in work.item.values())])
        entry: dict[str, Any] = {"type": "work", "node": work.node, "name": name, "came": self._at}
        if plan["tag"] in SERVICES:
            service = settings.service
            entry |= {"type": "service", "kind": service.kind if service else "",
                      "action": service.action if service else ""}  # fmt: skip
            self._run.decided(work.node, "approved", (), "")
            self._entries.append(entry)
            return
        author = steps.keeps_author_out(settings)
        try:
            found = steps.found(
                self._run.case, work.node, settings, self._run.people, self._at, author=author
            )
        except DomainError as error:
            found = Found((), ())
            entry["trouble"] = message(error.code, self._actor.lang, error.params)
        due = working.due(self._at, settings.limit, self._run.case.data)
        decision = self._trial.answers.get(work.node, "approved")
        entry |= {"due": due, "limit": settings.limit, "mode": settings.mode, "ratio": settings.ratio,
                  "regulated": settings.regulated, "signature": settings.signature,
                  "attachments": list(settings.attachments), "decision": decision,
                  "inputs": [one.model_dump() for one in settings.inputs],
                  "gateway": plan.get("gateway", ""),
                  "choices": [{"id": key, "name": word} for key, word in plan.get("choices") or ()],
                  "signers": found.signers, "lines": found.lines}  # fmt: skip
        self._entries.append(entry)
        self._at = due or self._at
        self._choose(plan)
        by = [
            person for one in found.signers for person in (one.holder or one.principal, *one.pool) if person
        ]
        self._run.decided(work.node, decision, by, "")
        self._rejected = decision == "rejected" and settings.on_reject == "end"

    def _choose(self, plan: Mapping[str, Any]) -> None:
        """Whoever does the step would choose where next: the first way, unless the trial says another."""
        choices, branch = plan.get("choices") or (), dict(self._run.case.data["branch"])
        if choices and branch.get(plan["gateway"]) not in {key for key, _ in choices}:
            branch[plan["gateway"]] = choices[0][0]
            self._run.case.data = {**self._run.case.data, "branch": branch}

    def _wait(self, wait: Wait) -> None:
        """Time passes, messages come: nobody waits in a test run."""
        plan = self._run.plan(wait.node)
        text = str((plan.get("timer") or ("", ""))[1])
        due = working.due(self._at, text) if wait.kind == "timer" else None
        self._entries.append(
            {"type": "wait", "node": wait.node, "name": plan["name"], "came": self._at, "kind": wait.kind,
             "limit": text, "due": due}
        )  # fmt: skip
        self._at = due or self._at
        self._run.ask(lambda engine: engine.fire(wait.id))

    def _named(self) -> list[dict[str, Any]]:
        """Entries for the page: people by name, times as text."""
        ids = {
            person
            for entry in self._entries
            for line in entry.get("lines", ())
            for person in (line.person, line.instead)
        }
        ids |= {
            person
            for entry in self._entries
            for one in entry.get("signers", ())
            for person in (one.principal, one.holder, *one.pool)
        }
        names = {
            str(key): name
            for key, name in labels("user", {UUID(one) for one in ids if one}, self._actor.lang).items()
        }
        return [_told(one, names) for one in self._entries]


def _told(entry: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    told = {key: one for key, one in entry.items() if key not in ("signers", "lines")}
    for key in ("came", "due"):
        if isinstance(told.get(key), datetime):
            told[key] = plain(told[key])
    if "signers" in entry:
        told["signers"] = [
            {
                "name": names.get(one.holder or one.principal, ""),
                "pool": [names.get(person, person) for person in one.pool],
                "stands_for": names.get(one.principal, "") if one.holder else "",
                "veto": one.veto,
            }
            for one in entry["signers"]
        ]
        told["people"] = [
            {
                "name": names.get(one.person, ""),
                "fate": str(one.fate),
                "word": FATE_WORDS[one.fate].as_dict(),
                "instead": names.get(one.instead, ""),
            }
            for one in entry["lines"]
        ]
    return told
