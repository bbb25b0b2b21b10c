"""How subjects stand on a day: gaps with their reasons, the matrix, coverage by line, market and unit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.domains.coverage import facts
from credentry.domains.coverage import vocabulary as words
from credentry.domains.coverage.models import Obligation, Pursuit, RequirementRule, RuleNeed, Verdict
from credentry.domains.subjects import queries as subjects
from credentry.foundation.labels import Label

# Worst first: what a cell shows of several requirements.
ORDER = (
    words.MISSING, words.EXPIRED, words.SUSPENDED, words.UNKNOWN, words.IN_APPLICATION, words.MET_EXPIRING,
    words.WAIVED, words.MET,
)  # fmt: skip
GOOD = (words.MET, words.MET_EXPIRING, words.WAIVED)


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: a context on a day; for some subjects with all below (empty: all), in some markets."""

    context: str
    day: date
    subjects: tuple[UUID, ...] = ()
    markets: tuple[UUID, ...] = ()
    mandatory_only: bool = False


def obligations(actor: Actor, asked: Ask) -> "QuerySet[Obligation]":
    """The obligations of subjects the actor may see, as they stand on the day."""
    mine = visible(actor, kinds.get(words.SUBJECT_OF[asked.context])).order_by().values("pk")
    rows = Obligation.objects.filter(
        starts__lte=asked.day, ends__gte=asked.day, pursuit__context=asked.context, pursuit__subject__in=mine
    )
    if asked.subjects:
        rows = rows.filter(pursuit__subject__in=subjects.descendants(asked.subjects))
    if asked.markets:
        rows = rows.filter(pursuit__market__in=asked.markets)
    if asked.mandatory_only:
        rows = rows.filter(rule__severity=words.BLOCKING)
    return rows


def gaps(actor: Actor, asked: Ask, states: Sequence[str] = (), limit: int = 500) -> list[dict[str, Any]]:
    """Requirement by requirement: the rule, how it stands, what decides it, and which facts are asked."""
    rows = obligations(actor, asked)
    if states:
        rows = rows.filter(state__in=states)
    columns = (
        "pursuit__subject", "pursuit__subject__title", "pursuit__market__code", "pursuit__role", "rule", "state",
        "type_code", "credential", "credential__number", "until", "pursuit__profile", "pursuit__engagement", "waiver",
    )  # fmt: skip
    read = list(
        rows.order_by("pursuit__subject__title", "pursuit__market__code", "rule__code").values_list(*columns)[
            :limit
        ]
    )
    rules = {one.pk: one for one in RequirementRule.objects.filter(pk__in={row[4] for row in read})}
    needs = ways_of(rules)
    waits = _waits({(row[10], row[4]) for row in read if row[5] == words.UNKNOWN})
    papers = {row[7] for row in read if row[7]}
    seen = set(visible(actor, kinds.get("credential")).filter(pk__in=papers).values_list("pk", flat=True))
    waivers = waiver_words(actor, {row[12] for row in read if row[12]})
    types = type_words({code for some in needs.values() for way in some.values() for code in way})
    known = facts.everything()
    found = []
    for who, title, market, role, rule, state, code, paper, number, until, profile, engagement, waiver in read:  # fmt: skip
        one = rules[rule]
        found.append(
            {
                "subject": {"id": str(who), "label": title},
                "market": market or "",
                "role": role,
                "engagement": str(engagement),
                "rule": rule_words(one),
                "state": state,
                "state_label": words.STATES[state].as_dict(),
                "decided_by": types[code].as_dict() | {"code": code} if code in types else None,
                "credential": {"id": str(paper), "number": number} if paper in seen else None,
                "until": until.isoformat() if until else None,
                "waiver": waivers.get(waiver),
                "ways": [
                    [types[one_].as_dict() | {"code": one_} for one_ in way]
                    for way in needs.get(rule, {}).values()
                ],
                "asks": [
                    {"fact": fact, **known[fact].label.as_dict()}
                    for fact in waits.get((profile, rule), ())
                    if fact in known
                ],
            }
        )
    return found


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
    }  # fmt: skip


def type_words(codes: set[str]) -> dict[str, Label]:
    """Code of a credential type → its name; of one that is not registered its code."""
    model = kinds.get("credential_type").model_class
    rows = model._default_manager.filter(code__in=codes).values_list("code", "name_zh", "name_en")
    named = {code: Label(zh, en or zh) for code, zh, en in rows}
    return {code: named.get(code) or Label(code, code) for code in codes}


