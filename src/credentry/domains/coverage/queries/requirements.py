"""How subjects stand on a day, requirement by requirement: what is missing, and why."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Value, When

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.domains.coverage import facts
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.models import RequirementRule, RuleNeed, Verdict
from credentry.domains.coverage.queries.asking import GOOD, ORDER, Ask, obligations
from credentry.domains.coverage.queries.counting import counted
from credentry.domains.coverage.queries.lacking import LACKING
from credentry.domains.coverage.queries.limits import bearing_on
from credentry.domains.coverage.queries.under_way import UnderWay
from credentry.domains.subjects import queries as subjects
from credentry.foundation.labels import Label

__all__ = [
    "GOOD",
    "ORDER",
    "Ask",
    "gaps",
    "obligations",
    "rule_words",
    "type_words",
    "waiver_words",
    "ways_of",
]


_ORDER = ("worst", "rule__code", "pursuit__subject__title", "pursuit__subject", "pursuit__market__code", "pk")


def gaps(actor: Actor, asked: Ask, states: Sequence[str] = (), limit: int = 500) -> list[dict[str, Any]]:
    """Requirement by requirement, the worst first: the rule, how it stands, what decides it, which facts are asked."""
    worst = Case(
        *(When(state=state, then=Value(at)) for at, state in enumerate(ORDER)), output_field=IntegerField()
    )
    rows = obligations(actor, asked).annotate(worst=worst)
    if states:
        rows = rows.filter(state__in=states)
    columns = (
        "pursuit__subject", "pursuit__subject__title", "pursuit__market__code", "pursuit__role", "rule", "state",
        "type_code", "credential", "credential__number", "until", "pursuit__profile", "pursuit__engagement",
        "pursuit__market", "waiver", "held", "pursuit",
    )  # fmt: skip
    read = list(rows.order_by(*_ORDER).values_list(*columns)[:limit])
    rules = {one.pk: one for one in RequirementRule.objects.filter(pk__in={row[4] for row in read})}
    needs = ways_of(rules)
    waits = _waits({(row[10], row[4]) for row in read if row[5] == words.UNKNOWN})
    papers = {row[7] for row in read if row[7]}
    seen = set(visible(actor, kinds.get("credential")).filter(pk__in=papers).values_list("pk", flat=True))
    waivers = waiver_words(actor, {row[13] for row in read if row[13]})
    work = _work(actor, read, needs)
    requested = _requested(actor, {row[11] for row in read}, {row[0] for row in read})
    codes = {code for some in needs.values() for way in some.values() for code in way}
    limited = bearing_on(actor, asked, seen, {row[15] for row in read}, {row[0] for row in read}, codes)
    types = type_answers(codes)
    known = facts.everything()
    found = []
    for who, title, market, role, rule, state, code, paper, number, until, profile, engagement, place, waiver, held, pursuit in read:  # fmt: skip
        one = rules[rule]
        found.append(
            {
                "subject": {"id": str(who), "label": title, "kind": words.SUBJECT_OF[asked.context]},
                "market": market or "",
                "market_id": str(place) if place else None,
                "role": role,
                "engagement": str(engagement),
                "rule": rule_words(one),
                "state": state,
                "state_label": words.STATES[state].as_dict(),
                "decided_by": types.get(code),
                "counted": counted(one, code, held),
                "limits": limited(paper, pursuit, who, needs.get(rule, {})),
                "credential": {"id": str(paper), "number": number} if paper in seen else None,
                "until": until.isoformat() if until else None,
                "waiver": waivers.get(waiver),
                "waiver_requested": requested(engagement, rule, who),
                "cases": work(rule, who, place) if state in LACKING else [],
                "ways": [[types[one_] for one_ in way] for way in needs.get(rule, {}).values()],
                "asks": [
                    {"fact": fact, **known[fact].label.as_dict()}
                    for fact in waits.get((profile, rule), ())
                    if fact in known
                ],
            }
        )
    return found


def _work(
    actor: Actor, read: Sequence[tuple[Any, ...]], needs: Mapping[UUID, Mapping[int, Sequence[str]]]
) -> Callable[[UUID, UUID, UUID | None], list[dict[str, Any]]]:
    """(rule, subject, market) → the applications that run for one of its types."""
    lacking = [row for row in read if row[5] in LACKING]
    asked = {
        one: {code for way in needs.get(one, {}).values() for code in way}
        for one in {row[4] for row in lacking}
    }
    codes = {code for some in asked.values() for code in some}
    under_way = UnderWay(actor, codes, {row[0] for row in lacking}, {row[12] for row in lacking})
    return lambda rule, who, place: under_way.told(
        case for code in sorted(asked[rule]) for case in under_way.of(code, who, place)
    )


def _requested(
    actor: Actor, engagements: set[UUID], who: set[UUID]
) -> Callable[[UUID, UUID, UUID], dict[str, Any] | None]:
    """(engagement, rule, subject) → the waiver somebody has asked for there, not yet decided."""
    rows = visible(actor, kinds.get(words.WAIVER)).filter(
        engagement__in=engagements, state=words.WAIVER_REQUESTED
    )
    columns = ("engagement", "rule", "subject", "pk", "number", "reason", "expires_on", "responsible__name")
    found = {
        row[:3]: {"id": str(row[3]), "number": row[4], "reason": row[5], "until": row[6].isoformat(),
                  "asked_by": row[7] or ""}
        for row in rows.order_by("number").values_list(*columns)
    }  # fmt: skip
    lines = subjects.lines_of(who) if found else {}
    return lambda engagement, rule, one: next(
        (
            found[engagement, rule, above]
            for above in lines.get(one, ())
            if (engagement, rule, above) in found
        ),
        None,
    )


def ways_of(rules: Collection[UUID]) -> dict[UUID, dict[int, list[str]]]:
    """Rule → the ways to meet it → the types of credentials that each way asks for."""
    needs: dict[UUID, dict[int, list[str]]] = {}
    rows = RuleNeed.objects.filter(rule__in=rules).order_by("way", "pk")
    for rule, way, code in rows.values_list("rule", "way", "type_code"):
        some = needs.setdefault(rule, {}).setdefault(way, [])
        if code not in some:
            some.append(code)
    return needs


def _waits(pairs: set[tuple[int, UUID]]) -> dict[tuple[int, UUID], list[str]]:
    """(profile, rule) → the facts that nobody knows."""
    rows = Verdict.objects.filter(profile__in={one for one, _ in pairs}, rule__in={one for _, one in pairs})
    return {(profile, rule): asks for profile, rule, asks in rows.values_list("profile", "rule", "asks")}


def waiver_words(actor: Actor, ids: set[UUID]) -> dict[UUID, dict[str, Any]]:
    """The waivers among these that the actor may see, as answers name them."""
    if not ids:
        return {}
    rows = visible(actor, kinds.get(words.WAIVER)).filter(pk__in=ids)
    columns = ("pk", "number", "reason", "counts_to", "decided_by__name")
    return {
        pk: {
            "id": str(pk),
            "number": number,
            "reason": reason,
            "until": last.isoformat(),
            "approved_by": who or "",
        }
        for pk, number, reason, last, who in rows.values_list(*columns)
    }


def rule_words(one: RequirementRule) -> dict[str, Any]:
    """A rule as answers name it."""
    return {
        "id": str(one.pk), "code": one.code, "zh": one.name_zh, "en": one.name_en, "severity": one.severity,
        "certainty": one.certainty, "legal_basis": one.legal_basis, "pack": one.pack, "note": one.notes,
        "about": one.about, "posts": one.posts,
    }  # fmt: skip


def type_words(codes: set[str]) -> dict[str, Label]:
    """Code of a credential type → its name; of one that is not registered its code."""
    model = kinds.get("credential_type").model_class
    rows = model._default_manager.filter(code__in=codes).values_list("code", "name_zh", "name_en")
    named = {code: Label(zh, en or zh) for code, zh, en in rows}
    return {code: named.get(code) or Label(code, code) for code in codes}


def type_answers(codes: set[str]) -> dict[str, dict[str, Any]]:
    """Code of a credential type → its id (None where it is not registered), code and name."""
    model = kinds.get("credential_type").model_class
    ids = dict(model._default_manager.filter(code__in=codes).values_list("code", "pk"))
    return {
        code: {"code": code, "id": str(ids[code]) if code in ids else None, **label.as_dict()}
        for code, label in type_words(codes).items()
    }
