"""One question on one day: allow, warn or deny, with every reason.

Credentials are weighed type by type. A type with candidates that bear on the act is satisfied when one of them covers
the subject, the market and the act on the day in a state that permits the act; otherwise each of them says why not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from credentry.domains.gate.rules.facts import (
    DAY,
    Candidate,
    Case,
    ClauseFact,
    Cover,
    Judgement,
    Reason,
    Requirement,
    Run,
    Used,
)
from credentry.domains.gate.vocabulary import ALLOW, DENY, INFO, NEVER_OVERRIDDEN, WARN

_NEVER = date.max


def judge(case: Case, day: date) -> Judgement:
    """The answer on ``day`` without regard to a journey."""
    return overridden(case, day, weigh(case, day))


def weigh(case: Case, day: date) -> Judgement:
    """The same before any override."""
    cover = case.cover(day)
    reasons: list[Reason] = []
    used: list[Used] = []
    near = [one for one in case.candidates if _in_market(one, cover)]
    unseen = [one for one in case.hidden if _in_market(one, cover)] if case.hidden else []
    groups: dict[object, list[Candidate]] = {}
    for one in near:
        groups.setdefault(one.type.id, []).append(one)
    asked = [(need, [one for one in near if need.met_by(one.type)]) for need in case.requires]
    required = {one.type.id for _, some in asked for one in some}
    for key, some in groups.items():
        if key not in required and some[0].type.bears_on(case.act):
            _weigh(some, case.act, cover, day, False, reasons, used)
    for need, some in asked:
        _demand(
            need, some, [one for one in unseen if need.met_by(one.type)], case.act, cover, day, reasons, used
        )
    outside = _outside(case, unseen)
    if outside:
        reasons.append(Reason("outside_rights", WARN, said=(outside,)))
    silent = not reasons
    extra = [one for one in case.extra if one.spoken_on(day)]
    reasons.extend(extra)
    answer = answer_of(reasons)
    if silent and not (case.requires or any(one.settled for one in extra) or answer == DENY):
        reasons.append(Reason("nothing_registered", WARN))
        answer = WARN
    if len(case.requires) > 1:  # one credential may meet several requirements
        reasons, used = list(dict.fromkeys(reasons)), list(dict.fromkeys(used))
    return Judgement(answer, tuple(reasons), tuple(used))


def answer_of(reasons: Iterable[Reason]) -> str:
    """The heaviest word among the reasons."""
    words = {one.severity for one in reasons}
    return DENY if DENY in words else WARN if WARN in words else ALLOW


def _outside(case: Case, unseen: Sequence[Candidate]) -> int:
    """How many credentials out of the asker's sight bear on the question."""
    return sum(
        one.type.bears_on(case.act) or any(need.met_by(one.type) for need in case.requires) for one in unseen
    )


def _in_market(one: Candidate, cover: Cover | None) -> bool:
    """Whether some clause is about the market; a type bound to a market elsewhere says nothing here."""
    if cover is None:
        return True
    return any(_good_for(one, clause, cover) for clause in one.clauses)


def _good_for(one: Candidate, clause: ClauseFact, cover: Cover | None) -> bool:
    if cover is None:
        return True
    if clause.markets:
        return not clause.markets.isdisjoint(cover)
    return one.type.bound is None or one.type.bound in cover


def _clause(
    one: Candidate, act: str, cover: Cover | None, day: date
) -> tuple[ClauseFact | None, str, ClauseFact]:
    """The clause that covers; else why the nearest one does not, and that clause."""
    missed, nearest = "", one.clauses[0]
    for clause in one.clauses:
        if not _good_for(one, clause, cover):
            continue
        if clause.excluded:
            why = "excluded"
        elif clause.starts is not None and day < clause.starts:
            why = "clause_not_started"
        elif clause.ends is not None and clause.ends < day:
            why = "clause_ended"
        elif clause.acts and act not in clause.acts:
            why = "act_not_covered"
        else:
            return clause, "", clause
        if not missed or missed == "excluded":
            missed, nearest = why, clause
    return None, missed or "excluded", nearest


