"""What it takes to enter markets with a product line: tried out in a transaction that is rolled back, so that the plan
cannot differ from what would happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.domains.coverage import obligations as stored
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.models import RequirementRule as Rule
from credentry.domains.coverage.models import RuleNeed
from credentry.domains.coverage.queries.requirements import GOOD, Ask, obligations, rule_words
from credentry.domains.credentials.queries.leadtimes import lead_time
from credentry.foundation.labels import Label

# Calendar days of one unit of preparation time, as long as nothing better is learned: five working days in seven.
_DAYS = {"day": 1.0, "workday": 1.4, "month": 30.0, "year": 365.0}


@dataclass(slots=True)
class Step:
    """A type of credential to obtain. ``after``: others of the plan that it needs first."""

    code: str
    label: Label
    days: int | None
    lead: Mapping[str, Any] | None
    after: tuple[str, ...]
    serves: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    mandatory: bool = False


def plan(
    actor: Actor, subject: UUID, markets: Sequence[UUID], begin: date, ready_by: date | None
) -> dict[str, Any]:
    """The certificates a product and everything below it lacks in these markets, in the order in which they can be
    obtained when work begins on ``begin``: preparation time (the type's default), first day each can be there, and of a
    wanted day the last day to start. Nothing is written. Raises what planning an engagement raises.
    """
    day = ready_by or begin
    with transaction.atomic():
        for market in markets:
            form = {"context": words.MARKET, "subject": subject, "market": market}
            perform(actor, words.ENGAGEMENT, "plan", None, form)
        asked = Ask(words.MARKET, day, (subject,), tuple(markets))
        columns = ("pursuit", "pursuit__subject__title", "pursuit__market__code", "rule", "state")
        rows = list(obligations(actor, asked).exclude(state__in=GOOD).values_list(*columns))
        held = stored.held(day)
        transaction.set_rollback(True)
    rules = {one.pk: one for one in Rule.objects.filter(pk__in={row[3] for row in rows})}
    steps = _steps(rows, rules, held)
    order = _order(steps)
    return _told(order, steps, rules, rows, begin, ready_by)


def _steps(
    rows: Sequence[tuple[int, str, str, UUID, str]], rules: Mapping[UUID, Rule], held: set[tuple[int, str]]
) -> dict[str, Step]:
    ways: dict[UUID, dict[int, set[str]]] = {}
    for rule, way, code in RuleNeed.objects.filter(rule__in=rules).values_list("rule", "way", "type_code"):
        ways.setdefault(rule, {}).setdefault(way, set()).add(code)
    lacking: list[tuple[str, str, Rule, set[str]]] = []
    for pursuit, title, market, rule, state in rows:
        if state != words.UNKNOWN:
            some = [
                {code: (pursuit, code) in held for code in way}
                for _, way in sorted(ways.get(rule, {}).items())
            ]
            best = min(some, key=lambda way: (len(way) - sum(way.values()), -sum(way.values())), default={})
            lacking.append(
                (title, market or "", rules[rule], {code for code, there in best.items() if not there})
            )
    steps = _types({code for *_, left in lacking for code in left})
    for title, market, one, left in lacking:
        for code in left:
            steps[code].serves.setdefault((market, one.code), set()).add(title)
            steps[code].mandatory |= one.severity == words.BLOCKING
    return steps


def _types(codes: set[str]) -> dict[str, Step]:
    model = kinds.get("credential_type").model_class
    found = {code: Step(code, Label(code, code), None, None, ()) for code in codes}
    for pk, code, zh, en, definition in model._default_manager.filter(code__in=codes).values_list(
        "pk", "code", "name_zh", "name_en", "definition"
    ):
        lead = lead_time(pk, definition or {})
        needs = {one for link in (definition or {}).get("depends", ()) for one in link.get("types", ())}
        days = round(lead["n"] * _DAYS.get(lead["unit"], 1.0)) if lead else None
        found[code] = Step(code, Label(zh, en or zh), days, lead, tuple(sorted(needs & codes - {code})))
    return found


def _order(steps: Mapping[str, Step]) -> list[str]:
    """What others need comes before them; else the longest first."""
    done: list[str] = []
    left = sorted(steps, key=lambda code: (-(steps[code].days or 0), code))
    while left:
        ready = next((code for code in left if all(one in done for one in steps[code].after)), left[0])
        done.append(ready)
        left.remove(ready)
    return done


def _told(
    order: Sequence[str], steps: Mapping[str, Step], rules: Mapping[UUID, Rule],
    rows: Sequence[tuple[int, str, str, UUID, str]], begin: date, ready_by: date | None,
) -> dict[str, Any]:  # fmt: skip
    ready: dict[str, date] = {}
    items = []
    for code in order:
        one = steps[code]
        start = max((ready[before] for before in one.after if before in ready), default=begin)
        ready[code] = start + timedelta(days=one.days or 0)
        items.append(
            {
                "type": {"code": code, **one.label.as_dict()},
                "mandatory": one.mandatory,
                "lead_time": dict(one.lead) if one.lead else None,
                "after": list(one.after),
                "start_on": start.isoformat(),
                "ready_on": ready[code].isoformat(),
                "serves": [
                    {"market": market, "rule": rule, "subjects": sorted(titles)}
                    for (market, rule), titles in sorted(one.serves.items())
                ],
            }
        )
    needed = [ready[code] for code in order if steps[code].mandatory]
    last = max(needed, default=begin)
    unknown = {rule for _, _, _, rule, state in rows if state == words.UNKNOWN}
    return {
        "begin": begin.isoformat(),
        "items": items,
        "earliest": last.isoformat(),
        "ready_by": ready_by.isoformat() if ready_by else None,
        "in_time": last <= ready_by if ready_by else None,
        "start_by": (ready_by - (last - begin)).isoformat() if ready_by else None,
        "without_lead_time": [code for code in order if steps[code].days is None],
        "undecided": [rule_words(rules[one]) for one in sorted(unknown, key=lambda one: rules[one].code)],
    }
