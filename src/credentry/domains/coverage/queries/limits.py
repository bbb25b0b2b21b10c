"""Which limits of use bear on the papers of some requirements, in words."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from credentry.domains.coverage import limits
from credentry.domains.coverage.models import UseLimit
from credentry.domains.coverage.queries.asking import Ask
from credentry.domains.coverage.vocabulary import BLOCK, POST


def bearing_on(
    papers: set[UUID], pursuits: set[int], asked: Ask
) -> Callable[[UUID | None, int], list[dict[str, Any]]]:
    """(paper, pursuit) → the limits that bear on the paper there on the day asked; ``blocks``: it does not count."""
    by_paper, by_post = limits.told(papers, pursuits if asked.context == POST else set(), asked.day)
    named = (
        {one.code: one for one in UseLimit.objects.filter(archived_at__isnull=True)}
        if by_paper or by_post
        else {}
    )

    def of(paper: UUID | None, pursuit: int) -> list[dict[str, Any]]:
        codes = [*by_paper.get(paper, ()), *by_post.get(pursuit, ())] if paper in papers else []
        return [
            {
                "code": code, "zh": named[code].name_zh, "en": named[code].name_en,
                "blocks": named[code].effect == BLOCK, "legal_basis": named[code].legal_basis,
            }
            for code in sorted(codes) if code in named
        ]  # fmt: skip

    return of
