"""What the register holds about a set of subjects, read at once for questions about many of them.

Nothing is decided here: each candidate comes with its scope and its runs of days, so that the same reading answers for
any day and any market. A fixed number of statements, however many subjects.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from credentry.domains.credentials.models import CredentialType
from credentry.domains.credentials.queries.clauses import meeting
from credentry.domains.credentials.queries.gating_rows import (
    TABLES,
    Key,
    Links,
    Paper,
    add_scope,
    among,
    changes_since,
    held_by,
    links_to,
    listed,
    papers_of,
    raw,
    uuid_of,
)
from credentry.foundation import clock
from credentry.plumbing import sql

__all__ = ["Hold", "Kind", "Paper", "holds_of", "kinds_of", "outside_rules", "reasons_said"]
DEFAULT_CLAUSE = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """What a type of credentials says about acts. ``jurisdiction``: the market it is bound to, where it is."""

    id: UUID
    code: str
    category: str
    subject_kind: str
    jurisdiction: str
    obligation: str
    name_zh: str
    name_en: str
    definition: dict[str, Any]


@dataclass(slots=True)
class Hold:
    """How a credential covers one subject: the clauses that name it or something above it (``direct``: itself), those
    that leave it out."""

    paper: Paper
    clauses: set[int] = field(default_factory=set)
    direct: set[int] = field(default_factory=set)
    excluded: set[int] = field(default_factory=set)


def holds_of(lines: dict[UUID, tuple[UUID, ...]], known: datetime | None = None) -> dict[UUID, list[Hold]]:
    """Subject → what the register holds about it. ``lines``: subject → itself and the products above it.

    ``known``: as it was believed at that instant; only what was recorded by then is there.
    """
    targets = {raw(one): one for line in lines.values() for one in line}
    keys = list(targets)
    products = links_to("products", "product_id", keys, known)
    left_out = links_to("excluded_products", "product_id", keys, known)
    named = links_to("subjects", "subject_id", keys, known)
    held = held_by(keys, known)
    papers = papers_of({owner for _, owner in (*products, *named, *held)}, known)
    add_scope(papers, known)
    by_product = _by_target(products)
    by_exclusion = _by_target(left_out)
    by_name = _by_target(named)
    by_holder: dict[Key, list[Key]] = {}
    for holder, owner in held:
        by_holder.setdefault(holder, []).append(owner)
    taken = _taken({owner for _, owner in held}, known)
    found: dict[UUID, list[Hold]] = {}
    for subject, line in lines.items():
        mine: dict[Key, Hold] = {}

        def hold(owner: Key, mine: dict[Key, Hold] = mine) -> Hold | None:
            known = mine.get(owner)
            if known is None and owner in papers:
                known = mine[owner] = Hold(papers[owner])
            return known

        for place, one in enumerate(map(raw, line)):
            for owner, clauses in (*by_product.get(one, ()), *by_name.get(one, ())):
                if (that := hold(owner)) is not None:
                    that.clauses |= clauses
                    if not place:
                        that.direct |= clauses
            for owner in by_holder.get(one, ()):
                if (that := hold(owner)) is not None:
                    that.clauses |= _clauses(that.paper) - taken.get(owner, set())
        for one in map(raw, line):
            for owner, clauses in by_exclusion.get(one, ()):
                if owner in mine:
                    mine[owner].excluded |= clauses
        found[subject] = list(mine.values())
    return found


def _clauses(paper: Paper) -> set[int]:
    return {*paper.markets, *paper.days, *paper.acts} or {DEFAULT_CLAUSE}


def _by_target(links: Links) -> dict[Key, list[tuple[Key, set[int]]]]:
    found: dict[Key, list[tuple[Key, set[int]]]] = {}
    for (target, owner), clauses in links.items():
        found.setdefault(target, []).append((owner, clauses))
    return found


def _taken(owners: Collection[Key], known: datetime | None) -> dict[Key, set[int]]:
    """Credential → its clauses that name products."""
    if not owners:
        return {}
    links: dict[Key, set[tuple[int, Key]]] = {}
    for owner, clause, target in sql.rows(
        f"SELECT credential_id, clause, product_id FROM {TABLES['products']} WHERE {among('credential_id')}",
        [listed(owners)],
    ):
        links.setdefault(owner, set()).add((clause, target))
    for target, owner, clause, added in changes_since("products", "credential_id", owners, known):
        if added:
            links.get(owner, set()).discard((clause, target))
        else:
            links.setdefault(owner, set()).add((clause, target))
    return {owner: {clause for clause, _ in some} for owner, some in links.items()}


def outside_rules(holds: dict[UUID, list[Hold]]) -> set[tuple[UUID, int, int]]:
    """(product, identity of the paper, clause) where the clause's rule on products leaves this one out.

    A product that the clause names itself is covered whatever the rule says: the rule is about what lies below.
    """
    asked: dict[str, set[UUID]] = {}
    places: list[tuple[str, UUID, int, int]] = []
    for subject, some in holds.items():
        for hold in some:
            for n, rule in hold.paper.rules.items():
                if n in hold.clauses and n not in hold.direct:
                    text = json.dumps(rule, sort_keys=True)
                    asked.setdefault(text, set()).add(subject)
                    places.append((text, subject, id(hold.paper), n))
    if not places:
        return set()
    met = {text: meeting(json.loads(text), some, clock.today()) for text, some in asked.items()}
    return {(subject, paper, n) for text, subject, paper, n in places if subject not in met[text]}


def reasons_said(refs: Collection[str]) -> dict[str, str]:
    """Status change → the reason recorded with it."""
    ids = [raw(UUID(one)) for one in refs]
    if not ids:
        return {}
    found = sql.rows(f"SELECT id, reason FROM credentials_statuschange WHERE {among('id')}", [listed(ids)])
    memo: dict[Key, UUID] = {}
    return {str(uuid_of(pk, memo)): reason for pk, reason in found}


def kinds_of(ids: Collection[UUID], codes: Collection[str] = ()) -> dict[UUID, Kind]:
    """The types of these ids and codes."""
    rows: list[tuple[Any, ...]] = []
    columns = (
        "pk", "code", "category", "subject_kind", "jurisdiction", "obligation", "name_zh", "name_en", "definition",
    )  # fmt: skip
    if ids:
        rows += CredentialType.objects.filter(pk__in=set(ids)).values_list(*columns)
    if codes:
        rows += CredentialType.objects.filter(code__in=set(codes)).values_list(*columns)
    return {row[0]: Kind(*row) for row in rows}
