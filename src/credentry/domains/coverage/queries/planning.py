"""What it takes to enter markets with a product line: tried out in a transaction that is rolled back, so that the plan
cannot differ from what would happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform
from credentry.domains.coverage import errors, holding
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.models import NeedMarket, RequirementRule
from credentry.domains.coverage.queries.applications import lacks_of, running
from credentry.domains.coverage.queries.lacking import Wish
from credentry.domains.coverage.queries.questions import questionnaire
from credentry.domains.coverage.queries.requirements import (
    GOOD,
    Ask,
    obligations,
    rule_words,
    type_words,
    ways_of,
)
from credentry.domains.coverage.queries.types import Sort, sorts_of
from credentry.domains.coverage.rules import scheduling
from credentry.domains.coverage.rules.scheduling import Step
from credentry.foundation.errors import DomainError

Row = tuple[int, str, str, UUID, str, str, str, UUID, UUID | None, UUID | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: a product and all below it, markets, when work begins, and perhaps the day by which all must be
    there. ``prefer``: which of several ways to go."""

    subject: UUID
    markets: tuple[UUID, ...]
    begin: date
    ready_by: date | None = None
    prefer: str = scheduling.FEWEST

    @property
    def day(self) -> date:
        """The day on which all must be there."""
        return self.ready_by or self.begin


@dataclass(frozen=True, slots=True)
class Tried:
    """What would be required: a row for each requirement of each product, the ways to meet each rule, what is held, and
    which unknown facts are asked."""

    rows: Sequence[Row]
    rules: Mapping[UUID, RequirementRule]
    ways: Mapping[UUID, Mapping[int, Sequence[str]]]
    held: set[tuple[int, str]]
    sorts: Mapping[str, Sort]
    asks: Sequence[Mapping[str, Any]] = ()

    @property
    def lacking(self) -> list[Row]:
        """Requirements that would not be met, though everything is known about them."""
        return [row for row in self.rows if row[4] not in (*GOOD, words.UNKNOWN)]

    def options(self, row: Row) -> list[dict[str, bool]]:
        """The ways to meet a row: type → whether it is held."""
        return [
            {code: (row[0], code) in self.held for code in way}
            for _, way in sorted(self.ways[row[3]].items())
        ]


def plan(actor: Actor, wanted: Wanted) -> dict[str, Any]:
    """The certificates a product and everything below it lacks in these markets, in the order in which they can be
    obtained: time, cost, first day, last day to start, what each serves; every other way; what is held already.

    ``questions``: the facts that would decide what cannot be decided. Nothing is written. Raises what planning an
    engagement raises.
    """
    tried = _try(actor, wanted, asking=True)
    routes = {prefer: _steps(tried, prefer) for prefer in scheduling.ROUTES}
    steps = routes[wanted.prefer]
    told = told_of(tried, steps, wanted)
    cases = running(actor, steps)
    for item in told["items"]:
        item |= cases[item["type"]["code"]]
    told["prefer"] = wanted.prefer
    told["routes"] = [_summary(tried, prefer, some, wanted) for prefer, some in routes.items()]
    told["rules"] = _rules(tried, wanted.prefer)
    told["met"] = _met(tried)
    told["questions"] = _questions(tried)
    return told


def _try(actor: Actor, wanted: Wanted, asking: bool = False) -> Tried:
    with transaction.atomic():
        for market in wanted.markets:
            form = {"context": words.MARKET, "subject": wanted.subject, "market": market}
            perform(actor, words.ENGAGEMENT, "plan", None, form)
        asked = Ask(words.MARKET, wanted.day, (wanted.subject,), wanted.markets)
        columns = (
            "pursuit", "pursuit__subject__title", "pursuit__market__code", "rule", "state", "type_code", "credential__number",
            "pursuit__subject", "pursuit__subject__parent", "pursuit__market",
        )  # fmt: skip
        rows: list[Row] = list(
            obligations(actor, asked)
            .order_by("rule__code", "pursuit__subject__title", "pk")
            .values_list(*columns)
        )
        held = holding.held(wanted.day)
        rules = {one.pk: one for one in RequirementRule.objects.filter(pk__in={row[3] for row in rows})}
        ways = ways_of(rules)
        sorts = sorts_of(
            {code for some in ways.values() for way in some.values() for code in way},
            wanted.subject,
            wanted.day,
        )
        asks = questionnaire(actor, wanted.subject)["unknown"] if asking else ()
        transaction.set_rollback(True)
    return Tried(rows, rules, ways, held, sorts, asks)


