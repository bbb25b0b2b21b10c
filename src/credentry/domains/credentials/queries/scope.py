"""Condition faces of scope: which credentials cover a market or a product.

A link counts while its clause is part of the scope; a product that is left out of one clause may be covered by another.
The two questions are independent of each other here: "product P and market M" finds credentials that cover each by some
clause; whether one clause covers both is answered by ``covering``.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from credentry.domains.credentials.models import SCOPE_LINKS, Clause
from credentry.domains.credentials.queries import clauses, known
from credentry.domains.subjects import queries as subjects


def _ids(value: Any) -> set[UUID]:
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return {one if isinstance(one, UUID) else UUID(str(one)) for one in values}


def _links(name: str, env: Any) -> Sequence[tuple["QuerySet[Any]", str]]:
    """The links of the row asked, present or past."""
    if env.past:
        return known.linked(name, OuterRef("credential_id"), env.known)
    model, column = SCOPE_LINKS[name]
    return [(model._default_manager.filter(credential=OuterRef("pk")), column)]


def _some(parts: Iterable["QuerySet[Any]"]) -> Q:
    found = Q(pk__in=[])
    for one in parts:
        found |= Q(Exists(one))
    return found


def _in_force(rows: "QuerySet[Any]", env: Any) -> "QuerySet[Any]":
    """The links whose clause is part of the scope on the day asked."""
    known_at = env.known if env.past else None
    if not clauses.dated(known_at):
        return rows
    outside = clauses.outside(env.today, known_at).filter(
        credential=OuterRef("credential"), n=OuterRef("clause")
    )
    return rows.filter(~Exists(outside))


def markets_sql(operator: str, value: Any, env: Any) -> Q:
    """Credentials that cover one of the markets on the day: listed itself, or a group that contains it."""
    links = _links("markets", env)
    if operator == "notNull":
        return _some(rows for rows, _ in links)
    wanted = subjects.covering(_ids(value), env.today)
    return _some(_in_force(rows.filter(**{f"{column}__in": wanted}), env) for rows, column in links)


def markets_memory(values: Any, operator: str, value: Any, env: Any) -> bool:
    """The same in memory, on the listed markets of a credential."""
    listed = _listed(values.get("markets"))
    if operator == "notNull":
        return bool(listed)
    wanted = subjects.covering(_ids(value), env.today)
    if not listed & wanted:
        return False
    return not clauses.dated(env.known) or any(
        targets & wanted for _, targets in _clauses(values, "markets", env)
    )


def products_sql(operator: str, value: Any, env: Any) -> Q:
    """Credentials that cover one of the products: some clause names it or what is above it in the tree, does not leave
    it out, and its rule lets it in."""
    links = _links("products", env)
    if operator == "notNull":
        return _some(rows for rows, _ in links)
    return _some(
        _let_in(_in_force(rows.filter(**{f"{column}__in": line}), env), column, one, line, env)
        for one in _ids(value)
        for line in (subjects.ancestors([one]),)
        for rows, column in links
    )


def _let_in(rows: "QuerySet[Any]", column: str, product: UUID, line: set[UUID], env: Any) -> "QuerySet[Any]":
    """The product links whose clause does not shut the product out again. A rule is about what lies below: a product
    named itself is covered whatever it says."""
    if env.past:
        left_out = known.linked("excluded_products", OuterRef("credential"), env.known)
    else:
        model, name = SCOPE_LINKS["excluded_products"]
        left_out = [(model._default_manager.filter(credential=OuterRef("credential")), name)]
    for excluded, column in left_out:
        rows = rows.filter(~Exists(excluded.filter(clause=OuterRef("clause"), **{f"{column}__in": line})))
    barring = clauses.barring(product, line, env.today, env.known if env.past else None)
    if barring:
        shut = Clause.objects.filter(pk__in=barring, credential=OuterRef("credential"), n=OuterRef("clause"))
        rows = rows.filter(Q(**{column: product}) | ~Exists(shut))
    return rows


def products_memory(values: Any, operator: str, value: Any, env: Any) -> bool:
    """The same in memory."""
    listed = _listed(values.get("products"))
    if operator == "notNull":
        return bool(listed)
    lines = {one: subjects.ancestors([one]) for one in _ids(value)}
    if not any(listed & line for line in lines.values()):
        return False
    excluded = dict(_clauses(values, "excluded_products", env))
    return any(
        targets & line
        and not excluded.get(n, set()) & line
        and (one in targets or not _barred(values, n, one, line, env))
        for n, targets in _clauses(values, "products", env)
        for one, line in lines.items()
    )


def _clauses(values: Any, name: str, env: Any) -> list[tuple[int, set[UUID]]]:
    """What each clause in force links; of values without id what all of them link, as one."""
    owner = values.get("id")
    if owner is None:
        return [(1, _listed(values.get(name)))]
    owner = owner if isinstance(owner, UUID) else UUID(str(owner))
    off = set(clauses.outside(env.today, env.known).filter(credential=owner).values_list("n", flat=True))
    found = known.clauses_linked(name, [owner], env.known)
    return [(n, set(targets)) for (_, n), targets in found.items() if n not in off]


def _barred(values: Any, n: int, product: UUID, line: set[UUID], env: Any) -> bool:
    owner = values.get("id")
    barring = clauses.barring(product, line, env.today, env.known) if owner is not None else []
    return bool(barring) and Clause.objects.filter(pk__in=barring, credential=owner, n=n).exists()


def _listed(values: Iterable[Any] | None) -> set[UUID]:
    return _ids([one["id"] if isinstance(one, dict) else one for one in values or ()])
