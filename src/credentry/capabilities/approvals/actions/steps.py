"""Opening a step: who signs, in which mode, on which content."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from credentry.capabilities.approvals.content import steps_done
from credentry.capabilities.approvals.directory import ANYWHERE, People
from credentry.capabilities.approvals.models import Case
from credentry.capabilities.approvals.node_settings import Approver, NodeSettings
from credentry.capabilities.approvals.step.opening import Signer, open_step
from credentry.capabilities.approvals.step.people import By, Facts, Found, Of, Policy, Rule, WayOut, resolve
from credentry.capabilities.approvals.step.state import Quota, StepState
from credentry.capabilities.approvals.step.vocabulary import Mode
from credentry.core.identity import queries as identity


@dataclass(frozen=True, slots=True)
class Opened:
    """A step ready to be worked on; ``consent``: nobody had to be asked."""

    state: StepState | None
    consent: bool = False


def rules_of(case: Case, approvers: tuple[Approver, ...]) -> list[Rule]:
    """The rules in the words of the step: codes of people and units become ids."""
    return [rule for one in approvers if (rule := _rule(case, one)) is not None]


def _rule(case: Case, one: Approver) -> Rule | None:
    more: dict[str, Any] = {"claim": one.claim, "veto": one.veto}
    if one.by == "initiator":
        return Rule(By.PERSON, str(case.initiator_id or ""), **more)
    if one.by == "person":
        user = identity.user_by_name(one.code)
        return Rule(By.PERSON, str(user.pk) if user else "", **more)
    unit = ANYWHERE if one.unit == "anywhere" else ""
    if one.unit not in ("subject", "anywhere"):
        found = identity.unit_by_code(one.unit)
        unit = str(found.pk) if found else ""
    return Rule(By(one.by), one.code, one.level, Of(one.of), unit, **more)


def facts_of(case: Case, node: str, *, author: bool) -> Facts:
    """What the case knows about people."""
    initiator = str(case.initiator_id or "")
    steps = steps_done(case.data)
    before = [one for key, one in steps.items() if key != node]
    chosen = (case.data.get("chosen") or {}).get(node) or ()
    return Facts(
        initiator=initiator,
        responsible=str(case.responsible_id or ""),
        deputy=str(case.deputy_id or ""),
        unit=str(case.unit_id),
        chosen=tuple(str(one) for one in chosen),
        previous=tuple(before[-1]["by"]) if before else (),
        authors=(initiator,) if author and initiator else (),
    )


def keeps_author_out(settings: NodeSettings) -> bool:
    """Whether who started the case may not decide in the step."""
    return not settings.author_may and not any(one.by == "initiator" for one in settings.approvers)


def found(case: Case, node: str, settings: NodeSettings, people: People, now: Any, *, author: bool) -> Found:
    """Who signs in a step of the case, and what became of everybody the rules name. Raises ``approval.no_approver``."""
    policy = Policy(regulated=settings.regulated, allow_author=not author)
    facts = facts_of(case, node, author=author)
    return resolve(rules_of(case, settings.approvers), facts, people, now, policy)


def open_node(case: Case, node: str, settings: NodeSettings, people: People, now: Any) -> Opened:
    """The step of a node. Raises ``approval.no_approver`` where nobody at all can be asked."""
    author = keeps_author_out(settings)
    initiator = str(case.initiator_id or "")
    who = found(case, node, settings, people, now, author=author)
    if who.consent:
        return Opened(None, consent=True)
    state = open_step(
        node,
        Mode(settings.mode),
        who.signers,
        initiator=initiator,
        authors=(initiator,) if author and initiator else (),
        allow_author=not author,
        content_hash=case.content_hash,
        quota=Quota(settings.ratio, 100, more_than=settings.ratio == 50),
        regulated=settings.regulated,
        recallable=True,
    ).state
    return Opened(replace(state, copies=_copied(case, node, settings, people, now)))


def _copied(case: Case, node: str, settings: NodeSettings, people: People, now: Any) -> tuple[str, ...]:
    """Whom the step is copied to for information; nobody where nobody is found."""
    if not settings.copies:
        return ()
    policy = Policy(allow_author=True, way_out=WayOut.APPROVE)
    facts = facts_of(case, node, author=False)
    signers = resolve(rules_of(case, settings.copies), facts, people, now, policy).signers
    return tuple({one: None for signer in signers for one in (signer.principal, *signer.pool) if one})


def open_rework(case: Case, node: str, person: str) -> StepState:
    """Work returned to one person, who brings it forward again."""
    return open_step(
        node,
        Mode.ANY,
        [Signer(person)],
        initiator=str(case.initiator_id or ""),
        allow_author=True,
        content_hash=case.content_hash,
    ).state


def named(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Node → ids of the people the initiator chose."""
    found = {}
    for node, people in values.items():
        listed = people if isinstance(people, list) else [people]
        found[str(node)] = [str(UUID(str(one))) for one in listed]
    return found
