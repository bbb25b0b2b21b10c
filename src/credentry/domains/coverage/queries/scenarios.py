"""Kept questions asked again today: then and now, and several side by side."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.models import ASKED, Scenario
from credentry.domains.coverage.queries.asking import place_words
from credentry.domains.coverage.queries.losing import Loss, lose
from credentry.domains.coverage.queries.planning import Wanted, plan
from credentry.domains.subjects import queries as subjects
from credentry.foundation import clock
from credentry.foundation.errors import DomainError, NotFound

_ENDS = ("earliest", "earliest_safe", "in_time", "start_by", "without_lead_time", "cost", "without_cost")
_ITEM = ("mandatory", "time", "cost", "start_on", "ready_on")
_PLACE = ("context", "context_label", "code", "label", "subjects", "since")
_RULE = ("code", "zh", "en", "requirements", "since")
_NO_ENDS: Mapping[str, Any] = {
    "earliest": None, "earliest_safe": None, "in_time": None, "start_by": None, "without_lead_time": [], "cost": [],
    "without_cost": [],
}  # fmt: skip


def wanted(scenario: Scenario, begin: date) -> Wanted:
    """What a scenario of entering markets asks, where work begins on that day. Markets that are gone are left out."""
    assert scenario.subject_id is not None
    places = subjects.by_code(scenario.markets)
    markets = tuple(places[code] for code in scenario.markets if code in places)
    return Wanted(scenario.subject_id, markets, begin, scenario.ready_by, scenario.prefer)


def figures(actor: Actor, scenario: Scenario, begin: date) -> dict[str, Any]:
    """What the answer says, without names of records. Of entering markets: days, sums, items in order, and the rules nobody
    can decide. Of a loss: how much falls, since when, where and by which rules, posts left vacant, what a new post lacks,
    and of what replaces it days, sums and items. Raises what asking raises."""
    said = {"on": clock.today().isoformat(), "begin": begin.isoformat()}
    if scenario.question == words.LOSS:
        return {**said, **_loss_figures(actor, scenario, begin)}
    found = plan(actor, wanted(scenario, begin))
    return {
        **said,
        **{name: found[name] for name in _ENDS},
        "items": [{**one["type"], **{name: one[name] for name in _ITEM}} for one in found["items"]],
        "undecided": [one["code"] for one in found["undecided"]],
    }


def loss_of(scenario: Scenario, on: date) -> Loss:
    """What a scenario supposes lost, from that day on."""
    return Loss(scenario.lost, getattr(scenario, f"{scenario.lost}_id"), on, scenario.role)


def _loss_figures(actor: Actor, scenario: Scenario, on: date) -> dict[str, Any]:
    found = lose(actor, loss_of(scenario, on), limit=0)
    new = found["replacement"]
    items = new["items"] if new else []
    return {
        **{name: found[name] for name in ("total", "hidden", "subjects", "engagements")},
        "first": min((one["since"] for one in found["rules"]), default=None),
        "places": [{name: one[name] for name in _PLACE} for one in found["places"]],
        "rules": [{name: one[name] for name in _RULE} for one in found["rules"]],
        "vacated": len(found["vacated"]),
        "handover": sum(one["count"] for one in found["handover"]),
        "missing": [one["rule"]["code"] for one in found["missing"]],
        **(_NO_ENDS if new is None else {name: new[name] for name in _ENDS}),
        "items": [{**one["type"], **{name: one[name] for name in _ITEM}} for one in items],
    }


def compare(actor: Actor, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Each scenario in the order given, with its figures when it was saved and those of today (work beginning, or the thing
    being lost, today where its day has passed). ``now`` is None with the reason in ``trouble`` where the question cannot be
    asked any more, or not by this actor.

    Nothing is written. Raises NotFound for one that may not be seen.
    """
    rows = {one.pk: one for one in visible(actor, kinds.get(words.SCENARIO)).filter(pk__in=ids)}
    if len(rows) < len(set(ids)):
        raise NotFound()
    some = [rows[one] for one in dict.fromkeys(ids)]
    named = _names(actor, some)
    return [_told(actor, one, named) for one in some]


def _names(actor: Actor, some: Sequence[Scenario]) -> dict[UUID, str]:
    """What the scenarios are about, as far as the actor may see it."""
    found: dict[UUID, str] = {}
    for column in ASKED:
        ids = {pk for one in some if (pk := getattr(one, f"{column}_id")) is not None}
        if ids:
            kind = kinds.get("product" if column == "subject" else column)
            found |= dict(visible(actor, kind).filter(pk__in=ids).values_list("pk", kind.title))
    return found


def _told(actor: Actor, scenario: Scenario, named: Mapping[UUID, str]) -> dict[str, Any]:
    now: dict[str, Any] | None = None
    trouble = ""
    try:
        now = figures(actor, scenario, max(scenario.begin, clock.today()))
    except DomainError as error:
        trouble = "; ".join(one.message(actor.lang) for one in error.errors) or error.message(actor.lang)
    about = _loss_words(scenario, named) if scenario.question == words.LOSS else _entry_words(scenario, named)
    return {
        "id": str(scenario.pk),
        "number": scenario.number,
        "title": scenario.title,
        "question": scenario.question,
        "begin": scenario.begin.isoformat(),
        **about,
        "archived": scenario.archived_at is not None,
        "at_saving": scenario.at_saving,
        "now": now,
        "trouble": trouble,
    }


def _entry_words(scenario: Scenario, named: Mapping[UUID, str]) -> dict[str, Any]:
    pk = scenario.subject_id
    return {
        "subject": {"id": str(pk), "label": named.get(pk, "") if pk else ""},
        "markets": scenario.markets,
        "ready_by": scenario.ready_by.isoformat() if scenario.ready_by else None,
        "prefer": scenario.prefer,
        "prefer_label": words.ROUTES[scenario.prefer].as_dict(),
    }


def _loss_words(scenario: Scenario, named: Mapping[UUID, str]) -> dict[str, Any]:
    pk, role = getattr(scenario, f"{scenario.lost}_id"), scenario.role
    return {
        "lost": {"kind": scenario.lost, "id": str(pk), "label": named.get(pk, "")},
        "role": role,
        "role_label": place_words(words.POST, {role})[role].as_dict() if role else None,
    }
