"""B9: what is required of every product in every market, from scratch and after one change.

The register is left as it was: on PostgreSQL all is rolled back, on SQLite it happens in a copy of the file, since what was
written in one transaction slows down everything read in it. The hand-written SQL is held to the product's answer row by row.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from bench import reference_coverage as by_hand
from bench.build import World
from bench.measure import milliseconds, sample
from bench.report import Row
from bench.stage import Say, ms
from credentry.core.ledger import guard, triggers
from credentry.core.records import custom
from credentry.core.records.actions import perform
from credentry.core.records.models import Deadline
from credentry.domains.coverage import due, facts, refreshing
from credentry.domains.coverage.models import Obligation, Pursuit, RequirementRule
from credentry.domains.packs.actions import install
from credentry.foundation import clock
from credentry.plumbing import sql

BUDGET, ONE = 3.0, 200.0
MARKETS = (
    "CN", "US", "CA", "MX", "BR", "GB", "DE", "FR", "IT", "ES", "NL", "PL", "SE", "BE", "AT", "JP", "KR", "TW", "IN", "AU",
    "SA", "AE", "KW", "RU", "KZ", "SG", "TH", "VN", "ZA", "TR",
)  # fmt: skip
CHANGED = "RQ-PRD-014"  # radio equipment in the European Union: the markets of nine of the thirty


def b9(engine: str, world: World, say: Say, most: int) -> list[Row]:
    """The three measurements on one engine, with at most so many of the register's products."""
    with apart():
        install("product-certification", world.actor)
        with unguarded():
            products = engage(most)
        by_hand.prepare(world.today)
        days = DeadlinesTimed()
        with days:
            scratch = milliseconds(from_scratch) - days.took
        empty_log()
        for table in ("coverage_pursuit", "coverage_obligation", "coverage_verdict", "records_deadline"):
            sql.run(f"ANALYZE {table}")  # as a server does by itself soon after so much was written
        reference = milliseconds(lambda: by_hand.stand(world.today))
        differing = by_hand.differing(world.today)
        assert differing == 0, f"the reference says otherwise of {differing} requirements"
        pursuits, count = Pursuit.objects.count(), Obligation.objects.count()
        work = f"{products:,} products × {len(MARKETS)} markets, {count:,} requirements from scratch"
        say(f"{pursuits:,} pursuits, {count:,} requirements")
        rows = [
            _ratio(engine, work, scratch, reference, say),
            days.row(engine, say),
            one_paper(engine, world, say),
        ]
        rows.append(one_rule(engine, world, say))
    return rows


@contextmanager
def apart() -> Iterator[None]:
    """Work that the register does not keep."""
    if sql.is_postgresql():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        return
    empty_log()
    connection.close()
    kept = connection.settings_dict["NAME"]
    copy = Path(kept).with_suffix(".copy")
    shutil.copyfile(kept, copy)
    connection.settings_dict["NAME"] = str(copy)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
        for one in copy.parent.glob(copy.name + "*"):
            one.unlink()


@contextmanager
def unguarded() -> Iterator[None]:
    """In SQLite's copy the bench may write past the ledger; on PostgreSQL it is asked at the end, which does not come."""
    if not sql.is_postgresql():
        with connection.cursor() as cursor:
            for name, found in triggers.present(connection).items():
                triggers.drop(connection, cursor, name, found.table)
    yield
    if not sql.is_postgresql():
        guard.install()


def empty_log() -> None:
    """SQLite's log goes into its file, as a server at rest does by itself."""
    if not sql.is_postgresql():
        sql.rows("PRAGMA wal_checkpoint(TRUNCATE)")


class DeadlinesTimed:
    """How long the days take that follow from requirements and that alerts hear of: the reference tells none."""

    def __init__(self) -> None:
        self.took = 0.0

    def __enter__(self) -> None:
        self._follow = due.follow

        def follow(rules: Sequence[UUID] = ()) -> None:
            self.took += milliseconds(lambda: self._follow(rules))

        due.follow = follow

    def __exit__(self, *_error: object) -> None:
        due.follow = self._follow

    def row(self, engine: str, say: Say) -> Row:
        count = Deadline.objects.filter(kind="engagement", code=due.CODE).count()
        work = f"{count:,} days for the alerts from these requirements"
        say(f"B9 {work}: {self.took / 1000:.2f} s")
        return Row("B9", engine, work, f"{self.took / 1000:.2f} s", "–", None, "–", None)


def from_scratch() -> None:
    """The product's work with the checks of its references."""
    with transaction.atomic():
        refreshing.rebuild()
    settle("coverage_pursuit", "coverage_obligation", "coverage_verdict", "records_deadline")


def settle(*tables: str) -> None:
    """Check the references of these tables now: PostgreSQL does so at the end of the transaction, and until then every
    later statement here would walk through what waits."""
    if sql.is_postgresql():
        named = ", ".join(f"'{one}'" for one in tables)
        found = sql.rows(
            f"SELECT conname FROM pg_constraint WHERE condeferrable AND conrelid::regclass::text IN ({named})"
        )
        names = ", ".join(f'"{name}"' for (name,) in found)
        sql.run(f"SET CONSTRAINTS {names} IMMEDIATE")
        sql.run(f"SET CONSTRAINTS {names} DEFERRED")


