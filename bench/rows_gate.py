"""B10: the gate, each as a whole HTTP request: ten thousand questions in one call, and one question."""

import random
from datetime import timedelta
from urllib.parse import urlencode

import orjson

from bench import reference_gate
from bench.company import MARKETS
from bench.measure import milliseconds, sample
from bench.report import Row
from bench.stage import Stage, ms

MANY = 10_000
ACT = "sell"


def questions(stage: Stage, count: int, seed: int) -> list[reference_gate.Row]:
    """Random products, markets and days of the coming year."""
    draw = random.Random(seed)
    world = stage.world
    codes = sorted({code for some in MARKETS.values() for code in some})
    codes += ["DE", "FR", "PL"] if "DE" in world.markets else []
    return [
        (
            n,
            draw.choice(world.products),
            world.markets[draw.choice(codes)],
            world.today + timedelta(days=draw.randrange(365)),
        )
        for n in range(count)
    ]


def body(rows: list[reference_gate.Row]) -> bytes:
    return orjson.dumps(
        {
            "questions": [
                {"key": str(n), "subject": product, "act": ACT, "market": market, "on": day}
                for n, product, market, day in rows
            ]
        }
    )


def b10(stage: Stage) -> list[Row]:
    """Ten thousand questions, then one at a time; every batch is a new one."""
    return [many(stage), one(stage)]


def many(stage: Stage) -> Row:
    asked = questions(stage, MANY, 10)
    types = reference_gate.types_for(ACT)
    reference_gate.prepare(asked, stage.world.today)

    def by_hand() -> set[int]:
        reference_gate.put(asked)
        return reference_gate.blocked(types)

    client = stage.client()
    status, content, _ = client.call("POST", "/api/v1/gate", body(asked))
    assert status == 200, content[:300]
    denied = {int(found["key"]) for found in orjson.loads(content)["verdicts"] if found["answer"] == "deny"}
    assert denied == by_hand(), len(denied ^ by_hand())
    reference = sample(by_hand, runs=5, warm=1)
    client = stage.client()  # the server closes connections that were idle while the other was measured
    batches = iter([body(questions(stage, MANY, 100 + n)) for n in range(7)])
    product = sample(lambda: client.call("POST", "/api/v1/gate", next(batches)), runs=6, warm=1)
    return stage.row(
        "B10",
        f"gate: {MANY:,} questions in one call, {len(denied):,} blocked",
        f"p50 {ms(product.p50)}",
        f"{ms(reference.p50)} one statement",
        product.p50 / reference.p50,
        "≤ 1.5 s",
        product.p50 <= 1500,
    )


def one(stage: Stage) -> Row:
    asked = questions(stage, 130, 20)
    types = reference_gate.types_for(ACT)
    by_hand = iter(asked)

    def look_up() -> set[int]:
        reference_gate.put([next(by_hand)])
        return reference_gate.blocked(types)

    # on SQLite the statement that is best for ten thousand takes seconds for one
    reference = sample(look_up, runs=3 if milliseconds(look_up) > 500 else 50)
    client = stage.client()
    paths = iter(
        f"/api/v1/gate?{urlencode({'subject': str(product), 'act': ACT, 'market': str(market), 'on': day})}"
        for _, product, market, day in asked
    )
    product = sample(lambda: client.get(next(paths)), runs=100)
    return stage.row(
        "B10",
        "gate: one question",
        f"p50 {ms(product.p50)}, p95 {ms(product.p95)}",
        ms(reference.p50),
        product.p50 / reference.p50,
        "p50 ≤ 8 ms",
        product.p50 <= 8,
    )
