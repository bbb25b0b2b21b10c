"""Who signs: rules over posts, roles, lines and records become signers, absences and departures settled.

Pure, over the small protocol ``Directory``. Nobody is lost silently: ``Found.lines`` says of every person what became of
them. Authors are left out; a person found twice signs once; who is away or gone is stood in for by the deputy, else by
the managers up the line. An empty result takes the configured way out; a regulated step is never approved by emptiness.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from credentry.capabilities.approvals.step import refusals
from credentry.capabilities.approvals.step.opening import Signer
from credentry.capabilities.approvals.step.operations import apply
from credentry.capabilities.approvals.step.refusals import broken
from credentry.capabilities.approvals.step.state import StepState
from credentry.capabilities.approvals.step.turn import Operation
from credentry.capabilities.approvals.step.vocabulary import Hand, Op, Power
from credentry.foundation.errors import DomainError
from credentry.foundation.labels import L, Label


class By(StrEnum):
    """How an approver is found."""

    PERSON = "person"
    POST = "post"
    ROLE = "role"
    MANAGER = "manager"
    RESPONSIBLE = "responsible"
    DEPUTY = "deputy"
    UNIT_HEAD = "unit_head"
    CHOSEN = "chosen"
    PREVIOUS = "previous"


class Of(StrEnum):
    """Whose manager."""

    INITIATOR = "initiator"
    RESPONSIBLE = "responsible"


class WayOut(StrEnum):
    """What happens when the rules find nobody."""

    ADMINISTRATOR = "administrator"
    PERSON = "person"
    APPROVE = "approve"


class Fate(StrEnum):
    """What became of somebody the rules named."""

    SIGNS = "signs"
    MAY_CLAIM = "may_claim"
    MERGED = "merged"
    AUTHOR = "author"
    BY_DEPUTY = "by_deputy"
    BY_MANAGER = "by_manager"
    NOBODY = "nobody"
    WAY_OUT = "way_out"


BY_WORDS: Final[dict[By, Label]] = {
    By.PERSON: L("指定人员", "Named person"),
    By.POST: L("岗位", "Post"),
    By.ROLE: L("部门内角色", "Role in the unit"),
    By.MANAGER: L("上级主管（第 n 级）", "Manager, level n"),
    By.RESPONSIBLE: L("记录责任人", "Responsible person of the record"),
    By.DEPUTY: L("记录代理人", "Deputy of the record"),
    By.UNIT_HEAD: L("部门负责人", "Head of the unit"),
    By.CHOSEN: L("发起人自选", "Chosen by the initiator"),
    By.PREVIOUS: L("上一步审批人", "Approvers of the previous step"),
}
OF_WORDS: Final[dict[Of, Label]] = {
    Of.INITIATOR: L("发起人", "Initiator"),
    Of.RESPONSIBLE: L("责任人", "Responsible person"),
}
WAY_OUT_WORDS: Final[dict[WayOut, Label]] = {
    WayOut.ADMINISTRATOR: L("转流程管理员", "Task for the administrator of processes"),
    WayOut.PERSON: L("转指定人员", "Task for a named person"),
    WayOut.APPROVE: L("自动通过（受监管步骤除外）", "Approve automatically (never in a regulated step)"),
}
FATE_WORDS: Final[dict[Fate, Label]] = {
    Fate.SIGNS: L("审批", "Signs"),
    Fate.MAY_CLAIM: L("可签收", "May claim"),
    Fate.MERGED: L("重复，已合并", "Found twice, signs once"),
    Fate.AUTHOR: L("经办人回避", "Left out: made what is decided"),
    Fate.BY_DEPUTY: L("缺勤或离职，由代理人审批", "Away or gone: the deputy signs"),
    Fate.BY_MANAGER: L("缺勤或离职，由上级审批", "Away or gone: the manager signs"),
    Fate.NOBODY: L("按规则找不到人", "The rule finds nobody"),
    Fate.WAY_OUT: L("按“无审批人”设置处理", "By the way out for an empty result"),
}


class Directory(Protocol):
    """What must be known of people; empty text or tuple where there is nobody."""

    def present(self, person: str, at: datetime) -> bool:
        """Employed, enabled and not away at that time."""

    def deputy(self, person: str, at: datetime) -> str:
        """Who stands in for the person at that time."""

    def manager(self, person: str) -> str:
        """The direct superior, present or not."""

    def in_post(self, post: str, unit: str) -> Sequence[str]:
        """Holders of the post, in the unit where one is named."""

    def in_role(self, role: str, unit: str) -> Sequence[str]:
        """Those who have the role in the unit."""

    def head(self, unit: str) -> str:
        """The head of the unit."""

    def administrators(self) -> Sequence[str]:
        """Who keeps the processes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of "who approves". ``value``: the person, post or role; ``level``: 1 is the direct superior;
    ``unit``: elsewhere than in the record's unit; ``claim``: whoever of those found claims it, instead of all."""

    by: By
    value: str = ""
    level: int = 1
    of: Of = Of.INITIATOR
    unit: str = ""
    claim: bool = False
    veto: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the case knows about people."""

    initiator: str = ""
    responsible: str = ""
    deputy: str = ""
    unit: str = ""
    chosen: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """How the step treats what the rules find."""

    regulated: bool = False
    allow_author: bool = False
    way_out: WayOut = WayOut.ADMINISTRATOR
    way_out_person: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one person a rule named; ``instead``: who signs for them."""

    rule: int
    person: str
    fate: Fate
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Who signs, and why. ``consent``: nobody, and the step may count as approved (never when regulated)."""

    signers: tuple[Signer, ...]
    lines: tuple[Line, ...]
    consent: bool = False


def resolve(
    rules: Sequence[Rule], facts: Facts, directory: Directory, at: datetime, policy: Policy | None = None
) -> Found:
    """The signers of a step, in the order of the rules. Raises ``approval.no_approver`` when even the way out ends.

    In a regulated step each rule must find somebody: one that finds nobody gets the way out in its place.
    """
    return _Resolving(facts, directory, at, policy or Policy()).all(rules)


class _Resolving:
    def __init__(self, facts: Facts, directory: Directory, at: datetime, policy: Policy) -> None:
        self.facts, self.directory, self.at, self.policy = facts, directory, at, policy
        self.lines: list[Line] = []

    def all(self, rules: Sequence[Rule]) -> Found:
        named = [self._unique(self._named(rule)) for rule in rules]
        # Who signs in their own right is seated before anybody stands in.
        own = {
            person
            for rule, people in zip(rules, named, strict=True)
            for person in people
            if not rule.claim and self._can(person)
        }
        signers: list[Signer] = []
        principals: set[str] = set()
        for n, (rule, people) in enumerate(zip(rules, named, strict=True)):
            found = (
                self._pool(n, rule, people) if rule.claim else self._each(n, rule, people, own, principals)
            )
            if not found and not any(one in principals for one in people):
                if not people:
                    self.lines.append(Line(n, "", Fate.NOBODY))
                if self.policy.regulated:
                    found = self._way_out(n, {one.holder or one.principal for one in signers} | own)
            signers += found
        signers = self._merged(signers)
        if signers:
            return Found(tuple(signers), tuple(self.lines))
        if self.policy.way_out is WayOut.APPROVE and not self.policy.regulated:
            self.lines.append(Line(-1, "", Fate.WAY_OUT))
            return Found((), tuple(self.lines), consent=True)
        signers = self._way_out(-1, set())
        return Found(tuple(signers), tuple(self.lines))

    def _named(self, rule: Rule) -> Sequence[str]:
        facts, directory = self.facts, self.directory
        unit = rule.unit or facts.unit
        if rule.by is By.POST:
            return directory.in_post(rule.value, rule.unit)
        if rule.by is By.ROLE:
            return directory.in_role(rule.value, unit)
        if rule.by is By.MANAGER:
            below = facts.initiator if rule.of is Of.INITIATOR else facts.responsible
            line = list(up_the_line(directory, below))[: max(rule.level, 1)]
            return line[-1:]
        found = {
            By.PERSON: (rule.value,),
            By.RESPONSIBLE: (facts.responsible,),
            By.DEPUTY: (facts.deputy,),
            By.UNIT_HEAD: (directory.head(unit),),
            By.CHOSEN: facts.chosen,
            By.PREVIOUS: facts.previous,
        }
        return found[rule.by]

    def _unique(self, people: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for one in people if one))

    def _author(self, person: str) -> bool:
        return person in self.facts.authors and not self.policy.allow_author

    def _can(self, person: str) -> bool:
        return bool(person) and not self._author(person) and self.directory.present(person, self.at)

    def _pool(self, n: int, rule: Rule, people: tuple[str, ...]) -> list[Signer]:
        able = []
        for person in people:
            if self._author(person):
                self.lines.append(Line(n, person, Fate.AUTHOR))
            elif self._can(person):
                able.append(person)
                self.lines.append(Line(n, person, Fate.MAY_CLAIM))
        if able:
            return [Signer(pool=tuple(able), veto=rule.veto)]
        # All of the circle are away: those who stand in for them may claim.
        for person in people:
            instead, _ = next(self._instead(person, set(able)), ("", Fate.NOBODY))
            if instead and not self._author(person):
                able.append(instead)
        return [Signer(pool=tuple(able), veto=rule.veto)] if able else []

    def _each(
        self, n: int, rule: Rule, people: tuple[str, ...], own: set[str], principals: set[str]
    ) -> list[Signer]:
        found = []
        for person in people:
            if person in principals:
                self.lines.append(Line(n, person, Fate.MERGED))
            elif self._author(person):
                self.lines.append(Line(n, person, Fate.AUTHOR))
            elif self._can(person):
                principals.add(person)
                self.lines.append(Line(n, person, Fate.SIGNS))
                found.append(Signer(person, veto=rule.veto))
            else:
                instead, fate = next(self._instead(person, own), ("", Fate.NOBODY))
                self.lines.append(Line(n, person, fate, instead))
                if instead:
                    principals.add(person)
                    own.add(instead)
                    found.append(Signer(person, holder=instead, veto=rule.veto))
        return found

    def _instead(self, person: str, taken: set[str]) -> Iterator[tuple[str, Fate]]:
        for one, kind in stand_ins(self.directory, person, self.at):
            if one not in taken and self._can(one):
                yield one, Fate.BY_DEPUTY if kind is Hand.DEPUTY else Fate.BY_MANAGER

    def _merged(self, signers: list[Signer]) -> list[Signer]:
        """Nobody holds two seats: an administrator standing in twice signs once."""
        kept: dict[object, Signer] = {}
        for one in signers:
            key: object = one.pool if one.pool and not one.holder else one.holder or one.principal
            kept.setdefault(key, one)
            if one.veto and not kept[key].veto:
                kept[key] = dataclasses.replace(kept[key], veto=True)
        return list(kept.values())

    def _way_out(self, n: int, taken: set[str]) -> list[Signer]:
        person = self.policy.way_out_person
        if self.policy.way_out is WayOut.PERSON and person and person not in taken:
            if self._can(person):
                self.lines.append(Line(n, person, Fate.WAY_OUT))
                return [Signer(person)]
            instead, fate = next(self._instead(person, taken), ("", Fate.NOBODY))
            if instead and not self._author(person):
                self.lines.append(Line(n, person, fate, instead))
                return [Signer(person, holder=instead)]
        able = tuple(one for one in self.directory.administrators() if self._can(one))
        if not able:
            raise broken(refusals.NO_APPROVER)
        self.lines += [Line(n, one, Fate.WAY_OUT) for one in able]
        return [Signer(pool=able)]


def up_the_line(directory: Directory, person: str) -> Iterator[str]:
    """The managers above a person, nearest first; a circle ends the line."""
    seen = {person}
    at = directory.manager(person) if person else ""
    while at and at not in seen:
        seen.add(at)
        yield at
        at = directory.manager(at)


def stand_ins(directory: Directory, person: str, at: datetime) -> Iterator[tuple[str, Hand]]:
    """Who may act instead, best first: the deputy, the deputy's deputies, the managers up the line and their deputies."""
    seen = {person}
    for above, kind in (
        (person, Hand.DEPUTY),
        *((one, Hand.MANAGER) for one in up_the_line(directory, person)),
    ):
        if kind is Hand.MANAGER and above not in seen:
            seen.add(above)
            yield above, kind
        deputy = directory.deputy(above, at)
        while deputy and deputy not in seen:
            seen.add(deputy)
            yield deputy, kind
            deputy = directory.deputy(deputy, at)


def stand_in(state: StepState, slot_id: str, directory: Directory, at: datetime) -> Operation | None:
    """The operation that puts a slot whose holder is away or gone into present hands; None when it already is.

    A delegate who is away gives back to an owner who is there; otherwise deputy, managers, administrators, the first whom
    the step accepts. Raises ``approval.no_approver`` when it accepts nobody.
    """
    slot = state.slot(slot_id)
    if slot is None or not slot.open or not slot.holder or directory.present(slot.holder, at):
        return None
    powers = frozenset({Power.MACHINE})
    if slot.frames and directory.present(slot.frames[-1].owner, at):
        return Operation(Op.ABSENT, "system", at, slot_id, powers=powers)
    candidates = list(stand_ins(directory, slot.holder, at))
    candidates += [(one, Hand.MANAGER) for one in directory.administrators()]
    for person, kind in candidates:
        if not directory.present(person, at):
            continue
        op = Operation(
            Op.ABSENT, "system", at, slot_id, params={"to": person, "via": kind.value}, powers=powers
        )
        try:
            apply(state, op)
        except DomainError:
            continue
        return op
    raise broken(refusals.NO_APPROVER)