def _questions(tried: Tried) -> list[dict[str, Any]]:
    """The unknown facts of the product that rules of these markets wait for."""
    waiting = {tried.rules[row[3]].code for row in tried.rows if row[4] == words.UNKNOWN}
    found = []
    for one in tried.asks:
        rules = [rule for rule in one["rules"] if rule["code"] in waiting]
        if rules:
            found.append({**one, "rules": rules, "decides": len(rules)})
    return sorted(found, key=lambda one: (-one["decides"], one["fact"]))


def _steps(tried: Tried, prefer: str) -> dict[str, Step]:
    efforts = {code: one.effort for code, one in tried.sorts.items()}
    steps: dict[str, Step] = {}
    for row in tried.lacking:
        title, market, rule = row[1], row[2], row[3]
        options = tried.options(row)
        at = scheduling.choose(options, efforts, prefer)
        for code, there in options[at].items() if options else ():
            if not there:
                step = steps.setdefault(code, Step(code))
                step.serves.setdefault((market or "", tried.rules[rule].code), set()).add(title)
                step.rows.append(row)
                step.mandatory |= tried.rules[rule].severity == words.BLOCKING
    parents = {code: one.parents for code, one in tried.sorts.items()}
    held = {code for code, one in tried.sorts.items() if one.held} | {code for _, code in tried.held}
    scheduling.with_needed(
        steps,
        parents,
        held,
        lambda some: some[scheduling.choose([{one: False} for one in some], efforts, prefer)],
    )
    return steps


def routed(actor: Actor, wanted: Wanted) -> tuple[Tried, dict[str, Step]]:
    """What would be required, and the steps of the route that is preferred."""
    tried = _try(actor, wanted)
    return tried, _steps(tried, wanted.prefer)


def wishes(actor: Actor, wanted: Wanted, codes: Sequence[str]) -> list[Wish]:
    """These of the plan's certificates as what to apply for: for whom, and by when. Raises DomainError for one that the
    plan does not have."""
    tried, steps = routed(actor, wanted)
    efforts = {code: one.effort for code, one in tried.sorts.items()}
    days = scheduling.schedule(steps, efforts, wanted.begin, wanted.ready_by)
    names = type_words(set(codes) - steps.keys())
    found = []
    for code in dict.fromkeys(codes):
        if code not in steps:
            raise DomainError(errors.NOT_LACKING, type=names[code])
        after = [days[one].start_by for one, step in steps.items() if code in step.after]
        last = min((one for one in (wanted.ready_by, *after) if one is not None), default=None)
        found.append(Wish(code, lacks_of(steps, code), last, wanted.ready_by))
    return found


def told_of(tried: Tried, steps: Mapping[str, Step], wanted: Wanted) -> dict[str, Any]:
    """The steps in order with their days, times and costs, the ends and sums, and what nobody can decide."""
    efforts = {code: one.effort for code, one in tried.sorts.items()}
    days = scheduling.schedule(steps, efforts, wanted.begin, wanted.ready_by)
    items = []
    for code, when in days.items():
        one, sort = steps[code], tried.sorts[code]
        items.append(
            {
                "type": {"code": code, **sort.label.as_dict()},
                "mandatory": one.mandatory,
                "lead_time": dict(sort.lead) if sort.lead else None,
                "time": sort.time(),
                "cost": sort.money(),
                "papers": list(sort.papers),
                "after": list(one.after),
                "needed_by": sorted(one.needed_by),
                "start_on": when.start.isoformat(),
                "ready_on": when.ready.isoformat(),
                "safe_on": when.safe.isoformat(),
                "start_by": when.start_by.isoformat() if when.start_by else None,
                "serves": [
                    {"market": market, "rule": rule, "subjects": sorted(titles)}
                    for (market, rule), titles in sorted(one.serves.items())
                ],
            }
        )
    unknown = {row[3] for row in tried.rows if row[4] == words.UNKNOWN}
    return {
        "begin": wanted.begin.isoformat(),
        "items": items,
        "ready_by": wanted.ready_by.isoformat() if wanted.ready_by else None,
        **_ends(tried, steps, wanted),
        "undecided": [
            rule_words(tried.rules[one]) for one in sorted(unknown, key=lambda one: tried.rules[one].code)
        ],
    }


