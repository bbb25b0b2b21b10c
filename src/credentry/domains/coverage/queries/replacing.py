"""The cheapest way to meet again what falls by a loss, as a plan: to be read, applied for and put into a budget. Asked for
while the loss is tried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.domains.coverage import errors, falling, refreshing
from credentry.domains.coverage.falling import as_id, day_text
from credentry.domains.coverage.holding import held_at_all
from credentry.domains.coverage.models import RequirementRule
from credentry.domains.coverage.queries.applications import lacks_of, running
from credentry.domains.coverage.queries.lacking import MOST, READ, Lack, Wish
from credentry.domains.coverage.queries.planning import Tried, Wanted, told_of
from credentry.domains.coverage.queries.requirements import type_words, ways_of
from credentry.domains.coverage.queries.types import sorts_of
from credentry.domains.coverage.rules import scheduling
from credentry.domains.coverage.rules.scheduling import Step
from credentry.foundation import clock
from credentry.foundation.errors import DomainError

_NAMED = 20  # subjects named with a certificate
_Places = dict[tuple[UUID, str], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Route:
    """The steps, begun today, needed by the first day on which something falls; the kind of each subject. ``whole``:
    every subject is among the rows of the steps."""

    tried: Tried
    steps: Mapping[str, Step]
    wanted: Wanted
    kinds: Mapping[UUID, str]
    whole: bool


def route() -> Route | None:
    """How to meet again what falls, at the least cost; None where nothing falls."""
    rows = falling.rules()
    if not rows:
        return None
    rules = {one.pk: one for one in RequirementRule.objects.filter(pk__in={as_id(row[0]) for row in rows})}
    ways = ways_of(rules)
    examples = sorted({as_id(row[5]) for row in rows})
    refreshing.refresh(examples)  # what bears on them is at hand then
    codes = {code for some in ways.values() for way in some.values() for code in way}
    day = min(date.fromisoformat(day_text(row[4])) for row in rows)
    sorts = sorts_of(codes, examples[0], day)
    efforts = {code: one.effort for code, one in sorts.items()}
    held = {one: held_at_all(codes, one, day) for one in examples}
    places, kinds, whole = _fallen()
    steps: dict[str, Step] = {}
    for rule, market, role, _, _, example, _ in rows:
        there = held[as_id(example)]
        options = [{one: one in there for one in way} for _, way in sorted(ways[as_id(rule)].items())]
        for code, at_hand in _chosen(options, efforts).items():
            if not at_hand:
                step = steps.setdefault(code, Step(code, mandatory=True))
                who = places.get((as_id(rule), market or role), [])
                step.rows += who
                titles = list(dict.fromkeys(row[1] for row in who))[:_NAMED]
                step.serves.setdefault((market or role, rules[as_id(rule)].code), set()).update(titles)
    scheduling.with_needed(
        steps, {code: one.parents for code, one in sorts.items()},
        {code for some in held.values() for code in some} | {code for code, one in sorts.items() if one.held},
        lambda some: some[scheduling.choose([{one: False} for one in some], efforts, scheduling.CHEAPEST)],
    )  # fmt: skip
    today = clock.today()
    wanted = Wanted(examples[0], (), today, day if day > today else None, scheduling.CHEAPEST)
    return Route(Tried([], rules, ways, set(), sorts), steps, wanted, kinds, whole)


def told(actor: Actor, found: Route) -> dict[str, Any]:
    """The plan in words, with the applications that run for it and the kinds of subject it is for."""
    said = told_of(found.tried, found.steps, found.wanted)
    cases = running(actor, found.steps)
    for item in said["items"]:
        item |= cases[item["type"]["code"]]
    return {**said, "kinds": sorted(set(found.kinds.values()))}


def wishes(found: Route | None, codes: Sequence[str]) -> dict[str, list[Wish]]:
    """Kind of subject → these types as what to apply for. Raises DomainError for one that the route does not have, and
    where more subjects lack it than applications could name."""
    steps = found.steps if found else {}
    names = type_words(set(codes) - steps.keys())
    told: dict[str, list[Wish]] = {}
    if found is not None:
        efforts = {code: one.effort for code, one in found.tried.sorts.items()}
        days = scheduling.schedule(steps, efforts, found.wanted.begin, found.wanted.ready_by)
    for code in dict.fromkeys(codes):
        if found is None or code not in steps:
            raise DomainError(errors.NOT_LACKING, type=names[code])
        if not found.whole:
            raise DomainError(errors.TOO_MANY_SUBJECTS, limit=MOST)
        after = [days[one].start_by for one, step in steps.items() if code in step.after]
        last = min((one for one in (found.wanted.ready_by, *after) if one is not None), default=None)
        by_kind: dict[str, list[Lack]] = {}
        for one in lacks_of(steps, code):
            by_kind.setdefault(found.kinds[one.subject], []).append(one)
        for kind, lacks in by_kind.items():
            told.setdefault(kind, []).append(Wish(code, lacks, last))
    return told


def _chosen(options: list[dict[str, bool]], efforts: Mapping[str, scheduling.Effort]) -> Mapping[str, bool]:
    """The cheapest way; where its papers are all there, in number or level they are not enough: all of them again."""
    if not options:
        return {}
    way = options[scheduling.choose(options, efforts, scheduling.CHEAPEST)]
    return dict.fromkeys(way, False) if all(way.values()) else way


def _fallen() -> tuple[_Places, dict[UUID, str], bool]:
    """Rule and place → its subjects as rows of a plan; the kind of each subject; whether these are all of them."""
    found: _Places = {}
    kinds: dict[UUID, str] = {}
    rows = falling.lacks(READ + 1)
    for rule, code, role, subject, title, kind, above, market in rows[:READ]:
        who = as_id(subject)
        kinds[who] = kind
        row = (0, title, code, as_id(rule), "", "", "", who, _maybe(above), _maybe(market))
        found.setdefault((as_id(rule), code or role), []).append(row)
    return found, kinds, len(rows) <= READ


def _maybe(value: Any) -> UUID | None:
    return as_id(value) if value else None
