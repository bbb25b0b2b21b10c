"""B10 by hand: which questions a register answers with yes, in one statement over the questions in a temporary table."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from bench.reference import fetch, key
from credentry.domains.subjects.queries import covering_by_market
from credentry.plumbing import sql

ASKED = "bench_asked"
COVER = "bench_cover"
Row = tuple[int, UUID, UUID, date]  # number, product, market, day


def prepare(rows: Sequence[Row], today: date) -> None:
    """The questions and which markets cover which, where the statement can join them."""
    sql.make_temporary(ASKED, f"n int, product {sql.uuid_type()}, market {sql.uuid_type()}, day date")
    sql.make_temporary(COVER, f"market {sql.uuid_type()}, cover {sql.uuid_type()}", "market")
    sql.fill(
        COVER, [(key(one), key(cover)) for one, some in covering_by_market(today).items() for cover in some]
    )
    put(rows)
    sql.analyze(COVER)


def put(rows: Sequence[Row]) -> None:
    """Hand over the questions: part of the work that is measured."""
    sql.empty_temporary([ASKED])
    sql.fill(ASKED, [(n, key(product), key(market), day) for n, product, market, day in rows])
    sql.analyze(ASKED)


def blocked(types: Sequence[UUID]) -> set[int]:
    """Questions for which some type that bears on the act has papers for product and market, but none that holds."""
    marks = ", ".join(["%s"] * len(types))
    holds = "c.effective_from <= q.day AND (c.effective_to IS NULL OR c.effective_to >= q.day)"
    found = fetch(
        f"SELECT q.n, c.type_id, max(CASE WHEN {holds} THEN 1 ELSE 0 END), max(c.effective_to) FROM {ASKED} q"
        " JOIN credentials_credentialproduct p ON p.product_id = q.product"
        " JOIN credentials_credential c ON c.id = p.credential_id AND c.archived_at IS NULL"
        f" AND c.type_id IN ({marks})"
        " WHERE EXISTS (SELECT 1 FROM credentials_credentialmarket m"
        f" JOIN {COVER} v ON v.market = q.market AND v.cover = m.market_id WHERE m.credential_id = c.id)"
        " GROUP BY q.n, c.type_id",
        [key(one) for one in types],
    )
    return {n for n, _, ok, _ in found if not ok}


def types_for(act: str) -> list[UUID]:
    """The types whose credentials bear on an act and whose lack blocks it."""
    found: list[Any] = fetch(
        "SELECT id, definition FROM credentials_credentialtype WHERE obligation <> 'voluntary'"
    )
    return [
        pk if isinstance(pk, UUID) else UUID(hex=pk)
        for pk, definition in found
        if act in ((json.loads(definition) if isinstance(definition, str) else definition).get("acts") or ())
    ]
