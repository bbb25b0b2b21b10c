"""Subjects to test with."""

from typing import Any
from uuid import UUID

from credentry.core.identity.actors import Actor
from credentry.core.records.actions import perform
from credentry.domains.subjects import queries
from credentry.domains.subjects.actions.market import install_markets

SYSTEM = Actor.system("test")


def make(kind: str, title: str, actor: Actor = SYSTEM, **more: Any) -> Any:
    """Register a subject."""
    return perform(actor, kind, "register", None, {"title": title, **more}).record


def issuer(title: str = "中国质量认证中心", **more: Any) -> Any:
    """An issuing body."""
    return make("organisation", title, is_issuer=True, **more)


def series(title: str = "智能网关G系列") -> tuple[Any, Any, Any]:
    """A series, a model of it and a variant of that."""
    top = make("product", title, level="series")
    model = make("product", f"{title}-100", level="model", parent=top.pk, sku="G-100")
    return top, model, make("product", f"{title}-100-EU", level="variant", parent=model.pk, sku="G-100-EU")


def markets(*codes: str) -> list[UUID]:
    """Ids of shipped markets."""
    install_markets(SYSTEM)
    known = queries.by_code(codes)
    return [known[code] for code in codes]
