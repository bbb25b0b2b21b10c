"""Which limits of use bear on the papers of some requirements, in words."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.scope import visible
from credentry.domains.coverage import limits
from credentry.domains.coverage.models import UseLimit
from credentry.domains.coverage.queries.asking import Ask
from credentry.domains.coverage.vocabulary import BLOCK, POST

Ways = Mapping[int, Collection[str]]


def bearing_on(
    actor: Actor, asked: Ask, papers: set[UUID], pursuits: set[int], people: set[UUID], codes: set[str]
) -> Callable[[UUID | None, int, UUID, Ways], list[dict[str, Any]]]:
    """(paper, pursuit, subject, ways of the rule) → the limits that bear, on the day asked, on that paper, on the person's
    other papers that the rule asks for, and on the post; ``blocks``: it does not count. Only of papers the actor may see."""
    post = asked.context == POST
    held = _held(actor, people, codes) if post else {}
    others = {pk for some in held.values() for pk, _ in some}
    by_paper, by_post = limits.told(papers | others, pursuits if post else set(), asked.day)
    live = (
        UseLimit.objects.filter(archived_at__isnull=True) if by_paper or by_post else UseLimit.objects.none()
    )
    named = {one.code: one for one in live}

    def of(paper: UUID | None, pursuit: int, who: UUID, ways: Ways) -> list[dict[str, Any]]:
        wanted = {code for way in ways.values() for code in way}
        mine = {pk for pk, code in held.get(who, ()) if code in wanted} | (
            {paper} & papers if paper else set()
        )
        found = {code for pk in mine for code in by_paper.get(pk, ())}
        found |= set(by_post.get(pursuit, ())) if mine else set()
        return [
            {
                "code": code, "zh": named[code].name_zh, "en": named[code].name_en,
                "blocks": named[code].effect == BLOCK, "legal_basis": named[code].legal_basis,
            }
            for code in sorted(found) if code in named
        ]  # fmt: skip

    return of


def _held(actor: Actor, people: set[UUID], codes: set[str]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Person → their papers of these types with the type."""
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    rows = visible(actor, kinds.get("credential")).filter(
        holder__in=people, type__code__in=codes, archived_at__isnull=True
    )
    for who, pk, code in rows.order_by().values_list("holder", "pk", "type__code"):
        found.setdefault(who, []).append((pk, code))
    return found
