"""Standing: on which days a credential holds, in which state otherwise, and which fact decides.

Facts become constraints. A constraint says on which days it is met; the credential holds on the days when
all are met (their intersection), so the earliest end binds. Where several fail, the heavier state shows.
Of lapses (a term that ran out, a duty not done, a dependency that failed) the one that failed first shows, so that
what happens to a lapsed credential later does not change why it lapsed.
All days are calendar days and both ends of a period belong to it: the last day counts as valid.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from credentry.domains.credentials.vocabulary import LAPSES, STATE_RANK

DAY = timedelta(days=1)
VALID = "valid"
_RANK = {state: rank for rank, state in enumerate(STATE_RANK)}
_WEIGHT = {
    state: min(_RANK[one] for one in LAPSES) if state in LAPSES else rank for state, rank in _RANK.items()
}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``starts`` to ``ends``, both included; None is open."""

    starts: date | None = None
    ends: date | None = None

    def has(self, day: date) -> bool:
        """Whether ``day`` lies in it."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


def merged(periods: Iterable[Period]) -> list[Period]:
    """The same days as the fewest periods, in order of time."""
    found: list[Period] = []
    for one in sorted(periods, key=lambda period: (period.starts or date.min, period.ends or date.max)):
        last = found[-1] if found else None
        if last is None or (
            last.ends is not None and one.starts is not None and one.starts - DAY > last.ends
        ):
            found.append(one)
        elif last.ends is not None and (one.ends is None or one.ends > last.ends):
            found[-1] = Period(last.starts, one.ends)
    return found


@dataclass(frozen=True, slots=True)
class Constraint:
    """One fact the credential depends on.

    ``holds``: the periods in which it is met. ``state``: what the credential is on other days; ``before``: what
    it is on days before the first period, where that differs. ``ref``: the row that states the fact. ``carried``:
    periods in which it is met only thanks to another fact, with that fact's code and row.
    """

    code: str
    ref: str
    state: str
    holds: tuple[Period, ...]
    before: str = ""
    carried: tuple[tuple[Period, str, str], ...] = ()

    def met(self, day: date) -> bool:
        """Whether the constraint lets the credential hold on ``day``."""
        return any(period.has(day) for period in self.holds)

    def failure(self, day: date) -> str:
        """The state on a day when it is not met."""
        if self.before and all(period.starts is not None and day < period.starts for period in self.holds):
            return self.before
        return self.state

    def since(self, day: date) -> date:
        """First day of the unmet days around ``day``; the first of all days where it was never met before."""
        ends = [one.ends for one in self.holds if one.ends is not None and one.ends < day]
        return max(ends) + DAY if ends else date.min

    def reason(self, day: date) -> tuple[str, str]:
        """Code and row of the fact that decides on ``day``: the one that carries it there, or carried it last."""
        for period, code, ref in self.carried:
            if period.has(day) or (period.ends is not None and self.since(day) == period.ends + DAY):
                return code, ref
        return self.code, self.ref


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of days with one state. ``code`` and ``ref`` name the fact behind it: for a valid run, the one that
    ends it (empty: no end known); for any other, the one that fails."""

    starts: date | None
    ends: date | None
    state: str
    code: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """All segments in order of time, and the last run of validity.

    ``effective_from``/``effective_to``: first and last valid day of that run (None: open). ``state``: what follows
    it. A credential that never holds has ``never=True`` and keeps its failing state.
    """

    segments: tuple[Segment, ...]
    effective_from: date | None
    effective_to: date | None
    state: str
    binding_code: str
    binding_ref: str
    never: bool = False

    def on(self, day: date) -> Segment:
        """The segment of ``day``."""
        return next(one for one in self.segments if Period(one.starts, one.ends).has(day))

    @property
    def simple(self) -> bool:
        """Whether the last run alone tells every day: nothing before it but "not yet", one state after."""
        runs = [one for one in self.segments if one.state == VALID]
        before = [one for one in self.segments if runs and _before(one, runs[0])]
        after = [one for one in self.segments if runs and _before(runs[0], one)]
        return (
            len(runs) == 1
            and len({one.state for one in after}) <= 1
            and all(one.state == "not_yet_effective" for one in before)
        )


