"""Which limits of use bear on the papers of some requirements, in words."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.domains.coverage import limits
from credentry.domains.coverage.models import UseLimit
from credentry.domains.coverage.queries.asking import Ask
from credentry.domains.coverage.vocabulary import BLOCK, LIMIT_FACTS, LIMIT_FACTS_OF, POST

Ways = Mapping[int, Collection[str]]
Fact = tuple[str, UUID | None]  # what is asked, and the record it is entered on


def bearing_on(
    actor: Actor, asked: Ask, papers: set[UUID], pursuits: set[int], people: set[UUID], codes: set[str]
) -> Callable[[UUID | None, int, UUID, Ways], list[dict[str, Any]]]:
    """(paper, pursuit, subject, ways of the rule) → the limits that bear, on the day asked, on that paper, on the person's
    other papers that the rule asks for, and on the post; ``blocks``: it does not count. ``asks``: the facts without which
    nobody can say whether it bears (none: it does), each with the record they are entered on. Only of papers the actor may
    see."""
    post = asked.context == POST
    held = _held(actor, people, codes) if post else {}
    others = {pk for some in held.values() for pk, _ in some}
    idle = _idle(papers | others, asked.day)
    by_paper, by_post = limits.told(papers | others, pursuits if post else set(), asked.day)
    live = (
        UseLimit.objects.filter(archived_at__isnull=True) if by_paper or by_post else UseLimit.objects.none()
    )
    named = {one.code: one for one in live}
    said = [*by_paper.values(), *by_post.values()]
    seen = _seen(
        actor, papers | others, {(one.asks, one.record) for some in said for one in some if one.asks}
    )

    def of(paper: UUID | None, pursuit: int, who: UUID, ways: Ways) -> list[dict[str, Any]]:
        wanted = {code for way in ways.values() for code in way}
        mine = {pk for pk, code in held.get(who, ()) if code in wanted} | (
            {paper} & papers if paper else set()
        )
        found: dict[str, set[Fact]] = {}
        for one in [*(each for pk in mine for each in by_paper.get(pk, ())),
                    *(by_post.get(pursuit, ()) if mine else ())]:  # fmt: skip
            if one.asks and one.paper in idle:
                continue
            found.setdefault(one.code, set()).add((one.asks, one.record))
        return [_said(named[code], found[code], seen) for code in sorted(found) if code in named]

    return of


def _idle(papers: set[UUID], on: date) -> set[UUID]:
    """Those of the papers that are not in force on a day: of them nothing need be known."""
    rows = kinds.get("credential").model_class._default_manager.filter(pk__in=papers)
    good = Q(effective_from__lte=on) & (Q(effective_to__isnull=True) | Q(effective_to__gte=on))
    return papers - set(rows.filter(good).values_list("pk", flat=True))


def _said(one: UseLimit, asked: set[Fact], seen: set[UUID | None]) -> dict[str, Any]:
    """A limit as answers name it. Where it bears on one paper for sure, what is unknown of others does not matter."""
    sure = any(not fact for fact, _ in asked)
    return {
        "code": one.code, "zh": one.name_zh, "en": one.name_en, "blocks": one.effect == BLOCK,
        "legal_basis": one.legal_basis,
        "asks": [] if sure else [
            {"fact": fact, **LIMIT_FACTS[fact].as_dict(),
             "record": {"kind": LIMIT_FACTS_OF[fact], "id": str(pk)} if pk in seen else None}
            for fact, pk in sorted(asked, key=str)
        ],
    }  # fmt: skip


def _seen(actor: Actor, papers: set[UUID], asked: set[Fact]) -> set[UUID | None]:
    """Of the records that a fact is missing of, those the actor may see."""
    found: set[UUID | None] = set()
    for kind in {LIMIT_FACTS_OF[fact] for fact, _ in asked}:
        mine = {pk for fact, pk in asked if LIMIT_FACTS_OF[fact] == kind and pk} - papers
        found |= set(visible(actor, kinds.get(kind)).filter(pk__in=mine).values_list("pk", flat=True))
    return found | {pk for _, pk in asked if pk in papers}


def _held(actor: Actor, people: set[UUID], codes: set[str]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Person → their papers of these types with the type."""
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    rows = visible(actor, kinds.get("credential")).filter(
        holder__in=people, type__code__in=codes, archived_at__isnull=True
    )
    for who, pk, code in rows.order_by().values_list("holder", "pk", "type__code"):
        found.setdefault(who, []).append((pk, code))
    return found