def _ends(tried: Tried, steps: Mapping[str, Step], wanted: Wanted) -> dict[str, Any]:
    """First day on which everything mandatory is there, whether that is in time, and what it costs."""
    efforts = {code: one.effort for code, one in tried.sorts.items()}
    days = scheduling.schedule(steps, efforts, wanted.begin, wanted.ready_by)
    needed = [days[code] for code, one in steps.items() if one.mandatory]
    last = max((one.ready for one in needed), default=wanted.begin)
    safe = max((one.safe for one in needed), default=wanted.begin)
    sums: dict[str, Decimal] = {}
    for code in steps:
        cost = tried.sorts[code].cost
        if cost is not None:
            sums[cost.currency] = sums.get(cost.currency, Decimal()) + cost.amount
    return {
        "earliest": last.isoformat(),
        "earliest_safe": safe.isoformat(),
        "in_time": last <= wanted.ready_by if wanted.ready_by else None,
        "start_by": (wanted.ready_by - (last - wanted.begin)).isoformat() if wanted.ready_by else None,
        "without_lead_time": sorted(code for code in steps if efforts[code].days is None),
        "cost": [
            {"currency": currency, "amount": f"{amount:.2f}"} for currency, amount in sorted(sums.items())
        ],
        "without_cost": sorted(code for code in steps if tried.sorts[code].cost is None),
    }


def _summary(tried: Tried, prefer: str, steps: Mapping[str, Step], wanted: Wanted) -> dict[str, Any]:
    return {"prefer": prefer, "types": sorted(steps), **_ends(tried, steps, wanted)}


def _rules(tried: Tried, prefer: str) -> list[dict[str, Any]]:
    """Why: every rule that would not be met, with all its ways, what each lacks, and whose papers it recognises."""
    efforts = {code: one.effort for code, one in tried.sorts.items()}
    recognised = _recognised(tried)
    grouped: dict[tuple[str, str, tuple[tuple[tuple[str, bool], ...], ...]], tuple[Row, set[str]]] = {}
    for row in tried.lacking:
        frozen = tuple(tuple(sorted(way.items())) for way in tried.options(row))
        grouped.setdefault((tried.rules[row[3]].code, row[2] or "", frozen), (row, set()))[1].add(row[1])
    found = []
    for (_, market, _frozen), (row, titles) in sorted(
        grouped.items(), key=lambda one: (one[0][1], one[0][0], str(one[0][2]))
    ):
        options = tried.options(row)
        at = scheduling.choose(options, efforts, prefer)
        found.append(
            {
                "rule": rule_words(tried.rules[row[3]]),
                "market": market,
                "state": row[4],
                "state_label": words.STATES[row[4]].as_dict(),
                "subjects": sorted(titles),
                "ways": [
                    {
                        "chosen": n == at,
                        "types": [
                            {"code": code, **tried.sorts[code].label.as_dict(), "held": there,
                             "time": tried.sorts[code].time(), "cost": tried.sorts[code].money(),
                             "recognised_from": recognised.get((row[3], code), [])}
                            for code, there in way.items()
                        ],
                    }
                    for n, way in enumerate(options)
                ],
            }
        )  # fmt: skip
    return found


def _recognised(tried: Tried) -> dict[tuple[UUID, str], list[str]]:
    rows = NeedMarket.objects.filter(need__rule__in=tried.rules).order_by("market__code")
    found: dict[tuple[UUID, str], list[str]] = {}
    for rule, code, market in rows.values_list("need__rule", "need__type_code", "market__code"):
        some = found.setdefault((rule, code), [])
        if market not in some:
            some.append(market)
    return found


def _met(tried: Tried) -> list[dict[str, Any]]:
    """What is met already, and by which paper."""
    found: dict[tuple[str, str, str, str], tuple[Row, set[str]]] = {}
    for row in tried.rows:
        if row[4] in GOOD:
            key = (row[2] or "", tried.rules[row[3]].code, row[5], row[6] or "")
            found.setdefault(key, (row, set()))[1].add(row[1])
    return [
        {
            "market": market, "rule": rule_words(tried.rules[row[3]]), "type": code, "credential": number,
            "state": row[4], "subjects": sorted(titles),
        }
        for (market, _, code, number), (row, titles) in sorted(found.items())
    ]  # fmt: skip
