"""No governed row changes without its entry, whatever writes it."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from credentry.core.ledger import guard
from credentry.core.ledger.actions import append, append_uncovered
from credentry.core.ledger.models import Dirty, Entry
from credentry.core.ledger.tests.things import Part, Thing, entry_of, governed_things
from credentry.foundation.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _things(transactional_db: None) -> Iterator[None]:
    with governed_things():
        yield


def seeded(*titles: str) -> list[Thing]:
    things = [Thing(title=title) for title in titles]
    with transaction.atomic():
        Thing.objects.bulk_create(things)
        append([entry_of(one.id) for one in things])
    return things


def refused(write: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()  # type: ignore[operator]


def raw(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.demand("R-000-08")
def test_every_way_of_writing_is_refused_without_an_entry() -> None:
    one, two = seeded("one", "two")
    key = one.id if connection.vendor == "postgresql" else one.id.hex
    writes = [
        lambda: Thing.objects.create(title="new"),
        lambda: Thing.objects.bulk_create([Thing(title="a"), Thing(title="b")]),
        lambda: Thing.objects.bulk_create(
            [Thing(id=one.id, title="one!")],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["title"],
        ),
        lambda: Thing.objects.filter(pk=two.pk).update(title="two!"),
        lambda: Thing.objects.bulk_update([Thing(id=one.id, title="z")], ["title"]),
        lambda: Thing.objects.all().delete(),
        lambda: raw("UPDATE ledger_tests_thing SET title = 'raw' WHERE id = %s", key),
        lambda: raw("DELETE FROM ledger_tests_thing WHERE id = %s", key),
        lambda: raw("DELETE FROM ledger_tests_thing"),
        lambda: Part.objects.create(code="p", thing_id=one.id),
    ]
    if connection.vendor == "sqlite":
        replace = (
            "INSERT OR REPLACE INTO ledger_tests_thing (id, title, derived, custom) VALUES (%s, 'r', 0, '{}')"
        )
        writes.append(lambda: raw(replace, key))
        writes.append(lambda: raw("UPDATE OR REPLACE ledger_tests_thing SET title = 'one'"))
    else:
        writes.append(lambda: raw("TRUNCATE ledger_tests_thing"))
    for write in writes:
        refused(write)
        assert sorted(Thing.objects.values_list("title", flat=True)) == ["one", "two"]
        assert not Part.objects.exists()
        assert not Dirty.objects.exists()
    assert Entry.objects.count() == 2


def test_autocommitted_statement_is_refused() -> None:
    one = seeded("one")[0]
    with pytest.raises(IntegrityError):
        Thing.objects.filter(pk=one.pk).update(title="two")
    assert Thing.objects.get().title == "one"


def test_an_entry_covers_its_own_object_only() -> None:
    one, two = seeded("one", "two")

    def half() -> None:
        Thing.objects.update(custom={"changed": True})
        append([entry_of(one.id)])

    refused(half)
    with transaction.atomic():
        Thing.objects.update(custom={"changed": True})
        append([entry_of(one.id), entry_of(two.id)])
    assert Thing.objects.get(pk=two.pk).custom == {"changed": True}


def test_a_change_after_the_entry_needs_another() -> None:
    one = seeded("one")[0]

    def late() -> None:
        Thing.objects.filter(pk=one.pk).update(title="b")
        append([entry_of(one.id)])
        Thing.objects.filter(pk=one.pk).update(title="c")

    refused(late)


def test_entry_of_another_kind_does_not_cover() -> None:
    one = seeded("one")[0]

    def other_kind() -> None:
        Thing.objects.filter(pk=one.pk).update(title="b")
        append([entry_of(one.id, kind="other")])

    refused(other_kind)


def test_derived_columns_and_unchanged_values_need_no_entry() -> None:
    one = seeded("one")[0]
    size = Entry.objects.count()
    with transaction.atomic():
        Thing.objects.update(derived=7, last_login=None)
        Thing.objects.filter(pk=one.pk).update(title="one")
        Thing.objects.get(pk=one.pk).save()
    assert Thing.objects.get().derived == 7
    assert Entry.objects.count() == size


def test_rows_that_move_between_owners_name_both() -> None:
    one, two = seeded("one", "two")
    with transaction.atomic():
        Part.objects.create(code="p-1", thing_id=one.id)
        append([entry_of(one.id)])
    for named in ([one], [two]):

        def move(named: list[Thing] = named) -> None:
            Part.objects.update(thing_id=two.id)
            append([entry_of(thing.id) for thing in named])

        refused(move)
    with transaction.atomic():
        Part.objects.update(thing_id=two.id)
        append([entry_of(one.id), entry_of(two.id)])


def test_rows_of_two_kinds_share_a_table() -> None:
    one = seeded("one")[0]
    with transaction.atomic():
        Part.objects.create(code="p-1", thing_id=one.id, sort="b")
        append([entry_of("p-1", kind="part")])
    refused(lambda: Part.objects.update(thing_id=uuid7()))

    def becomes_a() -> None:
        Part.objects.update(sort="a")
        append([entry_of("p-1", kind="part")])

    refused(becomes_a)
    with transaction.atomic():
        Part.objects.update(sort="c")  # neither kind afterwards, but it was a part before
        append([entry_of("p-1", kind="part")])
    Part.objects.update(thing_id=uuid7())


def test_savepoint_rolled_back_leaves_nothing_to_cover() -> None:
    one = seeded("one")[0]
    with transaction.atomic():
        savepoint = transaction.savepoint()
        Thing.objects.filter(pk=one.pk).update(title="b")
        assert Dirty.objects.exists()
        transaction.savepoint_rollback(savepoint)
        assert not Dirty.objects.exists()


def test_uncovered_objects_can_be_named_in_bulk() -> None:
    with transaction.atomic():
        Thing.objects.bulk_create([Thing(title=str(n)) for n in range(50)])
        seqs = append_uncovered("thing.seed", "s_system", "migration", why="first fill")
    assert len(seqs) == 50
    assert Entry.objects.filter(act="thing.seed", kind="thing").count() == 50


def test_the_log_itself_is_append_only() -> None:
    seeded("one", "two")
    for sql in (
        "UPDATE ledger_entry SET n = 5",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_node SET idx = 9",
        "DELETE FROM ledger_node",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            raw(sql)
    assert Entry.objects.count() == 2


def test_install_repairs_and_repeats() -> None:
    assert guard.install() == 0
    assert guard.missing() == []
    guard.uninstall()
    assert "ledger_tests_thing" in guard.missing()
    assert "ledger_entry" in guard.missing()
    assert guard.install() > 6
    assert guard.missing() == []
    refused(lambda: Thing.objects.create(title="x"))


def test_guard_follows_a_new_column() -> None:
    seeded("one")
    raw("ALTER TABLE ledger_tests_thing ADD COLUMN extra integer")
    assert guard.missing() == ["ledger_tests_thing"]
    guard.install()
    refused(lambda: raw("UPDATE ledger_tests_thing SET extra = 1"))
