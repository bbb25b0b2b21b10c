"""B1, B2, B3, B7: lists, search, dashboard, each as a whole HTTP request."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

from bench import reference
from bench.measure import parallel, sample
from bench.report import Row
from bench.rows_writing import amender
from bench.stage import Stage, ms, path
from credentry.domains.subjects.queries import covering
from credentry.foundation.dates import add_months

CONDITION = "market:EU category:product_safety valid_to>=today valid_to<={last}"
WORDS = ("海润", "检测", "型式试验", "0001", "R-0000", "移动电源 认证")


def list_path(last: str = "+6m") -> str:
    return path("credential", condition=CONDITION.format(last=last), sort="valid_to", limit=50)


def asked_anew(last: date) -> Callable[[], str]:
    """The list up to ever other days, so that no count remembered from another question is of help."""
    days = count(1)
    return lambda: list_path((last + timedelta(days=next(days) % 700)).isoformat())


def writing(stage: Stage) -> Callable[[], None]:
    """Amends some credential: what is remembered while nothing is written must be worked out again."""
    client = stage.client()
    first = json.loads(client.get(path("credential", fields="number", limit=1)))["items"][0]
    return amender(client, first["id"])


def eu_markets(stage: Stage) -> list[Any]:
    """EU and the groups that contain it: a paper for one of them is good for the EU."""
    found = covering([stage.world.markets["EU"]], stage.world.today)
    return sorted(set(found), key=str)


def b1(stage: Stage) -> Row:
    """The list of the design: EU, safety, expiring within six months."""
    today: date = stage.world.today
    last = add_months(today, 6)
    markets = eu_markets(stage)
    by_hand = sample(lambda: reference.expiring("product_safety", markets, today, last))
    client = stage.client()
    answer = json.loads(client.get(list_path()))
    page, count = reference.expiring("product_safety", markets, today, last)
    assert answer["count"] == min(count, reference.CAP - 1), (answer["count"], count)
    assert len(answer["items"]) == len(page)
    product = sample(lambda: client.get(list_path()), runs=60, between=writing(stage))
    return stage.row(
        "B1",
        f"list EU × safety × 6 months, 50 of {answer['count']:,} + count",
        f"p50 {ms(product.p50)}, p95 {ms(product.p95)}",
        ms(by_hand.p50),
        product.p50 / by_hand.p50,
        "p50 ≤ ref + 12 ms, p95 ≤ 40 ms",
        product.p50 <= by_hand.p50 + 12 and product.p95 <= 40,
    )


def b2(stage: Stage, seconds: float) -> Row:
    """The same list, sixteen clients at once."""
    anew = asked_anew(add_months(stage.world.today, 6))

    def caller() -> Callable[[], bool]:
        client = stage.client()
        return lambda: bool(client.get(anew()))

    load = parallel([caller() for _ in range(16)], seconds)
    today = stage.world.today
    markets, last = eu_markets(stage), add_months(today, 6)
    by_hand = sample(lambda: reference.expiring("product_safety", markets, today, last), runs=10)
    alone = 1000 / by_hand.p50
    return stage.row(
        "B2",
        "the same, 16 clients",
        f"{load.per_second:.0f}/s, p95 {ms(load.sample.p95)}",
        f"{alone:.0f}/s one connection",
        alone / load.per_second,
        "≥ 150/s, p95 ≤ 250 ms",
        load.per_second >= 150 and load.sample.p95 <= 250,
    )


def search_path(word: str) -> str:
    return path("credential", q=word, sort="valid_to", limit=50)


def b3(stage: Stage) -> list[Row]:
    """Chinese of two characters and more, and fragments of numbers: first fifty and capped count."""
    client, between = stage.client(), writing(stage)
    rows = []
    for word in WORDS:
        answer = json.loads(client.get(search_path(word)))
        by_hand = sample(lambda word=word: reference.containing(word), runs=5, warm=1)  # type: ignore[misc]
        product = sample(lambda word=word: client.get(search_path(word)), runs=25, between=between)  # type: ignore[misc]
        found = f"{answer['count']:,}{'+' if answer['capped'] else ''}"
        rows.append(
            stage.row(
                "B3",
                f"search {word}: 50 of {found}",
                f"p50 {ms(product.p50)}, p95 {ms(product.p95)}",
                f"{ms(by_hand.p50)} LIKE",
                product.p50 / by_hand.p50,
                "p50 ≤ 30 ms",
                product.p50 <= 30,
            )
        )
    return rows


def b7(stage: Stage) -> Row:
    """The home dashboard beside the same counts from the rows and from a kept summary."""
    today = stage.world.today
    live = sample(lambda: reference.dashboard_live(today), runs=3, warm=1)
    reference.keep_summary()
    kept = sample(lambda: reference.dashboard_kept(today), runs=20)
    reference.forget_summary()
    client = stage.client()
    product = sample(lambda: client.get("/api/v1/dashboard/home"), runs=40, between=writing(stage))
    return stage.row(
        "B7",
        "dashboard: attention, months, status, types",
        f"p50 {ms(product.p50)}, p95 {ms(product.p95)}",
        f"{ms(live.p50)} live, {ms(kept.p50)} kept",
        product.p50 / kept.p50,
        "p50 ≤ 30 ms",
        product.p50 <= 30,
    )
