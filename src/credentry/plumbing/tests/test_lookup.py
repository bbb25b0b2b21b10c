"""Small look-ups give what the ORM gives."""

from uuid import UUID, uuid4

import pytest

from credentry.foundation import clock
from credentry.plumbing import lookup
from credentry.plumbing.models import OutboxEvent

pytestmark = pytest.mark.django_db


def made(count: int) -> list[UUID]:
    ids = [uuid4() for _ in range(count)]
    OutboxEvent.objects.bulk_create(
        OutboxEvent(event_id=one, name=f"名称 {at}", payload={}, created_at=clock.now())
        for at, one in enumerate(ids)
    )
    return ids


def test_same_values_as_the_orm() -> None:
    ids = made(7)
    wanted = OutboxEvent.objects.filter(event_id__in=ids[:5]).order_by("-pk").values_list("event_id", "name")
    found = lookup.by_ids(OutboxEvent, "event_id", ids[:5], ("event_id", "name"), order="pk")
    assert found == list(reversed(wanted))
    assert all(isinstance(one, UUID) for one, _ in found)


def test_no_ids_no_rows_and_unknown_ids_are_left_out() -> None:
    (known,) = made(1)
    assert lookup.by_ids(OutboxEvent, "event_id", [], ("name",)) == []
    assert lookup.by_ids(OutboxEvent, "event_id", [uuid4(), known], ("name",)) == [("名称 0",)]


def test_many_ids_go_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = made(7)
    monkeypatch.setattr(lookup, "STEP", 3)
    assert {one for (one,) in lookup.by_ids(OutboxEvent, "event_id", iter(ids), ("event_id",))} == set(ids)


def test_only_text_and_uuid_columns_are_plain() -> None:
    assert lookup.plain_column(OutboxEvent, "name")
    assert lookup.plain_column(OutboxEvent, "event_id")
    assert not lookup.plain_column(OutboxEvent, "payload")
    assert not lookup.plain_column(OutboxEvent, "event__name")
