"""``bulk.update`` writes what ``save`` would write, on both databases."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DataError, connection, transaction

from credentry.core.ledger.actions.appending import append_uncovered
from credentry.core.records.tests.factories import Company, make_company
from credentry.domains.credentials.models import Credential
from credentry.domains.credentials.tests.factories import issuer, make, plain_type
from credentry.plumbing import bulk

pytestmark = pytest.mark.django_db
VALUES = {
    "title": "新名称 'x' \\ \"y\"",
    "valid_to": date(2031, 3, 14),
    "cost": Decimal("1234.50"),
    "segmented": True,
    "timeline": [["2026-01-01", None, "valid"], {"深": 1.5}],
    "updated_at": datetime(2026, 11, 21, 8, 30, 15, 123456, tzinfo=UTC),
    "term_count": 7,
}


@pytest.fixture
def company() -> Company:
    return make_company()


def test_every_type_of_column_is_stored_as_save_stores_it(company: Company) -> None:
    kind, body = plain_type(), issuer("CQC")
    first, second, other = (make(kind, title=f"旧{n}") for n in range(3))
    for one in (first, second):
        for name, value in VALUES.items():
            setattr(one, name, value)
        one.issuer_id, one.responsible_id = body.pk, company.admin.user_id
    second.issuer_id, second.timeline, second.responsible_id = None, None, None
    assert bulk.update(Credential, [first, second], [*VALUES, "issuer", "responsible"]) == 2
    append_uncovered("test", "test", "test")  # what is written past the write path needs an entry, too
    read = {one.pk: one for one in Credential.objects.filter(pk__in=[first.pk, second.pk])}
    for name, value in VALUES.items():
        assert getattr(read[first.pk], name) == value, name
    assert (read[first.pk].issuer_id, read[first.pk].responsible_id) == (body.pk, company.admin.user_id)
    kept = read[second.pk]
    assert (kept.issuer_id, kept.timeline, kept.responsible_id) == (None, None, None)
    assert Credential.objects.get(pk=other.pk).title == "旧2"


def test_nothing_to_write_writes_nothing(company: Company) -> None:
    assert bulk.update(Credential, [], ["title"]) == 0
    assert bulk.update(Credential, [make(plain_type())], []) == 0


def test_text_that_is_too_long_fails_instead_of_being_cut(company: Company) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no longest text")
    made = make(plain_type())
    made.credential_no = "9" * 121
    with pytest.raises(DataError), transaction.atomic():
        bulk.update(Credential, [made], ["credential_no"])
