"""Choosing among the ways to meet requirements, and the order and days in which what is missing can be obtained. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

FEWEST, QUICKEST, CHEAPEST = "fewest", "quickest", "cheapest"
ROUTES = (FEWEST, QUICKEST, CHEAPEST)
UNKNOWN_DAYS = 10_000  # a time nobody knows is longer than any known


@dataclass(frozen=True, slots=True)
class Effort:
    """What obtaining a type takes: calendar days expected and on the safe side (None: nobody knows), and what it costs."""

    days: int | None = None
    safe: int | None = None
    cost: Decimal | None = None


@dataclass(slots=True)
class Step:
    """A type of credential to obtain. ``after``: others of the plan it needs first; ``serves``: (market, rule) → subjects;
    ``needed_by``: types for whose sake alone it is here; ``rows``: the requirements behind it, as whoever plans keeps them."""

    code: str
    after: tuple[str, ...] = ()
    serves: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    mandatory: bool = False
    needed_by: set[str] = field(default_factory=set)
    rows: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Days:
    """When a step begins, when it is there as expected and on the safe side, and the last day to begin for a wanted day."""

    start: date
    ready: date
    safe: date
    start_by: date | None


Way = Mapping[str, bool]


def choose(ways: Sequence[Way], efforts: Mapping[str, Effort], prefer: str) -> int:
    """Which of several ways (type → whether it is held) to go: the one with least to obtain, the quickest or the cheapest;
    of equals the earliest. What nobody knows counts as worse than anything known."""
    return min(range(len(ways)), key=lambda at: (_key(ways[at], efforts, prefer), at), default=-1)


def _key(way: Way, efforts: Mapping[str, Effort], prefer: str) -> tuple[Decimal, ...]:
    left = [efforts.get(code, Effort()) for code, held in way.items() if not held]
    fewest = (Decimal(len(left)), -Decimal(len(way) - len(left)))
    if prefer == QUICKEST:
        longest = max((UNKNOWN_DAYS if one.days is None else one.days for one in left), default=0)
        return (Decimal(longest), *fewest)
    if prefer == CHEAPEST:
        unknown = sum(one.cost is None for one in left)
        return (Decimal(unknown), sum((one.cost or Decimal() for one in left), Decimal()), *fewest)
    return fewest


def order(steps: Mapping[str, Step], efforts: Mapping[str, Effort]) -> list[str]:
    """What others need comes before them; else the longest first. A circle is cut at its longest."""
    done: list[str] = []
    left = sorted(steps, key=lambda code: (-(efforts.get(code, Effort()).days or 0), code))
    while left:
        ready = next((code for code in left if all(one in done for one in steps[code].after)), left[0])
        done.append(ready)
        left.remove(ready)
    return done


def schedule(
    steps: Mapping[str, Step], efforts: Mapping[str, Effort], begin: date, ready_by: date | None
) -> dict[str, Days]:
    """The days of every step, in order, when everything begins as early as it can. A step of which nobody knows how long
    it takes has no length here; who shows it must say so."""
    found: dict[str, Days] = {}
    in_order = order(steps, efforts)
    latest = _latest(in_order, steps, efforts, ready_by)
    for code in in_order:
        before = [found[one] for one in steps[code].after if one in found]
        start = max((one.ready for one in before), default=begin)
        safe_start = max((one.safe for one in before), default=begin)
        effort = efforts.get(code, Effort())
        days, safe = effort.days or 0, effort.safe or effort.days or 0
        found[code] = Days(
            start, start + timedelta(days=days), safe_start + timedelta(days=safe), latest.get(code)
        )
    return found


def _latest(
    in_order: Sequence[str], steps: Mapping[str, Step], efforts: Mapping[str, Effort], ready_by: date | None
) -> dict[str, date]:
    if ready_by is None:
        return {}
    found: dict[str, date] = {}
    for code in reversed(in_order):
        following = [found[one] for one, step in steps.items() if code in step.after and one in found]
        found[code] = min([ready_by, *following]) - timedelta(days=efforts.get(code, Effort()).days or 0)
    return found


def with_needed(
    steps: dict[str, Step], parents: Mapping[str, Sequence[str]], held: Collection[str], pick: Callable[[Sequence[str]], str]
) -> None:  # fmt: skip
    """Add what the steps themselves need first: of each list of parents one that is held, planned or else picked."""
    waiting = list(steps)
    while waiting:
        code = waiting.pop()
        asked = [one for one in parents.get(code, ()) if one != code]
        planned = [one for one in asked if one in steps]
        if not asked or (not planned and any(one in held for one in asked)):
            continue
        if not planned:
            planned = [pick(asked)]
            steps[planned[0]] = Step(planned[0])
            waiting.append(planned[0])
        for one in planned:
            if not steps[one].serves:
                steps[one].needed_by.add(code)
                steps[one].mandatory |= steps[code].mandatory
        steps[code].after = tuple(sorted({*steps[code].after, *planned}))
