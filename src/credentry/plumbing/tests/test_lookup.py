"""Small look-ups give what the ORM gives."""

from datetime import date
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


def test_moments_and_json_are_read_as_the_orm_reads_them() -> None:
    ids = made(3)
    OutboxEvent.objects.filter(event_id=ids[0]).update(payload={"甲": [1, None, {"b": "c"}]})
    columns = ("event_id", "payload", "created_at")
    wanted = OutboxEvent.objects.filter(event_id__in=ids).order_by("pk").values_list(*columns)
    assert lookup.by_ids(OutboxEvent, "event_id", ids, columns, order="pk") == list(wanted)


def test_days_and_yes_or_no_are_read_as_the_orm_reads_them() -> None:
    from credentry.core.records.models import CustomField, Deadline

    row = Deadline.objects.create(
        kind="x", record_id=uuid4(), code="c", cycle="1", due_on=date(2026, 2, 28), number="1", title="期限"
    )
    columns = ("due_on", "opens_on", "title")
    assert lookup.by_ids(Deadline, "record_id", [row.record_id], columns) == [
        (date(2026, 2, 28), None, "期限")
    ]
    now = clock.now()
    field = CustomField.objects.create(
        kind="x", code="c", name_zh="字段", name_en="field", value_type="text", options=[{"value": "a"}], key=1,
        filterable=False, created_at=now, updated_at=now,
    )  # fmt: skip
    found = lookup.by_ids(CustomField, "pk", [field.pk], ("filterable", "personal", "searchable", "options"))
    assert found == [(False, False, True, [{"value": "a"}])]
    assert type(found[0][0]) is bool


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