def engage(most: int) -> int:
    """Facts by position, so that twelve sorts of products come about, one in ten with something unknown; the first
    ``most`` products meant for all markets. How many products."""
    numbered = (
        "(SELECT s.*, row_number() OVER (ORDER BY code) AS place FROM subjects_subject s WHERE s.subject_kind = 'product' "
        f"ORDER BY code LIMIT {most})"
    )
    yes, no = ("true", "false") if sql.is_postgresql() else ("1", "0")
    sql.run(
        f"UPDATE subjects_subject SET has_radio = CASE WHEN n.place %% 3 = 0 THEN {yes} ELSE {no} END, "
        f"mains_powered = CASE WHEN n.place %% 4 < 2 THEN {yes} ELSE {no} END, "
        f"has_battery = CASE WHEN n.place %% 10 = 9 THEN NULL WHEN n.place %% 2 = 0 THEN {yes} ELSE {no} END, "
        "product_category = CASE WHEN n.place %% 6 = 0 THEN 'power_bank' ELSE 'appliance' END "
        f"FROM {numbered} n WHERE n.id = subjects_subject.id"
    )
    for number, fact in facts.added_to("product").items():
        every = 2 + number % 5
        options = [value for value, _ in facts.everything()[fact].options] or ["true", "false"]
        word = " ".join(f"WHEN {n} THEN '{one}'" for n, one in enumerate(options))
        sql.run(
            f"INSERT INTO {custom.VALUES} (record_id, field_key, text) SELECT n.id, %s, "
            f"CASE (n.place / {every}) %% {len(options)} {word} END FROM {numbered} n WHERE n.place %% 10 <> {number % 10}",
            [number],
        )
    _mean(numbered)
    for table in ("subjects_subject", custom.VALUES, "coverage_engagement"):
        sql.run(f"ANALYZE {table}")
    settle("coverage_engagement", custom.VALUES)
    return int(sql.rows(f"SELECT count(*) FROM {numbered} n")[0][0])


def _mean(numbered: str) -> None:
    now = clock.now()
    fresh, instant = sql.new_uuid7(int(now.timestamp() * 1000)), connection.ops.adapt_datetimefield_value(now)
    stamp = "CAST(%s AS timestamptz)" if sql.is_postgresql() else "%s"
    codes = ", ".join(f"'{one}'" for one in MARKETS)
    sql.run(
        "INSERT INTO coverage_engagement (id, version, created_at, updated_at, number, title, unit_id, custom, context, "
        f"subject_id, market_id, role, notes) SELECT {fresh}, 1, {stamp}, {stamp}, 'ENG-' || n.place || m.code, n.title, "
        f"n.unit_id, '{{}}', 'market', n.id, m.id, '', '' FROM {numbered} n CROSS JOIN subjects_market m WHERE m.code IN ({codes})",
        [instant, instant],
    )


def one_paper(engine: str, world: World, say: Say) -> Row:
    """The whole action of withdrawing a certificate that some requirements rest on, its trail included."""
    held = Obligation.objects.filter(
        starts__lte=world.today, ends__gte=world.today, state="met", credential__isnull=False
    )
    papers = iter(list(dict.fromkeys(held.order_by("pk").values_list("credential", flat=True)[:400]))[:30])

    def act() -> None:
        payload = {"effective_on": world.today.isoformat(), "reason": "基准", "source": "own"}
        perform(world.actor, "credential", "withdraw", next(papers), payload)

    found = sample(act, runs=20, warm=2)
    work = "withdraw one certificate that requirements rest on, the whole action"
    say(f"B9 {work}: p50 {ms(found.p50)}")
    return Row(
        "B9", engine, work, f"p50 {ms(found.p50)}, p95 {ms(found.p95)}", "–", None, "one change ≤ 200 ms", found.p50 <= ONE
    )  # fmt: skip


def one_rule(engine: str, world: World, say: Say) -> Row:
    """A rule's conditions changed, the whole action but the days for the alerts; by hand the same rule for the same products
    and markets from the same tables."""
    rule = RequirementRule.objects.get(code=CHANGED)
    payload: dict[str, Any] = {
        "conditions": {
            "combinator": "and",
            "rules": [{"field": "product_is_eee", "operator": "=", "value": True}],
        }
    }
    days = DeadlinesTimed()
    with days:
        product = (
            milliseconds(lambda: perform(world.actor, "requirement_rule", "amend", rule.pk, payload))
            - days.took
        )
    reference = milliseconds(lambda: by_hand.stand(world.today, only=rule.pk))
    count = Obligation.objects.filter(rule=rule).count()
    say(f"B9 days for the alerts after a rule changed: {days.took / 1000:.2f} s")
    work = f"conditions of one rule changed, {count:,} requirements; {days.took / 1000:.2f} s more for the alerts' days"
    return _ratio(engine, work, product, reference, say)


def _ratio(engine: str, work: str, product: float, reference: float, say: Say) -> Row:
    ratio = product / reference
    say(f"B9 {work}: {product / 1000:.2f} s (reference {reference / 1000:.2f} s)")
    return Row(
        "B9", engine, work, f"{product / 1000:.2f} s", f"{reference / 1000:.2f} s", ratio, f"≤ {BUDGET:.0f} × reference",
        ratio <= BUDGET,
    )  # fmt: skip
