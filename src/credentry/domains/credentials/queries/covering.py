"""Which clause of which credential covers a subject in a market on a day, and why.

One clause must say yes to everything: its products (or holder and subjects), its exclusions, its markets, its days and
its rule. Whether the credential holds on that day is another question, answered by its standing. Thousands of subjects
are asked at once: the queries grow with the levels of the tree, not with the subjects.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from credentry.domains.credentials.models import (
    SCOPE_LINKS,
    Clause,
    Credential,
    CredentialPast,
    CredentialProduct,
    ScopeChange,
)
from credentry.domains.credentials.queries import clauses as scope_clauses
from credentry.domains.credentials.queries.known import clauses_linked
from credentry.domains.subjects import queries as subjects
from credentry.foundation.labels import Label
from credentry.plumbing import lookup

STEP = 10_000
Key = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: is this subject covered in this market (None: wherever) on this day?"""

    subject: UUID
    market: UUID | None
    on: date


@dataclass(frozen=True, slots=True)
class Cover:
    """What one clause says to question number ``question``.

    ``by``: product, holder or subject; ``through``: the linked record in whose line the subject stands. ``market``: the
    listed market that covers the one asked. ``miss``: empty when the clause covers, else what fails: excluded, market,
    days or rule; ``excluded``: what leaves it out.
    """

    question: int
    credential: UUID
    clause: int
    by: str
    through: UUID
    market: UUID | None = None
    miss: str = ""
    excluded: UUID | None = None

    @property
    def covers(self) -> bool:
        """Whether the clause covers what was asked."""
        return not self.miss


@dataclass(slots=True)
class _Scope:
    """What is read of the candidates: everything by (credential, clause)."""

    hits: dict[str, dict[UUID, list[Key]]]  # link → target → clauses that link it
    excluded: dict[Key, set[UUID]]
    markets: dict[Key, list[UUID]]
    rows: dict[Key, Clause]
    with_products: set[Key] = field(default_factory=set)
    numbers: dict[UUID, set[int]] = field(default_factory=dict)
    above: dict[tuple[UUID, date], set[UUID]] = field(default_factory=dict)


def clauses_covering(
    subject_ids: Collection[UUID],
    market: UUID | None,
    on: date,
    known: datetime | None = None,
    types: Collection[UUID] | None = None,
) -> list[tuple[UUID, Cover]]:
    """(subject, clause that covers it) for many subjects in one market on one day; archived credentials are not asked."""
    asked = [Asked(one, market, on) for one in dict.fromkeys(subject_ids)]
    return [(asked[one.question].subject, one) for one in answers(asked, known, types) if one.covers]


def answers(
    asked: Sequence[Asked], known: datetime | None = None, types: Collection[UUID] | None = None
) -> list[Cover]:
    """What every clause that names the subjects asked, or what is above them, says to each question, as known at an
    instant; ``types`` restricts to credentials of these types. Ordered by question, covering clauses first."""
    lines = subjects.lines_of({one.subject for one in asked})
    every = {above for line in lines.values() for above in line}
    products = _linking("products", every, known)
    named = _linking("subjects", every, known)
    held = _held_by(set(lines), known)
    candidates = _live({key[0] for found in (products, named) for keys in found.values() for key in keys}
                       | {one for ids in held.values() for one in ids}, known, types)  # fmt: skip
    scope = _read({"products": products, "subjects": named}, every, sorted(candidates), known)
    kinds = _product_ids(set(lines))
    _complete(scope, held, kinds, candidates, known)
    found: list[Cover] = []
    for number, one in enumerate(asked):
        line = lines.get(one.subject, ())
        for key, (by, through) in _named(one.subject, line, scope, held, one.subject in kinds).items():
            if key[0] in candidates:
                found.append(_judged(number, one, line, key, by, through, scope))
    found = _ruled(found, asked, scope)
    return sorted(found, key=lambda one: (one.question, bool(one.miss), str(one.credential), one.clause))


def _named(
    subject: UUID, line: Sequence[UUID], scope: _Scope, held: dict[UUID, list[UUID]], is_product: bool
) -> dict[Key, tuple[str, UUID]]:
    """The clauses that speak of a subject, and by what: the nearest in its line."""
    found: dict[Key, tuple[str, UUID]] = {}
    for by, link in (("product", "products"), ("subject", "subjects")):
        for above in line:
            for key in scope.hits[link].get(above, ()):
                if by == "subject" and is_product and key in scope.with_products:
                    continue  # the clause lists its products: others are not meant
                found.setdefault(key, (by, above))
    for credential in held.get(subject, ()):
        for n in scope.numbers.get(credential, {1}):
            if not (is_product and (credential, n) in scope.with_products):
                found.setdefault((credential, n), ("holder", subject))
    return found


