"""Questions over days: a journey, the first day on which the answer changes, a whole period."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from credentry.domains.gate.rules.facts import DAY, Candidate, Case, Judgement, Reason
from credentry.domains.gate.rules.judging import judge, overridden, weigh
from credentry.domains.gate.vocabulary import ALLOW, DENY, WORSE

MOST_CUTS = 400


def over(case: Case, day: date) -> Judgement:
    """The answer for a journey that begins on ``day``: the worst of all its days, with every reason of each.

    An override must be in force on the day of shipping; it covers the journey.
    """
    if not case.travel:
        return judge(case, day)
    last = _later(day, case.travel)
    days = [day, *(one for one in cuts(case) if day < one <= last)]
    found = [weigh(case, one) for one in days]
    if len(found) > 1:
        found = [
            found[0],
            *(_on_the_way(found[0], one, on) for one, on in zip(found[1:], days[1:], strict=True)),
        ]
    worst = max(found, key=lambda one: WORSE[one.answer])
    reasons: dict[tuple[object, ...], Reason] = {}
    for one in found:
        for reason in one.reasons:
            reasons.setdefault((reason.code, id(reason.paper), reason.clause, reason.said), reason)
    kept = [
        one for one in reasons.values() if not (worst.answer == DENY and one.code == "nothing_registered")
    ]
    used = tuple(dict.fromkeys(one for some in found for one in some.used))
    return overridden(case, day, Judgement(worst.answer, tuple(kept), used))


def _on_the_way(first: Judgement, later: Judgement, day: date) -> Judgement:
    """Reasons that arise during the journey say on which day."""
    known = {(one.code, id(one.paper)) for one in first.reasons}
    said = tuple(
        replace(one, code="expires_before_arrival", since=day)
        if one.severity == DENY and one.state == "expired" and (one.code, id(one.paper)) not in known
        else one
        for one in later.reasons
    )
    return replace(later, reasons=said)


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


def cuts(case: Case) -> list[date]:
    """Days on which the answer may change, in order."""
    days: set[date] = set(case.market_cuts)
    for one in (*case.candidates, *case.hidden):
        days.update(_cuts_of(one))
    for allowed in case.overrides:
        days.add(allowed.starts)
        days.add(_later(allowed.ends, 1))
    for said in case.extra:
        if said.since is not None:
            days.add(said.since)
        if said.until is not None:
            days.add(_later(said.until, 1))
    return sorted(days)


def _cuts_of(one: Candidate) -> Iterable[date]:
    for run in one.runs:
        if run.starts is not None:
            yield run.starts
        if run.warn_from is not None:
            yield run.warn_from
        if run.ends is not None and run.ends < date.max:
            yield run.ends + DAY
    for clause in one.clauses:
        if clause.starts is not None:
            yield clause.starts
        if clause.ends is not None and clause.ends < date.max:
            yield clause.ends + DAY
    for _, spans in one.worries:
        for starts, ends in spans:
            if starts is not None:
                yield starts
            if ends is not None and ends < date.max:
                yield ends + DAY


def question_cuts(case: Case) -> list[date]:
    """Days of shipping on which the answer may change: with a journey, also those from which it reaches a cut."""
    found = cuts(case)
    if not case.travel:
        return found
    back = timedelta(days=case.travel)
    return sorted({*found, *(one - back for one in found if one.toordinal() > case.travel)})


def changes(case: Case, day: date, found: Judgement) -> tuple[date, Judgement] | None:
    """The first day after ``day`` on which the answer is another than in ``found``, and that answer; None: none known."""
    days = question_cuts(case)
    at, now = bisect_right(days, day), found
    for _ in range(MOST_CUTS):
        if now.answer == ALLOW and not case.travel:
            at = max(at, _quiet(case, days, now, day))
        if at >= len(days):
            return None
        day = days[at]
        now = over(case, day)
        if now.answer != found.answer:
            return day, now
        at += 1
    return None


def _quiet(case: Case, days: Sequence[date], now: Judgement, day: date) -> int:
    """Where the cuts begin that can end an unclouded answer: before, each credential used stays as it is."""
    if not now.used or case.extra:
        return 0
    ends = [one.steady for one in now.used if one.steady is not None]
    ends += [one - DAY for one in case.market_cuts if one > day][:1]
    return bisect_right(days, min(ends)) if ends else len(days)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``starts`` to ``ends``, both included, with one answer and the reasons of its first day."""

    starts: date
    ends: date
    found: Judgement


def period(case: Case, starts: date, ends: date) -> list[Span]:
    """A period cut into spans of days with one answer each."""
    days = question_cuts(case)
    opening = [starts, *(one for one in days if starts < one <= ends)]
    spans: list[Span] = []
    for index, day in enumerate(opening):
        last = opening[index + 1] - DAY if index + 1 < len(opening) else ends
        found = over(case, day)
        before = spans[-1] if spans else None
        if before is not None and before.found.answer == found.answer and _same(before.found, found):
            spans[-1] = Span(before.starts, last, before.found)
        else:
            spans.append(Span(day, last, found))
    return spans


def _same(one: Judgement, other: Judgement) -> bool:
    """Whether two days are answered for the same reasons, but for how near an end is."""
    return {(r.code, id(r.paper)) for r in one.reasons} == {(r.code, id(r.paper)) for r in other.reasons}
