"""B9 by hand: how every rule stands today for every product and market, in four statements over the same tables.

The conditions of the rules are written out as comparisons over one wide table of facts; a comparison with what nobody
knows is neither true nor false in SQL, too. Only today is told, the product tells every day.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection

from bench.reference import key
from credentry.core.records import custom
from credentry.domains.coverage import facts
from credentry.domains.coverage.models import RequirementRule
from credentry.domains.coverage.vocabulary import MEETS, RANK, STATE_OF_RANK
from credentry.domains.subjects.queries import covering_by_market
from credentry.plumbing import sql

WIDE, PAPERS, COVER, STANDS = "bench_wide", "bench_papers", "bench_covered", "bench_stands"


def prepare(today: date) -> None:
    """Which markets cover which, where statements can join them."""
    uuid = sql.uuid_type()
    sql.make_temporary(COVER, f"market {uuid}, cover {uuid}, code varchar(10)", "market, cover")
    codes = dict(sql.rows("SELECT id, code FROM subjects_market"))
    pairs = [(key(one), key(cover)) for one, some in covering_by_market(today).items() for cover in some]
    sql.fill(COVER, [(one, cover, codes[cover]) for one, cover in pairs])
    sql.analyze(COVER)


def stand(today: date, only: Any = None) -> None:
    """Fill STANDS (product, market, rule, state) anew; ``only``: for one rule, with what it asks for and no more."""
    rules = RequirementRule.objects.filter(enabled=True, archived_at__isnull=True)
    rules = rules.filter(pk=only) if only is not None else rules
    _facts(
        None if only is None else {one["field"] for rule in rules for one in rule.conditions.get("rules", ())}
    )
    _papers(
        today,
        "SELECT type_code FROM coverage_ruleneed"
        + ("" if only is None else f" WHERE rule_id = {_quoted(only)}"),
    )
    if only is None:
        sql.make_temporary(
            STANDS,
            f"product {sql.uuid_type()}, market {sql.uuid_type()}, rule {sql.uuid_type()}, state varchar(16)",
            "rule, product, market",
        )
    else:
        sql.run(f"DELETE FROM {STANDS} WHERE rule = {sql.uuid_parameter()}", [key(only)])
    for rule in rules:
        _rule(rule, today)


def _quoted(one: Any) -> str:
    return f"'{key(one)}'"


def _facts(named: Collection[str] | None) -> None:
    """One wide row for each product with these facts (None: all)."""
    columns = {
        fact: f"nullif(CAST(s.{column} AS text), '')" for fact, column in facts.columns_of("product").items()
    }
    truth = "'true'" if sql.is_postgresql() else "'1'"
    for fact in columns:
        if facts.shipped()[fact].type == "bool":
            plain = columns[fact]
            columns[fact] = (
                f"CASE WHEN {plain} IS NULL THEN NULL WHEN {plain} = {truth} THEN 'true' ELSE 'false' END"
            )
    added = {
        fact: f"max(CASE WHEN v.field_key = {number} THEN v.text END)"
        for number, fact in facts.added_to("product").items()
    }
    every = {fact: text for fact, text in {**columns, **added}.items() if named is None or fact in named}
    said = "".join(f", {text} AS {fact}" for fact, text in every.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {WIDE}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {WIDE} AS SELECT s.id{said} FROM subjects_subject s "
            f"LEFT JOIN {custom.VALUES} v ON v.record_id = s.id "
            "WHERE s.id IN (SELECT subject_id FROM coverage_engagement) GROUP BY s.id"
        )
        cursor.execute(f"CREATE INDEX {WIDE}_by ON {WIDE} (id)")
    sql.analyze(WIDE)


def _papers(today: date, types: str) -> None:
    """The best rank of the papers of each product for each market, type by type; ``need`` 0: for every rule. ``types``: the
    codes asked for, as a SELECT."""
    ranks = " ".join(f"WHEN '{status}' THEN {RANK[state]}" for status, state in MEETS.items())
    status = """CASE WHEN c.effective_from > %s THEN 'not_yet_effective' WHEN c.effective_to < %s THEN c.state
                WHEN c.warn_from <= %s AND c.effective_to IS NOT NULL THEN 'expiring_soon' ELSE 'valid' END"""
    rank = f"CASE {status} {ranks} ELSE {RANK['expired']} END"
    uuid = sql.uuid_type()
    sql.make_temporary(
        PAPERS,
        f"product {uuid}, market {uuid}, type_code varchar(60), need bigint, rank integer",
        "product, market, type_code",
    )
    # From the products to their papers: SQLite would go through all papers of the types asked for.
    mine = (
        f"FROM {WIDE} f CROSS JOIN credentials_credentialproduct l CROSS JOIN credentials_credential c "
        "CROSS JOIN credentials_credentialtype t"
    )
    live = (
        "l.product_id = f.id AND c.id = l.credential_id AND t.id = c.type_id AND c.archived_at IS NULL "
        f"AND t.code IN ({types})"
    )
    placed = "JOIN credentials_credentialmarket m ON m.credential_id = c.id"
    unplaced = "NOT EXISTS (SELECT 1 FROM credentials_credentialmarket m WHERE m.credential_id = c.id)"
    days = [today] * 3
    sql.run(
        f"""
        INSERT INTO {PAPERS} (product, market, type_code, need, rank)
        SELECT product, market, type_code, need, max(rank) FROM (
          SELECT l.product_id AS product, v.market, t.code AS type_code, 0 AS need, {rank} AS rank {mine} {placed}
            JOIN {COVER} v ON v.cover = m.market_id WHERE {live}
          UNION ALL SELECT l.product_id, v.market, t.code, 0, {rank} {mine} JOIN {COVER} v
            ON v.code = t.jurisdiction OR (t.jurisdiction IN ('', 'INTL') AND v.cover = v.market)
            WHERE {live} AND {unplaced}
          UNION ALL SELECT l.product_id, v.market, t.code, n.id, {rank} {mine} {placed}
            JOIN coverage_ruleneed n ON n.type_code = t.code
            JOIN coverage_needmarket r ON r.need_id = n.id AND r.market_id = m.market_id
            JOIN coverage_rulewhere w ON w.rule_id = n.rule_id
            JOIN {COVER} v ON v.market = w.market_id AND v.cover = v.market WHERE {live}
        ) every GROUP BY product, market, type_code, need
        """,
        days * 3,
    )
    sql.analyze(PAPERS)


def _rule(rule: RequirementRule, today: date) -> None:
    """One rule for all products and markets: what it asks of each, and the worst need of the best way."""
    asks = _condition(rule.conditions)
    states = " ".join(f"WHEN {rank} THEN '{state}'" for rank, state in STATE_OF_RANK.items())
    mark = sql.uuid_parameter()
    sql.run(
        f"""
        INSERT INTO {STANDS} (product, market, rule, state)
        SELECT product, market, {mark}, CASE WHEN known IS NULL THEN 'unknown_fact' ELSE CASE max(worst) {states} END END
        FROM (
          SELECT d.product, d.market, d.known, d.way, min(d.rank) AS worst FROM (
            SELECT f.id AS product, e.market_id AS market, f.known, n.way, n.id AS need, coalesce(max(p.rank), 1) AS rank
            FROM (SELECT id, {asks} AS known FROM {WIDE}) f
            JOIN coverage_engagement e ON e.subject_id = f.id
            JOIN coverage_rulewhere w ON w.rule_id = {mark} AND w.market_id = e.market_id
              AND w.starts <= %s AND w.ends >= %s
            JOIN coverage_ruleneed n ON n.rule_id = w.rule_id
            LEFT JOIN {PAPERS} p ON p.product = f.id AND p.market = e.market_id AND p.type_code = n.type_code
              AND p.need IN (0, n.id)
            WHERE f.known IS NOT FALSE
            GROUP BY f.id, e.market_id, f.known, n.way, n.id
          ) d GROUP BY d.product, d.market, d.known, d.way
        ) ways GROUP BY product, market, known
        """,
        [key(rule.pk), key(rule.pk), today, today],
    )


def _condition(tree: dict[str, Any]) -> str:
    """The shipped rules ask for equality and membership, joined by and."""
    known = facts.added_to("product").values() | facts.columns_of("product").keys()
    parts = []
    for one in tree.get("rules", ()):
        column = one["field"] if one["field"] in known else "CAST(NULL AS text)"
        given = one["value"] if isinstance(one["value"], list) else [one["value"]]
        words = ", ".join(f"'{str(value).lower() if isinstance(value, bool) else value}'" for value in given)
        assert one["operator"] in ("=", "in"), one
        parts.append(f"{column} IN ({words})")
    assert tree.get("combinator", "and") == "and", tree
    return " AND ".join(parts) or "(1 = 1)"


def differing(today: date) -> int:
    """How many of the product's answers for today are not the same, or are there on one side only."""
    theirs = (
        "SELECT p.subject_id, p.market_id, o.rule_id, o.state FROM coverage_obligation o "
        "JOIN coverage_pursuit p ON p.id = o.pursuit_id WHERE o.starts <= %s AND o.ends >= %s"
    )
    ours = f"SELECT product, market, rule, state FROM {STANDS}"
    days = [today, today]
    return sum(
        int(sql.rows(f"SELECT count(*) FROM ({one} EXCEPT {other}) x", days)[0][0])
        for one, other in ((theirs, ours), (ours, theirs))
    )