def _weigh(
    some: Sequence[Candidate],
    act: str,
    cover: Cover | None,
    day: date,
    required: bool,
    reasons: list[Reason],
    used: list[Used],
) -> bool:
    """Add the best satisfying candidate, or why none satisfies."""
    good: list[tuple[bool, date, Used, list[Reason]]] = []
    bad: list[Reason] = []
    for one in some:
        clause, why, nearest = _clause(one, act, cover, day)
        run = one.run(day)
        if clause is None:
            until = nearest.ends if why == "clause_ended" else None
            since = nearest.starts if why == "clause_not_started" else None
            bad.append(Reason(why, DENY, one.paper, one.type, nearest.n, since, until))
        elif run is None or not _permitted(one, run, act, required):
            bad.append(_failing(one, run, clause))
        else:
            until = _until(one, run, clause)
            said = _doubts(one, run, clause, day)
            heavy = any(doubt.severity == WARN for doubt in said)
            used_one = Used(one.paper, clause.n, until, _steady(one, run, until, day))
            good.append((heavy, until or _NEVER, used_one, said))
    if not good:
        mild = some[0].type.voluntary and not required
        reasons.extend([replace(one, severity=WARN) for one in bad] if mild else bad)
        return False
    best = min(good, key=lambda row: (row[0], -row[1].toordinal()))
    used.append(best[2])
    reasons.extend(best[3])
    return True


def _permitted(one: Candidate, run: Run, act: str, required: bool) -> bool:
    if required and run.state == "valid":
        return True
    return one.type.permits(run.state, act)


def _failing(one: Candidate, run: Run | None, clause: ClauseFact) -> Reason:
    if run is None:
        return Reason("expired", DENY, one.paper, one.type, clause.n, state="expired")
    return Reason(
        "act_not_permitted" if run.state == "valid" else run.state,
        DENY, one.paper, one.type, clause.n, run.starts, run.ends, run.state, run.ref if run.code == "status_change" else "",
    )  # fmt: skip


def _until(one: Candidate, run: Run, clause: ClauseFact) -> date | None:
    ends = [end for end in (run.ends, clause.ends) if end is not None]
    return min(ends) if ends else None


def _steady(one: Candidate, run: Run, until: date | None, day: date) -> date | None:
    """The last day from ``day`` on which the candidate is as it is now."""
    ends = [] if until is None else [until]
    if run.warn_from is not None and run.warn_from > day:
        ends.append(run.warn_from - DAY)
    for _, spans in one.worries:
        ends += [end for _, end in spans if end is not None and end >= day]
        ends += [start - DAY for start, _ in spans if start is not None and start > day]
    return min(ends) if ends else None


def _doubts(one: Candidate, run: Run, clause: ClauseFact, day: date) -> list[Reason]:
    """What is said about a candidate that satisfies: that it holds, and what to look at first."""
    until = _until(one, run, clause)
    found: list[Reason] = []
    if run.state != "valid":
        found.append(
            Reason("permitted_in_state", INFO, one.paper, one.type, clause.n, run.starts, until, run.state)
        )
        if run.state in one.type.unsure:
            found.append(Reason("to_be_confirmed", WARN, one.paper, one.type, clause.n, state=run.state))
    elif run.warn_from is not None and day >= run.warn_from:
        found.append(Reason("expiring_soon", WARN, one.paper, one.type, clause.n, until=until))
    else:
        found.append(Reason("holds", INFO, one.paper, one.type, clause.n, until=until))
    if one.unusual:
        found.append(Reason("number_unusual", WARN, one.paper, one.type, clause.n))
    for code, spans in one.worries:
        if not any((a is None or a <= day) and (z is None or day <= z) for a, z in spans):
            found.append(Reason("dependency_to_check", WARN, one.paper, one.type, clause.n, said=(code,)))
    return found


def _demand(
    need: Requirement,
    some: Sequence[Candidate],
    unseen: Sequence[Candidate],
    act: str,
    cover: Cover | None,
    day: date,
    reasons: list[Reason],
    used: list[Used],
) -> None:
    if some:
        _weigh(some, act, cover, day, True, reasons, used)
    elif not unseen:
        reasons.append(Reason("missing", DENY, said=(need.word, need.zh, need.en)))


def overridden(case: Case, day: date, found: Judgement) -> Judgement:
    """A deny under an approved override becomes a warning that names it; what the law took back never does."""
    if found.answer != DENY:
        return found
    good = next((one for one in case.overrides if one.starts <= day <= one.ends), None)
    if good is None:
        return found
    if any(one.severity == DENY and one.state in NEVER_OVERRIDDEN for one in found.reasons):
        never = Reason("override_impossible", INFO, said=(good.id, good.number))
        return Judgement(DENY, (*found.reasons, never), found.used)
    said = Reason("override", WARN, until=good.ends, said=(good.id, good.number, good.reason))
    return Judgement(WARN, (said, *found.reasons), found.used)
