"""Two people at once: one change wins, the other is told; numbers never repeat; the trail has no hole."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from credentry.core.ledger.models import Entry
from credentry.core.records import kinds
from credentry.core.records.actions import perform, perform_many
from credentry.core.records.models import Revision
from credentry.core.records.tests.factories import SYSTEM, make_company
from credentry.foundation.errors import DomainError, StaleVersion
from tests.contract.makers import MAKERS, make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite admits one writer; its test database is one connection's",
    ),
]
PEOPLE = 8


def at_once(work: Any, count: int = PEOPLE) -> list[Any]:
    """What ``work(n)`` gave or raised, done by as many threads."""

    def one(n: int) -> Any:
        try:
            return work(n)
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_one_of_many_changes_of_the_same_version_wins() -> None:
    company = make_company()
    record = make("product", company.east, 1)
    results = at_once(
        lambda n: perform(SYSTEM, "product", "amend", record.pk, {"title": f"名称{n}"}, version=1).version
    )
    assert results.count(2) == 1
    assert sum(isinstance(one, StaleVersion) for one in results) == PEOPLE - 1
    assert Revision.objects.filter(record_id=record.pk).count() == 2


def test_changes_without_a_version_follow_each_other() -> None:
    company = make_company()
    record = make("product", company.east, 1)
    versions = at_once(
        lambda n: perform(SYSTEM, "product", "amend", record.pk, {"title": f"名称{n}"}).version
    )
    assert sorted(versions) == list(range(2, PEOPLE + 2))
    chain = Revision.objects.filter(record_id=record.pk).order_by("n").values_list("n", "seq")
    assert [n for n, _ in chain] == list(range(1, PEOPLE + 2))
    assert [seq for _, seq in chain] == sorted(seq for _, seq in chain)


def test_numbers_never_repeat_and_the_ledger_has_no_hole() -> None:
    company = make_company()
    make("credential", company.east, 0)

    def register(n: int) -> list[UUID]:
        rows = [{"payload": MAKERS["credential"](company.east, 100 * n + m)} for m in range(1, 11)]
        return list(perform_many(SYSTEM, "credential", "register", rows).done.values())

    made = [key for one in at_once(register, 6) for key in one]
    numbers = list(
        kinds.get("credential")
        .model_class._default_manager.filter(pk__in=made)
        .values_list("number", flat=True)
    )
    assert len(made) == len(set(made)) == len(set(numbers)) == 60
    seqs = list(Entry.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(len(seqs)))


def test_the_same_paper_is_registered_once() -> None:
    company = make_company()
    make("credential", company.east, 0)
    payload = MAKERS["credential"](company.east, 7)
    results = at_once(lambda _: perform(SYSTEM, "credential", "register", None, payload).id)
    assert sum(isinstance(one, UUID) for one in results) == 1, results