def _before(first: Segment, second: Segment) -> bool:
    return first.ends is not None and second.starts is not None and first.ends < second.starts


def state_on(constraints: Sequence[Constraint], day: date) -> tuple[str, str, str]:
    """State, constraint code and reference on one day."""
    failing = [(one.failure(day), one) for one in constraints if not one.met(day)]
    if not failing:
        return VALID, "", ""
    state, worst = min(failing, key=lambda pair: _urgency(pair[0], pair[1], day))
    return state, *worst.reason(day)


def _urgency(state: str, one: Constraint, day: date) -> tuple[int, date]:
    """The smaller shows; equal ones in the order of the constraints."""
    return _WEIGHT.get(state, len(_WEIGHT)), one.since(day) if state in LAPSES else date.min


def _cuts(constraints: Iterable[Constraint]) -> list[date]:
    """Days on which some constraint may change its answer."""
    cuts: set[date] = set()
    for one in constraints:
        for period in one.holds:
            if period.starts is not None:
                cuts.add(period.starts)
            if period.ends is not None and period.ends < date.max:
                cuts.add(period.ends + DAY)
    return sorted(cuts)


def timeline(constraints: Sequence[Constraint]) -> tuple[Segment, ...]:
    """The whole of time cut into segments; neighbours differ in state or in the fact behind it."""
    cuts = _cuts(constraints)
    starts: list[date | None] = [None, *cuts]
    merged: list[Segment] = []
    for index, start in enumerate(starts):
        probe = start if start is not None else (cuts[0] - DAY if cuts else date(2000, 1, 1))
        state, code, ref = state_on(constraints, probe)
        end = cuts[index] - DAY if index < len(cuts) else None
        last = merged[-1] if merged else None
        if last is not None and (last.state, last.code, last.ref) == (state, code, ref):
            merged[-1] = Segment(last.starts, end, state, code, ref)
        else:
            merged.append(Segment(start, end, state, code, ref))
    return tuple(_with_ends(merged, constraints))


def _with_ends(segments: list[Segment], constraints: Sequence[Constraint]) -> Iterable[Segment]:
    """Give each valid run the fact that ends it: the one that fails on the day after, or the one that leaves its
    end open."""
    for index, one in enumerate(segments):
        follower = segments[index + 1] if index + 1 < len(segments) else None
        if one.state == VALID and follower is not None:
            yield Segment(one.starts, one.ends, VALID, follower.code, follower.ref)
        elif one.state == VALID:
            yield Segment(one.starts, None, VALID, *_open_end(constraints))
        else:
            yield one


def _open_end(constraints: Sequence[Constraint]) -> tuple[str, str]:
    """The fact that carries a constraint for ever after, where nothing else leaves its end open."""
    for one in constraints:
        lasting = [reason for period, *reason in one.carried if period.ends is None]
        if lasting and len(lasting) == sum(period.ends is None for period in one.holds):
            return lasting[0][0], lasting[0][1]
    return "", ""


def standing(constraints: Sequence[Constraint]) -> Standing:
    """The standing that follows from ``constraints``: their intersection over all days."""
    segments = timeline(constraints)
    runs = [index for index, one in enumerate(segments) if one.state == VALID]
    if not runs:
        worst = min(segments, key=lambda one: _RANK.get(one.state, len(_RANK)))
        return Standing(segments, None, None, worst.state, worst.code, worst.ref, never=True)
    last = segments[runs[-1]]
    state = segments[runs[-1] + 1].state if runs[-1] + 1 < len(segments) else VALID
    return Standing(segments, last.starts, last.ends, state, last.code, last.ref)
