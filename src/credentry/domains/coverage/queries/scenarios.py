"""Kept questions asked again today: then and now, and several side by side."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.models import Scenario
from credentry.domains.coverage.queries.planning import Wanted, plan
from credentry.domains.subjects import queries as subjects
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, NotFound

_ENDS = ("earliest", "earliest_safe", "in_time", "start_by", "without_lead_time", "cost", "without_cost")
_ITEM = ("mandatory", "time", "cost", "start_on", "ready_on", "serves")


def wanted(scenario: Scenario, begin: date) -> Wanted:
    """The question a scenario asks, where work begins on that day. Markets that are gone are left out."""
    places = subjects.by_code(scenario.markets)
    markets = tuple(places[code] for code in scenario.markets if code in places)
    return Wanted(scenario.subject_id, markets, begin, scenario.ready_by, scenario.prefer)


def figures(actor: Actor, scenario: Scenario, begin: date) -> dict[str, Any]:
    """What the plan says: its days, sums, items in order, and the rules nobody can decide. Raises what ``plan`` raises."""
    found = plan(actor, wanted(scenario, begin))
    return {
        "on": clock.today().isoformat(),
        "begin": found["begin"],
        **{name: found[name] for name in _ENDS},
        "items": [{**one["type"], **{name: one[name] for name in _ITEM}} for one in found["items"]],
        "undecided": [one["code"] for one in found["undecided"]],
    }


def compare(actor: Actor, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Each scenario in the order given, with its figures when it was saved and those of today (work beginning today
    where its day has passed). ``now`` is None with the reason in ``trouble`` where the question cannot be asked any more.

    Nothing is written. Raises NotFound for one that may not be seen.
    """
    rows = {one.pk: one for one in visible(actor, kinds.get(words.SCENARIO)).filter(pk__in=ids)}
    if len(rows) < len(set(ids)):
        raise NotFound()
    some = [rows[one] for one in dict.fromkeys(ids)]
    named = visible(actor, kinds.get("product")).filter(pk__in={one.subject_id for one in some})
    titles = dict(named.values_list("pk", "title"))
    return [_told(actor, one, titles.get(one.subject_id, "")) for one in some]


def _told(actor: Actor, scenario: Scenario, product: str) -> dict[str, Any]:
    now: dict[str, Any] | None = None
    trouble = ""
    try:
        now = figures(actor, scenario, max(scenario.begin, clock.today()))
    except DomainError as error:
        trouble = "; ".join(one.message(actor.lang) for one in error.errors) or error.message(actor.lang)
    return {
        "id": str(scenario.pk),
        "number": scenario.number,
        "title": scenario.title,
        "subject": {"id": str(scenario.subject_id), "label": product},
        "markets": scenario.markets,
        "begin": scenario.begin.isoformat(),
        "ready_by": scenario.ready_by.isoformat() if scenario.ready_by else None,
        "prefer": scenario.prefer,
        "prefer_label": words.ROUTES[scenario.prefer].as_dict(),
        "archived": scenario.archived_at is not None,
        "at_saving": scenario.at_saving,
        "now": now,
        "trouble": trouble,
    }
