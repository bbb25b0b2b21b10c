"""A list's count is taken once while nothing changes, and again after any change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentry.core.identity.actors import Actor
from credentry.core.records import kinds
from credentry.core.records.actions import perform
from credentry.core.records.queries import Query, listing
from credentry.core.records.tests.factories import SYSTEM, make_company, make_unit

pytestmark = pytest.mark.django_db(transaction=True)


def asked(who: Actor, query: Query) -> tuple[int | None, int]:
    """The count shown, and how many statements counted for it."""
    with CaptureQueriesContext(
        connection,
    ) as log:
        found = listing(who, kinds.get("unit"), query).count
    return found, sum("COUNT(" in one["sql"] for one in log.captured_queries)


def test_the_count_is_remembered_until_something_is_written() -> None:
    company = make_company()
    assert asked(company.admin, Query()) == (3, 1)
    assert asked(company.admin, Query()) == (3, 0)
    make_unit("NORTH", "华北公司", company.root)
    assert asked(company.admin, Query()) == (4, 1)
    perform(SYSTEM, "unit", "archive", company.west.pk)
    assert asked(company.admin, Query()) == (3, 1)


def test_what_one_person_may_see_is_not_counted_for_another() -> None:
    company = make_company()
    assert asked(company.admin, Query())[0] == 3
    assert asked(company.stranger, Query())[0] == 0
    assert asked(company.admin, Query(condition="code:EAST"))[0] == 1
    assert asked(company.admin, Query(condition="code:WEST"))[0] == 1
    assert asked(company.admin, Query(condition="code:none"))[0] == 0