def _judged(
    number: int, asked: Asked, line: Sequence[UUID], key: Key, by: str, through: UUID, scope: _Scope
) -> Cover:
    out = next((one for one in line if one in scope.excluded.get(key, ())), None)
    if out is not None:
        return Cover(number, *key, by, through, miss="excluded", excluded=out)
    row = scope.rows.get(key)
    outside = row is not None and (
        (row.starts is not None and asked.on < row.starts) or (row.ends is not None and asked.on > row.ends)
    )
    if outside:
        return Cover(number, *key, by, through, miss="days")
    listed = scope.markets.get(key)
    if not listed or asked.market is None:
        return Cover(number, *key, by, through)
    spot = (asked.market, asked.on)
    above = scope.above.get(spot)
    if above is None:
        above = scope.above[spot] = subjects.covering({asked.market}, asked.on)
    covers = asked.market if asked.market in listed else next((one for one in listed if one in above), None)
    return Cover(number, *key, by, through, covers, "" if covers is not None else "market")


def _ruled(found: list[Cover], asked: Sequence[Asked], scope: _Scope) -> list[Cover]:
    """Take out what the product rules of clauses do not let in: one query per rule and day."""
    open_to: dict[tuple[bytes, date], set[UUID]] = {}
    for one in found:
        row = _rule_of(one, asked, scope)
        if row is not None:
            question = asked[one.question]
            spot = (orjson.dumps(row.product_rule), question.on)
            open_to.setdefault(spot, set()).add(question.subject)
    if not open_to:
        return found
    met = {spot: scope_clauses.meeting(spot[0], wanted, spot[1]) for spot, wanted in open_to.items()}
    result = []
    for one in found:
        row = _rule_of(one, asked, scope)
        if row is not None:
            question = asked[one.question]
            if question.subject not in met[(orjson.dumps(row.product_rule), question.on)]:
                one = Cover(one.question, one.credential, one.clause, one.by, one.through, one.market, "rule")
        result.append(one)
    return result


def _rule_of(one: Cover, asked: Sequence[Asked], scope: _Scope) -> Clause | None:
    """The clause whose rule decides: of products below a covered one, not of one that is named itself."""
    if one.miss or one.by != "product" or one.through == asked[one.question].subject:
        return None
    row = scope.rows.get((one.credential, one.clause))
    return row if row is not None and row.product_rule else None


def _steps(ids: Collection[UUID]) -> list[list[UUID]]:
    given = list(ids)
    return [given[start : start + STEP] for start in range(0, len(given), STEP)]


def _linking(name: str, targets: Collection[UUID], known: datetime | None) -> dict[UUID, list[Key]]:
    """Target → (credential, clause) that link it by ``name``, later changes undone."""
    model, column = SCOPE_LINKS[name]
    found: dict[UUID, list[Key]] = {}
    for owner, clause, target in lookup.by_ids(model, column, targets, ("credential_id", "clause", column)):
        found.setdefault(target, []).append((owner, clause))
    for some in _steps(targets) if known is not None else ():
        later = ScopeChange.objects.filter(link=name, target__in=some, at__gt=known).order_by("-pk")
        for owner, clause, target, added in later.values_list("credential_id", "clause", "target", "added"):
            there = found.setdefault(target, [])
            if added and (owner, clause) in there:
                there.remove((owner, clause))
            elif not added and (owner, clause) not in there:
                there.append((owner, clause))
    return found


def _held_by(ids: Collection[UUID], known: datetime | None) -> dict[UUID, list[UUID]]:
    """Holder → credentials held."""
    found: dict[UUID, list[UUID]] = {}
    for some in _steps(ids):
        rows = Credential.objects.filter(holder__in=some)
        if known is not None:
            rows = rows.filter(known_from__lte=known)
            past = CredentialPast.objects.filter(holder__in=some, known_from__lte=known, known_to__gt=known)
            for holder, credential in past.values_list("holder_id", "credential_id"):
                found.setdefault(holder, []).append(credential)
        for holder, credential in rows.values_list("holder_id", "pk"):
            found.setdefault(holder, []).append(credential)
    return found


def _live(ids: Collection[UUID], known: datetime | None, types: Collection[UUID] | None) -> set[UUID]:
    """Those of the credentials that were there and not archived."""
    found: set[UUID] = set()
    for some in _steps(ids):
        wanted: dict[str, Any] = {"archived_at__isnull": True}
        if types is not None:
            wanted["type__in"] = list(types)
        rows = Credential.objects.filter(pk__in=some, **wanted)
        if known is not None:
            rows = rows.filter(known_from__lte=known)
            past = CredentialPast.objects.filter(known_from__lte=known, known_to__gt=known, **wanted)
            found.update(past.filter(credential__in=some).values_list("credential_id", flat=True))
        found.update(rows.values_list("pk", flat=True))
    return found


def _read(
    hits: dict[str, dict[UUID, list[Key]]],
    line: Collection[UUID],
    ids: Sequence[UUID],
    known: datetime | None,
) -> _Scope:
    excluded: dict[Key, set[UUID]] = {}
    for target, keys in _linking("excluded_products", line, known).items():
        for key in keys:
            excluded.setdefault(key, set()).add(target)
    scope = _Scope(hits, excluded, {}, {})
    for some in _steps(ids):
        scope.markets.update(clauses_linked("markets", some, known))
        for row in scope_clauses.clauses_at(known).filter(credential__in=some):
            scope.rows[(row.credential_id, row.n)] = row
    return scope