def matrix(actor: Actor, asked: Ask, limit: int = 200, after: str = "") -> dict[str, Any]:
    """Subjects × markets (or roles): the worst state of each pair and how many requirements stand how.

    A product with others below it shows them rolled up: the worst of what is below counts for it, too. Subjects come in
    order of their name, ``limit`` at once, ``after`` the last one shown.
    """
    kind = kinds.get(words.SUBJECT_OF[asked.context])
    engaged = Pursuit.objects.filter(context=asked.context).order_by().values("subject")
    who = visible(actor, kind).filter(pk__in=engaged, archived_at__isnull=True)
    if asked.subjects:
        who = who.filter(pk__in=subjects.descendants(asked.subjects))
    if after:
        who = who.filter(title__gt=after)
    page = list(who.order_by("title", "pk").values_list("pk", "title", "parent")[: limit + 1])
    shown = [pk for pk, _, _ in page[:limit]]
    cells = _cells(asked, shown)
    columns = sorted({place for _, place in cells})
    return {
        "on": asked.day.isoformat(),
        "context": asked.context,
        "columns": [{"code": one, **_place(asked.context, one)} for one in columns],
        "rows": [
            {
                "subject": {"id": str(pk), "label": title},
                "parent": str(parent) if parent else None,
                "cells": {place: cells[pk, place] for place in columns if (pk, place) in cells},
            }
            for pk, title, parent in page[:limit]
        ],
        "next": page[limit - 1][1] if len(page) > limit else None,
        "states": {code: label.as_dict() for code, label in words.STATES.items()},
    }


def _place(context: str, code: str) -> dict[str, str]:
    if context == words.MARKET:
        known = subjects.by_code([code])
        label = subjects.market_words(known.values())
        return next(iter(label.values())).as_dict() if label else Label(code, code).as_dict()
    fact = words.ROLE_FACT.get(context)
    label_ = facts.shipped()[fact].word(code) if fact and code else words.CONTEXTS[context]
    return label_.as_dict()


def _cells(asked: Ask, shown: Sequence[UUID]) -> dict[tuple[UUID, str], dict[str, Any]]:
    """(subject, market or role) → worst state and counts, with everything below a subject rolled up into it."""
    below = (
        {one: subjects.descendants([one]) for one in shown}
        if asked.context == words.MARKET
        else {one: {one} for one in shown}
    )
    everyone = {pk for some in below.values() for pk in some}
    place = "pursuit__market__code" if asked.context == words.MARKET else "pursuit__role"
    plain = Pursuit.objects.filter(
        context=asked.context, subject__in=everyone, starts__lte=asked.day, ends__gte=asked.day
    )
    rows = Obligation.objects.filter(pursuit__in=plain, starts__lte=asked.day, ends__gte=asked.day)
    if asked.markets:
        plain, rows = plain.filter(market__in=asked.markets), rows.filter(pursuit__market__in=asked.markets)
    if asked.mandatory_only:
        rows = rows.filter(rule__severity=words.BLOCKING)
    own: dict[UUID, dict[str, dict[str, int]]] = {}
    for pk, where in plain.order_by().values_list("subject", place.removeprefix("pursuit__")).distinct():
        own.setdefault(pk, {}).setdefault(where or "", {})
    for pk, where, state, count in (
        rows.order_by().values_list("pursuit__subject", place, "state").annotate(count=Count("pk"))
    ):
        known = own.setdefault(pk, {}).setdefault(where or "", {})
        known[state] = known.get(state, 0) + count
    found: dict[tuple[UUID, str], dict[str, Any]] = {}
    for one, some in below.items():
        total: dict[str, dict[str, int]] = {}
        for pk in some:
            for where, states in own.get(pk, {}).items():
                counts = total.setdefault(where, {})
                for state, count in states.items():
                    counts[state] = counts.get(state, 0) + count
        for where, counts in total.items():
            state = next((one_ for one_ in ORDER if counts.get(one_)), words.NOT_APPLICABLE)
            found[one, where] = {"state": state, "counts": counts, "total": sum(counts.values())}
    return found


def rates(actor: Actor, asked: Ask, by: str) -> list[dict[str, Any]]:
    """Coverage by ``market``, ``line`` (the topmost product above) or ``unit``: how many mandatory requirements there are
    on the day, how many are met, how many of these end soon, and the first day one does."""
    rows = obligations(actor, Ask(asked.context, asked.day, asked.subjects, asked.markets, True))
    good = Q(state__in=GOOD)
    column = {
        "market": "pursuit__market__code",
        "unit": "pursuit__subject__unit__name",
        "line": "pursuit__subject",
    }[by]
    read = rows.order_by().values_list(column).annotate(
        total=Count("pk"), met=Count("pk", filter=good), soon=Count("pk", filter=Q(state=words.MET_EXPIRING)),
        unknown=Count("pk", filter=Q(state=words.UNKNOWN)),
    )  # fmt: skip
    groups: dict[str, list[int]] = {}
    lines = _lines([row[0] for row in read]) if by == "line" else {}
    for name, *counts in read:
        key = lines.get(name, "") if by == "line" else str(name or "")
        known = groups.setdefault(key, [0, 0, 0, 0])
        groups[key] = [a + b for a, b in zip(known, counts, strict=True)]
    return [
        {"name": name, "total": total, "met": met, "expiring": soon, "unknown": unknown,
         "rate": round(100 * met / total, 1) if total else None}
        for name, (total, met, soon, unknown) in sorted(groups.items())
    ]  # fmt: skip


def _lines(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Product → name of the topmost product above it: its line."""
    tops = {one: line[-1] for one, line in subjects.lines_of(ids).items()}
    names = subjects.titles(set(tops.values()))
    return {one: names.get(top, "") for one, top in tops.items()}
