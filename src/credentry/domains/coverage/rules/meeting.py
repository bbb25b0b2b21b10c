"""Whether a need is met on a day by the papers there are, with reasons.

A need is one type of credential, or several papers of it. Of several papers the better counts; a list of needs stands
where its worst need stands; of alternatives the best counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from credentry.domains.coverage.vocabulary import (
    EXPIRED,
    IN_APPLICATION,
    MEETS,
    MET_EXPIRING,
    MISSING,
    RANK,
    STATE_OF_RANK,
    UNKNOWN,
)

_DAY = timedelta(days=1)
MARKETS_ALL: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Need:
    """``count`` papers of a type; ``field``/``words``: each must say one of these words in that field. ``people``: not
    papers are counted but those who hold one, while they are in one of ``posts`` (empty: in any)."""

    type: str
    count: int = 1
    field: str = ""
    words: frozenset[str] = frozenset()
    recognises: frozenset[str] = frozenset()
    people: bool = False
    posts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in one status (``None``: open); ``until``: last valid day of the run it belongs to, where it has one."""

    starts: date | None
    ends: date | None
    status: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """That somebody is in a post, from day to day (``None``: open)."""

    person: str
    post: str
    starts: date | None = None
    ends: date | None = None

    def on(self, day: date) -> bool:
        """Whether the post is held on a day."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Paper:
    """A credential that names the subject. ``markets``: where it is good for (empty: wherever its type is).

    ``home``: the market its type is bound to (empty: none). ``filed``: days from which a renewal is under way.
    ``said``: field → what the paper says there. ``duty``: the post in which it counts for rules about people in post.
    ``barred``: days (both included) on which a limit of use keeps it from counting; ``unsure``: on which nobody can say
    whether one does, for want of a fact.
    """

    id: str
    type: str
    stretches: tuple[Stretch, ...]
    markets: frozenset[str] = MARKETS_ALL
    home: str = ""
    filed: tuple[date, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    duty: Duty | None = None
    barred: tuple[tuple[date, date], ...] = ()
    unsure: tuple[tuple[date, date], ...] = ()

    def good_for(self, need: Need, cover: frozenset[str] | None) -> bool:
        """Whether its market is one that covers the market asked, or one whose papers are recognised there."""
        if cover is None:
            return True
        accepted = cover | need.recognises
        return (
            bool(self.markets & accepted)
            if self.markets
            else self.home in ("", "INTL") or self.home in accepted
        )

    def speaks(self, need: Need) -> bool:
        """Whether it says what the need demands."""
        return not need.field or dict(self.said).get(need.field, "") in need.words

    def counts(self, need: Need, day: date) -> bool:
        """Whether whoever holds it is in a post that the need counts."""
        if not need.people:
            return self.duty is None
        held = self.duty is not None and self.duty.on(day)
        return held and (not need.posts or (self.duty is not None and self.duty.post in need.posts))

    def on(self, day: date) -> "Reason":
        """What it does for the need on a day."""
        if any(first <= day <= last for first, last in self.barred):
            return Reason(self.type, MISSING, self.id)
        now = next(
            (one for one in self.stretches
             if (one.starts is None or one.starts <= day) and (one.ends is None or day <= one.ends)),
            Stretch(None, None, "expired"),
        )  # fmt: skip
        state = MEETS.get(now.status, EXPIRED)
        if RANK[state] < RANK[IN_APPLICATION] and any(one <= day for one in self.filed):
            state = IN_APPLICATION
        if RANK[state] > RANK[UNKNOWN] and any(first <= day <= last for first, last in self.unsure):
            return Reason(self.type, UNKNOWN, self.id)
        until = now.until
        ahead = [
            first - _DAY
            for first, _ in (*self.barred, *self.unsure)
            if day < first and (until is None or first <= until)
        ]
        if ahead:
            until = min(ahead)
        if self.duty is not None and self.duty.ends is not None:
            until = min(until or date.max, self.duty.ends)
        return Reason(self.type, state, self.id, until)


@dataclass(frozen=True, slots=True)
class Reason:
    """How one need stands: its type, the state, the paper that decides it (empty: none), until when, and of several papers
    or persons how many are good."""

    type: str
    state: str
    paper: str = ""
    until: date | None = None
    held: int | None = None

    @property
    def key(self) -> tuple[int, date]:
        """The better of two is the greater."""
        return RANK[self.state], self.until or date.max


@dataclass(frozen=True, slots=True)
class Standing:
    """How a requirement stands on a day, with a reason for every need of the alternative that counts."""

    state: str
    reasons: tuple[Reason, ...]
    until: date | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Types that still have to be obtained."""
        return tuple(one.type for one in self.reasons if RANK[one.state] < RANK[UNKNOWN])


def alternatives(all_of: Sequence[Need], any_of: Sequence[Sequence[Need]]) -> tuple[tuple[Need, ...], ...]:
    """Every way to meet a rule: what is always needed, with one of the lists."""
    fixed = tuple(all_of)
    return tuple((*fixed, *some) for some in any_of) if any_of else (fixed,)


def meet(
    ways: Iterable[Sequence[Need]], papers: Sequence[Paper], cover: frozenset[str] | None, day: date
) -> Standing:
    """How a rule that applies stands on ``day`` under these papers; ``cover``: markets that cover the one asked."""
    found = [tuple(_need(one, papers, cover, day) for one in way) for way in ways]
    best = max(found, key=_worth)
    rank, until = min(one.key for one in best)
    return Standing(STATE_OF_RANK[rank], best, until if until < date.max else None)


def _need(need: Need, papers: Sequence[Paper], cover: frozenset[str] | None, day: date) -> Reason:
    some = [
        one for one in papers
        if one.type == need.type and one.good_for(need, cover) and one.speaks(need) and one.counts(need, day)
    ]  # fmt: skip
    mine = sorted((one.on(day) for one in some), key=lambda one: one.key, reverse=True)
    if need.people:
        best: dict[str, Reason] = {}
        for paper in some:
            who, now = paper.duty.person if paper.duty else "", paper.on(day)
            if who not in best or best[who].key < now.key:
                best[who] = now
        mine = sorted(best.values(), key=lambda one: one.key, reverse=True)
    found = mine[need.count - 1] if len(mine) >= need.count else Reason(need.type, MISSING)
    if need.count == 1 and not need.people:
        return found
    return replace(found, held=sum(RANK[one.state] >= RANK[MET_EXPIRING] for one in mine))


def _worth(way: Sequence[Reason]) -> tuple[int, int, int, date]:
    """An alternative is worth as much as its worst need; of equal ones the one with fewer things left to do, then the
    one with more in hand."""
    rank, until = min(one.key for one in way)
    left = sum(RANK[one.state] < RANK[MET_EXPIRING] for one in way)
    return rank, -left, len(way) - left, until
