"""Which clause covers what: markets by the day, products by the tree, exclusions, rules, sites, and as known then."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentry.core.ledger.audit import fsck
from credentry.core.records import kinds
from credentry.core.records.as_of import AsOf
from credentry.core.records.models import Revision
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import make_company
from credentry.domains.credentials.models import Clause, ScopeChange
from credentry.domains.credentials.queries.covering import Asked, answers, clauses_covering, words
from credentry.domains.credentials.tests.factories import SYSTEM, act, make, plain_type
from credentry.domains.subjects.tests.factories import make as subject
from credentry.domains.subjects.tests.factories import markets, series
from credentry.foundation import clock
from credentry.foundation.errors import Invalid

pytestmark = pytest.mark.django_db
T0 = datetime(2026, 11, 1, 4, tzinfo=UTC)
DAY = date(2026, 12, 1)


def later(hours: int) -> Any:
    return clock.fixed(T0 + timedelta(hours=hours))


@pytest.fixture(autouse=True)
def company() -> Any:
    with later(0):
        yield make_company()


def numbers(one: Any, market: UUID | None = None, on: date = DAY, known: datetime | None = None) -> list[int]:
    return [cover.clause for _, cover in clauses_covering([one.pk], market, on, known)]


def misses(one: Any, market: UUID | None = None, on: date = DAY) -> list[str]:
    return [cover.miss for cover in answers([Asked(one.pk, market, on)])]


def listed(condition: str, on: date = DAY, known: datetime | None = None) -> int:
    page = listing(SYSTEM, kinds.get("credential"), Query(condition, as_of=AsOf(on, known)))
    return page.count or 0


def test_the_clause_that_covers_a_model_in_a_market_on_a_day() -> None:
    de, us, eu, gb = markets("DE", "US", "EU", "GB")
    top, model, variant = series()
    made = act(
        make(plain_type()),
        "set_clauses",
        clauses=[
            {"title": "北美", "markets": [us], "products": [top.pk]},
            {"title": "欧盟", "markets": [eu], "products": [top.pk], "excluded_products": [variant.pk]},
        ],
    )
    assert numbers(model, de) == [2]
    assert numbers(model, us) == [1]
    assert numbers(variant, us) == [1]
    assert (numbers(variant, de), misses(variant, de)) == ([], ["market", "excluded"])
    assert numbers(model, gb, date(2020, 1, 31)) == [2]  # the last day of its membership
    assert numbers(model, gb, date(2020, 2, 1)) == []
    asked = [Asked(model.pk, de, DAY)]
    (cover,) = [one for one in answers(asked) if one.covers]
    (why,) = words(asked, [cover])
    assert (
        why.zh
        == "第2条:智能网关G系列覆盖智能网关G系列-100;欧盟在 2026-12-01 包含德国;不含智能网关G系列-100-EU"
    )
    assert why.en.startswith("clause 2: ")
    assert "covers Germany on 2026-12-01" in why.en
    assert made.standards == ""
    assert fsck()["findings"] == []


def test_a_new_variant_inherits_without_a_new_entry() -> None:
    top, model, _ = series()
    make(plain_type(), products=[top.pk])
    fresh = subject("product", "新变体", level="variant", parent=model.pk)
    assert numbers(fresh) == [1]
    assert listed(f"products:any({fresh.pk})") == 1


def test_what_one_clause_leaves_out_another_may_bring_back() -> None:
    top, model, variant = series()
    other = subject("product", "G-100-US", level="variant", parent=model.pk)
    act(
        make(plain_type()),
        "set_clauses",
        clauses=[
            {"products": [top.pk], "excluded_products": [model.pk]},
            {"products": [variant.pk]},
        ],
    )
    assert (numbers(variant), numbers(other), numbers(top)) == ([2], [], [1])
    assert [listed(f"products:any({one.pk})") for one in (variant, other, model, top)] == [1, 0, 0, 1]


def test_days_and_rules_of_clauses() -> None:
    top, model, variant = series()
    (de,) = markets("DE")
    rule = {"combinator": "and", "rules": [{"field": "sku", "operator": "=", "value": "G-100-EU"}]}
    plain = subject("product", "G-100-US", level="variant", parent=model.pk)
    act(
        make(plain_type()),
        "set_clauses",
        clauses=[
            {"products": [model.pk], "product_rule": rule},
            {"products": [top.pk], "markets": [de], "starts": "2026-12-10", "ends": "2026-12-20"},
        ],
    )
    assert (numbers(variant), numbers(model), numbers(plain)) == (
        [1],
        [1],
        [],
    )  # a rule is about what lies below
    assert misses(plain) == ["rule", "days"]
    assert numbers(plain, de, date(2026, 12, 10)) == numbers(plain, de, date(2026, 12, 20)) == [2]
    assert numbers(plain, de, date(2026, 12, 21)) == []
    for one, on, count in (
        (variant, DAY, 1),
        (model, DAY, 1),
        (plain, DAY, 0),
        (plain, date(2026, 12, 20), 1),
    ):
        assert listed(f"products:any({one.pk})", on) == count
    assert [listed("market:DE", on) for on in (DAY, date(2026, 12, 15))] == [0, 1]


def test_people_sites_and_holders() -> None:
    person, site = subject("person", "张三"), subject("site", "一号厂区")
    line = subject("equipment", "起重机", parent=site.pk)
    holder = subject("organisation", "工厂")
    kind = plain_type()
    make(kind, title="焊工证", holder=person.pk)
    act(
        make(kind, title="许可", holder=holder.pk), "set_clauses",
        clauses=[{"subjects": [site.pk], "acts": ["produce"]}, {"n": 7, "title": "其他"}],
    )  # fmt: skip
    assert numbers(person) == [1]
    assert (numbers(site), numbers(line), numbers(holder)) == ([1], [1], [1, 7])


def test_earlier_clauses_stay_known() -> None:
    de, us = markets("DE", "US")
    top, model, _ = series()
    made = make(plain_type(), markets=[de], products=[top.pk])
    with later(1):
        act(made, "set_clauses", clauses=[{"markets": [us], "products": [top.pk], "ends": "2026-12-31"}])
    with later(2):
        act(made, "set_clauses", clauses=[{"n": 3, "markets": [us, de], "products": [model.pk]}])
    with later(3):
        first, second = T0, T0 + timedelta(hours=1)
        assert (numbers(model, de, known=first), numbers(model, us, known=first)) == ([1], [])
        assert (numbers(model, de, known=second), numbers(model, us, known=second)) == ([], [1])
        assert numbers(model, us, date(2027, 1, 1), second) == []
        assert numbers(model, us) == [3]
        assert (numbers(top), numbers(top, known=first)) == ([], [1])
        assert [listed(f"products:any({top.pk})", known=known) for known in (None, first)] == [0, 1]
        assert [listed("market:US", date(2027, 1, 1), one) for one in (None, second)] == [1, 0]
    assert Clause.objects.filter(known_to__isnull=True).count() == 0
    said = (
        Revision.objects.filter(kind="credential", record_id=made.pk, action="set_clauses")
        .order_by("n")
        .last()
    )
    assert said is not None
    assert "clauses" in [name for name, _, _ in said.changed]


def test_the_same_clauses_again_write_nothing() -> None:
    (de,) = markets("DE")
    made = make(plain_type(), markets=[de])
    with later(1):
        act(made, "set_clauses", clauses=[{"markets": [de], "title": "甲"}])
    with later(2):
        act(made, "set_clauses", clauses=[{"markets": [de], "title": "甲"}])
    assert (ScopeChange.objects.count(), Clause.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("clause", "where"),
    [
        ({"starts": "2026-12-01", "ends": "2026-11-01"}, "clauses.0.ends"),
        ({"product_rule": {"combinator": "and", "rules": [{"field": "nix", "operator": "=", "value": 1}]}},
         "clauses.0.product_rule"),
        ({"acts": ["fly"]}, "clauses.0.acts"),
        ({"markets": ["01a1fdef-7d2e-7830-808e-83bed9c1bfa3"]}, "clauses.0.markets"),
    ],
)  # fmt: skip
def test_clauses_that_say_nothing_sensible_are_refused(clause: dict[str, Any], where: str) -> None:
    made = make(plain_type())
    with pytest.raises(Invalid) as caught:
        act(made, "set_clauses", clauses=[clause])
    assert [one.field for one in caught.value.errors] == [where]


def test_many_subjects_cost_no_more_queries_than_few() -> None:
    (de,) = markets("DE")
    top, _, _ = series()
    make(plain_type(), products=[top.pk], markets=[de])
    many = [subject("product", f"M{n}", level="model", parent=top.pk) for n in range(40)]
    counts = []
    for some in (many[:2], many):
        with CaptureQueriesContext(connection) as captured:
            found = clauses_covering([one.pk for one in some], de, DAY)
        assert len(found) == len(some)
        counts.append(len(captured))
    assert counts[0] == counts[1]
