"""B8: every standing from scratch, and one standard's withdrawal reaching all that is based on it.

Both run in a transaction that is rolled back, product and reference from the same state; the hand-written SQL is held
to the product's answer row by row.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from bench import reference_standing as by_hand
from bench.build import World
from bench.measure import milliseconds
from bench.report import Row
from bench.stage import Say
from credentry.core.records.actions import perform
from credentry.domains.credentials import standing
from credentry.domains.credentials.models import Credential, StatusChange
from credentry.foundation import clock
from credentry.plumbing import bulk, sql

BUDGET = 3.0
SUSPENDED, BASED = 100, 20  # one credential in so many


def b8(engine: str, world: World, say: Say) -> list[Row]:
    """Both measurements on one engine."""
    with transaction.atomic():
        size = Credential.objects.count()
        standard = facts(world)
        standing.rebuild()
        differing = by_hand.differing()
        assert differing == 0, f"the reference says otherwise of {differing} credentials"
        rows = [_row(engine, f"recompute {size:,} standings from scratch", *from_scratch(), say)]
        based = sql.rows("SELECT count(*) FROM credentials_dependency WHERE standard_id = %s", [standard])[0][
            0
        ]
        work = f"withdraw one standard under {based:,} of {size:,} credentials"
        rows.append(_row(engine, work, *fan_out(world, standard), say))
        transaction.set_rollback(True)
    return rows


def facts(world: World) -> Any:
    """Suspensions, and a standard that one credential in twenty is based on; its key as the database has it."""
    now = clock.now()
    made = perform(
        world.actor, "standard", "register", None, {"code": "BENCH 1-2020", "name_zh": "基准标准"}
    ).id
    key, fresh = sql.uuid_value(made), sql.new_uuid7(int(now.timestamp() * 1000))
    instant = connection.ops.adapt_datetimefield_value(now)
    stamp = "CAST(%s AS timestamptz)" if sql.is_postgresql() else "%s"
    reference = "CAST(%s AS uuid)" if sql.is_postgresql() else "%s"
    numbered = "(SELECT c.*, row_number() OVER (ORDER BY number) AS place FROM credentials_credential c) c"
    sql.run(
        "INSERT INTO credentials_dependency (id, credential_id, code, standard_id, binding, auto, note, known_from) "
        f"SELECT {fresh}, c.id, 'standard', {reference}, %s, %s, '', {stamp} FROM {numbered} WHERE c.place %% {BASED} = 0",
        [key, True, True, instant],
    )
    chosen = sql.rows(
        f"SELECT c.id FROM {numbered} WHERE c.place %% {SUSPENDED} = 1 AND coalesce(c.valid_from, c.issued_on) < %s"
        " AND (c.effective_to IS NULL OR c.effective_to > %s)",
        [world.today - timedelta(days=30), world.today],
    )
    day = world.today - timedelta(days=20)
    bulk.insert(
        StatusChange,
        [
            StatusChange(
                credential_id=owner, change="suspended", effective_on=day, reason="基准", known_from=now
            )
            for (owner,) in chosen
        ],
    )
    for table in ("credentials_dependency", "credentials_statuschange"):
        sql.run(f"ANALYZE {table}")
    return key


def from_scratch() -> tuple[float, float]:
    """Milliseconds of the product and of the statement, each after everything stored was forgotten."""
    return timed(lambda: standing.rebuild(follow=False), forget), timed(by_hand.recompute, forget)


def forget() -> None:
    """As if nothing had been computed yet."""
    sql.run(
        "UPDATE credentials_credential SET effective_from = NULL, effective_to = NULL, state = '', binding_code = '', "
        "binding_ref = '', warn_from = NULL"
    )


def fan_out(world: World, standard: Any) -> tuple[float, float]:
    """Milliseconds of the whole action, its trail included, and of the statements."""
    day = world.today + timedelta(days=60)

    def act() -> None:
        payload = {"withdrawn_on": day.isoformat(), "reason": "基准"}
        perform(world.actor, "standard", "withdraw", standard, payload)

    return timed(act), timed(lambda: by_hand.withdraw(standard, day - standing.DAY, clock.now()))


def timed(work: Callable[[], Any], first: Callable[[], Any] = lambda: None) -> float:
    """How long ``work`` takes from the state before it; undone afterwards."""
    found = [0.0]
    with transaction.atomic():
        first()
        found[0] = milliseconds(work)
        transaction.set_rollback(True)
    return found[0]


def _row(engine: str, work: str, product: float, reference: float, say: Say) -> Row:
    ratio = product / reference
    row = Row(
        "B8", engine, work, f"{product / 1000:.2f} s", f"{reference / 1000:.2f} s", ratio, f"≤ {BUDGET:.0f} × reference",
        ratio <= BUDGET,
    )  # fmt: skip
    say(f"B8 {work}: {row.product} (reference {row.reference}, {ratio:.2f} ×)")
    return row
