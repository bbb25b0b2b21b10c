"""What the register holds about a set of subjects, read at once for questions about many of them.

Nothing is decided here: each candidate comes with its scope and its runs of days, so that the same reading answers for
any day and any market. A fixed number of statements, however many subjects.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from credentry.domains.credentials.models import CredentialType
from credentry.domains.credentials.queries.clauses import meeting
from credentry.domains.credentials.queries.gating_rows import (
    TABLES,
    ByTarget,
    Key,
    Paper,
    add_scope,
    among,
    changes_since,
    held_by,
    key_of,
    links_to,
    listed,
    markets_of,
    papers_of,
    raw,
    uuid_of,
    with_clauses,
)
from credentry.foundation import clock
from credentry.plumbing import sql

__all__ = ["Hold", "Key", "Kind", "Paper", "holds_of", "kinds_of", "outside_rules", "raw", "reasons_said"]
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
    """How a credential covers one subject: the clauses that name it or something above it, those that leave it out.

    ``below``: the clauses that name only a product above it; their rules on products are about it.
    """

    paper: Paper
    clauses: set[int] = field(default_factory=set)
    below: set[int] = field(default_factory=set)
    excluded: set[int] = field(default_factory=set)


def holds_of(
    lines: Mapping[UUID, tuple[UUID, ...]],
    known: datetime | None = None,
    markets: Mapping[UUID, Collection[Key] | None] | None = None,
) -> dict[UUID, list[Hold]]:
    """Subject → what the register holds about it. ``lines``: subject → itself and everything above it, nearest first.

    ``known``: as it was believed at that instant; only what was recorded by then is there. ``markets``: subject → what
    is good for none of these markets (keys of ``raw``) is left out (None: nothing is).
    """
    chains = {one: [raw(above) for above in line] for one, line in lines.items()}
    keys = list({key for chain in chains.values() for key in chain})
    links = [links_to(name, column, keys, known) for name, column in _NAMED]
    held: dict[Key, list[Key]] = {}
    for holder, owner in held_by([chain[0] for chain in chains.values()], known):
        held.setdefault(holder, []).append(owner)
    owners = {owner for some in links for hits in some.values() for owner in hits}
    theirs = {owner for some in held.values() for owner in some}
    scope = markets_of(owners | theirs, known)
    several = with_clauses(theirs) if markets else set()
    near = {
        one: _near(chain, links, held, scope, several, (markets or {}).get(one))
        for one, chain in chains.items()
    }
    papers = papers_of({owner for some in near.values() for owner in some}, known)
    for owner, paper in papers.items():
        for clause, market in scope.get(owner, ()):
            paper.markets.setdefault(clause, set()).add(market)
    add_scope(papers, known)
    taken = _taken(theirs & papers.keys(), known)
    left_out = links_to("excluded_products", "product_id", keys, known)
    return {
        one: _holds(chains[one], some, papers, links, held, taken, left_out) for one, some in near.items()
    }


_NAMED = (("products", "product_id"), ("subjects", "subject_id"))


def _near(
    line: Sequence[Key],
    links: Sequence[ByTarget],
    held: Mapping[Key, Sequence[Key]],
    scope: Mapping[Key, Sequence[tuple[int, Key]]],
    several: Collection[Key],
    wanted: Collection[Key] | None,
) -> list[Key]:
    """The credentials that name the line in a clause that is good for one of the markets, or names none.

    ``several``: credentials with more clauses than their links tell; these are always looked at.
    """
    found: dict[Key, None] = {}
    for one in line:
        for some in links:
            for owner, clauses in some.get(one, {}).items():
                if wanted is None or _good_for(scope.get(owner), clauses, wanted):
                    found[owner] = None
    for owner in held.get(line[0], ()):
        there = scope.get(owner)
        if wanted is None or not there or owner in several or any(market in wanted for _, market in there):
            found[owner] = None
    return list(found)


def _good_for(
    there: Sequence[tuple[int, Key]] | None, clauses: frozenset[int], wanted: Collection[Key]
) -> bool:
    if not there:
        return True
    for clause, market in there:
        if market in wanted and clause in clauses:
            return True
    return bool(clauses.difference([clause for clause, _ in there]))


def _holds(
    line: Sequence[Key],
    owners: Sequence[Key],
    papers: Mapping[Key, Paper],
    links: Sequence[ByTarget],
    held: Mapping[Key, Sequence[Key]],
    taken: Mapping[Key, set[int]],
    left_out: ByTarget,
) -> list[Hold]:
    mine = {owner: Hold(papers[owner]) for owner in owners if owner in papers}
    for owner in held.get(line[0], ()):
        if owner in mine:
            mine[owner].clauses |= _clauses(mine[owner].paper) - taken.get(owner, set())
    named = links[0].get(line[0], {})
    for place, one in enumerate(line):
        for some in links:
            hits = some.get(one)
            if hits:
                for owner, hold in mine.items():
                    if owner in hits:
                        hold.clauses |= hits[owner]
                        if place and some is links[0]:
                            hold.below |= hits[owner] - named.get(owner, frozenset())
        out = left_out.get(one, {})
        for owner in mine.keys() & out.keys():
            mine[owner].excluded |= out[owner]
    return list(mine.values())


def _clauses(paper: Paper) -> set[int]:
    return {*paper.markets, *paper.days, *paper.acts} or {DEFAULT_CLAUSE}


def _taken(owners: Collection[Key], known: datetime | None) -> dict[Key, set[int]]:
    """Credential → its clauses that name products."""
    if not owners:
        return {}
    links: dict[Key, set[tuple[int, Key]]] = {}
    for owner, clause, target in sql.rows(
        f"SELECT {key_of('credential_id')}, clause, {key_of('product_id')} FROM {TABLES['products']} WHERE {among('credential_id')}",
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
    """(product, identity of the paper, clause) where the clause's rule on products leaves this one out."""
    asked: dict[str, set[UUID]] = {}
    places: list[tuple[str, UUID, int, int]] = []
    for subject, some in holds.items():
        for hold in some:
            for n, rule in hold.paper.rules.items():
                if n in hold.below:
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
    found = sql.rows(
        f"SELECT {key_of('id')}, reason FROM credentials_statuschange WHERE {among('id')}", [listed(ids)]
    )
    memo: dict[Any, UUID] = {}
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
