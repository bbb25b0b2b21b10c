"""The two times of a question, asked of every kind: the day it is about and the instant whose knowledge answers it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentry.core.records import kinds
from credentry.core.records.as_of import AsOf
from credentry.core.records.conditions.paths import filterable
from credentry.core.records.fields import Many
from credentry.core.records.queries import Query, detail, listing, rows_of
from credentry.core.records.tests.factories import Company, make_company
from credentry.foundation import clock
from credentry.foundation.errors import Invalid, NotFound
from tests.contract.makers import MAKERS, make

pytestmark = pytest.mark.django_db
MADE = [one.name for one in kinds.all_kinds() if one.name in MAKERS]
KEPT = [name for name in MADE if kinds.get(name).history is not None]
T0 = datetime(2026, 11, 20, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def company() -> Company:
    with clock.fixed(T0 - 2 * HOUR):
        return make_company()


@pytest.mark.parametrize("name", MADE)
def test_a_record_can_be_read_as_it_was_known(name: str, company: Company) -> None:
    kind = kinds.get(name)
    with clock.fixed(T0):
        record = make(name, company.east, 1)
    with clock.fixed(T0 + HOUR):
        now = detail(company.admin, kind, record.pk).values
        then = detail(company.admin, kind, record.pk, AsOf(date(2026, 1, 1), T0)).values
        said = [one.name for one in kind.fields if one.stored or isinstance(one.type, Many)]
        differ = {one for one in said if then[one] != now[one]} - {"created_at", "updated_at", "code_norm"}
        assert differ == set()
        with pytest.raises(NotFound):
            detail(company.admin, kind, record.pk, AsOf(None, T0 - HOUR))


@pytest.mark.parametrize("name", [name for name in MADE if name not in KEPT])
def test_a_list_of_the_present_only_says_so(name: str, company: Company) -> None:
    with clock.fixed(T0 + HOUR):
        assert listing(company.admin, kinds.get(name), Query(as_of=AsOf(date(2026, 1, 1)))).count is not None
        with pytest.raises(Invalid):
            listing(company.admin, kinds.get(name), Query(as_of=AsOf(None, T0)))


@pytest.mark.parametrize("name", KEPT)
def test_every_field_answers_alike_before_and_after_its_belief_was_put_aside(
    name: str, company: Company
) -> None:
    """Nothing is changed but where it is kept: conditions, order and values must not notice."""
    kind = kinds.get(name)
    with clock.fixed(T0):
        records = [make(name, company.east, n) for n in (1, 2, 3)]
    with clock.fixed(T0 + 3 * HOUR):
        asked = AsOf(None, T0 + HOUR)
        texts = [f"{one.name}:{word}" for one in filterable(kind) for word in ("null", "*")]
        orders = [one.name for one in kind.fields if one.order]
        before = answers(company, kind, asked, texts, orders)
        assert kind.history is not None
        kind.history.keep(list(kind.model_class._default_manager.all()), T0 + 2 * HOUR)
        assert answers(company, kind, asked, texts, orders) == before
        assert listing(company.admin, kind, Query(as_of=AsOf(None, T0 - HOUR))).count == 0
        assert listing(company.admin, kind, Query(as_of=asked)).count == len(records)


def answers(company: Company, kind: Any, asked: AsOf, texts: list[str], orders: list[str]) -> Any:
    found: dict[str, Any] = {}
    every = [one.name for one in kind.fields]
    for text in texts:
        found[text] = {one["id"] for one in listing(company.admin, kind, Query(text, as_of=asked)).items}
    for sort in orders:
        found[sort] = [one["id"] for one in listing(company.admin, kind, Query(sort=sort, as_of=asked)).items]
    ids = [one["id"] for one in listing(company.admin, kind, Query(as_of=asked)).items]
    there = kind.model_class._default_manager.filter(pk__in=ids).order_by("pk")
    rows = rows_of(company.admin, kind, list(there.values_list("pk", flat=True)), every, asked)
    differ = {"known_from", "updated_at"}
    found["rows"] = [{key: value for key, value in one.items() if key not in differ} for one in rows]
    return found


@pytest.mark.parametrize("name", KEPT)
def test_values_of_the_past_cost_the_same_for_three_and_six_rows(name: str, company: Company) -> None:
    kind = kinds.get(name)
    with clock.fixed(T0):
        records = [make(name, company.east, n) for n in range(6)]
    with clock.fixed(T0 + 3 * HOUR):
        assert kind.history is not None
        kind.history.keep(records[::2], T0 + 2 * HOUR)
        every = [one.name for one in kind.fields]

        def cost(count: int) -> int:
            ids = [one.pk for one in records[:count]]
            with CaptureQueriesContext(connection) as captured:
                assert len(rows_of(company.admin, kind, ids, every, AsOf(None, T0))) == count
            return len(captured)

        cost(6)
        assert cost(3) == cost(6)
