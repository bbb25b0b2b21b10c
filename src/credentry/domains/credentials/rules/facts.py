"""From recorded facts to constraints: terms, status changes, duties, dependencies and filed renewals.

A new kind of constraint is one more function ``(facts) -> Iterable[Constraint]`` in ``SOURCES``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from credentry.domains.credentials.rules.standing import Constraint, Period
from credentry.domains.credentials.vocabulary import DEPENDENCY_STATES, FINAL_CHANGES

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TermFact:
    """A period on paper. ``starts`` None: since ever; ``ends`` None: no expiry."""

    ref: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True, slots=True)
class ChangeFact:
    """A status recorded by the issuer or owner, from its day on."""

    ref: str
    change: str
    on: date
    order: int = 0


@dataclass(frozen=True, slots=True)
class DutyFact:
    """A periodic duty that ends the standing when it is not done within ``grace`` days after ``due``."""

    ref: str
    due: date
    grace: int
    done: date | None = None


@dataclass(frozen=True, slots=True)
class DependencyFact:
    """Something outside the paper that it needs, with the periods in which that holds (none: never)."""

    ref: str
    code: str
    holds: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class FilingFact:
    """A renewal of the term ``term`` filed in time under a law that lets it go on until the decision.

    ``until``: last day on which it is carried on (None: not decided yet).
    """

    ref: str
    term: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything recorded about one credential that its standing depends on."""

    terms: tuple[TermFact, ...] = ()
    changes: tuple[ChangeFact, ...] = ()
    duties: tuple[DutyFact, ...] = ()
    dependencies: tuple[DependencyFact, ...] = ()
    filings: tuple[FilingFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Seam:
    """Where two terms do not meet: days covered by none (``gap``) or by both (``overlap``)."""

    kind: str
    starts: date
    ends: date
    before: str
    after: str


def ordered(terms: Sequence[TermFact]) -> list[TermFact]:
    """Terms by first day; an open start comes first."""
    return sorted(terms, key=lambda one: (one.starts or date.min, one.ends or date.max))


def from_terms(facts: Facts) -> Iterable[Constraint]:
    """The credential holds on the days some term covers, and on while a renewal filed in time is undecided.

    视为准予延续: an authority that does not decide before the term ends is taken to have extended it
    (Administrative Licensing Law of the PRC, art. 50) where the type says so.
    """
    terms = ordered(facts.terms)
    if not terms:
        yield Constraint("term", "", "not_yet_effective", ())
        return
    last = max(terms, key=lambda one: one.ends or date.max)
    periods = tuple(Period(one.starts, one.ends) for one in terms)
    carried = tuple(_carried(facts))
    holds = periods + tuple(period for period, _, _ in carried)
    yield Constraint("term", last.ref, "expired", holds, before="not_yet_effective", carried=carried)


def _carried(facts: Facts) -> Iterable[tuple[Period, str, str]]:
    """The days after a term on which only its pending renewal carries it on."""
    ends = {one.ref: one.ends for one in facts.terms}
    for one in facts.filings:
        end = ends.get(one.term)
        if end is not None and (one.until is None or one.until > end):
            yield Period(end + DAY, one.until), "pending", one.ref


def from_changes(facts: Facts) -> Iterable[Constraint]:
    """A suspension lasts until reinstated; a final change lasts for ever."""
    suspended: ChangeFact | None = None
    blocks: list[tuple[ChangeFact, date | None]] = []
    for one in sorted(facts.changes, key=lambda change: (change.on, change.order)):
        if one.change == "suspended" and suspended is None:
            suspended = one
        elif one.change == "reinstated" and suspended is not None:
            blocks.append((suspended, one.on - DAY))
            suspended = None
        elif one.change in FINAL_CHANGES:
            blocks.append((one, None))
    if suspended is not None:
        blocks.append((suspended, None))
    for change, last in blocks:
        if last is not None and last < change.on:
            continue  # reinstated on the very day: never in force for a whole day
        holds = [Period(None, change.on - DAY)]
        if last is not None:
            holds.append(Period(last + DAY, None))
        yield Constraint("status_change", change.ref, change.change, tuple(holds))


def from_duties(facts: Facts) -> Iterable[Constraint]:
    """An undone duty ends the standing after its grace; done late, it leaves a hole until the day it was done."""
    for one in facts.duties:
        last = one.due + timedelta(days=one.grace)
        if one.done is not None and one.done <= last + DAY:
            continue
        holds = [Period(None, last)]
        if one.done is not None:
            holds.append(Period(one.done, None))
        yield Constraint("duty", one.ref, "duty_overdue", tuple(holds))


def from_dependencies(facts: Facts) -> Iterable[Constraint]:
    """The credential holds only while what it depends on does. Before that began it is not effective yet."""
    for one in facts.dependencies:
        state = DEPENDENCY_STATES[one.code]
        started = all(period.starts is not None for period in one.holds)
        before = "not_yet_effective" if one.holds and started else ""
        yield Constraint(one.code, one.ref, state, one.holds, before=before)


SOURCES: tuple[Callable[[Facts], Iterable[Constraint]], ...] = (
    from_terms, from_changes, from_duties, from_dependencies,
)  # fmt: skip


def constraints(facts: Facts) -> list[Constraint]:
    """Every constraint that follows from the facts."""
    return [one for source in SOURCES for one in source(facts)]


def seams(terms: Sequence[TermFact]) -> list[Seam]:
    """Gaps and overlaps between neighbouring terms, in order of time."""
    found: list[Seam] = []
    reach: TermFact | None = None
    for one in ordered(terms):
        if reach is not None and one.starts is not None:
            if reach.ends is not None and one.starts > reach.ends + DAY:
                found.append(Seam("gap", reach.ends + DAY, one.starts - DAY, reach.ref, one.ref))
            elif reach.ends is None or one.starts <= reach.ends:
                ends = min(reach.ends or date.max, one.ends or date.max)
                found.append(Seam("overlap", one.starts, ends, reach.ref, one.ref))
        if reach is None or (reach.ends is not None and (one.ends is None or one.ends > reach.ends)):
            reach = one
    return found
