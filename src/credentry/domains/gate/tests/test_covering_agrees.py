"""The gate reads scopes for all days at once; the room of credentials answers for one day. They say the same."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials.models import (
    Clause,
    CredentialExclusion,
    CredentialMarket,
    CredentialProduct,
)
from credentry.domains.credentials.queries import gating
from credentry.domains.credentials.queries.covering import clauses_covering
from credentry.domains.credentials.queries.verdict import segments_of
from credentry.domains.credentials.tests.factories import act, make, plain_type
from credentry.domains.gate.queries.asking import Desk
from credentry.domains.gate.queries.questions import resolve
from credentry.domains.gate.tests.factories import SYSTEM, question
from credentry.domains.subjects import queries as subjects
from credentry.domains.subjects.tests.factories import make as subject
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def company() -> Iterator[Any]:
    with clock.fixed(TODAY):
        yield make_company()


def scattered(seed: int) -> tuple[list[Any], list[str]]:
    """A register of random scopes: clauses with days, rules, markets and groups, exclusions, holders."""
    draw = random.Random(seed)
    line = list(series())
    other = list(series("充电器C系列"[:3] + str(seed)))
    people = [subject("person", "甲"), subject("site", "一厂")]
    products = line + other
    codes = ["CN", "DE", "EU", "GB"]
    places = dict(zip(codes, markets(*codes), strict=True))
    kind = plain_type(code=f"ANY{seed}")
    for _ in range(14):
        values: dict[str, Any] = {}
        if draw.random() < 0.8:
            values["products"] = [str(one.pk) for one in draw.sample(products, draw.randrange(1, 3))]
        if "products" not in values:  # where products are named, the gate asks them and not the holder
            values["holder"] = draw.choice(people).pk
        if draw.random() < 0.7:
            values["markets"] = [str(places[code]) for code in draw.sample(codes, draw.randrange(1, 3))]
        made = make(kind, **values)
        if draw.random() < 0.3 and "products" in values:
            CredentialExclusion.objects.create(credential=made, product=draw.choice(products))
        if draw.random() < 0.5:
            n = draw.choice([1, 2])
            starts = TODAY + timedelta(days=draw.randrange(-30, 30))
            rule = {"combinator": "and", "rules": [{"field": "level", "operator": "=", "value": "variant"}]}
            Clause.objects.create(
                credential=made, n=n, starts=starts, ends=starts + timedelta(days=20),
                product_rule=rule if draw.random() < 0.5 else None,
            )  # fmt: skip
            if n == 2 and "products" in values:
                CredentialProduct.objects.create(credential=made, clause=2, product=draw.choice(products))
                CredentialMarket.objects.create(
                    credential=made, clause=2, market_id=places[draw.choice(codes)]
                )
    return products + people, codes


@pytest.mark.parametrize("seed", range(4))
def test_both_say_the_same(seed: int) -> None:
    asked_about, codes = scattered(seed)
    seen = 0
    for on in (TODAY, TODAY + timedelta(days=25), date(2019, 6, 1)):
        for code in ("", *codes):
            place = markets(code)[0] if code else None
            told = {
                (pk, one.credential, one.clause)
                for pk, one in clauses_covering([one.pk for one in asked_about], place, on)
            }
            assert told == of_gate(asked_about, code, on), (on, code)
            seen += len(told)
    assert seen > 100


def of_gate(asked_about: list[Any], code: str, on: date) -> set[Any]:
    """The clauses that the gate would rest an answer on, whatever their standing and act."""
    resolved = resolve(SYSTEM, [question(one, market=code, on=on) for one in asked_about])
    desk = Desk(SYSTEM, resolved)
    found = set()
    for one in resolved:
        assert one.subject is not None
        cover = set(map(gating.raw, subjects.memberships().cover(one.market, on))) if one.market else None
        for candidate in desk.candidates(one.subject.id):
            for clause in candidate.clauses:
                fits = cover is None or not clause.markets or not clause.markets.isdisjoint(cover)
                if clause.excluded or not fits:
                    continue
                if (clause.starts is None or clause.starts <= on) and (
                    clause.ends is None or on <= clause.ends
                ):
                    found.add((one.subject.id, UUID(candidate.paper.uuid), clause.n))
    return found


def test_runs_of_days_are_those_of_the_stored_standing() -> None:
    """What the gate reads of a standing is what the room of credentials reads, now and as known before."""
    line, place = series(), markets("CN")[0]
    kind = plain_type(code="RUNS", validity_rule="no_expiry")
    several = make(kind, products=[line[0].pk])
    act(several, "suspend", effective_on="2026-03-01", reason="x")
    act(several, "reinstate", effective_on="2026-04-01", reason="y")
    endless = make(kind, products=[line[0].pk], valid_to=None, no_expiry_reason="printed")
    known = clock.now()
    with clock.fixed(TODAY + timedelta(days=2)):
        act(several, "cancel", effective_on="2026-11-01", reason="z")
        act(endless, "withdraw", effective_on="2026-11-01", reason="z", document_no="1")
    ids = [several.pk, endless.pk]
    for at in (known, None):
        told = {pk: [tuple(vars_of(run)) for run in runs] for pk, runs in segments_of(ids, at).items()}
        read = gating.holds_of({line[0].pk: (line[0].pk,)}, at, {line[0].pk: frozenset({gating.raw(place)})})
        assert told == {
            UUID(hold.paper.uuid): [tuple(run[:5]) for run in hold.paper.runs] for hold in read[line[0].pk]
        }


def vars_of(run: Any) -> list[Any]:
    return [run.starts, run.ends, run.state, run.code, run.ref]