def _complete(
    scope: _Scope, held: dict[UUID, list[UUID]], products: set[UUID], live: set[UUID], known: datetime | None
) -> None:
    """What is only asked of credentials found by holder or subject: their clauses, and which of them list products."""
    held_ids = {one for ids in held.values() for one in ids} & live
    by_subject = {key[0] for keys in scope.hits["subjects"].values() for key in keys} & live
    for key in (*scope.markets, *scope.rows):
        if key[0] in held_ids:
            scope.numbers.setdefault(key[0], set()).add(key[1])
    for some in _steps(held_ids | by_subject):
        links = CredentialProduct.objects.filter(credential__in=some).order_by()
        pairs = set(links.values_list("credential_id", "clause").distinct())
        if known is not None:
            pairs = set(clauses_linked("products", some, known))
        scope.with_products |= pairs
        named = clauses_linked("subjects", some, known)
        items = scope_clauses.items_at(known).filter(credential__in=some).order_by()
        for owner, n in (*pairs, *named, *items.values_list("credential_id", "clause").distinct()):
            if owner in held_ids:
                scope.numbers.setdefault(owner, set()).add(n)


def _product_ids(ids: Collection[UUID]) -> set[UUID]:
    """Those of the subjects that are products."""
    return {pk for pk, kind in subjects.kinds_of(ids).items() if kind == "product"}


def words(asked: Sequence[Asked], covers: Sequence[Cover], known: datetime | None = None) -> list[Label]:
    """Why each clause covers or does not, in the order of ``covers``; a fixed number of queries."""
    keys = {one.credential for one in covers}
    left_out = {
        key: targets
        for some in _steps(keys)
        for key, targets in clauses_linked("excluded_products", some, known).items()
    }
    people = {asked[one.question].subject for one in covers} | {one.through for one in covers}
    people |= {one.excluded for one in covers if one.excluded is not None}
    people |= {target for targets in left_out.values() for target in targets}
    titles = subjects.titles(people)
    places = {asked[one.question].market for one in covers} | {one.market for one in covers}
    names = subjects.market_words({one for one in places if one is not None})
    rows = {
        (row.credential_id, row.n): row
        for some in _steps(keys)
        for row in scope_clauses.clauses_at(known).filter(credential__in=some)
    }
    return [_why(asked[one.question], one, titles, names, left_out, rows) for one in covers]


def _why(
    asked: Asked,
    one: Cover,
    titles: dict[UUID, str],
    names: dict[UUID, Label],
    left_out: dict[Key, list[UUID]],
    rows: dict[Key, Clause],
) -> Label:
    key = (one.credential, one.clause)
    subject, through = titles.get(asked.subject, ""), titles.get(one.through, "")
    zh, en = [], []
    if one.by == "holder":
        zh, en = [f"{subject}为持证主体"], [f"{subject} is the holder"]
    elif one.through == asked.subject:
        zh, en = [f"写明{subject}"], [f"names {subject}"]
    else:
        zh, en = [f"{through}覆盖{subject}"], [f"{through} covers {subject}"]
    if one.miss == "excluded" and one.excluded is not None:
        out = titles.get(one.excluded, "")
        zh.append(f"但不含{out}")
        en.append(f"but {out} is left out")
    elif one.miss == "days":
        zh.append(f"但该条款在 {asked.on} 不适用{_span(rows.get(key))}")
        en.append(f"but the clause does not apply on {asked.on}{_span(rows.get(key))}")
    elif one.miss == "rule":
        zh.append("但不符合该条款的产品条件")
        en.append("but it does not meet the clause's rule for products")
    market = names.get(asked.market) if asked.market is not None else None
    if market is not None and one.miss in ("", "market"):
        place = _place(asked, one, market, names)
        zh.append(place.zh)
        en.append(place.en)
    others = [titles.get(target, "") for target in left_out.get(key, ()) if target != one.excluded]
    if one.covers and others:
        zh.append("不含" + "、".join(others[:5]))
        en.append("excluded: " + ", ".join(others[:5]))
    return Label(f"第{one.clause}条:" + ";".join(zh), f"clause {one.clause}: " + "; ".join(en))


def _span(row: Clause | None) -> str:
    return "" if row is None else f" ({row.starts or '…'} – {row.ends or '…'})"


def _place(asked: Asked, one: Cover, market: Label, names: dict[UUID, Label]) -> Label:
    if one.miss == "market":
        return Label(f"但不适用于{market.zh}({asked.on})", f"but not good for {market.en} on {asked.on}")
    if one.market is None:
        return Label(f"市场不限,含{market.zh}", f"no limit of markets, {market.en} included")
    if one.market == asked.market:
        return Label(f"适用于{market.zh}", f"good for {market.en}")
    group = names.get(one.market, Label("", ""))
    return Label(f"{group.zh}在 {asked.on} 包含{market.zh}", f"{group.en} covers {market.en} on {asked.on}")
