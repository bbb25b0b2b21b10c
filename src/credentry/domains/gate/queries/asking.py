"""Answering many questions at once: everything is read for all of them, then decided in memory."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.queries import seen
from credentry.core.records.scope import reachable_units
from credentry.domains.credentials.queries import gating
from credentry.domains.credentials.vocabulary import ACTS
from credentry.domains.gate import checks
from credentry.domains.gate.queries.overrides import Override, approved
from credentry.domains.gate.queries.questions import Question, Resolved, act_of, resolve
from credentry.domains.gate.rules import spans
from credentry.domains.gate.rules.facts import (
    Candidate,
    Case,
    ClauseFact,
    Cover,
    CoverOn,
    Judgement,
    OverrideFact,
    Reason,
    Run,
    TypeFact,
)
from credentry.domains.gate.vocabulary import ASK, DENY, KIND, USUAL_ACTS
from credentry.domains.subjects.queries import memberships
from credentry.foundation.errors import Forbidden, define
from credentry.foundation.labels import L

define("gate.may_not_ask", "您没有“询问放行”的权限。", "You may not ask the gate.")
ASKING = L("询问放行", "Ask the gate")


_NOWHERE: frozenset[gating.Key] = frozenset()


def _anywhere(_day: date) -> None:
    return None


@dataclass(slots=True)
class Answered:
    """A question, its answer, and the first later day with another answer (None: none is known)."""

    asked: Resolved
    found: Judgement
    changes_on: date | None = None
    changes_to: str = ""


def check_right(actor: Actor) -> None:
    """Raises Forbidden where the actor may not ask."""
    if not actor.may(KIND, ASK):
        raise Forbidden(action=ASKING)


def ask(
    actor: Actor, questions: Sequence[Question], known: datetime | None = None, *, later: bool = True
) -> list[Answered]:
    """The answers in the order of the questions. ``later``: also when each changes. Raises Forbidden."""
    check_right(actor)
    resolved = resolve(actor, questions)
    desk = Desk(actor, resolved, known)
    memo: dict[tuple[object, ...], Answered] = {}
    found = []
    for index, one in enumerate(resolved):
        if one.subject is None or one.faults:
            found.append(Answered(one, Judgement(DENY, one.faults)))
            continue
        question = one.question
        key = (
            question.subject,
            one.act,
            question.market,
            question.requires,
            question.on,
            question.arrives_on,
            question.site,
        )
        known_answer = memo.get(key) if not desk.heard(index) else None
        if known_answer is None:
            known_answer = memo[key] = _answer(desk, index, one, later)
        found.append(Answered(one, known_answer.found, known_answer.changes_on, known_answer.changes_to))
    return found


def _answer(desk: "Desk", index: int, one: Resolved, later: bool) -> Answered:
    case = desk.case(index, one)
    found = spans.over(case, one.question.on)
    change = spans.changes(case, one.question.on, found) if later else None
    if change is None:
        return Answered(one, found)
    return Answered(one, found, change[0], change[1].answer)


class Desk:
    """Everything the register says about the subjects of a set of questions, as the actor may see it."""

    def __init__(
        self,
        actor: Actor,
        asked: Sequence[Resolved],
        known: datetime | None = None,
        *,
        overrides: bool = True,
    ) -> None:
        self._markets = memberships()
        self._evers: dict[UUID, frozenset[gating.Key]] = {}
        self._covers: dict[UUID | None, CoverOn] = {}
        good = [one for one in asked if one.subject is not None and not one.faults]
        profiles = {one.subject.id: one.subject for one in good if one.subject is not None}
        holds = gating.holds_of({pk: one.line for pk, one in profiles.items()}, known, self._wanted(good))
        papers = {id(hold.paper): hold.paper for some in holds.values() for hold in some}
        self._types = self._type_facts(papers.values())
        self._hidden = _hidden(actor, papers.values())
        outside = gating.outside_rules(
            {pk: some for pk, some in holds.items() if profiles[pk].kind == "product"}
        )
        self._holds = {pk: self._candidates(pk, some, outside) for pk, some in holds.items()}
        self._overrides: Mapping[UUID, Sequence[Override]] = {}
        if overrides and good:
            lines = {one for profile in profiles.values() for one in profile.line}
            self._overrides = approved(lines, min(one.question.on for one in good))
        self._said = checks.run(actor, _as_asked(asked), known) if checks.names() else {}
        self._near: dict[tuple[object, ...], tuple[list[Candidate], list[Candidate]]] = {}

    def _wanted(self, asked: Sequence[Resolved]) -> dict[UUID, frozenset[gating.Key] | None]:
        """Subject → the markets that ever cover one it is asked about; None: asked about without a market."""
        found: dict[UUID, frozenset[gating.Key] | None] = {}
        for one in asked:
            assert one.subject is not None
            if one.market is None:
                found[one.subject.id] = None
                continue
            known = found.get(one.subject.id, _NOWHERE)
            found[one.subject.id] = None if known is None else known | self._ever(one.market)
        return found

    def _ever(self, market: UUID) -> frozenset[gating.Key]:
        known = self._evers.get(market)
        if known is None:
            known = self._evers[market] = frozenset(map(gating.raw, self._markets.ever(market)))
        return known

    def case(self, index: int, one: Resolved) -> Case:
        """Everything that bears on one question."""
        assert one.subject is not None
        question, market = one.question, one.market
        mine, hidden = self._bearing(one)
        extra = tuple(
            Reason(
                said.code,
                said.severity,
                since=said.since,
                until=said.until,
                said=(said.text.zh, said.text.en),
                settled=said.settled,
            )
            for said in self._said.get(index, ())
        )
        journey = (question.arrives_on - question.on).days if question.arrives_on else 0
        return Case(
            one.act,
            tuple(mine),
            one.requires,
            self._cover(market),
            self._markets.cuts(market) if market is not None else (),
            tuple(hidden),
            journey,
            tuple(self._allowed(one)),
            extra,
        )

    def heard(self, index: int) -> bool:
        """Whether another room says something about this very question."""
        return bool(self._said.get(index))

    def candidates(self, subject: UUID) -> Sequence[Candidate]:
        """Every credential that names a subject, in one of the markets asked about it."""
        return self._holds[subject]

    def _cover(self, market: UUID | None) -> CoverOn:
        """Day → the markets that cover one; worked out once for every stretch between changes of membership."""
        known = self._covers.get(market)
        if known is not None:
            return known
        if market is None:
            cover: CoverOn = _anywhere
        else:
            cuts = self._markets.cuts(market)
            firsts = [date.min, *cuts]
            stretches = [frozenset(map(gating.raw, self._markets.cover(market, day))) for day in firsts]

            def cover(day: date) -> Cover | None:
                return stretches[bisect_right(cuts, day)]

        self._covers[market] = cover
        return cover

    def _bearing(self, one: Resolved) -> tuple[list[Candidate], list[Candidate]]:
        assert one.subject is not None
        key = (id(one.subject), one.act, one.market, one.requires)
        known = self._near.get(key)
        if known is None:
            ever = self._ever(one.market) if one.market is not None else None
            mine: list[Candidate] = []
            hidden: list[Candidate] = []
            for candidate in self._holds[one.subject.id]:
                bears = candidate.type.bears_on(one.act) or any(
                    need.met_by(candidate.type) for need in one.requires
                )
                if bears and _ever_in(candidate, ever):
                    (hidden if id(candidate.paper) in self._hidden else mine).append(candidate)
            known = self._near[key] = (mine, hidden)
        return known

    def _allowed(self, one: Resolved) -> Iterable[OverrideFact]:
        assert one.subject is not None
        for above in one.subject.line if self._overrides else ():
            for given in self._overrides.get(above, ()):
                fits = given.market is None or (
                    one.market is not None
                    and given.market in self._markets.cover(one.market, one.question.on)
                )
                if fits and given.act == one.act:
                    yield given.fact

    def _type_facts(self, papers: Iterable[gating.Paper]) -> dict[UUID, TypeFact]:
        rows = gating.kinds_of({one.type_id for one in papers})
        return {pk: type_fact(one, self._bound(one.jurisdiction)) for pk, one in rows.items()}

    def _bound(self, jurisdiction: str) -> gating.Key | None:
        market = self._markets.by_code.get(jurisdiction)
        return None if market is None else gating.raw(market)

    def _candidates(
        self, subject: UUID, holds: Sequence[gating.Hold], outside: set[tuple[UUID, int, int]]
    ) -> list[Candidate]:
        found = []
        for hold in holds:
            paper = hold.paper
            clauses = tuple(
                ClauseFact(
                    n,
                    frozenset(paper.markets.get(n, ())),
                    frozenset(filter(None, map(act_of, paper.acts.get(n, ())))),
                    *paper.days.get(n, (None, None)),
                    excluded=n in hold.excluded,
                )
                for n in sorted(hold.clauses)
                if not outside or (subject, id(paper), n) not in outside
            )
            kind = self._types.get(paper.type_id)
            if clauses and kind is not None:
                found.append(
                    Candidate(
                        paper,
                        kind,
                        clauses,
                        tuple(map(Run._make, paper.runs)),
                        paper.unusual,
                        tuple(paper.worries),
                    )
                )
        return found


def type_fact(one: gating.Kind, bound: gating.Key | None) -> TypeFact:
    """What a type says about acts; one that declares none permits what is usual for its kind of subject."""
    declared = frozenset(one.definition.get("acts") or ())
    states = one.definition.get("states") or {}
    return TypeFact(
        one.id,
        one.code,
        one.category,
        one.name_zh,
        one.name_en,
        declared or USUAL_ACTS.get(one.subject_kind, frozenset(ACTS)),
        {code: frozenset(said.get("acts") or ()) for code, said in states.items()},
        frozenset(code for code, said in states.items() if said.get("certainty") == "check"),
        bound,
        one.obligation == "voluntary",
        {code: (said["zh"], said.get("en") or said["zh"]) for code, said in states.items() if said.get("zh")},
    )


def _ever_in(one: Candidate, ever: frozenset[gating.Key] | None) -> bool:
    if ever is None:
        return True
    for clause in one.clauses:
        if clause.markets:
            if not clause.markets.isdisjoint(ever):
                return True
        elif one.type.bound is None or one.type.bound in ever:
            return True
    return False


def _hidden(actor: Actor, papers: Iterable[gating.Paper]) -> set[int]:
    """Which papers (by identity) the actor may not see."""
    if actor.is_system:
        return set()
    reach = reachable_units(actor, kinds.get("credential"))
    if reach == "all":
        return set()
    if reach is not None:
        return {id(one) for one in papers if one.unit_id not in reach}
    by_id = {UUID(one.uuid): one for one in papers}
    allowed = seen(actor, kinds.get("credential"), {pk: one.unit_id for pk, one in by_id.items()})
    return {id(one) for pk, one in by_id.items() if pk not in allowed}


def _as_asked(asked: Sequence[Resolved]) -> list[checks.Asked]:
    return [
        checks.Asked(
            index, one.subject.id, one.subject.kind, one.subject.line, one.act, one.market, one.question.site,
            one.question.on, one.question.arrives_on, one.question.requires,
        )
        for index, one in enumerate(asked)
        if one.subject is not None and not one.faults
    ]  # fmt: skip
